"""Reading a page part by part: an error in one part costs that part alone, and is told."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFailure:
    """A part of a page that could not be read: for an error of ours, or since it is too large."""

    part: str
    """A field of `newsbot.items.Article`; or what several of them are read from: "head", "json_ld",
    "site", "rules", "live_blog", "links"."""
    why: str
    """A traceback, or a sentence."""


class Parts:
    """Reads the parts of one page, and knows afterwards which of them failed."""

    def __init__(self) -> None:
        self._failures: list[PartFailure] = []

    @property
    def failures(self) -> tuple[PartFailure, ...]:
        """The parts that failed so far, in order."""
        return tuple(self._failures)

    def leave(self, part: str, why: str) -> None:
        """Takes note of a part that is not read."""
        self._failures.append(PartFailure(part=part, why=why))

    def read(self, part: str, read: Callable[[], T], otherwise: T) -> T:
        """What `read` returns; `otherwise` where it raises, which is kept as a failure of `part`.

        Raises:
            MemoryError: the worker may use no more, and what it holds is this page.
        """
        try:
            return read()
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - the edge where one part's error ends; it is counted and logged
            self._failures.append(PartFailure(part=part, why=traceback.format_exc()))
            return otherwise
