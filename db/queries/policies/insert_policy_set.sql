INSERT INTO policy_sets (number, made_at) VALUES ($1, $2)
