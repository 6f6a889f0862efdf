SELECT account_id, display_name, cloud, partner_type, registered_at, standing_from,
       registered_name, etag, closed_at, closing_reason, revision, last_transition,
       last_audit_entry, written_at, sealed_before, last_event
FROM accounts
WHERE account_id = $1
FOR UPDATE SKIP LOCKED
