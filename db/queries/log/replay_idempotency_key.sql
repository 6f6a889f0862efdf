UPDATE idempotency_keys
SET replayed_at = $5
WHERE account_id = $1 AND principal = $2 AND method = $3 AND request_id = $4
RETURNING encode(content_hash, 'hex') AS content_hash, encode(reply, 'hex') AS reply
