SELECT pg_snapshot_xmin(pg_current_snapshot()) AS frontier,
       (SELECT pruned_before FROM status_event_horizon WHERE id = 1) AS pruned_before
