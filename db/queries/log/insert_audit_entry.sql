INSERT INTO audit_entries (account_id, sequence, recorded_at, real_at, principal, method,
                           request_id, revision, subject_id, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
