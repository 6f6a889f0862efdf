SELECT i.invoice_id, i.currency, i.total_minor, i.issued_on, i.due_on, i.recorded_at,
       coalesce(i.amends, '') AS amends, i.invoice_type, i.period_from, i.period_through,
       CASE WHEN i.voided_revision <= $3 THEN i.voided_at END AS voided_at,
       CASE WHEN i.written_off_revision <= $3 THEN i.written_off_at END AS written_off_at,
       i.instructions_revision, p.method, p.beneficiary, p.account_number, p.bank_code,
       p.reference, p.valid_until
FROM invoices AS i
LEFT JOIN payment_instructions AS p
  ON p.account_id = i.account_id AND p.revision = i.instructions_revision
WHERE i.account_id = $1 AND i.issued_on >= $2::date AND i.revision <= $3
