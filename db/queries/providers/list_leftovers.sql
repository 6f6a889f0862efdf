SELECT left_id
FROM provider_issue_leftovers
WHERE account_id = $1 AND issue_id = $2 AND number = $3
ORDER BY left_id
