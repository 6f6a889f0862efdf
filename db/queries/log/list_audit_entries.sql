SELECT sequence, recorded_at, real_at, principal, method, request_id, revision, subject_id, reason
FROM audit_entries
WHERE account_id = $1 AND sequence < $2
ORDER BY sequence DESC
LIMIT $3
