SELECT DISTINCT account_id
FROM provider_links
WHERE provider_id = $1 AND account_id > $2
ORDER BY account_id
LIMIT $3
