SELECT v.account_id, v.revision, t.recorded_at, v.timeline, c.domain_at, c.real_at, c.frozen,
       v.policy_set, s.current_set,
       v.revision = t.revision AND v.policy_set = t.policy_set AS is_latest
FROM account_timeline_versions AS v
  JOIN account_timelines AS t ON t.account_id = v.account_id
  CROSS JOIN (SELECT max(number) AS current_set FROM policy_sets) AS s
  LEFT JOIN domain_clock AS c ON c.id = 1
WHERE v.account_id = $1 AND v.recorded_at <= $2
ORDER BY v.revision DESC, v.policy_set DESC
LIMIT 1
