"""Orders the texts of one article in time, and finds the place of a fetched page among them.

A version is a text with the times at which it was fetched. If the page shows text A, then text B,
then text A again, there are three versions: A, B and A. The order in which the fetches are stored
does not matter. docs/decisions/0018 gives the reasons. The module does no I/O.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from newsbot.items import FingerprintedArticle

# If a fetched page differs from a version only in the headline, it becomes a new version only if
# the version is older than this time. So two headlines shown in turn cause few new versions.
HEADLINE_PAUSE = timedelta(days=1)
# A wrong clock may have dated all fetches of a text in the future. `Timeline.correct` replaces them
# by one made-up fetch, this long ago, so that a text fetched now counts as newer. If another text
# was fetched after that time, the made-up fetch is dated just after it.
STORED_WITHIN = timedelta(hours=1)
# The row of a version stores the times of its first and last fetch, and of at most this many
# fetches between them, at 8 bytes each. If there were more fetches, the latest are kept.
MOST_BETWEEN = 200

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Values of a version's row as they are in the database, to tell if the row needs an update."""

    first: datetime
    """The moment of the version's first fetch, as it is in the database."""
    is_current: bool
    held: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Version:
    """A text of an article, with the moments of its fetches. It may have unsaved changes."""

    columns: dict[str, Any]
    """Name of a column of `newsbot.versions` → value, for the columns in `amending.COLUMNS`: those
    that may change when the same body is fetched again."""
    fetches: list[datetime]
    """The moments at which the text was fetched, in ascending order; never empty."""
    word_count: int
    content_sha256: bytes
    id: int = 0
    number: int = 0
    is_current: bool = False
    stored: "Stored | None" = None
    """What the database row of this version has now; None if this version is not stored yet."""
    is_moved: bool = False
    """Whether `fetches` was changed, so that the times of fetching in the row must be updated."""
    is_amended: bool = False
    """Whether `columns` was changed, so that the stored columns have to be updated."""
    item: FingerprintedArticle | None = None
    """The fetched page from which the text was extracted. None if the text is in the database
    already: in the row of this version, or in that of the version with the id `part_of`."""
    part_of: int | None = None
    """Set if this version was split off from a stored one, because another text was fetched between
    two fetches of it. Then this is the id of the stored version, whose row has the same text."""

    @property
    def first(self) -> datetime:
        """When a page with this version's text was first fetched."""
        return self.fetches[0]

    @property
    def last(self) -> datetime:
        """When a page with this version's text was last fetched."""
        return self.fetches[-1]

    @property
    def between(self) -> list[datetime]:
        """The version's fetch times between its first and last: the latest MOST_BETWEEN of them."""
        return self.fetches[1:-1][-MOST_BETWEEN:]

    def has_text_of(self, page: "Version") -> bool:
        """Whether this version has the same title and body as `page`, a just fetched page."""
        return bool(self.columns["text_sha256"] == page.columns["text_sha256"])

    def has_plain_text_of(self, page: "Version") -> bool:
        """Whether version and page had the same text before recurring paragraphs were removed."""
        plain = page.columns["plain_sha256"]
        return plain is not None and self.columns["plain_sha256"] == plain

    def is_of_extractor(self, page: "Version") -> bool:
        """Whether the same release of the same extractor has read this version and the page."""
        return all(
            self.columns[name] == page.columns[name] for name in ("extractor", "extractor_version")
        )

    def cause_after(self, before: "Version") -> str:
        """Why the text differs from that of the version `before`: a value for column `cause`.

        "boilerplate": other paragraphs were removed because they recur on the site. "extractor":
        another release of the extractor read the page. "publisher": all other cases.
        """
        if self.has_plain_text_of(before):
            return "boilerplate"
        return "publisher" if self.is_of_extractor(before) else "extractor"

    def set_column(self, name: str, value: Any) -> None:
        """Sets the value of a column, and marks the version as amended if the value changes."""
        self.is_amended |= self.columns[name] != value
        self.columns[name] = value

    def set_held(self, *, is_held: bool) -> None:
        """Sets whether the text is stored but not yet shown, until another request confirms it."""
        self.set_column("held", is_held)

    def add(self, at: datetime) -> None:
        """Adds a fetch of the text at the moment `at`, unless `fetches` has this moment already."""
        if at not in self.fetches:
            insort(self.fetches, at)
            self.is_moved = True

    def part_after(self, at: datetime) -> "Version":
        """Returns a new version with the same text, to which it moves the fetches after `at`.

        Another text was fetched at `at`: its version will stand between this one and the new one.
        """
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
    """The version to which a fetched page belongs, and the new versions that the page adds."""

    version: Version
    """The version to which the page belongs. If no known version has its text, it is a new one."""
    further: tuple[Version, ...] = ()
    """The new versions, in the order of their numbers. The first has the text of the page. If the
    page was fetched between two fetches of a stored version, the later fetches of that stored
    version become a second new version, with the same text as the stored one."""
    is_news: bool = True
    """False if nothing of the page needs to be stored: if this fetch is stored already, or if the
    page has only an incomplete text, and the stored text is complete or at least as long."""


