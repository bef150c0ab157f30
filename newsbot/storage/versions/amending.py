"""Changes the metadata of a stored version, if a page with the same body states other metadata.

A version is a stored text of an article. If the page does not state a value, the stored value
stays. The extractor may have missed the value this time, or the page may have another template.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from newsbot.items import Article, FingerprintedArticle, Metadata, iso_8601
from newsbot.storage.versions.feed_fields import FROM_FEED, marks_after
from newsbot.storage.versions.timeline import Version
from newsbot.urls import url_key

COMPARED = (
    "authors", "credits", "published_at", "is_paywalled", "language", "section", "canonical_url",
)  # fmt: skip
"""The metadata fields of an article whose changes get a row in `newsbot.changes`, which users query
by SQL. The headline is not among these fields: its changes get rows by another rule, at most one
for each stored text of the article."""

_METADATA = tuple(field.name for field in fields(Metadata))
# The columns of `newsbot.versions` that say how the text was read from the page, e.g. by which
# extractor. Their values may change with the page, or with the release of newsbot that reads it.
_OF_READING = (
    "plain_sha256", "charset", "is_partial", "extractor", "extractor_version", "body_markdown",
    "body_certainty",
)  # fmt: skip
# The columns of `newsbot.versions` that describe the body. If a page is fetched again and its text
# is unchanged, their values may still differ, e.g. in the links in the Markdown. Such differences
# are ignored. The columns are replaced only if another release of the extractor has read the page,
# and has found the same title and body.
_OF_BODY = ("body_markdown", "body_certainty")
_FROM_ARTICLE = (*_METADATA, *_OF_READING)
COLUMNS = (*_FROM_ARTICLE, "text_sha256", "cause", "held")
"""The columns of `newsbot.versions` that may change although the body of the text stays the same,
when the page is fetched again."""

# The columns of `newsbot.versions` about the date of publication (_PUBLISHED) and the date of
# change (_MODIFIED): the date itself, and the place where it was found. The date of publication
# also has a precision and a UTC offset. All columns of a date are replaced together.
_PUBLISHED = (
    "published_at", "published_precision", "published_source", "published_offset_minutes",
)  # fmt: skip
_MODIFIED = ("modified_at", "modified_source")
# The metadata fields that the function `complete` fills in from a page if they are empty in a
# stored version. The title, the dates and `from_feed` are left out, because they have rules of
# their own.
_DETAILS = tuple(
    name for name in _METADATA if name not in ("title", *_PUBLISHED, *_MODIFIED, FROM_FEED)
)
# Where a publication date may be found: in parts of the page, in its URL or in a feed. The names
# are those of newsbot.extraction.metadata.times.published, the least reliable place first.
_SOURCES = ("text", "url", "time-element", "microdata", "feed", "meta", "json-ld", "rule")
# Places (see _SOURCES) whose publication dates may differ from fetch to fetch of the same page. The
# date may depend on the feed that listed the page, on the day of the fetch, or on the text beside
# the article. So the date from the first fetch is kept, unless a later fetch finds one in a more
# reliable place.
_UNSTEADY = frozenset(("text", "time-element", "feed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A change of an article's metadata while its body stayed the same.

    Each such change gets a row in `news.changes`.
    """

    version_id: int
    fetched_at: datetime
    """When the page was fetched that had the changed metadata."""
    before: Mapping[str, Any]
    """Field name → the value before the change, as a JSON value."""
    after: Mapping[str, Any]
    """Field name → the value after the change, as a JSON value."""


def as_version(item: FingerprintedArticle) -> Version:
    """Turns the fetched page `item` into a version, to compare it with stored versions."""
    article = item.article
    columns = {name: getattr(article, name) for name in _FROM_ARTICLE}
    # Tuples become lists, because these values are compared with arrays from the database, which
    # the driver returns as lists.
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
    """The SHA-256 hash (32 bytes) of an article's title and body."""
    return hashlib.sha256(f"{article.title}\n\n{article.body}".encode()).digest()


def amend(version: Version, page: Version, compared: Sequence[str]) -> Amendment | None:
    """Replaces the metadata of `version` by that of `page`, which was fetched later.

    Both have the same body. `compared` are the names of the fields whose changes are announced to
    readers in `news.changes`. Returns the changes of these fields; None if none of them changed, or
    if the version is not the current one.
    """
    known, said = version.columns, page.columns
    kept = {"cause", "held", FROM_FEED}
    if not _is_better_date(known, said, is_later=True):
        kept.update(_PUBLISHED)
    if said["modified_at"] is None:
        kept.update(_MODIFIED)
    if not _is_body_read_anew(known, said):
        kept.update(_OF_BODY)
    whole = {*_PUBLISHED, *_MODIFIED}
    changed = {
        name: value
        for name, value in said.items()
        if name not in kept and value != known[name] and (name in whole or value not in (None, []))
    }
    return _change(version, page, changed, compared)


def complete(version: Version, page: Version) -> Amendment | None:
    """Adds to `version` metadata that it lacks, from `page`, which has the same body.

    `page` is an older fetch than the last fetch of `version`, e.g. one from an archive. So what
    `version` has already is kept. There is one exception: if `page` has a more reliable date of
    publication (see `_is_better_date`), its date replaces that of `version`.

    Returns the changes to be announced in `news.changes`, i.e. those of the fields in COMPARED.
    Returns None if no such field has changed, or if `version` is not the article's current version.
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
    if known["body_markdown"] is None and _is_body_read_anew(known, said):
        taken.update(_OF_BODY)
    missing = {name: said[name] for name in taken if said[name] != known[name]}
    return _change(version, page, missing, COMPARED)


def _is_body_read_anew(known: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether the columns of a version's body, e.g. its Markdown, are to be taken from a new page.

    `known` are the columns of the stored version, and `said` those of the newly extracted page. The
    page must have the same title and body as the version. Besides, either another release of the
    extractor has extracted the page, or the version has no Markdown yet.
    """
    is_same = known["text_sha256"] == said["text_sha256"]
    releases = (known["extractor_version"], said["extractor_version"])
    return is_same and (known["body_markdown"] is None or len(set(releases)) > 1)


def _change(
    version: Version, page: Version, changed: Mapping[str, Any], compared: Sequence[str]
) -> Amendment | None:
    marks = marks_after(version.columns, page.columns, changed)
    version.set_column(FROM_FEED, marks)
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
    """Whether a page's date of publication should replace that of a version with the same body.

    The date from the more reliable place wins: the place that comes later in _SOURCES. If both
    dates come from the same place, the date of the page fetched last wins. But if this place is in
    _UNSTEADY, the date of the page fetched first wins.

    Args:
        known: the name of a column of `newsbot.versions` → its value in the version.
        said: the same names → the values that the page states.
        is_later: whether the page was fetched at the time of the version's last fetch, or later.
        is_first: whether the page was fetched at the time of the version's first fetch, or earlier.
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
