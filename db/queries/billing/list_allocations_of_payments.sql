SELECT payment_id, invoice_id, amount_minor
FROM payment_allocations
WHERE account_id = $1 AND payment_id = ANY (string_to_array($2, ','))
ORDER BY payment_id, invoice_id
