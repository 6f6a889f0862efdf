INSERT INTO invoices (account_id, invoice_id, currency, total_minor, issued_on, due_on,
                      recorded_at, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
