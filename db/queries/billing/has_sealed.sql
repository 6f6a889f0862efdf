SELECT coalesce((
    SELECT bool_or(issued_on < $4::date)
    FROM invoices
    WHERE account_id = $1 AND invoice_id = ANY (string_to_array($2, ','))), false)
  OR coalesce((
    SELECT bool_or(received_at < $5::timestamptz)
    FROM payments
    WHERE account_id = $1 AND payment_id = ANY (string_to_array($3, ','))), false) AS has_sealed
