SELECT a.payment_id, a.invoice_id, a.amount_minor
FROM payment_allocations AS a
JOIN payments AS p ON p.account_id = a.account_id AND p.payment_id = a.payment_id
WHERE a.account_id = $1 AND p.account_id = $1 AND p.received_at >= $2::timestamptz
  AND p.revision <= $3
ORDER BY a.payment_id, a.invoice_id