class Timeline:
    """The versions of one article, oldest first: all, or those fetched nearest to given times."""

    def __init__(self, versions: Iterable[Version] = ()) -> None:
        self.versions: list[Version] = []
        self.void: list[Version] = []
        """Partial texts that a longer or whole text has replaced; readers do not see their rows."""
        self.held: list[Version] = []
        """Suspiciously short texts, not confirmed yet: see newsbot.storage.versions.holding."""
        self.extend(versions)

    @property
    def with_rows(self) -> list[Version]:
        """All stored versions, also those that readers do not see: replaced, unconfirmed texts."""
        return [*self.versions, *self.void, *self.held]

    def extend(self, versions: Iterable[Version]) -> None:
        """Adds stored versions: suspiciously short texts to `held`, others to `versions`."""
        of_each = list(versions)
        self.held += [each for each in of_each if each.columns["held"]]
        shown = [each for each in of_each if not each.columns["held"]]
        self.versions = sorted([*self.versions, *shown], key=attrgetter("first", "number"))

    def place(self, page: Version, has_same_body: Callable[[Version], bool]) -> Placed:
        """Adds a fetched page of the article to the version with its text, or as a new version.

        Args:
            page: the fetched page as a version, with one fetch and no id.
            has_same_body: tells whether a version has the body of `page`, so that only the headline
                differs. Within HEADLINE_PAUSE, this makes no new version.
        """
        if page.columns["is_partial"]:
            return self._place_partial(page)
        if self.versions and self.versions[-1].columns["is_partial"]:
            return self._replace_partial(page)
        at = page.first
        known = [version for version in self.versions if at in version.fetches]
        for version in known:
            # True if the two texts differ only in the boilerplate that was removed from them.
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
        """Makes the latest version the article's current one, and all others not current."""
        for version in self.with_rows:
            version.is_current = version is self.versions[-1]

    def correct(self, now: datetime) -> None:
        """Removes fetches dated after `now`, which were stored while a clock was wrong.

        Each version must have a fetch. If a version loses all of them, it gets a new one, just
        after the latest correct fetch in the article. So the versions keep their order.
        """
        fetches = [at for version in self.versions for at in version.fetches if at <= now]
        latest = max([now - STORED_WITHIN, *fetches])
        for version in self.versions:
            if version.last > now:
                latest += _INSTANT
                version.fetches = [at for at in version.fetches if at <= now] or [latest]
                version.is_moved = True

    def _place_partial(self, page: Version) -> Placed:
        """Adds an incomplete text as a version, unless a complete or a longer text is known."""
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
        """Replaces an incomplete text, which must be the only version, by a page's complete text.

        If both texts are equal, the version stays, and is marked as complete.
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
    """Removes a fetch from `version` if the same fetched page now gives another text, `page`.

    This is done only if another release of the extractor read `version`, and it has other fetches.
    """
    if not version.is_of_extractor(page) and len(version.fetches) > 1:
        version.fetches.remove(page.first)
        version.is_moved = True


def _is_soon(version: Version, at: datetime) -> bool:
    """Whether `at` is near the first fetch of `version`, or near its next fetch after `at`."""
    again = next((each for each in version.fetches if each > at), version.first)
    return min(abs(at - version.first), abs(again - at)) < HEADLINE_PAUSE
