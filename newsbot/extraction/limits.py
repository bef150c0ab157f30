"""How long the texts of an article may be, and what becomes of longer ones.

A text is cut at a word and ends in "…"; of a list the first entries stay; a longer URL is left out,
since a cut one leads elsewhere. Each is named in `Article.cut_fields`. A page with a longer body is
refused as "too_long", one whose body could not be decoded as "bad_charset".
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from newsbot.charsets.decoding import REPLACEMENT
from newsbot.items import Article, Limit, NotAnArticle
from newsbot.plain_text import cut, plain_text

# The longest body of 1 172 pages has 64 534.
MAX_BODY_CHARACTERS = 2_000_000
# A text in French that lost its accents has 4 % of it, one in English its quotation marks 0.7 %.
# The worst of 1 172 pages has 0.15 %.
MAX_REPLACED = 0.01


LIMITS: Mapping[str, Limit] = {
    field.name: field.metadata["limit"] for field in fields(Article) if "limit" in field.metadata
}
"""The most that each field of an article may hold, as its declaration says."""


def within_limits(article: Article) -> Article:
    """The article in plain text, no field beyond LIMITS; `cut_fields` names those that were."""
    plain = {name: _plain(getattr(article, name)) for name in LIMITS}
    short = {name: _short(plain[name], limit) for name, limit in LIMITS.items()}
    cut_fields = tuple(name for name in LIMITS if short[name] != plain[name])
    # Each field in LIMITS gets what it had, a text, a tuple of texts or None.
    fields: dict[str, Any] = {**short, "body": plain_text(article.body), "cut_fields": cut_fields}
    return replace(article, **fields)


def refusal_of_body(body: str) -> NotAnArticle | None:
    """Why a body is too long or too broken to be stored; None where it is neither."""
    if len(body) > MAX_BODY_CHARACTERS:
        return NotAnArticle(reason="too_long", detail=f"{len(body)} characters")
    share = body.count(REPLACEMENT) / max(1, len(body))
    if share > MAX_REPLACED:
        return NotAnArticle(reason="bad_charset", detail=f"{share:.1%} could not be decoded")
    return None


Text = str | tuple[str, ...] | None


def _plain(value: Text) -> Text:
    if value is None or isinstance(value, str):
        return None if value is None else plain_text(value)
    return tuple(map(plain_text, value))


def _short(value: Text, limit: Limit) -> Text:
    if value is None:
        return None
    if limit.is_url:
        return value if len(str(value).encode()) <= limit.characters else None
    if isinstance(value, str):
        return cut(value, limit.characters)
    return tuple(cut(each, limit.characters) for each in value[: limit.entries])
