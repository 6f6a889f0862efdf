UPDATE tickets SET state = $3, updated_at = $4, etag = $5 WHERE account_id = $1 AND ticket_id = $2
