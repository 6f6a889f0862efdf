SELECT comment_id, body, visibility, author, by_staff, created_at
FROM ticket_comments
WHERE account_id = $1 AND ticket_id = $2
  AND (created_at, comment_id) > ($3::timestamptz, $4::text)
  AND (visibility = 'PUBLIC' OR $5::boolean)
ORDER BY created_at, comment_id
LIMIT $6
