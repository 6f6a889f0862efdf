SELECT account_id, next_event_at
FROM account_timelines
WHERE next_event_at <= $1 AND (next_event_at, account_id) > ($2, $3)
ORDER BY next_event_at, account_id
LIMIT $4
