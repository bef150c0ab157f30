"""A database filled with invented articles by SQL, as years of crawling leave them.

The articles are spread over three years and 200 sites, of which few publish most. Of 100 articles
15 are copies. One in ten has had another text before. Bodies have 3 to 11 paragraphs.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
from tqdm import tqdm

from tests.benchmarks.sql.texts import LANGUAGES, PARAGRAPHS, paragraphs

SITES = 200
DAYS = 3 * 365
WIRE = 50
"""Half of the copies are of articles whose number is a multiple of it: those have many copies."""
CHUNK = 20_000
WRITERS = 2

Connection = psycopg.Connection[tuple[object, ...]]


def fill(url: str, count: int) -> None:
    """Fills an empty database with `count` articles, all indexes in place, and vacuums it.

    Triggers and foreign keys are not run: what triggers keep is written with the rows.
    """
    with _connected(url) as connection:
        _write_paragraphs(connection)
        for statement in _BEFORE:
            connection.execute(statement, {"sites": SITES})
    firsts = range(1, count + 1, CHUNK)
    with (
        ThreadPoolExecutor(WRITERS) as pool,
        tqdm(desc="filling", total=count, unit="article", disable=None) as progress,
    ):
        for written in pool.map(lambda first: _write(url, first, count), firsts):
            progress.update(written)
    with _connected(url) as connection:
        for statement in _AFTER:
            connection.execute(statement)
        connection.execute("VACUUM ANALYZE")


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET timezone = 'UTC'")
        yield connection


def _write_paragraphs(connection: Connection) -> None:
    connection.execute("CREATE UNLOGGED TABLE paragraphs (language text, number int, body text)")
    with connection.cursor().copy("COPY paragraphs FROM STDIN") as copy:
        for row in paragraphs():
            copy.write_row(row)
    connection.execute("CREATE UNIQUE INDEX ON paragraphs (language, number) INCLUDE (body)")
    connection.execute("CREATE UNLOGGED TABLE languages (place int, language text)")
    spread = [code for code, share in LANGUAGES.items() for _ in range(share)]
    with connection.cursor().copy("COPY languages FROM STDIN") as copy:
        for row in enumerate(spread):
            copy.write_row(row)
    connection.execute("VACUUM ANALYZE paragraphs, languages")


def _write(url: str, first: int, count: int) -> int:
    last = min(first + CHUNK - 1, count)
    parameters = {
        "first": first, "last": last, "count": count, "days": DAYS, "sites": SITES, "wire": WIRE,
        "paragraphs": PARAGRAPHS,
    }  # fmt: skip
    with _connected(url) as connection, connection.transaction():
        connection.execute("SET LOCAL work_mem = '64MB'")
        connection.execute("SELECT setseed(1.0 / %s)", [first])  # the same articles each time
        # Else each body is joined with all paragraphs of its language.
        connection.execute("SET LOCAL enable_hashjoin = off")
        connection.execute("SET LOCAL enable_mergejoin = off")
        for statement in _CHUNK:
            connection.execute(statement, parameters)
    return last - first + 1


_BEFORE = (
    """
    INSERT INTO newsbot.sites (id, key)
    SELECT n, 'outlet-' || n || '.example' FROM generate_series(1, %(sites)s) AS n
    """,
)

# What is drawn for an article has to be drawn once; each of these columns is read several times.
# `fresh` is the part of the time that has passed since: articles come in the order of their times.
_DRAWN = """
    CREATE TEMPORARY TABLE drawn ON COMMIT DROP AS
    SELECT n AS id, least(1 + floor(%(sites)s * power(random(), 3))::int, %(sites)s) AS site_id,
        date_trunc('second', now() - (1 - n / %(count)s::float) * %(days)s * interval '1 day')
            AS first_seen_at,
        random() * interval '3 hours' AS late,
        random() < 0.1 AS is_revised, random() < 0.7 AS has_author, random() < 0.95 AS is_dated,
        3 + floor(random() * 9)::int AS length, floor(random() * 100)::int AS place,
        floor(random() * %(paragraphs)s)::int AS start,
        CASE WHEN n > %(wire)s AND n %% %(wire)s <> 0 AND random() < 0.15 THEN
            CASE WHEN random() < 0.5 THEN n - n %% %(wire)s ELSE -1 END
        END AS leader
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
"""
# The other copies are of an article that was stored shortly before and is no copy.
_LEADERS = """
    UPDATE drawn SET leader = (
        SELECT max(before.id) FROM drawn AS before WHERE before.id BETWEEN drawn.id - 200 AND
            drawn.id - 1 - drawn.id %% 97 AND before.leader IS NULL
    ) WHERE leader = -1
"""
_TEXTS = """
    CREATE TEMPORARY TABLE texts ON COMMIT DROP AS
    SELECT d.*, language, s.key AS site_key, d.first_seen_at - d.late AS published_at,
        'https://www.' || s.key || '/news/' || to_char(d.first_seen_at, 'YYYY/MM/DD') || '/'
            || (hashint8(d.id) & 4095) || '-the-ferry-sails-again-' || d.id AS url,
        (
            SELECT string_agg(p.body, E'\\n' ORDER BY k)
            FROM generate_series(1, d.length) AS k
            JOIN paragraphs AS p ON p.language = l.language
                AND p.number = (d.start + k * k * 37) %% %(paragraphs)s
        ) AS body,
        (
            SELECT left(p.body, 70) FROM paragraphs AS p
            WHERE p.language = l.language AND p.number = (d.start + d.id) %% %(paragraphs)s
        ) AS title
    FROM drawn AS d
    JOIN languages AS l USING (place)
    JOIN newsbot.sites AS s ON s.id = d.site_id
