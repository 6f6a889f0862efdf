SELECT e.account_id, e.sequence AS event_sequence, e.transaction_id, e.created_at, e.suspension_at,
       e.offset_days, t.sequence, t.from_standing, t.to_standing,
       array_to_string(t.causes_added, ',') AS causes_added,
       array_to_string(t.causes_removed, ',') AS causes_removed, t.effective_at, t.observed_at,
       t.trigger, t.trigger_id, t.actor, t.policy_version, t.revision, w.warned_at,
       array_to_string(w.causes, ',') AS warning_causes,
       w.policy_version AS warning_policy_version, w.revision AS warning_revision
FROM status_events AS e
  LEFT JOIN status_transitions AS t
    ON t.account_id = e.account_id AND t.sequence = e.transition
  LEFT JOIN status_warnings AS w
    ON w.account_id = e.account_id AND w.suspension_at = e.suspension_at
      AND w.offset_days = e.offset_days
WHERE (e.transaction_id, e.account_id, e.sequence) > ($1, $2, $3)
  AND e.transaction_id < $4
ORDER BY e.transaction_id, e.account_id, e.sequence
LIMIT $5
