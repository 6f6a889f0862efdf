SELECT account_id FROM account_timelines WHERE policy_set < $1 ORDER BY account_id LIMIT $2
