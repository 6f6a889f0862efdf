SELECT t.account_id, t.revision, t.recorded_at, t.timeline, t.policy_set, a.last_event
FROM account_timelines AS t JOIN accounts AS a ON a.account_id = t.account_id
WHERE t.account_id = ANY ($1::text[])
