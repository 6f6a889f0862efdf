UPDATE idempotency_keys
SET reply = decode($5, 'hex')
WHERE account_id = $1 AND principal = $2 AND method = $3 AND request_id = $4
