SELECT j.account_id, j.issue_id, j.number, j.cursor_id, j.accounts_total, j.accounts_done,
       j.finished_at, (SELECT count(*)
                       FROM provider_issue_leftovers AS l
                       WHERE l.account_id = j.account_id AND l.issue_id = j.issue_id
                         AND l.number = j.number) AS accounts_left_behind
FROM provider_issue_jobs AS j
WHERE j.account_id = $1
ORDER BY j.issue_id, j.number
