INSERT INTO payment_allocations (account_id, payment_id, invoice_id, amount_minor)
VALUES ($1, $2, $3, $4)
