CREATE TABLE IF NOT EXISTS schema_migrations (
  version integer NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL,
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (version)
);
CREATE TABLE IF NOT EXISTS schema_lock (
  id integer NOT NULL,
  CONSTRAINT schema_lock_pkey PRIMARY KEY (id)
);
INSERT INTO schema_lock (id) VALUES (1) ON CONFLICT (id) DO NOTHING;
GRANT SELECT ON schema_migrations TO reinstate_app;
