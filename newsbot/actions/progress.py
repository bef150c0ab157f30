"""Shows a progress bar for long work on stored rows, if stderr is a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def counted(
    batches: Iterable[T], size: Callable[[T], int], *, what: str, unit: str, total: int | None
) -> Iterator[T]:
    """Yields `batches` one by one, while a progress bar shows how many rows of `total` are done.

    Args:
        batches: yields each part of the work as soon as it is done.
        size: gives the number of rows in a batch.
        what: the label of the bar.
        unit: what the rows are, in the plural, e.g. "articles".
        total: the number of all rows; None if it is unknown.

    If the user stops the work with Ctrl-C, a message says that the same command continues it.
    """
    try:
        with tqdm(desc=what, total=total, unit=f" {unit}", leave=False, disable=None) as bar:
            for batch in batches:
                rows = size(batch)
                bar.update(rows if total is None else min(rows, total - bar.n))
                yield batch
    except KeyboardInterrupt:
        print("Stopped: the same command goes on from here.", file=sys.stderr)
        raise
