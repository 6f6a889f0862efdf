INSERT INTO account_timeline_versions (account_id, revision, policy_set, recorded_at, timeline)
VALUES ($1, $2, $3, $4, $5)
