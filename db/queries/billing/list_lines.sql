SELECT description, reference, quantity, amount_minor
FROM invoice_lines
WHERE account_id = $1 AND invoice_id = $2
ORDER BY line_number
