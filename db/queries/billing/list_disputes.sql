SELECT d.invoice_id, d.dispute_id, d.amount_minor, d.opened_at, d.resolved_at,
       coalesce(d.upheld, false) AS upheld
FROM invoice_disputes AS d
JOIN invoices AS i ON i.account_id = d.account_id AND i.invoice_id = d.invoice_id
WHERE d.account_id = $1 AND i.account_id = $1 AND i.issued_on >= $2::date AND i.revision <= $3
ORDER BY d.invoice_id, d.opened_at
