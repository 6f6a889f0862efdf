SELECT provider_id, effective_at, linked
FROM provider_links
WHERE account_id = $1
