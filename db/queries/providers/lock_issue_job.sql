SELECT account_id, issue_id, number, cursor_id, accounts_total, accounts_done, finished_at
FROM provider_issue_jobs
WHERE account_id = $1 AND issue_id = $2 AND number = $3
FOR UPDATE SKIP LOCKED
