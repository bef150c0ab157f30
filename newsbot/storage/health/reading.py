"""Reads the data from which the audit (`scrapy audit`) finds out which sites have faults.

The data are the counts of the last weeks for registered sites and their sources, e.g. feeds.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from newsbot.health.findings import Kind
from newsbot.health.layout_rules import SIGNS
from newsbot.health.records import (
    EMPTY,
    Ended,
    Faults,
    Host,
    LookDay,
    Site,
    SiteDay,
    Source,
    SourceDay,
    Watched,
)


def read_sites(engine: Engine, watched: Sequence[Watched]) -> list[Site]:
    """Reads all data by which the audit finds faults of the sites `watched`.

    For each site, these are e.g. the results of polls of its sources, its counts by day and its
    open findings. All are read from one snapshot of the database.
    """
    parameters = {
        "sites": [site.key for site in watched],
        "urls": [url for site in watched for url in site.sources],
        "fewest_urls": FEWEST_URLS,
        "signs": list(SIGNS),
        "empty": list(EMPTY),
    }
    with engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        sources = _sources(connection, parameters)
        open_since = _open_since(connection, parameters)
        ended = _by_site(connection, _ENDED, parameters, lambda row: Ended(**row))
        days = _by_site(connection, _SITE_DAYS, parameters, _site_day)
        looks = _by_site(connection, _LOOKS, parameters, lambda row: LookDay(**row))
        hosts = _by_site(connection, _HOSTS, parameters, lambda row: Host(**row))
    return [
        Site(
            key=site.key,
            sources=tuple(
                Source(url=url, kind=kind, **sources.get(url, {}))
                for url, kind in site.sources.items()
            ),
            days=tuple(days[site.key]),
            hosts=tuple(hosts[site.key]),
            looks=tuple(looks[site.key]),
            articles_a_day=site.articles_a_day,
            ended=tuple(ended[site.key]),
            open_since=open_since[site.key],
        )
        for site in watched
    ]


def _sources(connection: Connection, parameters: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Reads for each source the counts of its polls by day, and a summary of its failed polls.

    Returns a dict: the URL of a source → values for the fields of the class `Source`. They are
    `days` (the counts), `faults` (polls that could not read the source) and `empty` (polls that
    found no links). A field without data is missing. `parameters` are the parameters of the SQL
    queries; `parameters["urls"]` has the URLs of the sources.
    """
    days: dict[str, list[SourceDay]] = defaultdict(list)
    for row in connection.execute(_SOURCE_DAYS, parameters).mappings():
        values = dict(row)
        days[values.pop("url")].append(SourceDay(**values))
    found: dict[str, dict[str, Any]] = {url: {"days": tuple(each)} for url, each in days.items()}
    for row in connection.execute(_FAULTS, parameters).mappings():
        values = dict(row)
        of_source = found.setdefault(values.pop("url"), {})
        name = "empty" if values.pop("is_empty") else "faults"
        of_source[name] = Faults(**values)
    return found


def _open_since(
    connection: Connection, parameters: dict[str, Any]
) -> dict[str, dict[Kind, datetime]]:
    found: dict[str, dict[Kind, datetime]] = defaultdict(dict)
    for row in connection.execute(_OPEN, parameters):
        found[row.site][row.kind] = row.since
    return found


def _by_site(
    connection: Connection, query: Any, parameters: Any, read: Any
) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query, parameters).mappings():
        values = dict(row)
        found[values.pop("site")].append(read(values))
    return found


def _site_day(values: dict[str, Any]) -> SiteDay:
    words = {int(size): count for size, count in values.pop("words").items()}
    return SiteDay(words=words, **values)


