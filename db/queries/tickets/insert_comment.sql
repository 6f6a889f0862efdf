INSERT INTO ticket_comments (account_id, ticket_id, comment_id, body, visibility, author, by_staff,
                             created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
