INSERT INTO invoice_disputes (account_id, invoice_id, dispute_id, amount_minor, opened_at, revision)
VALUES ($1, $2, $3, $4, $5, $6)
