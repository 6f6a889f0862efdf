UPDATE account_timelines SET recorded_at = $2, next_event_at = $3 WHERE account_id = $1
