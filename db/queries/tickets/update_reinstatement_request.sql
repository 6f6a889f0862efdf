UPDATE reinstatement_requests
SET ripe_at = $3, outcome = $4, ended_at = $5, ended_by = $6, reason = $7, decision_id = $8
WHERE account_id = $1 AND ticket_id = $2
