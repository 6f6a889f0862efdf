UPDATE abuse_signals
SET resolved_at = $3, withdrawn_at = $4
WHERE account_id = $1 AND signal_id = $2
