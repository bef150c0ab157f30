"""Writes to the database what was decided about a batch of pages.

The rows go to the tables of articles, versions, blocks (paragraphs) and changes, and to the
frontier, which is the table of all known URLs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import BigInteger, Connection, DateTime, case, func, text

from newsbot.article_numbers import article_number
from newsbot.dedup.parameters import PARAMETERS
from newsbot.items import Alias, Amended, Copy, Held, New, Reread, Unchanged
from newsbot.revisits import Revisits
from newsbot.storage.articles.aliases import move_looks, write_urls
from newsbot.storage.articles.blocks.site_blocks import write_article_blocks
from newsbot.storage.articles.decided import Batch, Decided, LookedAt
from newsbot.storage.articles.gone import mark_back
from newsbot.storage.articles.looks import settle_looks
from newsbot.storage.articles.twins import PageUrls
from newsbot.storage.connection.copying import insert_rows
from newsbot.storage.connection.database_clock import NOW, RIGHT_NOW
from newsbot.storage.copies.groups import evidence, take_over
from newsbot.storage.frontier.rejections import forget_rejections
from newsbot.storage.frontier.rows import Try, mark_done, record_tries
from newsbot.storage.models import article_tables
from newsbot.storage.versions.neighbours import Known
from newsbot.storage.versions.rows import write_versions
from newsbot.urls import url_key

_articles = article_tables.articles


def write_articles(
    connection: Connection,
    batch: Batch,
    articles: Sequence[Known],
    site_ids: Mapping[str, int],
    revisits: Revisits,
) -> None:
    """Writes to all tables what was decided about a batch of pages, e.g. that one is a new article.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        batch: the pages, with what was decided about each.
        articles: the articles to which the pages belong, as changed by the batch.
        site_ids: the key of each site → its id.
        revisits: computes when the page of a stored article is requested again.
    """
    decided = batch.decided
    if not (decided or batch.same or batch.forgotten):
        return
    _insert_articles(connection, decided, site_ids)
    write_urls(connection, decided, site_ids)
    # A new article may turn out to be the original of articles that are already stored, e.g.
    # because it was published first. Then they become its copies. `led` has the ids of these
    # articles.
    led = {
        each.outcome.article_id: take_over(
            connection, each.outcome.article_id, each.outcome.takes_over
        )
        for each in decided
        if isinstance(each.outcome, New) and each.outcome.takes_over is not None
    }
    _write_fetches(connection, batch)
    _mark_updated(connection, decided, articles)
    write_versions(connection, articles)
    write_article_blocks(connection, decided)
    amendments = [
        {"article_id": each.outcome.article_id, **asdict(each.amendment)}
        for each in decided
        if each.amendment is not None
    ]
    if amendments:
        connection.execute(article_tables.amendments.insert(), amendments)
    back = mark_back(connection, batch.article_ids_seen, batch.redirected)
    _insert_changes(connection, batch, led, back)
    _settle_frontier(connection, decided, site_ids)
    move_looks(connection, decided)
    settle_looks(connection, batch, articles, site_ids, revisits)


def _insert_articles(
    connection: Connection, decided: Sequence[Decided], site_ids: Mapping[str, int]
) -> None:
    rows = []
    for each in decided:
        if not isinstance(each.outcome, New | Copy):
            continue
        article, original = each.item.article, None
        urls = PageUrls(article=article)
        found_by = dict.fromkeys(("similarity", "containment", "method"))
        if isinstance(each.outcome, Copy):
            original, found_by = each.outcome.original, evidence(each.outcome.match)
        rows.append({
            "id": each.outcome.article_id,
            "url_key": urls.own,
            "url": article.url,
            "main_url": None if urls.is_ordinary else urls.main_url,
            "main_key": None if urls.is_ordinary else urls.main,
            "site_id": site_ids[article.site],
            "first_seen_at": article.fetched_at,
            "fetched_at": article.fetched_at,
            "article_number": article_number(article.url),
            "dedup_version": PARAMETERS.version,
            # As its first version has it, so that the trigger need not write the row once more.
            "published_at": article.published_at,
            "copy_of": original,
            **found_by,
        })  # fmt: skip
    if rows:
        # `decided_at` says when a crawl or `scrapy dedup` last decided whether the article is a
        # copy. It gets the present moment, RIGHT_NOW. NOW is the start of the transaction. That
        # would be too early, because the transaction may have waited long for other ones to end.
        insert_rows(connection, _articles, rows, decided_at=RIGHT_NOW, updated_at=NOW)


# A subquery with a row for each article that has pages in the batch: the times of the first and the
# last fetch of these pages.
_SEEN = (
    text("""
        SELECT id, min(at) AS first, max(at) AS last
        FROM unnest(CAST(:ids AS bigint[]), CAST(:moments AS timestamptz[])) AS fetched (id, at)
        GROUP BY id
    """)
    .columns(id=BigInteger, first=DateTime(timezone=True), last=DateTime(timezone=True))
    .subquery("seen")
)
# The time of the article's last fetch, as it is stored before the batch is written. It is NULL if
# the stored time lies in the future and so is wrong. The function greatest() in _TOUCH ignores
# NULL.
_POSSIBLE = case((_articles.c.fetched_at <= NOW, _articles.c.fetched_at))
_TOUCH = (
    _articles.update()
    .values(
        first_seen_at=func.least(_articles.c.first_seen_at, _SEEN.c.first),
        fetched_at=func.greatest(_POSSIBLE, _SEEN.c.last),
    )
    .where(_articles.c.id == _SEEN.c.id)
)


def _write_fetches(connection: Connection, batch: Batch) -> None:
    known = [
        (each.outcome.article_id, each.item.article.fetched_at)
        for each in batch.decided
        if not isinstance(each.outcome, New | Copy)
    ]
    known += [(each.outcome.article_id, each.page.at) for each in batch.same]
    if known:
        parameters = {"ids": [each for each, _ in known], "moments": [at for _, at in known]}
        connection.execute(_TOUCH, parameters)


def _mark_updated(
    connection: Connection, decided: Sequence[Decided], articles: Iterable[Known]
) -> None:
    """Sets `updated_at` to now for the articles that have changed for readers.

    These are the articles whose current version was replaced, and the articles in `decided` whose
    metadata changed (outcome Amended).
    """
    changed = {each.outcome.article_id for each in decided if isinstance(each.outcome, Amended)}
    changed.update(
        article.article_id
        for article in articles
        for version in article.timeline.with_rows
        if version.stored is not None and version.stored.is_current and not version.is_current
    )
    if changed:
        this = _articles.c.id.in_(changed)
        connection.execute(_articles.update().where(this).values(updated_at=NOW))


def _insert_changes(
    connection: Connection, batch: Batch, led: Mapping[int, Sequence[int]], back: Sequence[int]
) -> None:
    """Inserts rows into news.changes for all articles that the batch has changed.

    Articles that have got a new URL are among them.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        batch: the pages, with what was decided about each.
        led: the id of a new original → the ids of articles that became its copies.
        back: the ids of articles whose pages were gone, and are there again.
    """
    parts = batch.parts or [batch.decided]
    rows = [row for part in parts for row in _changes(part, batch.same, led, back)]
    insert_rows(connection, article_tables.changes, rows)


def _changes(
    decided: Sequence[Decided],
    same: Sequence[LookedAt],
    led: Mapping[int, Sequence[int]],
    back: Sequence[int],
) -> list[dict[str, Any]]:
    outcomes = [*(each.outcome for each in decided), *(each.outcome for each in same)]
    rows: list[dict[str, Any]] = [
        {
            "op": "insert" if isinstance(outcome, New | Copy) else "update",
            "article_id": outcome.article_id,
        }
        for outcome in outcomes
        if not isinstance(outcome, Held | Unchanged | Alias)
    ]
    told = {row["article_id"] for row in rows}
    moved = [each.outcome.article_id for each in decided if each.former_key is not None]
    further = [each for each in dict.fromkeys((*moved, *back)) if each not in told]
    rows += [{"op": "update", "article_id": each} for each in further]
    merged = [id_ for each in decided for id_ in led.get(each.outcome.article_id, ())]
    rows += [{"op": "merge", "article_id": each} for each in dict.fromkeys(merged)]
    return rows


def _settle_frontier(
    connection: Connection, decided: Sequence[Decided], site_ids: Mapping[str, int]
) -> None:
    """Updates the frontier (the table of all known URLs) for the pages of a batch.

    The URLs of complete pages are marked as done. Incomplete pages are to be requested again. If
    earlier requests for a page were rejected, the stored rejections are deleted. Nothing changes
    for pages that `scrapy reextract` has read from the archive and whose articles are stored.

    A page has two URLs: the URL that was requested, and the URL that sent the page after redirects.
    """
    asked = [each for each in decided if not _is_known(each.item.article.reread)]
    articles = [each.item.article for each in asked]
    done = {
        url_key(url): {
            "url": url,
            "site_id": site_ids[article.site],
            "done_at": article.fetched_at,
            "is_unchanged": isinstance(each.outcome, Unchanged | Alias),
        }
        for each, article in zip(asked, articles, strict=True)
        if not article.is_partial
        for url in (article.requested_url, article.url)
    }
    mark_done(connection, done)
    tries = [
        Try(
            url=each.requested_url,
            site_id=site_ids[each.site],
            at=each.fetched_at,
            reason="cut_off",
        )
        for each in articles
        if each.is_partial
    ]
    record_tries(connection, tries)
    keys = {url_key(url) for each in articles for url in (each.requested_url, each.url)}
    forget_rejections(connection, keys)


def _is_known(reread: Reread | None) -> bool:
    return reread is not None and reread.article_id is not None
