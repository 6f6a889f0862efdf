INSERT INTO account_changes (account_id, effective_at, cloud, partner_type, recorded_at)
VALUES ($1, $2, $3, $4, $5)
