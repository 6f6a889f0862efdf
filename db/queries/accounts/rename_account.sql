UPDATE accounts
SET registered_name = COALESCE(registered_name, display_name), display_name = $2
WHERE account_id = $1
