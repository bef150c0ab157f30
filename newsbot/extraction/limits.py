"""Cuts the fields of an article to their limits; refuses bodies that are too long or garbled.

A text that is too long is cut at a word and ends in "…". A list that is too long keeps its first
entries. A URL that is too long is left out, since a cut URL leads elsewhere. `Article.cut_fields`
names the fields that were cut.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from newsbot.charsets.decoding import REPLACEMENT
from newsbot.items import Article, Limit, NotAnArticle
from newsbot.plain_text import cut, plain_text

# The maximum number of characters of an article's body. A page with a longer body is refused with
# the reason "too_long". The longest body of the 1 172 pages of the corpora has 64 534 characters.
MAX_BODY_CHARACTERS = 2_000_000
# The maximum share of a body's characters that could not be decoded and are lost. If more are lost,
# the body is refused with the reason "bad_charset". A French text without its accents has lost 4 %,
# an English one without its quotation marks 0.7 %. The worst of the 1 172 pages of the corpora has
# lost 0.15 %.
MAX_REPLACED = 0.01


LIMITS: Mapping[str, Limit] = {
    field.name: field.metadata["limit"] for field in fields(Article) if "limit" in field.metadata
}
"""Maps the name of each field of the class Article that has a limit to this limit."""


def within_limits(article: Article) -> Article:
    """The article with each field cut to its limit in LIMITS.

    Characters that PostgreSQL refuses, or that nobody can see, are removed (see `plain_text`).
    """
    plain = {name: _plain(getattr(article, name)) for name in LIMITS}
    short = {name: _short(plain[name], limit) for name, limit in LIMITS.items()}
    cut_fields = tuple(name for name in LIMITS if short[name] != plain[name])
    # The type is Any because a type checker cannot see that each field keeps its type: a text, a
    # tuple of texts or None.
    values: dict[str, Any] = {**short, "body": plain_text(article.body), "cut_fields": cut_fields}
    if article.body_markdown is not None:
        values["body_markdown"] = plain_text(article.body_markdown)
    return replace(article, **values)


def refusal_of_body(body: str) -> NotAnArticle | None:
    """A `NotAnArticle` if the body is too long or garbled; otherwise None.

    Its reason is "too_long" for a body of more than MAX_BODY_CHARACTERS characters, or
    "bad_charset" if too many characters could not be decoded.
    """
    if len(body) > MAX_BODY_CHARACTERS:
        return NotAnArticle(reason="too_long", detail=f"{len(body)} characters")
    share = body.count(REPLACEMENT) / max(1, len(body))
    if share > MAX_REPLACED:
        return NotAnArticle(reason="bad_charset", detail=f"{share:.1%} could not be decoded")
    return None


Text = str | tuple[str, ...] | None
"""The type of a field of the class Article that has a limit: a text, several texts or None."""


def _plain(value: Text) -> Text:
    if value is None or isinstance(value, str):
        return None if value is None else plain_text(value)
    return tuple(map(plain_text, value))


def _short(value: Text, limit: Limit) -> Text:
    """The value of an article's field, cut to the field's limit; None for a URL over the limit."""
    if value is None:
        return None
    if limit.is_url:
        return value if len(str(value).encode()) <= limit.characters else None
    if isinstance(value, str):
        return cut(value, limit.characters)
    return tuple(cut(each, limit.characters) for each in value[: limit.entries])
