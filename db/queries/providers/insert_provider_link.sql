INSERT INTO provider_links (account_id, provider_id, effective_at, linked, recorded_at)
VALUES ($1, $2, $3, $4, $5)
