SELECT payment_id, invoice_id, amount_minor
FROM payment_allocations
WHERE account_id = $1
ORDER BY payment_id, invoice_id
