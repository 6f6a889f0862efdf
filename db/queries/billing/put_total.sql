INSERT INTO billing_totals (account_id, currency, invoiced_minor, received_minor)
VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id, currency) DO UPDATE SET invoiced_minor = $3, received_minor = $4