"""
_ARTICLES = """
    INSERT INTO newsbot.articles (
        id, url_key, url, site_id, site_key, published_at, copy_of, similarity, containment, method,
        decided_at, dedup_version, first_seen_at, fetched_at, updated_at, article_number
    )
    SELECT id, substring(sha256(convert_to(url, 'UTF8')) FOR 16), url, site_id, site_key,
        CASE WHEN is_dated THEN published_at END, leader, part, part, method,
        first_seen_at, 1, first_seen_at, first_seen_at + interval '1 day',
        first_seen_at + CASE WHEN is_revised THEN late ELSE interval '0' END, id::text
    FROM texts
    CROSS JOIN LATERAL (
        SELECT CASE WHEN leader IS NOT NULL THEN 0.9 END AS part,
            CASE WHEN leader IS NOT NULL THEN 'shingles' END AS method
    ) AS evidence
    ORDER BY texts.id
"""
_VERSIONS = """
    INSERT INTO newsbot.versions (
        article_id, number, is_current, fetched_at, seen_until, text_sha256, plain_sha256,
        content_sha256, canonical_url, title, subtitle, authors, published_at,
        published_precision, language, section, tags, summary, body, body_markdown, body_certainty,
        image_url, word_count, extractor, extractor_version, published_source, charset
    )
    SELECT id, number, number = numbers, first_seen_at + (number - 1) * late,
        first_seen_at + interval '1 day', digest, digest, digest,
        CASE WHEN id %% 5 > 0 THEN url END, title,
        CASE WHEN id %% 3 = 0 THEN left(body, 120) END,
        CASE WHEN has_author THEN ARRAY['Ada Reporter ' || id %% 5000] ELSE '{}' END,
        CASE WHEN is_dated THEN published_at END, CASE WHEN is_dated THEN 'second' END,
        language, 'world', ARRAY['ferries', 'harbours'], left(body, 160),
        CASE WHEN number = 1 THEN body ELSE body || E'\\n' || title END,
        '# ' || title || E'\\n\\n' || replace(body, E'\\n', E'\\n\\n'), 0.97,
        replace(url, '/news/', '/images/') || '.jpg', 45 * length,
        'trafilatura', '2.0.0+12', 'json-ld', 'utf-8'
    FROM texts
    CROSS JOIN LATERAL (SELECT CASE WHEN is_revised THEN 2 ELSE 1 END AS numbers) AS counted
    CROSS JOIN LATERAL generate_series(1, numbers) AS number
    CROSS JOIN LATERAL (SELECT sha256(convert_to(url || number, 'UTF8')) AS digest) AS hashed
    ORDER BY texts.id, number
"""
_CHANGES = """
    INSERT INTO newsbot.changes (op, article_id, changed_at)
    SELECT op, id, first_seen_at FROM texts
    CROSS JOIN LATERAL unnest(
        CASE WHEN is_revised THEN ARRAY['insert', 'update'] ELSE ARRAY['insert'] END
    ) AS op
    ORDER BY texts.id
"""
_CHUNK = (_DRAWN, "ANALYZE drawn", "CREATE INDEX ON drawn (id) WHERE leader IS NULL", _LEADERS,
    _TEXTS, _ARTICLES, _VERSIONS, _CHANGES)  # fmt: skip

_AFTER = (
    """
    SELECT setval(pg_get_serial_sequence('newsbot.articles', 'id'), max(id)) FROM newsbot.articles
    """,
    """
    UPDATE newsbot.articles AS a SET copy_count = counted.copies
    FROM (
        SELECT copy_of, count(*) AS copies FROM newsbot.articles
        WHERE copy_of IS NOT NULL GROUP BY copy_of
    ) AS counted
    WHERE a.id = counted.copy_of
    """,
    """
    INSERT INTO newsbot.site_days (
        site_id, day, fetched, stored, copies, revised, rejected, filled, words, latencies,
        median_words, median_latency
    )
    SELECT site_id, first_seen_at::date, 3 * count(*), count(*) FILTER (WHERE copy_of IS NULL),
        count(*) FILTER (WHERE copy_of IS NOT NULL),
        count(*) FILTER (WHERE updated_at > first_seen_at), '{"too_short": 3, "http_404": 2}',
        jsonb_build_object('title', count(*), 'authors', count(*), 'language', count(*)),
        jsonb_object_agg(20 * (id % 60), 1), jsonb_object_agg(7 * (id % 50), 1), 300, 60
    FROM newsbot.articles GROUP BY 1, 2 ORDER BY 2, 1
    """,
    """
    INSERT INTO newsbot.sources (id, site_id, kind, url)
    SELECT id * 10 + n, id, 'feed', 'https://' || key || '/feed-' || n
    FROM newsbot.sites CROSS JOIN generate_series(1, 3) AS n
    """,
    """
    INSERT INTO newsbot.source_days (source_id, day, polls, new_links)
    SELECT s.id, day, 200, 20 FROM newsbot.sources AS s
    CROSS JOIN (SELECT DISTINCT day FROM newsbot.site_days) AS days ORDER BY day, s.id
    """,
    "DROP TABLE paragraphs, languages",
)
