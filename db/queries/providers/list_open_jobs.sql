SELECT j.account_id, j.issue_id, j.number, j.cursor_id, j.accounts_done, j.finished_at,
       COALESCE(j.accounts_total, (SELECT count(DISTINCT l.account_id)
                                   FROM provider_links AS l
                                   WHERE l.provider_id = j.account_id)) AS accounts_total
FROM provider_issue_jobs AS j
WHERE j.finished_at IS NULL
ORDER BY j.queued_at, j.account_id, j.issue_id, j.number
LIMIT $1
