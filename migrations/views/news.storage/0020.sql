CREATE OR REPLACE VIEW news.storage AS
WITH parts AS (
    SELECT
        c.oid,
        coalesce(parent.relname, c.relname)::text AS table_name,
        parent.oid IS NOT NULL AS is_partition,
        c.relkind,
        -- A table that was never analysed has -1, and one without changes since a crash 0.
        greatest(c.reltuples, pg_stat_get_live_tuples(c.oid)) AS row_count,
        pg_stat_get_dead_tuples(c.oid) AS dead_rows,
        pg_relation_size(c.oid) AS main_bytes,
        pg_table_size(c.oid) - coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0)
            AS table_bytes,
        pg_indexes_size(c.oid) AS index_bytes,
        coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) AS toast_bytes,
        coalesce((
            SELECT option_value::float / 100 FROM pg_options_to_table(c.reloptions)
            WHERE option_name = 'fillfactor'
        ), 1) AS fill,
        greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid))
            AS vacuumed_at,
        greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid))
            AS analyzed_at,
        w.width
    FROM pg_class AS c
    LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid
    LEFT JOIN pg_class AS parent ON parent.oid = i.inhparent
    LEFT JOIN newsbot.row_widths() AS w ON w.name = c.relname
    WHERE c.relnamespace = 'newsbot'::regnamespace AND c.relkind IN ('r', 'p')
), guessed AS (
    SELECT
        *,
        -- A row has a header of 24 bytes and a pointer of 4; a page of 8192 bytes has one of 24.
        CASE WHEN analyzed_at IS NOT NULL AND width IS NOT NULL
            THEN greatest(0, main_bytes - ceil(row_count * (width + 28) / fill / 8168) * 8192)
        END AS bloat_bytes
    FROM parts
)
SELECT
    table_name,
    round(coalesce(sum(row_count) FILTER (WHERE relkind = 'r'), 0))::bigint AS row_count,
    sum(dead_rows)::bigint AS dead_rows,
    sum(table_bytes)::bigint AS table_bytes,
    sum(index_bytes)::bigint AS index_bytes,
    sum(toast_bytes)::bigint AS toast_bytes,
    sum(table_bytes + index_bytes + toast_bytes)::bigint AS total_bytes,
    sum(bloat_bytes)::bigint AS bloat_bytes,
    count(*) FILTER (WHERE is_partition) AS partitions,
    max(vacuumed_at) AS vacuumed_at,
    max(analyzed_at) AS analyzed_at,
    (SELECT p.pruned_before FROM newsbot.prunings AS p WHERE p.table_name = guessed.table_name)
        AS pruned_before
FROM guessed
GROUP BY table_name;

COMMENT ON VIEW news.storage IS
    'One row a table of newsbot, with its size on the disk.';
COMMENT ON COLUMN news.storage.table_name IS
    'Name of the table in schema newsbot; partitions are added up.';
COMMENT ON COLUMN news.storage.row_count IS
    'About how many rows the table has.';
COMMENT ON COLUMN news.storage.dead_rows IS
    'About how many deleted or replaced rows wait for the next vacuum.';
COMMENT ON COLUMN news.storage.table_bytes IS
    'Bytes of the rows, without long values, which are stored apart.';
COMMENT ON COLUMN news.storage.index_bytes IS
    'Bytes of the indexes.';
COMMENT ON COLUMN news.storage.toast_bytes IS
    'Bytes of long values, e.g. the texts of articles, compressed.';
COMMENT ON COLUMN news.storage.total_bytes IS
    'All bytes of the table: the sum of the three columns before.';
COMMENT ON COLUMN news.storage.bloat_bytes IS
    'A rough estimate of the part of table_bytes that holds no row, which later rows fill; null until the table is analysed.';
COMMENT ON COLUMN news.storage.partitions IS
    'How many partitions the table has; 0 if it is not partitioned.';
COMMENT ON COLUMN news.storage.vacuumed_at IS
    'When deleted rows were last cleared away (VACUUM); null: not since the server began to count.';
COMMENT ON COLUMN news.storage.analyzed_at IS
    'When the statistics of the rows were last renewed (ANALYZE); null: not since the server began to count.';
COMMENT ON COLUMN news.storage.pruned_before IS
    'Rows that are older may have been deleted by `scrapy db prune`; null: none were.';
