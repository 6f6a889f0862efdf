SELECT s.policy_set, c.domain_at, c.real_at, c.frozen
FROM (SELECT max(number) AS policy_set FROM policy_sets) AS s
  LEFT JOIN domain_clock AS c ON c.id = 1
