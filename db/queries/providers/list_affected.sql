SELECT t.account_id, t.revision, t.recorded_at, t.timeline, t.policy_set,
       EXISTS (SELECT
               FROM provider_issue_impacts AS i
               WHERE i.account_id = t.account_id AND i.provider_id = $1 AND i.issue_id = $2
                 AND i.number = $3) AS applied
FROM (SELECT DISTINCT ON (account_id) account_id, linked
      FROM provider_links
      WHERE provider_id = $1 AND account_id > $4 AND effective_at <= $5
      ORDER BY account_id, effective_at DESC) AS l
  JOIN account_timelines AS t ON t.account_id = l.account_id
  JOIN accounts AS a ON a.account_id = l.account_id
  LEFT JOIN LATERAL (SELECT partner_type
                     FROM account_changes
                     WHERE account_id = l.account_id AND effective_at <= $5
                       AND partner_type IS NOT NULL
                     ORDER BY effective_at DESC
                     LIMIT 1) AS p ON true
WHERE l.linked AND COALESCE(p.partner_type, a.partner_type) = 'INDIRECT_RESELLER'
  AND (cardinality($6::text[]) = 0 OR l.account_id = ANY ($6::text[]))
ORDER BY t.account_id
LIMIT $7
