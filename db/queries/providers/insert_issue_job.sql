INSERT INTO provider_issue_jobs (account_id, issue_id, number, queued_at, cursor_id, accounts_done)
VALUES ($1, $2, $3, $4, '', 0)
