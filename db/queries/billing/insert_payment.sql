INSERT INTO payments (account_id, payment_id, currency, amount_minor, received_at, method,
                      recorded_at, revision, settled_revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
