UPDATE invoices
SET written_off_at = $3, written_off_revision = $4
WHERE account_id = $1 AND invoice_id = $2
