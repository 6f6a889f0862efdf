INSERT INTO holds (account_id, hold_id, reason, internal, placed_at, expires_at, placed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
