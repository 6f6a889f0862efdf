SELECT account_id, revision, recorded_at, timeline, policy_set
FROM account_timelines
WHERE account_id = $1
