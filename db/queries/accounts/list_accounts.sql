SELECT a.account_id, a.display_name, a.cloud, a.partner_type, a.registered_at, a.standing_from,
       t.revision, t.recorded_at, t.timeline, t.policy_set
FROM account_timelines AS t JOIN accounts AS a ON a.account_id = t.account_id
WHERE t.account_id > $1
  AND (t.standing = ANY ($2::text[]) OR t.next_change_at <= $3 OR t.policy_set < $9)
  AND (cardinality($4::text[]) = 0 OR a.partner_type = ANY ($4::text[]))
  AND (NOT $5::boolean OR t.next_change_at <= $3 OR t.policy_set < $9
       OR (t.next_change_at >= $6 AND t.next_change_at < $7))
ORDER BY t.account_id
LIMIT $8
