SELECT version, effective_from, zone, days_overdue, tolerance_minor,
       array_to_string(warning_offsets_days, ',') AS warning_offsets_days, max_lease_s,
       net_terms_days, dispute_pause_days, clearing_grace_days, exemption_limit_days,
       array_to_string(on_request_causes, ',') AS on_request_causes, scopes,
       array_to_string(allowed_switchable_operations, ',') AS allowed_switchable_operations,
       created_at, created_by, reason, created_set, revoked_at, revoked_by, revocation_reason,
       revoked_set
FROM policies
ORDER BY version
