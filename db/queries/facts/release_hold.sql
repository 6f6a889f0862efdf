UPDATE holds SET released_at = $3 WHERE account_id = $1 AND hold_id = $2
