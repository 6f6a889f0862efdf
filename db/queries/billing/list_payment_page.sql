SELECT p.payment_id, p.currency, p.amount_minor, p.received_at, p.method, p.recorded_at,
       p.settled_revision IS NOT NULL AS settled, p.failed_at, p.reversed_at, p.voided_at
FROM payments AS p
WHERE p.account_id = $1
  AND ($2::text = '' OR p.currency = $2)
  AND ($3::timestamptz IS NULL OR p.received_at >= $3)
  AND ($4::timestamptz IS NULL OR p.received_at < $4)
  AND ($5::text = '' OR EXISTS (
    SELECT 1
    FROM payment_allocations AS a
    WHERE a.account_id = p.account_id AND a.payment_id = p.payment_id AND a.invoice_id = $5))
  AND ($6::timestamptz IS NULL OR (p.received_at, p.payment_id) < ($6, $7::text))
ORDER BY p.received_at DESC, p.payment_id DESC
LIMIT $8
