DELETE FROM status_events WHERE account_id = $1 AND created_at < $2
