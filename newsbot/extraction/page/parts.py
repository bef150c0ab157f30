"""The reading of a page in parts: an error in one part costs only that part, and is reported."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFailure:
    """A part of a page that was not read, because of an error in newsbot or because of its size."""

    part: str
    """A field of `newsbot.items.Article`, or a part that several fields are read from: "head",
    "json_ld", "site", "rules", "live_blog", "links"."""
    why: str
    """A traceback, or a sentence that gives the reason."""


class Parts:
    """Reads the parts of one page, and keeps the failures."""

    def __init__(self) -> None:
        self._failures: list[PartFailure] = []

    @property
    def failures(self) -> tuple[PartFailure, ...]:
        """The failures so far, in order."""
        return tuple(self._failures)

    def leave(self, part: str, why: str) -> None:
        """Records as a failure that a part is not read."""
        self._failures.append(PartFailure(part=part, why=why))

    def read(self, part: str, read: Callable[[], T], otherwise: T) -> T:
        """The result of `read()`; if it raises, `otherwise`, and a failure of `part` is recorded.

        Raises:
            MemoryError: the worker has reached its memory limit, and this page is the cause.
        """
        try:
            return read()
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - the edge where one part's error ends; it is counted and logged
            self._failures.append(PartFailure(part=part, why=traceback.format_exc()))
            return otherwise
