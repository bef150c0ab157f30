-- Gives the writer and the reader their rights in the schemas newsbot and news, and the same rights
-- on all that the owner will create there. Run as newsbot_owner. May be run again.
GRANT USAGE ON SCHEMA newsbot TO newsbot_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA newsbot
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO newsbot_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA newsbot GRANT USAGE, SELECT ON SEQUENCES TO newsbot_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA newsbot GRANT EXECUTE ON FUNCTIONS TO newsbot_writer;

-- What was created before has no such rights yet. Partitions are read and written by way of their
-- tables, but pg_dump reads them by their own names.
DO $$
DECLARE
    what text;
    roles text;
BEGIN
    FOR what IN
        SELECT format('SELECT, INSERT, UPDATE, DELETE ON %s', c.oid::regclass) FROM pg_class AS c
        WHERE c.relnamespace = 'newsbot'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
            AND c.relname <> 'alembic_version'
            AND NOT (has_table_privilege('newsbot_writer', c.oid, 'SELECT')
                AND has_table_privilege('newsbot_writer', c.oid, 'INSERT')
                AND has_table_privilege('newsbot_writer', c.oid, 'UPDATE')
                AND has_table_privilege('newsbot_writer', c.oid, 'DELETE'))
        UNION ALL
        SELECT format('USAGE, SELECT ON SEQUENCE %s', c.oid::regclass) FROM pg_class AS c
        WHERE c.relnamespace = 'newsbot'::regnamespace
            -- CASE, because the function fails for tables.
            AND CASE c.relkind WHEN 'S' THEN NOT has_sequence_privilege('newsbot_writer', c.oid, 'USAGE') END
        UNION ALL
        SELECT format('EXECUTE ON FUNCTION %s', p.oid::regprocedure) FROM pg_proc AS p
        WHERE p.pronamespace = 'newsbot'::regnamespace AND p.prokind <> 'p'
            AND NOT has_function_privilege('newsbot_writer', p.oid, 'EXECUTE')
    LOOP
        EXECUTE format('GRANT %s TO newsbot_writer', what);
    END LOOP;

    -- Only migrations change the number of the revision.
    IF to_regclass('newsbot.alembic_version') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE ON newsbot.alembic_version FROM newsbot_writer;
        GRANT SELECT ON newsbot.alembic_version TO newsbot_writer;
    END IF;

    IF to_regnamespace('news') IS NULL THEN
        RETURN;
    END IF;
    roles := 'newsbot_reader, newsbot_writer';
    EXECUTE format('GRANT USAGE ON SCHEMA news TO %s', roles);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA news GRANT SELECT ON TABLES TO %s', roles);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA news GRANT EXECUTE ON FUNCTIONS TO %s', roles);
    FOR what IN
        SELECT format('SELECT ON %s', c.oid::regclass) FROM pg_class AS c
        WHERE c.relnamespace = 'news'::regnamespace AND c.relkind IN ('v', 'm', 'r', 'p')
            AND NOT (has_table_privilege('newsbot_reader', c.oid, 'SELECT')
                AND has_table_privilege('newsbot_writer', c.oid, 'SELECT'))
        UNION ALL
        SELECT format('EXECUTE ON FUNCTION %s', p.oid::regprocedure) FROM pg_proc AS p
        WHERE p.pronamespace = 'news'::regnamespace AND p.prokind <> 'p'
            AND NOT (has_function_privilege('newsbot_reader', p.oid, 'EXECUTE')
                AND has_function_privilege('newsbot_writer', p.oid, 'EXECUTE'))
    LOOP
        EXECUTE format('GRANT %s TO %s', what, roles);
    END LOOP;
END
$$;
