INSERT INTO status_transitions (account_id, sequence, from_standing, to_standing, causes_added,
                                causes_removed, effective_at, observed_at, trigger, trigger_id,
                                actor, policy_version, revision)
VALUES ($1, $2, $3, $4, string_to_array($5, ','), string_to_array($6, ','), $7, $8, $9, $10, $11,
        $12, $13)
