SELECT invoice_id, currency, total_minor, issued_on, due_on, recorded_at
FROM invoices
WHERE account_id = $1
