UPDATE exemptions SET revoked_at = $3 WHERE account_id = $1 AND exemption_id = $2
