INSERT INTO status_warnings (account_id, suspension_at, offset_days, warned_at, causes,
                             policy_version, revision)
VALUES ($1, $2, $3, $4, string_to_array($5, ','), $6, $7)
ON CONFLICT (account_id, suspension_at, offset_days) DO NOTHING
RETURNING account_id
