SELECT signal_id, severity, detected_at, public_reason, internal_note, recorded_by, resolved_at,
       withdrawn_at
FROM abuse_signals
WHERE account_id = $1
