INSERT INTO domain_clock (id, domain_at, real_at, frozen) VALUES (1, $1, $2, $3)
ON CONFLICT (id) DO UPDATE SET domain_at = $1, real_at = $2, frozen = $3
