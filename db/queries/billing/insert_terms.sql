INSERT INTO payment_terms (account_id, effective_on, net_days, recorded_at, revision)
VALUES ($1, $2, $3, $4, $5)
