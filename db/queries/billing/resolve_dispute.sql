UPDATE invoice_disputes
SET resolved_at = $4, upheld = $5
WHERE account_id = $1 AND invoice_id = $2 AND dispute_id = $3
