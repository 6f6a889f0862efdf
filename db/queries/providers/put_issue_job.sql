UPDATE provider_issue_jobs
SET cursor_id = $4, accounts_total = $5, accounts_done = $6, finished_at = $7
WHERE account_id = $1 AND issue_id = $2 AND number = $3
