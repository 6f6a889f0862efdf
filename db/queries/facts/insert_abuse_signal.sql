INSERT INTO abuse_signals (account_id, signal_id, severity, detected_at, public_reason,
                           internal_note, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
