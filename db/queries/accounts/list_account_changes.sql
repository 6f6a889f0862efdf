SELECT effective_at, cloud, partner_type
FROM account_changes
WHERE account_id = $1
