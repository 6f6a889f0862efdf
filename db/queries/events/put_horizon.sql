INSERT INTO status_event_horizon (id, pruned_before) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE
SET pruned_before = greatest(status_event_horizon.pruned_before, $1)
