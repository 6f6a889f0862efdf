INSERT INTO verification_results (account_id, result_id, status, effective_at, public_reason,
                                  recorded_at, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7)
