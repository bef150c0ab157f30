"""Reads the part of a day that is in one results file, and tells if that part is not all there."""

from collections.abc import Iterator

from newsbot.crawling.partitions.results import ROWS, NotWhole, read_day
from newsbot.crawling.partitions.rows import PlacedRead
from newsbot.storage.archive.day_leases import DayPart


def read_part(part: DayPart, rows: int = ROWS) -> Iterator[PlacedRead]:
    """Yields the pages of a part of a day that are not settled, in the order of settling.

    Args:
        part: which pages, and in which file.
        rows: how many rows are in memory at once.

    Raises:
        FileError: the file cannot be read now; NotWhole if it is damaged, or has another number of
            pages of the day than it had, or the pages of another WARC file.
    """
    found = part.settled
    for placed in read_day(part.results, part.day, part.settled, rows):
        if placed.file != part.url:
            raise NotWhole(
                f"cannot read {part.results}: it has pages of {placed.file}, not of {part.url}"
            )
        found += 1
        if found > part.pages:
            break
        yield placed
    if found != part.pages:
        other = "more" if found > part.pages else "fewer"
        raise NotWhole(
            f"cannot read {part.results}: it has {other} than {part.pages} pages of {part.day}"
        )
