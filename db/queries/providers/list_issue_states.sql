SELECT issue_id, number, effective_at, resolved, affects_operations,
       array_to_string(impacted_account_ids, ',') AS impacted_account_ids, public_reason,
       internal_note, recorded_by
FROM provider_issue_states
WHERE account_id = $1 AND ($2 = '' OR issue_id = $2)
ORDER BY issue_id, number
