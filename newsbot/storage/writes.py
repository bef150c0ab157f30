"""The rows that follow from decisions: articles, versions, sketches, blocks, changes, frontier."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func

from newsbot.article_numbers import article_number
from newsbot.dedup import PARAMETERS
from newsbot.items import Copy, New, Outcome, Revised, Unchanged
from newsbot.storage import models
from newsbot.storage.database_clock import NOW, RIGHT_NOW
from newsbot.storage.decisions import Decided
from newsbot.storage.frontier import mark_done
from newsbot.storage.groups import evidence, take_over
from newsbot.storage.site_blocks import write_article_blocks
from newsbot.storage.sketches import VersionSketch, write_sketches
from newsbot.urls import url_key

_articles, _versions = models.articles, models.versions


def write_articles(
    connection: Connection, decided: Sequence[Decided], site_ids: Mapping[str, int]
) -> None:
    """Writes all rows of the batch's articles."""
    if not decided:
        return
    _insert_articles(connection, decided, site_ids)
    merged = _take_over(connection, decided)
    _touch_known(connection, decided)
    _insert_versions(connection, [each for each in decided if each.version_id is not None])
    write_article_blocks(connection, decided)
    _insert_changes(connection, decided, merged)
    pages = _pages(decided, site_ids)
    mark_done(connection, pages)
    _forget_rejections(connection, list(pages))


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


def _touch_known(connection: Connection, decided: Sequence[Decided]) -> None:
    """Known addresses: when they were last fetched, and whether another text is now current."""
    known = [each for each in decided if isinstance(each.outcome, Revised | Unchanged)]
    if known:
        rows = [
            {"known_id": each.outcome.article_id, "at": each.item.article.fetched_at}
            for each in known
        ]
        fetched_at = func.greatest(_articles.c.fetched_at, bindparam("at"))
        this_article = _articles.c.id == bindparam("known_id")
        connection.execute(
            _articles.update().where(this_article).values(fetched_at=fetched_at), rows
        )
    replaced = [each.outcome.article_id for each in known if each.version_id and each.is_current]
    if replaced:
        connection.execute(
            _versions.update()
            .where(_versions.c.article_id.in_(replaced), _versions.c.is_current)
            .values(is_current=False)
        )
        connection.execute(
            _articles.update().where(_articles.c.id.in_(replaced)).values(updated_at=NOW)
        )


def _insert_versions(connection: Connection, decided: Sequence[Decided]) -> None:
    if not decided:
        return
    current = _last_current(decided)
    rows = [{**_version_row(each), "is_current": each.version_id in current} for each in decided]
    connection.execute(_versions.insert(), rows)
    write_sketches(
        connection,
        [
            VersionSketch(
                version_id=row["id"],
                fetched_at=row["fetched_at"],
                sketch=each.item.fingerprint.sketch,
            )
            for each, row in zip(decided, rows, strict=True)
        ],
    )


def _last_current(decided: Sequence[Decided]) -> set[int | None]:
    """Of several versions of one article in a batch only the last can be current."""
    latest = {each.outcome.article_id: each.version_id for each in decided if each.is_current}
    return set(latest.values())


def _version_row(each: Decided) -> dict[str, Any]:
    article, fingerprint = each.item.article, each.item.fingerprint
    return {
        "id": each.version_id,
        "article_id": each.outcome.article_id,
        "number": each.outcome.version if isinstance(each.outcome, Revised) else 1,
        "fetched_at": article.fetched_at,
        "seen_until": article.fetched_at,
        "text_sha256": each.text_sha256,
        "content_sha256": fingerprint.content_sha256,
        "canonical_url": article.canonical_url,
        "based_on": article.based_on,
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": list(article.authors),
        "credits": list(article.credits),
        "published_at": article.published_at,
        "published_precision": article.published_precision,
        "published_source": article.published_source,
        "published_offset_minutes": article.published_offset_minutes,
        "modified_at": article.modified_at,
        "modified_source": article.modified_source,
        "language": article.language,
        "section": article.section,
        "tags": list(article.tags),
        "summary": article.summary,
        "body": article.body,
        "recurring_lines": list(article.recurring_lines),
        "image_url": article.image_url,
        "word_count": fingerprint.word_count,
        "is_paywalled": article.is_paywalled,
        "extractor": article.extractor,
        "extractor_version": article.extractor_version,
    }


def _insert_changes(
    connection: Connection, decided: Sequence[Decided], merged: Sequence[int]
) -> None:
    rows = [
        {
            "op": "update" if isinstance(each.outcome, Revised) else "insert",
            "article_id": each.outcome.article_id,
        }
        for each in decided
        if not isinstance(each.outcome, Unchanged)
    ]
    rows += [{"op": "merge", "article_id": each} for each in dict.fromkeys(merged)]
    if rows:
        connection.execute(models.changes.insert(), rows)


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
    rejections = models.rejections
    connection.execute(rejections.delete().where(rejections.c.url_key.in_(keys)))
