INSERT INTO exemptions (account_id, exemption_id, cause, reason, granted_at, expires_at, granted_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
