-- A crawler that connects as `newsbot_writer` may change rows, but may not create or drop tables. Two
-- tables have a partition for each day, which crawls create and drop. They call this function for
-- it, which runs with the rights of its owner.
CREATE FUNCTION newsbot.day_partition(action text, table_name text, day date) RETURNS boolean
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    partition text := table_name || to_char(day, '_YYYYMMDD');
    is_there boolean;
BEGIN
    IF table_name NOT IN ('sketches', 'source_polls') THEN
        RAISE EXCEPTION 'newsbot.% has no partitions for days', table_name
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF day NOT BETWEEN '0001-01-01' AND '9999-12-31' THEN
        RAISE EXCEPTION 'no partition can be named after the day %', day
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT EXISTS (
        SELECT FROM pg_inherits AS i
        JOIN pg_class AS child ON child.oid = i.inhrelid
        JOIN pg_class AS parent ON parent.oid = i.inhparent
        WHERE parent.relnamespace = 'newsbot'::regnamespace AND parent.relname = table_name
            AND child.relnamespace = 'newsbot'::regnamespace AND child.relname = partition
    ) INTO is_there;
    IF action = 'open' AND NOT is_there THEN
        -- The partition is created as a table of its own, and then attached. CREATE TABLE …
        -- PARTITION OF would wait for all running queries of the partitioned table, and block new
        -- ones. ATTACH PARTITION does neither.
        EXECUTE format(
            'CREATE TABLE newsbot.%I (LIKE newsbot.%I INCLUDING INDEXES)', partition, table_name
        );
        EXECUTE format(
            'ALTER TABLE newsbot.%I ATTACH PARTITION newsbot.%I FOR VALUES IN (%L)',
            table_name, partition, day
        );
        RETURN true;
    ELSIF action = 'drop' AND is_there THEN
        IF day >= (newsbot.now() AT TIME ZONE 'UTC')::date - 1 THEN
            RAISE EXCEPTION 'newsbot.% is still in use', partition
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        EXECUTE format('DROP TABLE newsbot.%I', partition);
        RETURN true;
    ELSIF action NOT IN ('open', 'drop') THEN
        RAISE EXCEPTION 'the action is neither open nor drop: %', action
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN false;
END
$$;
COMMENT ON FUNCTION newsbot.day_partition(text, text, date) IS
    'Opens or drops the partition of a day, in the table sketches or source_polls; whether that changed anything.';
REVOKE ALL ON FUNCTION newsbot.day_partition(text, text, date) FROM PUBLIC;

-- Views call functions with the rights of whoever reads the view. These two call others of the schema
-- newsbot, which readers may not use.
ALTER FUNCTION newsbot.words_changed(text, text, text)
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER FUNCTION newsbot.word_difference(text, text)
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
