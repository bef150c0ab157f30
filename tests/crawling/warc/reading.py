"""What comes out of small WARC files."""

from pathlib import Path

from newsbot.crawling.warc.choice import ALL_PAGES
from newsbot.crawling.warc.records import ArchivedPage, SkippedRecord, read_warc
from newsbot.errors import SourceError
from tests.spiders.warc_file import write

MAX_SIZE_BYTES = 100_000
BODY = b"<html>" + b"Bridge. " * 100 + b"</html>"
Outcomes = list[ArchivedPage | SkippedRecord]


def read(path: Path, choice=ALL_PAGES) -> tuple[Outcomes, str | None]:
    """What could be read, and the error that came at the end, if one did."""
    outcomes: Outcomes = []
    try:
        for outcome in read_warc(path, MAX_SIZE_BYTES, choice):
            outcomes.append(outcome)
    except SourceError as error:
        return outcomes, str(error)
    return outcomes, None


def pages_of(path: Path) -> tuple[list[ArchivedPage], str | None]:
    """The pages alone, and the error at the end."""
    outcomes, error = read(path)
    return [each for each in outcomes if isinstance(each, ArchivedPage)], error


def only(folder: Path, *records: bytes, choice=ALL_PAGES) -> ArchivedPage | SkippedRecord:
    """The single outcome of a whole file."""
    (outcome,), error = read(write(folder, *records), choice)
    assert error is None
    return outcome
