INSERT INTO policies (version, effective_from, zone, days_overdue, tolerance_minor,
                      warning_offsets_days, max_lease_s, net_terms_days, dispute_pause_days,
                      clearing_grace_days, exemption_limit_days, on_request_causes, scopes,
                      allowed_switchable_operations, created_at, created_by, reason, created_set)
VALUES ($1, $2, $3, $4, $5, string_to_array($6, ',')::integer[], $7, $8, $9, $10, $11,
        string_to_array($12, ','), $13, string_to_array($14, ','), $15, $16, $17, $18)
