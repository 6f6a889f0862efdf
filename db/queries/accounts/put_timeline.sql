INSERT INTO account_timelines (account_id, revision, policy_set, recorded_at, standing,
                               next_change_at, timeline, next_event_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (account_id) DO UPDATE
SET revision = $2, policy_set = $3, recorded_at = $4, standing = $5, next_change_at = $6,
    timeline = $7, next_event_at = $8
