INSERT INTO invoices (account_id, invoice_id, currency, total_minor, issued_on, due_on, recorded_at,
                      revision, amends, invoice_type, period_from, period_through,
                      instructions_revision, billed_name)
SELECT account_id, $2, $3, $4::bigint, $5::date, $6::date, $7::timestamptz, $8::bigint, $9, $10,
       $11::date, $12::date, $13::bigint, display_name
FROM accounts
WHERE account_id = $1
