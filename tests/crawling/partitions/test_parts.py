"""The part of a day that is in one results file is read as a whole, or told as not there."""

from pathlib import Path

import pytest

from newsbot.crawling.partitions.parts import read_part
from newsbot.crawling.partitions.ready import find_ready, results_name
from newsbot.crawling.partitions.results import COUNTS, WARC, NotWhole
from newsbot.items import FileCounts
from newsbot.storage.archive.day_leases import DayPart
from tests.crawling.partitions.test_extracting import DAY
from tests.crawling.partitions.test_results import write

OF = "/a.warc"
"""The WARC file whose pages `write` writes."""


def part(file: Path, pages: int, url: str = OF, settled: int = 0) -> DayPart:
    return DayPart(
        partition_id=1, url=url, results=str(file), day=DAY, pages=pages, settled=settled
    )


def test_what_is_settled_is_left_out(tmp_path):
    file = tmp_path / "r.parquet"
    write(str(file), 3)
    assert len(list(read_part(part(file, 3)))) == 3
    assert len(list(read_part(part(file, 3, settled=2)))) == 1


@pytest.mark.parametrize(("pages", "told"), [(4, "fewer than 4"), (2, "more than 2")])
def test_another_number_of_pages_is_told(tmp_path, pages: int, told: str):
    file = tmp_path / "r.parquet"
    write(str(file), 3)
    for settled in (0, 2):
        with pytest.raises(NotWhole, match=told):
            list(read_part(part(file, pages, settled=settled)))


def test_pages_of_another_warc_file_are_told_before_any_is_given(tmp_path):
    file = tmp_path / "r.parquet"
    write(str(file), 3)
    with pytest.raises(NotWhole, match=r"it has pages of /a\.warc, not of other\.warc"):
        next(read_part(part(file, 3, url="other.warc.gz")))


def test_results_of_another_warc_file_are_not_taken_over(tmp_path):
    counts = FileCounts(pages=1, articles=0, days={DAY: 1}, named={}, damage=None, seconds=1.0)
    for url, about in (("a.warc", "a.warc"), ("b.warc", "a.warc")):
        metadata = {WARC: about, COUNTS: counts.as_text()}
        write(str(tmp_path / results_name(url)), 1, about=metadata)
    assert find_ready(str(tmp_path), "a.warc") is not None
    assert find_ready(str(tmp_path), "b.warc") is None
