SELECT t.ticket_id, t.topic_id, t.subject, t.description, t.severity, t.severity_reason, t.state,
       t.author, t.created_at, t.updated_at, t.etag, r.ticket_id AS request_id,
       encode(r.status_at_creation, 'hex') AS status_at_creation, r.ripe_at, r.outcome, r.ended_at,
       r.ended_by, r.reason, r.decision_id
FROM reinstatement_requests AS r JOIN tickets AS t
  ON t.account_id = r.account_id AND t.ticket_id = r.ticket_id
WHERE r.account_id = $1 AND r.outcome IS NULL
