-- The two roles of a database, created once by its administrator. The owner applies migrations;
-- the server runs as the app role, which owns nothing and cannot pass row-level security.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reinstate_owner') THEN
    CREATE ROLE reinstate_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reinstate_app') THEN
    CREATE ROLE reinstate_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
END
$$;
