SELECT decision_id, made_at, array_to_string(causes, ',') AS causes
FROM decisions
WHERE account_id = $1
