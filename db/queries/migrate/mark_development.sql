INSERT INTO development_marker (id, marked_at) VALUES (1, $1) ON CONFLICT (id) DO NOTHING
