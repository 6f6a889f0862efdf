SELECT payment_id, currency, amount_minor, received_at, method, recorded_at,
       coalesce(settled_revision <= $3, false) AS settled,
       CASE WHEN failed_revision <= $3 THEN failed_at END AS failed_at,
       CASE WHEN reversed_revision <= $3 THEN reversed_at END AS reversed_at,
       CASE WHEN voided_revision <= $3 THEN voided_at END AS voided_at
FROM payments
WHERE account_id = $1 AND received_at >= $2::timestamptz AND revision <= $3
