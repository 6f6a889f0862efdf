INSERT INTO status_events (account_id, sequence, transaction_id, created_at, transition)
VALUES ($1::text, $2::bigint,
        greatest(pg_current_xact_id(),
                 (SELECT transaction_id FROM status_events WHERE account_id = $1::text AND sequence = $2::bigint - 1)),
        $3, $4)
