INSERT INTO provider_issue_states (account_id, issue_id, number, effective_at, resolved,
                                   affects_operations, impacted_account_ids, public_reason,
                                   internal_note, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, string_to_array($7, ','), $8, $9, $10, $11)
