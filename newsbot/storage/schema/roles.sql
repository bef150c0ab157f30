-- Makes the roles of newsbot, and gives the schemas of newsbot in this database to the owner's role.
-- Run as a superuser, or as a role with CREATEROLE that owns the database. May be run again.
SET LOCAL lock_timeout = '10s';
-- No migration runs, and no article is stored, while tables change their owner.
SELECT pg_advisory_xact_lock(7305711), pg_advisory_xact_lock(7001);

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'newsbot_owner') THEN
        CREATE ROLE newsbot_owner LOGIN;
        COMMENT ON ROLE newsbot_owner IS 'Owns the schemas newsbot and news: runs migrations.';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'newsbot_writer') THEN
        CREATE ROLE newsbot_writer LOGIN;
        COMMENT ON ROLE newsbot_writer IS 'The crawler: changes rows of the schema newsbot.';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'newsbot_reader') THEN
        CREATE ROLE newsbot_reader LOGIN;
        COMMENT ON ROLE newsbot_reader IS 'Reads the schema news, and nothing else.';
        -- These hold when somebody connects as this very role, not for its members. They are set
        -- only once, so that they can be changed.
        ALTER ROLE newsbot_reader SET default_transaction_read_only = on;
        ALTER ROLE newsbot_reader SET statement_timeout = '60s';
        ALTER ROLE newsbot_reader SET idle_in_transaction_session_timeout = '60s';
    END IF;
    -- Whoever gives tables to a role must be able to act as this role.
    IF NOT pg_has_role(current_user, 'newsbot_owner', 'USAGE') THEN
        EXECUTE format('GRANT newsbot_owner TO %I', current_user);
    END IF;

    -- CREATE is for schemas and extensions.
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO newsbot_owner', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO newsbot_writer, newsbot_reader', current_database());
    -- Otherwise every role could create tables: temporary ones, and others in public up to
    -- PostgreSQL 14.
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public') THEN
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'newsbot') THEN
        CREATE SCHEMA newsbot AUTHORIZATION newsbot_owner;
    END IF;
END
$$;

-- Gives everything in the two schemas to the owner's role, except what belongs to extensions.
DO $$
DECLARE
    change text;
BEGIN
    FOR change IN
        WITH ours AS (SELECT oid, nspname, nspowner FROM pg_namespace WHERE nspname IN ('newsbot', 'news')),
        found (step, class, object, owner, what) AS (
            SELECT 1, 'pg_namespace'::regclass, oid, nspowner, format('SCHEMA %I', nspname) FROM ours
            UNION ALL
            -- Sequences of columns and rows' types follow their tables.
            SELECT 2, 'pg_class'::regclass, c.oid, c.relowner, format('TABLE %s', c.oid::regclass)
            FROM pg_class AS c JOIN ours ON ours.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') OR c.relkind = 'S' AND NOT EXISTS (
                SELECT FROM pg_depend AS d
                WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
            )
            UNION ALL
            SELECT 2, 'pg_proc'::regclass, p.oid, p.proowner, format('ROUTINE %s', p.oid::regprocedure)
            FROM pg_proc AS p JOIN ours ON ours.oid = p.pronamespace
            UNION ALL
            SELECT 2, 'pg_type'::regclass, t.oid, t.typowner, format('TYPE %s', t.oid::regtype)
            FROM pg_type AS t JOIN ours ON ours.oid = t.typnamespace
            WHERE t.typtype IN ('d', 'e', 'r') OR t.typtype = 'c' AND EXISTS (
                SELECT FROM pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c'
            )
            UNION ALL
            SELECT 2, 'pg_ts_config'::regclass, c.oid, c.cfgowner,
                format('TEXT SEARCH CONFIGURATION %s', c.oid::regconfig)
            FROM pg_ts_config AS c JOIN ours ON ours.oid = c.cfgnamespace
            UNION ALL
            SELECT 2, 'pg_ts_dict'::regclass, d.oid, d.dictowner,
                format('TEXT SEARCH DICTIONARY %s', d.oid::regdictionary)
            FROM pg_ts_dict AS d JOIN ours ON ours.oid = d.dictnamespace
            UNION ALL
            SELECT 2, 'pg_statistic_ext'::regclass, s.oid, s.stxowner,
                format('STATISTICS %I.%I', ours.nspname, s.stxname)
            FROM pg_statistic_ext AS s JOIN ours ON ours.oid = s.stxnamespace
        )
        SELECT format('ALTER %s OWNER TO newsbot_owner', what) FROM found
        WHERE owner <> 'newsbot_owner'::regrole AND NOT EXISTS (
            SELECT FROM pg_depend AS d
            WHERE d.classid = found.class AND d.objid = found.object AND d.deptype = 'e'
        )
        ORDER BY step, class, object
    LOOP
        EXECUTE change;
    END LOOP;
END
$$;
