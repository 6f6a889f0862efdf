INSERT INTO provider_issue_leftovers (account_id, issue_id, number, left_id)
VALUES ($1, $2, $3, $4)
