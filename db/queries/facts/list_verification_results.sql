SELECT result_id, status, effective_at, public_reason, reason
FROM verification_results
WHERE account_id = $1
