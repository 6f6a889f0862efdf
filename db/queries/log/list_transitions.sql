SELECT sequence, from_standing, to_standing, array_to_string(causes_added, ',') AS causes_added,
       array_to_string(causes_removed, ',') AS causes_removed, effective_at, observed_at, trigger,
       trigger_id, actor, policy_version, revision
FROM status_transitions
WHERE account_id = $1 AND sequence < $2
ORDER BY sequence DESC
LIMIT $3
