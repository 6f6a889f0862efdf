INSERT INTO check_results (account_id, result_id, program_id, check_kind, status, reason,
                           effective_at, public_reason, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
