UPDATE account_timelines SET recorded_at = $2 WHERE account_id = $1
