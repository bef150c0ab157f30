"""Counts what became of pages that were extracted again, and tells which could not be read."""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from newsbot.archive.reading import NotInArchive, Pruned
from newsbot.crawling.archive.rereading import Read
from newsbot.errors import ExitCode
from newsbot.items import Rejected, Rejection
from newsbot.storage.articles.refused import REASON as SITE_FORGOTTEN


@dataclass(slots=True, kw_only=True)
class Examples:
    """The number of pages with one problem, e.g. unreadable ones, and a message on the first."""

    count: int = 0
    first: str = ""

    def add(self, message: str) -> None:
        """Counts a page with this problem; keeps `message` if it is the first such page."""
        self.count += 1
        self.first = self.first or message


@dataclass(slots=True, kw_only=True)
class Outcomes:
    """What became of pages that were extracted again."""

    counts: Counter[str] = field(default_factory=Counter)
    """The number of pages by outcome, e.g. "revised"."""
    unread: Examples = field(default_factory=Examples)
    kept: Examples = field(default_factory=Examples)

    def add(self, each: Read) -> None:
        """Counts a page whose result was stored."""
        self.counts[self._name_of(each)] += 1

    def add_as(self, compared: Callable[[Read], str], each: Read) -> None:
        """Counts a page that was extracted again only to compare its new text with the stored one.

        `compared` returns the outcome under which the page is counted, e.g. "different". It is not
        called for a page that could not be read.
        """
        self.counts[self._unreadable(each) or compared(each)] += 1

    def tell(self) -> ExitCode:
        """Says on stderr which pages could not be read or gave no article; returns the exit code.

        The exit code is OK if all pages could be read, except pages that were deleted meanwhile.
        """
        if self.kept.count:
            print(
                f"{self.kept.count} pages give no article now; their articles stay as they are, "
                f"e.g. {self.kept.first}",
                file=sys.stderr,
            )
        if not self.unread.count:
            return ExitCode.OK
        print(
            f"{self.unread.count} pages could not be read, e.g. {self.unread.first}",
            file=sys.stderr,
        )
        return ExitCode.CONFIGURATION

    def _name_of(self, each: Read) -> str:
        if isinstance(each.outcome, Rejected):
            return self._rejected(each, each.outcome.rejection)
        return self._unreadable(each) or type(each.outcome).__name__.lower()

    def _rejected(self, each: Read, rejection: Rejection) -> str:
        if each.stored.article_id is None or rejection.reason == SITE_FORGOTTEN:
            return "rejected"
        self.kept.add(f"{each.stored.page.url}: {rejection.reason}")
        return "kept"

    def _unreadable(self, each: Read) -> str | None:
        if isinstance(each.found, Pruned):
            return "pruned"
        if isinstance(each.found, NotInArchive):
            self.unread.add(str(each.found))
            return "unreadable"
        return None
