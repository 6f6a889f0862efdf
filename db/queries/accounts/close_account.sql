UPDATE accounts SET closed_at = $2, closing_reason = $3 WHERE account_id = $1
