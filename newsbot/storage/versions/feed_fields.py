"""Keeps metadata from a feed stable when the page of an article is fetched again.

A page may lack a title, so that its title comes from a feed. When the page is fetched again, the
feed may state another title, and so may a second feed. Or no title is known any more, because the
metadata from a feed is kept in the table `frontier` only until the article is stored. In all these
cases, the stored title is kept. The same holds for the other fields in FEED_FIELDS.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from newsbot.items import Article, FingerprintedArticle
from newsbot.plain_text import ELLIPSIS
from newsbot.storage.versions.timeline import Version

FROM_FEED = "from_feed"
FEED_FIELDS = ("title", "authors", "credits", "summary")
"""The fields of an article that may come from a feed. The article's field `from_feed` names those
that do."""


def with_kept_fields(item: FingerprintedArticle, known: Version) -> FingerprintedArticle:
    """The fetched page `item`, with some of its metadata replaced by stored metadata.

    The stored metadata is that of `known`, the latest version of the article. A field gets the
    stored value in two cases. In the first, the value in `item` comes from a feed, and `item` has
    the same body as `known`. In the second, `item` has no value, and the stored value came from a
    feed.
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
        # Here the stored title replaces the title that the page has now. `plain_sha256` is a hash
        # of the title and the body, as they were before boilerplate (paragraphs that recur on the
        # site) was removed. So the hash must be that of the stored title too. The stored hash is
        # right only if the body is unchanged. Otherwise the right hash is not known.
        plain = known.columns["plain_sha256"] if is_same_body else None
        values["plain_sha256"] = None if plain is None else plain.hex()
    in_order = tuple(name for name in FEED_FIELDS if name in marks)
    return replace(item, article=replace(article, **values, from_feed=in_order))


def marks_after(
    known: Mapping[str, Any], said: Mapping[str, Any], changed: Collection[str]
) -> list[str]:
    """The new value of a version's column `from_feed`: the fields whose values a feed states.

    A page with the same body as the version was fetched again. Both the version and the page have a
    column `from_feed`. If the version takes a field's value from the page, or had the same value
    before, the page's column says whether a feed states this field. If the version keeps a
    different value, its own column says so.

    Args:
        known: the columns of the version as it is stored.
        said: the columns of the page.
        changed: the names of the columns that the version takes from the page.
    """
    return [
        name
        for name in FEED_FIELDS
        if name in (said if name in changed or said[name] == known[name] else known)[FROM_FEED]
    ]


def _is_missing(article: Article, name: str) -> bool:
    """Whether the page of an article states no value of the field `name`.

    A title that is the beginning of the body counts as missing, because the extraction takes this
    beginning as title if the page states none.
    """
    if name == "title":
        return article.body.startswith(article.title.removesuffix(ELLIPSIS))
    return getattr(article, name) in (None, ())
