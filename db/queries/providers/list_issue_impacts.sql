SELECT provider_id, issue_id, number, effective_at, impacts, public_reason, internal_note
FROM provider_issue_impacts
WHERE account_id = $1
