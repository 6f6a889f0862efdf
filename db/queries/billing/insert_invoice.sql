INSERT INTO invoices (account_id, invoice_id, currency, total_minor, issued_on, due_on, recorded_at,
                      revision, amends, invoice_type, period_from, period_through,
                      instructions_revision, billed_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
