SELECT account_id, revision, recorded_at, timeline FROM account_timelines WHERE account_id = $1
