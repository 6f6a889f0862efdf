SELECT DISTINCT account_id
FROM (SELECT account_id, created_at
      FROM status_events
      ORDER BY transaction_id, account_id, sequence
      LIMIT $2) AS oldest
WHERE created_at < $1
