SELECT exemption_id, cause, reason, granted_at, expires_at, granted_by, revoked_at
FROM exemptions
WHERE account_id = $1
