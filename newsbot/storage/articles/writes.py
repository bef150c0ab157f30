"""The rows that follow from decisions: articles, versions, blocks, changes, frontier."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from newsbot.article_numbers import article_number
from newsbot.dedup.parameters import PARAMETERS
from newsbot.items import Amended, Copy, New, Outcome, Revised, Unchanged
from newsbot.storage.articles.decisions import Decided
from newsbot.storage.articles.site_blocks import write_article_blocks
from newsbot.storage.connection.database_clock import NOW, RIGHT_NOW
from newsbot.storage.copies.groups import evidence, take_over
from newsbot.storage.frontier.rows import Try, mark_done, record_tries
from newsbot.storage.models import article_tables, crawl_tables
from newsbot.storage.versions.neighbours import Known
from newsbot.storage.versions.rows import write_versions
from newsbot.urls import url_key

_articles = article_tables.articles


def write_articles(
    connection: Connection,
    decided: Sequence[Decided],
    articles: Sequence[Known],
    site_ids: Mapping[str, int],
) -> None:
    """Writes all rows that follow for a batch's pages, and for the articles that they are of."""
    if not decided:
        return
    _insert_articles(connection, decided, site_ids)
    merged = _take_over(connection, decided)
    _touch_known(connection, decided)
    _mark_updated(connection, decided, articles)
    write_versions(connection, articles)
    write_article_blocks(connection, decided)
    _insert_amendments(connection, decided)
    _insert_changes(connection, decided, merged)
    _settle_frontier(connection, decided, site_ids)


def _insert_articles(
    connection: Connection, decided: Sequence[Decided], site_ids: Mapping[str, int]
) -> None:
    rows = [
        _article_row(each, site_ids) for each in decided if isinstance(each.outcome, New | Copy)
    ]
    if rows:
        # decided_at orders what is decided under the lock, by `scrapy dedup` too.
        moment = {"decided_at": RIGHT_NOW, "updated_at": NOW}
        connection.execute(_articles.insert().values(moment), rows)


def _article_row(each: Decided, site_ids: Mapping[str, int]) -> dict[str, Any]:
    article = each.item.article
    return {
        "id": each.outcome.article_id,
        "url_key": url_key(article.url),
        "url": article.url,
        "site_id": site_ids[article.site],
        "first_seen_at": article.fetched_at,
        "fetched_at": article.fetched_at,
        "article_number": article_number(article.url),
        "dedup_version": PARAMETERS.version,
        **_copy_columns(each.outcome),
    }


def _copy_columns(outcome: Outcome) -> dict[str, Any]:
    if not isinstance(outcome, Copy):
        return dict.fromkeys(("copy_of", "similarity", "containment", "method"))
    return {"copy_of": outcome.original} | evidence(outcome.match)


def _take_over(connection: Connection, decided: Sequence[Decided]) -> list[int]:
    """Originals that came after their copies lead their groups; the articles that they lead."""
    return [
        led
        for each in decided
        if isinstance(each.outcome, New) and each.outcome.takes_over is not None
        for led in take_over(connection, each.outcome.article_id, each.outcome.takes_over)
    ]


# An article may be in a batch several times. A time that lies ahead of the clock is false.
_TOUCH = text("""
    UPDATE newsbot.articles AS article SET
        first_seen_at = least(article.first_seen_at, seen.first),
        fetched_at = greatest(
            CASE WHEN article.fetched_at <= newsbot.now() THEN article.fetched_at END, seen.last
        )
    FROM (
        SELECT fetched.id, min(fetched.at) AS first, max(fetched.at) AS last
        FROM unnest(CAST(:ids AS bigint[]), CAST(:moments AS timestamptz[])) AS fetched (id, at)
        GROUP BY fetched.id
    ) AS seen
    WHERE article.id = seen.id
""")


def _touch_known(connection: Connection, decided: Sequence[Decided]) -> None:
    """When known articles were first and last fetched."""
    known = [each for each in decided if isinstance(each.outcome, Revised | Amended | Unchanged)]
    if known:
        parameters = {
            "ids": [each.outcome.article_id for each in known],
            "moments": [each.item.article.fetched_at for each in known],
        }
        connection.execute(_TOUCH, parameters)


def _mark_updated(
    connection: Connection, decided: Sequence[Decided], articles: Iterable[Known]
) -> None:
    """Articles whose current text is another one now, or whose metadata is."""
    amended = {each.outcome.article_id for each in decided if isinstance(each.outcome, Amended)}
    changed = [
        each.article_id for each in articles if each.article_id in amended or _has_other_text(each)
    ]
    if changed:
        this = _articles.c.id.in_(changed)
        connection.execute(_articles.update().where(this).values(updated_at=NOW))


def _has_other_text(article: Known) -> bool:
    return any(
        version.stored is not None and version.stored.is_current and not version.is_current
        for version in article.timeline.with_void
    )


def _insert_amendments(connection: Connection, decided: Sequence[Decided]) -> None:
    rows = [
        {
            "article_id": each.outcome.article_id,
            "version_id": each.amendment.version_id,
            "fetched_at": each.amendment.fetched_at,
            "before": each.amendment.before,
            "after": each.amendment.after,
        }
        for each in decided
        if each.amendment is not None
    ]
    if rows:
        connection.execute(article_tables.amendments.insert(), rows)


def _insert_changes(
    connection: Connection, decided: Sequence[Decided], merged: Sequence[int]
) -> None:
    rows = [
        {
            "op": "update" if isinstance(each.outcome, Revised | Amended) else "insert",
            "article_id": each.outcome.article_id,
        }
        for each in decided
        if not isinstance(each.outcome, Unchanged)
    ]
    rows += [{"op": "merge", "article_id": each} for each in dict.fromkeys(merged)]
    if rows:
        connection.execute(article_tables.changes.insert(), rows)


def _settle_frontier(
    connection: Connection, decided: Sequence[Decided], site_ids: Mapping[str, int]
) -> None:
    """Whole pages are done; those that were cut off are to be tried again."""
    whole = [each for each in decided if not each.item.article.is_partial]
    pages = _pages(whole, site_ids)
    mark_done(connection, pages)
    cut = [each.item.article for each in decided if each.item.article.is_partial]
    record_tries(
        connection,
        [
            Try(
                url=each.requested_url,
                site_id=site_ids[each.site],
                at=each.fetched_at,
                reason="cut_off",
            )
            for each in cut
        ],
    )
    keys = [url_key(url) for each in cut for url in (each.requested_url, each.url)]
    _forget_rejections(connection, [*pages, *keys])


def _pages(decided: Sequence[Decided], site_ids: Mapping[str, int]) -> dict[bytes, dict[str, Any]]:
    """Both addresses of each page, asked for and answering, for the frontier."""
    return {
        url_key(url): {
            "url": url,
            "site_id": site_ids[each.item.article.site],
            "done_at": each.item.article.fetched_at,
        }
        for each in decided
        for url in (each.item.article.requested_url, each.item.article.url)
    }


def _forget_rejections(connection: Connection, keys: Sequence[bytes]) -> None:
    """An address that gives an article has no row that says why it gave none."""
    rejections = crawl_tables.rejections
    connection.execute(rejections.delete().where(rejections.c.url_key.in_(keys)))
