SELECT a.account_id, a.display_name, COALESCE(c.cloud, a.cloud) AS cloud,
       COALESCE(p.partner_type, a.partner_type) AS partner_type, a.registered_at, a.standing_from,
       a.registered_name, a.etag, a.closed_at, a.closing_reason, t.revision, t.recorded_at,
       t.timeline, t.policy_set
FROM account_timelines AS t JOIN accounts AS a ON a.account_id = t.account_id
  LEFT JOIN LATERAL (SELECT cloud
                     FROM account_changes
                     WHERE account_id = t.account_id AND effective_at <= $3 AND cloud IS NOT NULL
                     ORDER BY effective_at DESC
                     LIMIT 1) AS c ON true
  LEFT JOIN LATERAL (SELECT partner_type
                     FROM account_changes
                     WHERE account_id = t.account_id AND effective_at <= $3
                       AND partner_type IS NOT NULL
                     ORDER BY effective_at DESC
                     LIMIT 1) AS p ON true
WHERE t.account_id > $1
  AND (t.standing = ANY ($2::text[]) OR t.next_change_at <= $3 OR t.policy_set < $9)
  AND (cardinality($4::text[]) = 0 OR COALESCE(p.partner_type, a.partner_type) = ANY ($4::text[]))
  AND (NOT $5::boolean OR t.next_change_at <= $3 OR t.policy_set < $9
       OR (t.next_change_at >= $6 AND t.next_change_at < $7))
ORDER BY t.account_id
LIMIT $8
