"""What a page says of its article besides the body, and what of it changes a stored version.

What a page leaves out erases nothing: a part of it may have failed once, or its template differ.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from newsbot.items import Article, FingerprintedArticle, Metadata, iso_8601
from newsbot.storage.versions.timeline import Version
from newsbot.urls import url_key

COMPARED = (
    "authors", "credits", "published_at", "is_paywalled", "language", "section", "canonical_url",
)  # fmt: skip
"""The fields that readers compare: `news.changes` tells them of a change in one of these. Of a
changed headline they are told once a version."""

_METADATA = tuple(field.name for field in fields(Metadata))
# How the page was read: these change with the text, or with newsbot.
_OF_READING = ("plain_sha256", "charset", "is_partial", "extractor", "extractor_version")
_FROM_ARTICLE = (*_METADATA, *_OF_READING)
COLUMNS = (*_FROM_ARTICLE, "text_sha256", "cause")
"""The columns of newsbot.versions that may change while the body stays."""

# A date is taken over as a whole: the moment, and all that says how far to believe it.
_PUBLISHED = (
    "published_at", "published_precision", "published_source", "published_offset_minutes",
)  # fmt: skip
_MODIFIED = ("modified_at", "modified_source")
# What an earlier page may add to a later one: nothing of the text and of how it was read.
_DETAILS = tuple(name for name in _METADATA if name not in ("title", *_PUBLISHED, *_MODIFIED))
# The words of newsbot.extraction.metadata.published, the most believed last.
_SOURCES = ("text", "url", "time-element", "microdata", "feed", "meta", "json-ld", "rule")
# These depend on which source listed the page, on the day, or on what stands beside the article:
# what one said first stays until a better one says something.
_UNSTEADY = frozenset(("text", "time-element", "feed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What readers are told of other metadata at the same body."""

    version_id: int
    fetched_at: datetime
    before: Mapping[str, Any]
    """By column, as JSON has it; only what changed."""
    after: Mapping[str, Any]


def as_version(item: FingerprintedArticle) -> Version:
    """A page as a version with one fetch, before it is known whether it makes one."""
    article = item.article
    columns = {name: _stored(getattr(article, name)) for name in _FROM_ARTICLE}
    plain = article.plain_sha256
    digests = {
        "plain_sha256": None if plain is None else bytes.fromhex(plain),
        "text_sha256": text_sha256(article),
    }
    return Version(
        columns=columns | digests | {"cause": "publisher"},
        fetches=[article.fetched_at],
        word_count=item.fingerprint.word_count,
        content_sha256=item.fingerprint.content_sha256,
        item=item,
    )


def text_sha256(article: Article) -> bytes:
    """Of title and body as they are."""
    return hashlib.sha256(f"{article.title}\n\n{article.body}".encode()).digest()


def amend(version: Version, page: Version, compared: Sequence[str]) -> Amendment | None:
    """Gives a version what a later page says in its place; what readers are told of `compared`."""
    return _change(version, page, _changed(version.columns, page.columns), compared)


def complete(version: Version, page: Version) -> Amendment | None:
    """Gives a version what an earlier page says and no later one did; what readers are told."""
    missing = _missing(version.columns, page.columns, is_first=version.first == page.first)
    return _change(version, page, missing, COMPARED)


def _change(
    version: Version, page: Version, changed: Mapping[str, Any], compared: Sequence[str]
) -> Amendment | None:
    before = {name: version.columns[name] for name in changed}
    for name, value in changed.items():
        version.set_column(name, value)
    told = [name for name in compared if name in changed]
    if "canonical_url" in told and _is_same_url(before["canonical_url"], changed["canonical_url"]):
        told.remove("canonical_url")
    if "published_at" in told and before["published_at"] == changed["published_at"]:
        told.remove("published_at")
    if not told or not version.is_current:
        return None
    return Amendment(
        version_id=version.id,
        fetched_at=page.first,
        before={name: _as_json(before[name]) for name in told},
        after={name: _as_json(changed[name]) for name in told},
    )


def _changed(known: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that the later page gives another value."""
    kept = {"cause"}
    if not _is_better_date(known, said, is_later=True):
        kept.update(_PUBLISHED)
    if said["modified_at"] is None:
        kept.update(_MODIFIED)
    whole = {*_PUBLISHED, *_MODIFIED}
    return {
        name: value
        for name, value in said.items()
        if name not in kept
        and value != known[name]
        and (name in whole or (value is not None and value != []))
    }


def _missing(
    known: Mapping[str, Any], said: Mapping[str, Any], *, is_first: bool
) -> dict[str, Any]:
    """The columns that a page earlier than the last, or than all (`is_first`), gives a value."""
    taken = {
        name for name in _DETAILS if known[name] in (None, []) and said[name] not in (None, [])
    }
    if known["modified_at"] is None:
        taken.update(_MODIFIED)
    if _is_better_date(known, said, is_later=False, is_first=is_first):
        taken.update(_PUBLISHED)
    return {name: said[name] for name in taken if said[name] != known[name]}


def _is_better_date(
    known: Mapping[str, Any], said: Mapping[str, Any], *, is_later: bool, is_first: bool = False
) -> bool:
    """Whether a page's date of publication is believed rather than the known one.

    Of dates from one place the last counts, of unsteady ones the first.
    """
    if said["published_at"] is None or known["published_at"] is None:
        return said["published_at"] is not None
    new, old = _rank(said["published_source"]), _rank(known["published_source"])
    is_steady = _place(said["published_source"]) not in _UNSTEADY
    return new > old or (new == old and (is_later if is_steady else is_first))


def _rank(source: str | None) -> int:
    place = _place(source)
    return _SOURCES.index(place) if place in _SOURCES else -1


def _place(source: str | None) -> str:
    return (source or "").partition(":")[0]


def _is_same_url(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and url_key(one) == url_key(other)


def _stored(value: Any) -> Any:
    """As the database gives it back."""
    return list(value) if isinstance(value, tuple) else value


def _as_json(value: Any) -> Any:
    return iso_8601(value.astimezone(UTC)) if isinstance(value, datetime) else value
