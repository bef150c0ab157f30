"""The progress of long work on stored rows: a bar on a terminal, nothing elsewhere."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def counted(
    batches: Iterable[T], size: Callable[[T], int], *, what: str, unit: str, total: int | None
) -> Iterator[T]:
    """The batches as they come, while a bar shows how many rows of `total` are done.

    `size` gives the number of rows in a batch; a `total` of None is unknown. If Ctrl-C stops the
    work, a line says that it can go on later.
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