# Reads the counts of polls of each source (e.g. a feed), which are stored by day. The days begin
# four weeks before the last day on which the source listed a new link. They show how often the
# source usually lists new links. For a source that has long been silent, the four weeks before
# today would show only silence.
_SOURCE_DAYS = text("""
    SELECT s.url, d.day, d.polls, d.with_news, d.links,
        d.good_at, d.first_news_at, d.last_news_at, d.longest_pause
    FROM newsbot.sources AS s
    CROSS JOIN LATERAL (
        SELECT max(day) AS day FROM newsbot.source_days WHERE source_id = s.id AND with_news > 0
    ) AS news
    JOIN newsbot.source_days AS d
        ON d.source_id = s.id AND d.day >= coalesce(news.day - 28, '-infinity')
    WHERE s.url = ANY(CAST(:urls AS text[]))
    ORDER BY d.source_id, d.day
""")
# Counts the failed polls of each source since its last good poll, which found links. There are two
# kinds of failed polls, and each kind gets a row. In an empty poll (`is_empty`), newsbot could read
# the source, but found no links in it. In the other kind, newsbot could not read the source. Polls
# of this kind are left out if a later empty poll could read the source.
_FAULTS = text("""
    SELECT s.url, failed.is_empty, count(*) AS times, min(failed.at) AS since,
        max(failed.at) AS until,
        (array_agg(failed.reason ORDER BY failed.at DESC))[1] AS reason,
        (array_agg(failed.failure ORDER BY failed.at DESC))[1] AS failure
    FROM newsbot.sources AS s
    CROSS JOIN LATERAL (
        SELECT p.at, p.reason, p.failure, empty.is_empty,
            max(p.at) FILTER (WHERE empty.is_empty) OVER () AS last_empty_at
        FROM newsbot.source_polls AS p
        CROSS JOIN LATERAL (SELECT p.reason = ANY(CAST(:empty AS text[]))) AS empty (is_empty)
        WHERE p.source_id = s.id AND p.reason IS NOT NULL AND p.at > coalesce((
            SELECT d.good_at FROM newsbot.source_days AS d
            WHERE d.source_id = s.id AND d.good_at IS NOT NULL ORDER BY d.day DESC LIMIT 1
        ), '-infinity')
    ) AS failed
    WHERE s.url = ANY(CAST(:urls AS text[]))
        AND (failed.is_empty OR failed.at > coalesce(failed.last_empty_at, '-infinity'))
    GROUP BY s.id, s.url, failed.is_empty
""")
_OPEN = text("""
    SELECT site, kind, since FROM newsbot.findings
    WHERE closed_at IS NULL AND site = ANY(CAST(:sites AS text[]))
""")
# Reads the faults of a site that have ended. On days with a fault, a site is not as usual, so the
# audit leaves these days out when it compares. It compares the 28 days before today. If the site
# has open faults, it compares the 28 days before the oldest of them began. The query goes back one
# week more than these 28 days, because a fault may begin a week before it is noticed.
_ENDED = text("""
    SELECT site, (since AT TIME ZONE 'UTC')::date AS first,
        (closed_at AT TIME ZONE 'UTC')::date AS last
    FROM newsbot.findings AS f
    WHERE site = ANY(CAST(:sites AS text[])) AND kind = ANY(CAST(:signs AS text[]))
        -- As the days of a site: 28 of them, and a week, before its oldest open finding.
        AND closed_at > least(newsbot.now(), (
            SELECT min(o.since) FROM newsbot.findings AS o
            WHERE o.site = f.site AND o.closed_at IS NULL
        )) - interval '35 days'
""")
_SITE_DAYS = text("""
    WITH audited AS MATERIALIZED (
        SELECT s.id, s.key,
            (least(newsbot.now(), min(f.since)) AT TIME ZONE 'UTC')::date - 28 AS first_day
        FROM newsbot.sites AS s
        LEFT JOIN newsbot.findings AS f ON f.site = s.key AND f.closed_at IS NULL
        WHERE s.key = ANY(CAST(:sites AS text[]))
        GROUP BY s.id
    )
    SELECT c.site, c.day, c.found, c.fetched, c.stored + c.copies AS articles, c.rejected,
        coalesce(d.filled, '{}') AS filled, coalesce(d.words, '{}') AS words
    FROM audited AS a
    JOIN news.coverage_daily AS c ON c.site = a.key AND c.day >= a.first_day
    LEFT JOIN newsbot.site_days AS d ON d.site_id = a.id AND d.day = c.day
        AND d.day >= (SELECT min(first_day) FROM audited)
    -- One value for all sites, which the view can apply to its tables before it adds up the days.
    WHERE c.day >= (SELECT min(first_day) FROM audited)
    ORDER BY a.id, c.day
""")
# The looks of the last week. A look is a repeated request for the page of a stored article. The
# audit reports a site if many looks find far shorter texts than before. If older looks counted too,
# a site whose pages are no longer requested would stay reported for ever.
_LOOKS = text("""
    SELECT s.key AS site, l.day, l.looks, l.shrunk
    FROM newsbot.sites AS s JOIN newsbot.looks AS l ON l.site_id = s.id
    WHERE s.key = ANY(CAST(:sites AS text[]))
        AND l.day > (newsbot.now() AT TIME ZONE 'UTC')::date - 7
    ORDER BY s.id, l.day
""")
# A host is judged as a part of a site if it has a source of the site (e.g. a feed), or if at least
# this many pages of the site wait to be fetched from it. To a host with fewer pages, the site only
# links now and then. If such a host is down for ever, this is no fault of the site.
FEWEST_URLS = 10
_HOSTS = text("""
    SELECT DISTINCT s.key AS site, h.host, h.reason, h.failures
    FROM newsbot.hosts AS h
    CROSS JOIN LATERAL (
        SELECT src.site_id FROM newsbot.sources AS src WHERE src.host = h.host
        UNION
        SELECT f.site_id FROM (
            SELECT site_id FROM newsbot.frontier
            WHERE host = h.host AND state = 'pending' LIMIT 1000
        ) AS f
        GROUP BY f.site_id HAVING count(*) >= :fewest_urls
    ) AS of
    JOIN newsbot.sites AS s ON s.id = of.site_id
    WHERE h.failures > 0 AND h.reason IS NOT NULL AND s.key = ANY(CAST(:sites AS text[]))
    ORDER BY s.key, h.host
""")
