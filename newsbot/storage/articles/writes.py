"""Writes the rows of a batch of pages: articles, versions, blocks, changes, frontier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import BigInteger, Connection, DateTime, case, func, text

from newsbot.article_numbers import article_number
from newsbot.dedup.parameters import PARAMETERS
from newsbot.items import Amended, Copy, New, Revised, Unchanged
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
    """Writes what was decided about the pages of a batch to all tables that store it.

    Args:
        connection: a transaction that holds the storing lock.
        decided: the pages, each with the decision about it (new, copy, …), in the order of the
            batch.
        articles: the articles that the pages belong to, with the changes that the pages made.
        site_ids: site key → id of the site's row.
    """
    if not decided:
        return
    _insert_articles(connection, decided, site_ids)
    # Copies of a new article may have been stored before the new article. If it is their original,
    # `take_over` stores them as its copies. `led` is the list of the ids of these copies.
    led = [
        article_id
        for each in decided
        if isinstance(each.outcome, New) and each.outcome.takes_over is not None
        for article_id in take_over(connection, each.outcome.article_id, each.outcome.takes_over)
    ]
    _write_fetches(connection, decided)
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
    _insert_changes(connection, decided, led)
    _settle_frontier(connection, decided, site_ids)


def _insert_articles(
    connection: Connection, decided: Sequence[Decided], site_ids: Mapping[str, int]
) -> None:
    """Inserts a row in `newsbot.articles` for each new article of the batch, original or copy."""
    rows = []
    for each in decided:
        if not isinstance(each.outcome, New | Copy):
            continue
        article, original = each.item.article, None
        found_by = dict.fromkeys(("similarity", "containment", "method"))
        if isinstance(each.outcome, Copy):
            original, found_by = each.outcome.original, evidence(each.outcome.match)
        rows.append({
            "id": each.outcome.article_id,
            "url_key": url_key(article.url),
            "url": article.url,
            "site_id": site_ids[article.site],
            "first_seen_at": article.fetched_at,
            "fetched_at": article.fetched_at,
            "article_number": article_number(article.url),
            "dedup_version": PARAMETERS.version,
            "copy_of": original,
            **found_by,
        })  # fmt: skip
    if rows:
        # `scrapy dedup` may also decide whether the article is a copy. Of the two decisions the one
        # with the later `decided_at` counts. So `decided_at` is the present moment (RIGHT_NOW), and
        # not the start of this transaction (NOW), which may have waited long for the storing lock.
        moments = {"decided_at": RIGHT_NOW, "updated_at": NOW}
        connection.execute(_articles.insert().values(moments), rows)


# A subquery with the first and the last time at which each article was fetched in the batch. A
# batch may have several pages of one article.
_SEEN = (
    text("""
        SELECT id, min(at) AS first, max(at) AS last
        FROM unnest(CAST(:ids AS bigint[]), CAST(:moments AS timestamptz[])) AS fetched (id, at)
        GROUP BY id
    """)
    .columns(id=BigInteger, first=DateTime(timezone=True), last=DateTime(timezone=True))
    .subquery("seen")
)
# The stored time of the last fetch of an article. If this time is in the future, it is wrong, and
# NULL is used instead: the function `greatest()` in the next statement ignores NULL.
_POSSIBLE = case((_articles.c.fetched_at <= NOW, _articles.c.fetched_at))
_TOUCH = (
    _articles.update()
    .values(
        first_seen_at=func.least(_articles.c.first_seen_at, _SEEN.c.first),
        fetched_at=func.greatest(_POSSIBLE, _SEEN.c.last),
    )
    .where(_articles.c.id == _SEEN.c.id)
)


def _write_fetches(connection: Connection, decided: Sequence[Decided]) -> None:
    """Updates `first_seen_at` and `fetched_at` of stored articles that were fetched again."""
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
    """Sets `updated_at` of articles whose metadata or current version the batch has changed."""
    changed = {each.outcome.article_id for each in decided if isinstance(each.outcome, Amended)}
    changed.update(
        article.article_id
        for article in articles
        for version in article.timeline.with_void
        if version.stored is not None and version.stored.is_current and not version.is_current
    )
    if changed:
        this = _articles.c.id.in_(changed)
        connection.execute(_articles.update().where(this).values(updated_at=NOW))


def _insert_changes(connection: Connection, decided: Sequence[Decided], led: Sequence[int]) -> None:
    """Inserts rows in `newsbot.changes`, from which SQL readers learn which articles changed.

    Args:
        connection: the storing transaction.
        decided: the pages, each with the decision about it; an unchanged page gets no row.
        led: the ids of articles that have become copies of a new original.
    """
    rows = [
        {
            "op": "update" if isinstance(each.outcome, Revised | Amended) else "insert",
            "article_id": each.outcome.article_id,
        }
        for each in decided
        if not isinstance(each.outcome, Unchanged)
    ]
    rows += [{"op": "merge", "article_id": each} for each in dict.fromkeys(led)]
    if rows:
        connection.execute(article_tables.changes.insert(), rows)


def _settle_frontier(
    connection: Connection, decided: Sequence[Decided], site_ids: Mapping[str, int]
) -> None:
    """Marks the URLs of complete pages as done, and schedules new requests for cut-off pages.

    A page has two URLs: the one that was requested, and the one that sent the page after redirects.
    If either of them was rejected earlier, the stored rejection is deleted.
    """
    articles = [each.item.article for each in decided]
    done = {
        url_key(url): {"url": url, "site_id": site_ids[each.site], "done_at": each.fetched_at}
        for each in articles
        if not each.is_partial
        for url in (each.requested_url, each.url)
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
    rejections = crawl_tables.rejections
    connection.execute(rejections.delete().where(rejections.c.url_key.in_(keys)))
