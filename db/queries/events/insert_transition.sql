WITH logged AS (
  INSERT INTO status_transitions (account_id, sequence, from_standing, to_standing, causes_added,
                                  causes_removed, effective_at, observed_at, trigger, trigger_id,
                                  actor, policy_version, revision)
  VALUES ($1::text, $2::bigint, $3, $4, string_to_array($5, ','), string_to_array($6, ','), $7, $8,
          $9, $10, $11, $12, $13)
)
INSERT INTO status_events (account_id, sequence, transaction_id, created_at, transition)
VALUES ($1::text, $14::bigint,
        greatest(pg_current_xact_id(),
                 (SELECT transaction_id FROM status_events
                  WHERE account_id = $1::text AND sequence = $14::bigint - 1)),
        $15, $2::bigint)
