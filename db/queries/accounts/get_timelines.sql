SELECT t.account_id, t.revision, t.recorded_at, t.timeline, c.domain_at, c.real_at, c.frozen
FROM account_timelines AS t LEFT JOIN domain_clock AS c ON c.id = 1
WHERE t.account_id = ANY ($1::text[])
