UPDATE payments
SET reversed_at = $3, reversed_revision = $4
WHERE account_id = $1 AND payment_id = $2
