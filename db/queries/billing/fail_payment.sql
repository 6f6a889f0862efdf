UPDATE payments SET failed_at = $3, failed_revision = $4 WHERE account_id = $1 AND payment_id = $2
