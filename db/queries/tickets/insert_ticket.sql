INSERT INTO tickets (account_id, ticket_id, topic_id, subject, description, severity,
                     severity_reason, state, author, created_at, updated_at, etag)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
