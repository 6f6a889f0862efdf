UPDATE payments SET settled_revision = $3 WHERE account_id = $1 AND payment_id = $2
