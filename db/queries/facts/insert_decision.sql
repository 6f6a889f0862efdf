INSERT INTO decisions (account_id, decision_id, made_at, causes, reason, made_by)
VALUES ($1, $2, $3, string_to_array($4, ','), $5, $6)
