SELECT program_id, check_kind, result_id, status, effective_at, public_reason, reason
FROM check_results
WHERE account_id = $1
