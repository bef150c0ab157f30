"""Updates the metadata of a stored version from a page with the same body.

A value that the page does not have never erases a stored one: the extractor may have missed it this
time, or the page may use another template.
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
"""The fields of which each change makes a row in news.changes. A changed title makes one too, but
only once for each version."""

_METADATA = tuple(field.name for field in fields(Metadata))
# The columns that say how the page was read: they change with the text, or with newsbot itself.
_OF_READING = ("plain_sha256", "charset", "is_partial", "extractor", "extractor_version")
_FROM_ARTICLE = (*_METADATA, *_OF_READING)
COLUMNS = (*_FROM_ARTICLE, "text_sha256", "cause", "held")
"""The columns of newsbot.versions that may change while the body stays the same."""

# The columns that describe one date: the moment, and how certain it is. They are always taken from
# one page together.
_PUBLISHED = (
    "published_at", "published_precision", "published_source", "published_offset_minutes",
)  # fmt: skip
_MODIFIED = ("modified_at", "modified_source")
# The metadata that an earlier page may add where later pages had none: all but title and dates.
_DETAILS = tuple(name for name in _METADATA if name not in ("title", *_PUBLISHED, *_MODIFIED))
# Where in a page a date was found, in the words of newsbot.extraction.metadata.published, the most
# reliable place last.
_SOURCES = ("text", "url", "time-element", "microdata", "feed", "meta", "json-ld", "rule")
# Places whose dates vary with the source that listed the page, with the day, or with what stands
# beside the article. So the first date from them stays until a better place names one.
_UNSTEADY = frozenset(("text", "time-element", "feed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A change of an article's metadata over an unchanged body; it makes a row in news.changes."""

    version_id: int
    fetched_at: datetime
    """When the page with the change was fetched."""
    before: Mapping[str, Any]
    """The former value of each changed field, as a JSON value."""
    after: Mapping[str, Any]
    """The new value of each changed field, as a JSON value."""


def as_version(item: FingerprintedArticle) -> Version:
    """A page in the form of a version with one fetch, to be compared with stored versions."""
    article = item.article
    columns = {name: getattr(article, name) for name in _FROM_ARTICLE}
    # Lists instead of tuples, because the database returns arrays as lists and both are compared.
    lists = {name: list(value) for name, value in columns.items() if isinstance(value, tuple)}
    plain = article.plain_sha256
    digests = {
        "plain_sha256": None if plain is None else bytes.fromhex(plain),
        "text_sha256": text_sha256(article),
    }
    return Version(
        columns=columns | lists | digests | {"cause": "publisher", "held": False},
        fetches=[article.fetched_at],
        word_count=item.fingerprint.word_count,
        content_sha256=item.fingerprint.content_sha256,
        item=item,
    )


def text_sha256(article: Article) -> bytes:
    """The SHA-256 of title and body, 32 bytes."""
    return hashlib.sha256(f"{article.title}\n\n{article.body}".encode()).digest()


def amend(version: Version, page: Version, compared: Sequence[str]) -> Amendment | None:
    """Replaces the metadata of a version by the metadata of a later page.

    Returns the changes in the fields `compared`, which make a row in news.changes; None where there
    are none or the version is not current.
    """
    known, said = version.columns, page.columns
    kept = {"cause", "held"}
    if not _is_better_date(known, said, is_later=True):
        kept.update(_PUBLISHED)
    if said["modified_at"] is None:
        kept.update(_MODIFIED)
    whole = {*_PUBLISHED, *_MODIFIED}
    changed = {
        name: value
        for name, value in said.items()
        if name not in kept and value != known[name] and (name in whole or value not in (None, []))
    }
    return _change(version, page, changed, compared)


def complete(version: Version, page: Version) -> Amendment | None:
    """Adds metadata from an earlier page to a version, in fields that no later page has filled.

    Returns the changes in the fields COMPARED, as `amend` does.
    """
    known, said = version.columns, page.columns
    taken = {
        name for name in _DETAILS if known[name] in (None, []) and said[name] not in (None, [])
    }
    if known["modified_at"] is None:
        taken.update(_MODIFIED)
    is_first = version.first == page.first
    if _is_better_date(known, said, is_later=False, is_first=is_first):
        taken.update(_PUBLISHED)
    missing = {name: said[name] for name in taken if said[name] != known[name]}
    return _change(version, page, missing, COMPARED)


def _change(
    version: Version, page: Version, changed: Mapping[str, Any], compared: Sequence[str]
) -> Amendment | None:
    before = {name: version.columns[name] for name in changed}
    for name, value in changed.items():
        version.set_column(name, value)
    told = [name for name in compared if name in changed]
    if "canonical_url" in told:
        urls = (before["canonical_url"], changed["canonical_url"])
        if None not in urls and len(set(map(url_key, urls))) == 1:
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


def _is_better_date(
    known: Mapping[str, Any], said: Mapping[str, Any], *, is_later: bool, is_first: bool = False
) -> bool:
    """Whether the publication date of the page `said` replaces that of the version `known`.

    A date from a more reliable place wins. Of two dates from the same place, that of the later page
    wins, or for places in _UNSTEADY that of the first page.
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


def _as_json(value: Any) -> Any:
    return iso_8601(value.astimezone(UTC)) if isinstance(value, datetime) else value
