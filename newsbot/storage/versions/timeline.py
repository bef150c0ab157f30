"""Orders the texts of one article in time, and finds the place of a fetched page among them.

The module does no I/O. A version is a text with the moments at which it was fetched; between two
fetches of a version no other text was fetched. Therefore the same pages always give the same
versions, in whatever order the pages are stored. docs/decisions/0018 has the reasons for this.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from newsbot.items import FingerprintedArticle

# A page that differs from a version only in its headline becomes a new version only if it was
# fetched at least this long after the version began. A site that tests two headlines in turn thus
# causes at most one version in this time.
HEADLINE_PAUSE = timedelta(days=1)
# If all stored fetches of a text are dated in the future, a clock was wrong. `correct` then gives
# the text an earlier date: this long before now, or just after the latest other fetch of the
# article, if that is later. So the text counts as older than the pages that are stored now.
STORED_WITHIN = timedelta(hours=1)
# The maximum number of moments of fetching that are stored with a version in addition to the first
# and the last one. Each takes 8 bytes. Of more moments, the latest are kept.
MOST_BETWEEN = 200

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Two values that a version has in the database, kept to see whether they must be updated."""

    first: datetime
    """The moment of the first fetch of the version's text, as it is in the database."""
    is_current: bool


@dataclass(slots=True, kw_only=True, eq=False)
class Version:
    """A text of one article, and the moments at which this text was fetched."""

    columns: dict[str, Any]
    """Maps names of columns of `newsbot.versions` to values. It has only the columns that may
    change when the same body is fetched again (COLUMNS in `amending`)."""
    fetches: list[datetime]
    """The moments at which the text was fetched, in ascending order; never empty."""
    word_count: int
    content_sha256: bytes
    id: int = 0
    number: int = 0
    is_current: bool = False
    stored: "Stored | None" = None
    """Two values that the version has in the database; None if the version has no row yet."""
    is_moved: bool = False
    """Whether `fetches` was changed, so that the stored times of fetching have to be updated."""
    is_amended: bool = False
    """Whether `columns` was changed, so that the stored columns have to be updated."""
    item: FingerprintedArticle | None = None
    """The fetched page that brought the text. None if the text is stored already: in the row of
    this version, or in that of the version with the id `part_of`."""
    part_of: int | None = None
    """The id of the stored version from which this version was split off; it has the same text.
    None if this version was not split off, or if a fetched page brought its text."""

    @property
    def first(self) -> datetime:
        """The moment of the first fetch of the text."""
        return self.fetches[0]

    @property
    def last(self) -> datetime:
        """The moment of the last fetch of the text."""
        return self.fetches[-1]

    @property
    def between(self) -> list[datetime]:
        """The moments of the fetches between first and last; at most the latest MOST_BETWEEN."""
        return self.fetches[1:-1][-MOST_BETWEEN:]

    def has_text_of(self, page: "Version") -> bool:
        """Whether the version has the title and the body of the page."""
        return bool(self.columns["text_sha256"] == page.columns["text_sha256"])

    def has_plain_text_of(self, page: "Version") -> bool:
        """Whether this version and `page` had the same text before boilerplate was removed."""
        plain = page.columns["plain_sha256"]
        return plain is not None and self.columns["plain_sha256"] == plain

    def is_of_extractor(self, page: "Version") -> bool:
        """Whether the same release of the same extractor read the version and the page."""
        return all(
            self.columns[name] == page.columns[name] for name in ("extractor", "extractor_version")
        )

    def cause_after(self, before: "Version") -> str:
        """Why this text differs from that of `before`, an earlier version: a value for `cause`.

        "boilerplate" means that only the removed boilerplate differs. "extractor" means that
        another release of the extractor read the page. Otherwise the value is "publisher".
        """
        if self.has_plain_text_of(before):
            return "boilerplate"
        return "publisher" if self.is_of_extractor(before) else "extractor"

    def set_column(self, name: str, value: Any) -> None:
        """Sets the value of a column, and marks the version as amended if the value changes."""
        self.is_amended |= self.columns[name] != value
        self.columns[name] = value

    def add(self, at: datetime) -> None:
        """Adds a fetch of the text at the moment `at`, unless `fetches` has this moment already."""
        if at not in self.fetches:
            insort(self.fetches, at)
            self.is_moved = True

    def part_after(self, at: datetime) -> "Version":
        """Moves the fetches after `at` to a new version of the text, and returns this version."""
        later = bisect_right(self.fetches, at)
        part = replace(
            self,
            columns=dict(self.columns),
            fetches=self.fetches[later:],
            is_current=False,
            stored=None,
            part_of=None if self.item is not None else (self.part_of or self.id),
        )
        self.fetches, self.is_moved = self.fetches[:later], True
        return part


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a page belongs among the versions of its article, and whether it adds versions."""

    version: Version
    """The version that the page belongs to; the page itself if it became a new version."""
    further: tuple[Version, ...] = ()
    """The versions that are added: the page itself and, if its fetch splits another version in two,
    the later part of that version. None are added if the page belongs to an existing version."""
    is_news: bool = True
    """Whether the page brings anything new. It brings nothing new if its fetch is known already, or
    if its text is incomplete and the article has a complete text, or one at least as long."""


class Timeline:
    """The versions of one article, in the order of time.

    Of an article with many versions, only a few may be here: those that were fetched at about the
    same time as the pages that are being stored.
    """

    def __init__(self, versions: Iterable[Version] = ()) -> None:
        self.versions: list[Version] = []
        self.void: list[Version] = []
        """Incomplete texts that a longer or a complete text has replaced. Their rows stay in
        `newsbot.versions`, but no view shows them."""
        self.extend(versions)

    @property
    def with_void(self) -> list[Version]:
        """All versions, including incomplete texts that were replaced (the versions in `void`)."""
        return [*self.versions, *self.void]

    def extend(self, versions: Iterable[Version]) -> None:
        """Adds stored versions, and sorts all versions by the moment of their first fetch."""
        self.versions = sorted([*self.versions, *versions], key=attrgetter("first", "number"))

    def place(self, page: Version, has_same_body: Callable[[Version], bool]) -> Placed:
        """Adds a page: as one more fetch of a version with the same text, or as a new version.

        Args:
            page: a version with one fetch and no id.
            has_same_body: a function that gets a version, and says whether it has the same body as
                the page. It is called only if the title or the body differs.
        """
        if page.columns["is_partial"]:
            return self._place_partial(page)
        if self.versions and self.versions[-1].columns["is_partial"]:
            return self._replace_partial(page)
        at = page.first
        known = [version for version in self.versions if at in version.fetches]
        for version in known:
            # The version has a fetch at the very moment at which `page` was fetched, so its text
            # was extracted from the same page before. If the texts differ only because more or
            # other boilerplate is removed now, `page` is no new version.
            is_read_again = version.has_plain_text_of(page) and version.is_of_extractor(page)
            if is_read_again or version.has_text_of(page):
                return Placed(version=version, is_news=False)
        for version in known:
            _forget_reading(version, page)
        before, after = self._around(at)
        is_within = before is not None and at < before.last
        near = [each for each in (before, None if is_within else after) if each is not None]
        is_newest = after is None and not is_within
        for version in near:
            if version.has_text_of(page) or (not is_newest and version.has_plain_text_of(page)):
                version.add(at)
                return Placed(version=version)
        for version in near:
            if _is_soon(version, at) and has_same_body(version):
                version.add(at)
                return Placed(version=version)
        return self._insert(page, before, after, is_within=is_within)

    def settle(self) -> None:
        """Marks the last of the `versions` as the current one, and all others as not current."""
        for version in self.with_void:
            version.is_current = version is self.versions[-1]

    def correct(self, now: datetime) -> None:
        """Removes fetches dated after `now`, which were stored while a clock was wrong.

        If all fetches of a version are dated after `now`, the version gets one fetch instead: at a
        moment after the fetches of all other versions, and usually before `now`.
        """
        fetches = [at for version in self.versions for at in version.fetches if at <= now]
        latest = max([now - STORED_WITHIN, *fetches])
        for version in self.versions:
            if version.last > now:
                latest += _INSTANT
                version.fetches = [at for at in version.fetches if at <= now] or [latest]
                version.is_moved = True

    def _place_partial(self, page: Version) -> Placed:
        """Adds `page`, an incomplete text, unless the article has a complete or longer text."""
        if not self.versions:
            return self._insert_alone(page)
        longest = self.versions[-1]
        if not longest.columns["is_partial"]:
            return Placed(version=longest, is_news=False)
        if longest.has_text_of(page):
            longest.add(page.first)
        elif longest.word_count < page.word_count:
            return self._insert_alone(page)
        return Placed(version=longest, is_news=False)

    def _replace_partial(self, page: Version) -> Placed:
        """Replaces the only version, which is marked as incomplete, by the complete text `page`.

        If both have the same text, the version stays and loses the mark.
        """
        (partial,) = self.versions
        if not partial.has_text_of(page):
            return self._insert_alone(page)
        partial.set_column("is_partial", page.columns["is_partial"])
        partial.fetches, partial.is_moved = [page.first], True
        return Placed(version=partial)

    def _insert_alone(self, page: Version) -> Placed:
        self.void += self.versions
        self.versions = [page]
        self.settle()
        return Placed(version=page, further=(page,))

    def _around(self, at: datetime) -> tuple[Version | None, Version | None]:
        place = bisect_right(self.versions, at, key=attrgetter("first"))
        before = self.versions[place - 1] if place else None
        return before, self.versions[place] if place < len(self.versions) else None

    def _insert(
        self, page: Version, before: Version | None, after: Version | None, *, is_within: bool
    ) -> Placed:
        further = [page]
        place = 0
        if before is not None:
            place = self.versions.index(before) + 1
            page.set_column("cause", page.cause_after(before))
            if is_within:
                after = before.part_after(page.first)
                further.append(after)
        if after is not None:
            after.set_column("cause", after.cause_after(page))
        self.versions[place:place] = further
        self.settle()
        return Placed(version=page, further=tuple(further))


def _forget_reading(version: Version, page: Version) -> None:
    """Removes a page's time of fetching from a version that another extractor release has read.

    Two releases have read different texts from the same fetch of a page: `version` and `page`. From
    now on, the time belongs only to `page`. But `version` keeps it if it has no other time.
    """
    if not version.is_of_extractor(page) and len(version.fetches) > 1:
        version.fetches.remove(page.first)
        version.is_moved = True


def _is_soon(version: Version, at: datetime) -> bool:
    """Whether `version` was fetched less than HEADLINE_PAUSE (a day) before or after `at`.

    Only two of its fetches count: the first one, and the first one after `at`.
    """
    again = next((each for each in version.fetches if each > at), version.first)
    return min(abs(at - version.first), abs(again - at)) < HEADLINE_PAUSE
