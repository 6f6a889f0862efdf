INSERT INTO provider_issue_impacts (account_id, provider_id, issue_id, number, effective_at, impacts,
                                    public_reason, internal_note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
