UPDATE policies
SET revoked_at = $2, revoked_by = $3, revocation_reason = $4, revoked_set = $5
WHERE version = $1 AND revoked_at IS NULL
