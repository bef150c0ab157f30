"""Results files that cannot be written, or are damaged when they are read."""

from collections.abc import Callable, Mapping
from hashlib import sha256

import pytest

from newsbot.crawling.partitions.files import FileError
from newsbot.crawling.partitions.results import (
    NotWhole,
    read_about,
    read_day,
    spool_for,
    write_results,
)
from newsbot.items import Rejection
from tests.crawling.partitions.test_extracting import ABOUT, AT, DAY, placed
from tests.full_disk import full_disk

MARKED = {"a": "b"}


def write(out: str, count: int, detail: str = "x", about: Mapping[str, str] = MARKED) -> None:
    with spool_for(out) as spool:
        for number in range(count):
            # Compression leaves much of a text that looks random.
            text = detail + sha256(str(number).encode()).hexdigest()
            result = Rejection(**ABOUT, at=AT, reason="empty", stage="gate", detail=text)
            spool.add(placed(result, {}))
        write_results(out, spool, about)


@pytest.mark.parametrize(("count", "detail"), [(100, "x" * 2000), (2, "x" * 2000)])
def test_a_disk_that_is_full_before_all_rows_are_there_is_told_as_such(tmp_path, count, detail):
    limit = 1000  # the second case fails only when what is in memory is written
    with full_disk(limit), pytest.raises(FileError, match=r"r\.parquet: File too large"):
        write(str(tmp_path / "r.parquet"), count, detail)
    assert list(tmp_path.iterdir()) == []


def zeroed(data: bytes, begin: int, end: int) -> bytes:
    return data[:begin] + bytes(end - begin) + data[end:]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"no Parquet file",
        lambda data: data[: len(data) // 2],
        lambda data: zeroed(data, len(data) // 3, len(data) // 3 + 200),
        lambda data: zeroed(data, len(data) - 100, len(data) - 20),
    ],
    ids=["empty", "other", "cut", "zeros_in_the_middle", "zeros_at_the_end"],
)
def test_a_damaged_file_is_told_in_one_line(tmp_path, damage: Callable[[bytes], bytes]):
    file = tmp_path / "r.parquet"
    write(str(file), 300)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(NotWhole, match=r"cannot read .*r\.parquet: it is ") as told:
        list(read_day(str(file), DAY, 0))
    assert "\n" not in str(told.value)


def test_a_changed_bit_gives_no_other_rows(tmp_path):
    file = tmp_path / "r.parquet"
    write(str(file), 300)
    data, rows = file.read_bytes(), list(read_day(str(file), DAY, 0))
    places = range(100, len(data) // 3, len(data) // 100)
    told = 0
    for place in places:
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        try:
            assert list(read_day(str(file), DAY, 0)) == rows
        except NotWhole:
            told += 1
    assert told > len(places) / 2


def test_a_file_whose_end_is_damaged_is_not_there_for_those_who_look_for_results(tmp_path):
    file = tmp_path / "r.parquet"
    write(str(file), 1)
    assert read_about(str(file)) == MARKED
    data = file.read_bytes()
    file.write_bytes(zeroed(data, len(data) - 100, len(data) - 20))
    assert read_about(str(file)) is None
