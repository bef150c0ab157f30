-- Runs are pruned, and the rows that name them stay. Without an index on `run_id`, the references
-- would have PostgreSQL search these tables for each deleted run; an index would make each update of
-- a rejection dearer.
-- No code relies on the references: it looks runs up by an outer join.
-- squawk-ignore ban-drop-constraint
ALTER TABLE newsbot.rejections DROP CONSTRAINT rejections_run_id_fkey;
-- squawk-ignore ban-drop-constraint
ALTER TABLE newsbot.archive_files DROP CONSTRAINT archive_files_run_id_fkey;

-- The tables from which `scrapy db prune` deleted rows.
CREATE TABLE newsbot.prunings (
    table_name text PRIMARY KEY,
    pruned_before timestamptz NOT NULL,
    pruned_at timestamptz NOT NULL DEFAULT newsbot.now()
);

-- The mean size of a row of each table, as ANALYZE found it. Readers may not see these statistics of
-- tables that they may not read, so the function runs with the rights of its owner.
CREATE FUNCTION newsbot.row_widths() RETURNS TABLE (name text, width double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT tablename::text, sum((1 - null_frac) * avg_width)
    FROM pg_stats WHERE schemaname = 'newsbot' AND NOT inherited GROUP BY 1
$$;
