SELECT rolname, rolsuper, rolbypassrls,
       EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
               WHERE nspname = 'public' AND pg_has_role(pg_roles.oid, relowner, 'MEMBER')) AS owns
FROM pg_roles
WHERE rolname = current_user
