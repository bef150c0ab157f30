"""Reads the parts of a page, e.g. its JSON-LD, its byline and its date, one by one.

If an error in newsbot stops the reading of one part, a failure is recorded, and all other parts are
still read.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFailure:
    """A part of a page that was not read, because of an error in newsbot or because of its size."""

    part: str
    """The name of the part of a page that could not be read. It is the name of a field of
    `newsbot.items.Article`, or one of "head", "json_ld", "site", "headline", "rules", "feed",
    "live_blog" and "links"."""
    why: str
    """The traceback of the error, or a sentence that says why the part was not read."""


class Parts:
    """Reads the parts of one page, e.g. its JSON-LD, and records which parts could not be read."""

    def __init__(self) -> None:
        self._failures: list[PartFailure] = []

    @property
    def failures(self) -> tuple[PartFailure, ...]:
        """The failures to read a part of the page so far, in the order in which they happened."""
        return tuple(self._failures)

    def leave(self, part: str, why: str) -> None:
        """Records that a part of the page, e.g. its JSON-LD, is not read; `why` is the reason."""
        self._failures.append(PartFailure(part=part, why=why))

    def read(self, part: str, read: Callable[[], T], otherwise: T) -> T:
        """Calls `read` to read a part of the page, e.g. its JSON-LD, and returns the result.

        If `read` raises an error, this is recorded as a failure to read `part`, and the value
        `otherwise` is returned.

        Raises:
            MemoryError: `read()` has raised it, because the worker is at its memory limit.
        """
        try:
            return read()
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - other parts are still read; it is counted and logged
            self._failures.append(PartFailure(part=part, why=traceback.format_exc()))
            return otherwise
