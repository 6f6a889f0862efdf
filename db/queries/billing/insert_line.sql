INSERT INTO invoice_lines (account_id, invoice_id, line_number, description, reference, quantity,
                           amount_minor)
VALUES ($1, $2, $3, $4, $5, $6, $7)
