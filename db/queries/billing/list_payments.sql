SELECT payment_id, currency, amount_minor, received_at, method, recorded_at
FROM payments
WHERE account_id = $1
