INSERT INTO idempotency_keys (account_id, principal, method, request_id, content_hash, created_at)
VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6)
ON CONFLICT (account_id, principal, method, request_id) DO NOTHING
RETURNING account_id
