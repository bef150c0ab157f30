"""Keeps what a feed states of an article from flapping, and from being lost at the next fetch.

A feed may state another title at each poll, and two feeds may state two. What a feed states of an
article is kept in the frontier only until the article is stored. So a later fetch of a page that
lacks a field may bring another value from a feed, or none.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from newsbot.items import Article, FingerprintedArticle
from newsbot.plain_text import ELLIPSIS
from newsbot.storage.versions.timeline import Version

FROM_FEED = "from_feed"
FEED_FIELDS = ("title", "authors", "credits", "summary")
"""The metadata fields that may come from a feed, and that the field `from_feed` may name."""


def with_kept_fields(item: FingerprintedArticle, known: Version) -> FingerprintedArticle:
    """The fetched page `item`, with the values of `known` in fields that the page does not state.

    Of the fields that the page has from a feed, those are replaced that `known` has too, if both
    have the same body. Of the fields that the page lacks, those are filled that `known` has from a
    feed. `known` is the latest version of the article.
    """
    article = item.article
    marks, was_fed = set(article.from_feed), set(known.columns[FROM_FEED])
    is_same_body = item.fingerprint.content_sha256 == known.content_sha256
    kept = [
        name
        for name in FEED_FIELDS
        if known.columns[name] not in (None, [])
        and (is_same_body if name in marks else name in was_fed and _is_missing(article, name))
    ]
    if not kept:
        return item
    values = {name: known.columns[name] for name in kept}
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    marks = marks.difference(kept) | was_fed.intersection(kept)
    if values.get("title", article.title) != article.title:
        # The hash is that of title and body before site boilerplate is removed.
        plain = known.columns["plain_sha256"] if is_same_body else None
        values["plain_sha256"] = None if plain is None else plain.hex()
    in_order = tuple(name for name in FEED_FIELDS if name in marks)
    return replace(item, article=replace(article, **values, from_feed=in_order))


def marks_after(
    known: Mapping[str, Any], said: Mapping[str, Any], changed: Collection[str]
) -> list[str]:
    """The value of `from_feed` of a version, after fields were taken from a page with its body.

    Args:
        known: the columns of the version before.
        said: the columns of the page.
        changed: the names of the columns that the version takes from the page.
    """
    return [
        name
        for name in FEED_FIELDS
        if name in (said if name in changed or said[name] == known[name] else known)[FROM_FEED]
    ]


def _is_missing(article: Article, name: str) -> bool:
    """Whether a page states no value of a field; then its title is the beginning of the body."""
    if name == "title":
        return article.body.startswith(article.title.removesuffix(ELLIPSIS))
    return getattr(article, name) in (None, ())
