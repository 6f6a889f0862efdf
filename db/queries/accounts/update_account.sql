UPDATE accounts
SET revision = $2, last_transition = $3, last_audit_entry = $4, written_at = $5, sealed_before = $6,
    last_event = $7
WHERE account_id = $1
