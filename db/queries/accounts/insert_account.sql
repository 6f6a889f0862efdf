INSERT INTO accounts (account_id, display_name, cloud, partner_type, registered_at, standing_from,
                      revision, last_transition, last_audit_entry, written_at)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, $5)
ON CONFLICT (account_id) DO NOTHING
RETURNING account_id
