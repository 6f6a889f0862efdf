UPDATE payments SET voided_at = $3, voided_revision = $4 WHERE account_id = $1 AND payment_id = $2
