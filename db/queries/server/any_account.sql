SELECT account_id FROM accounts LIMIT 1
