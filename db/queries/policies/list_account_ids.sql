SELECT account_id FROM account_timelines WHERE account_id > $1 ORDER BY account_id LIMIT $2
