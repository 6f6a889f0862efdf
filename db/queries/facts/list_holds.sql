SELECT hold_id, reason, internal, placed_at, expires_at, released_at, placed_by
FROM holds
WHERE account_id = $1
