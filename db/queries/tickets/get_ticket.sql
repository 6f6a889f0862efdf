SELECT t.ticket_id, t.topic_id, t.subject, t.description, t.severity, t.severity_reason, t.state,
       t.author, t.created_at, t.updated_at, t.etag, r.ticket_id AS request_id,
       encode(r.status_at_creation, 'hex') AS status_at_creation, r.ripe_at, r.outcome, r.ended_at,
       r.ended_by, r.reason, r.decision_id
FROM tickets AS t LEFT JOIN reinstatement_requests AS r
  ON r.account_id = t.account_id AND r.ticket_id = t.ticket_id
WHERE t.account_id = $1 AND t.ticket_id = $2
