SELECT t.account_id, t.revision, t.recorded_at, t.timeline, c.domain_at, c.real_at, c.frozen,
       t.policy_set, s.current_set, true AS is_latest
FROM account_timelines AS t
  CROSS JOIN (SELECT max(number) AS current_set FROM policy_sets) AS s
  LEFT JOIN domain_clock AS c ON c.id = 1
WHERE t.account_id = ANY ($1::text[])
