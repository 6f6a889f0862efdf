SELECT i.invoice_id, i.currency, i.total_minor, i.issued_on, i.due_on, i.recorded_at,
       coalesce(i.amends, '') AS amends, i.invoice_type, i.period_from, i.period_through,
       i.voided_at, i.written_off_at, i.billed_name,
       i.instructions_revision, p.method, p.beneficiary, p.account_number, p.bank_code,
       p.reference, p.valid_until
FROM invoices AS i
LEFT JOIN payment_instructions AS p
  ON p.account_id = i.account_id AND p.revision = i.instructions_revision
WHERE i.account_id = $1 AND i.invoice_id = $2
