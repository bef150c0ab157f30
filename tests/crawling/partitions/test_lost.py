"""Which results are lost, so that their WARC files are extracted again."""

import pytest

from newsbot.crawling.partitions.lost import extract_lost_again
from newsbot.storage.archive.partitions import Extraction, read_progress
from tests.crawling.partitions.test_extracting import DAY
from tests.crawling.partitions.test_parts import OF
from tests.crawling.partitions.test_results import write, zeroed
from tests.storage.test_partition_leases import add, extraction, leases

PAGES = 3


def failed_day(engine, results: str, warc: str) -> None:
    """A day that failed, with pages of a file whose results have this name."""
    add(engine, warc)
    run = leases(engine)
    counts = extraction({DAY: PAGES}).counts
    found = Extraction(results=results, counts=counts, extractor_version="1")
    run.finish_partition(run.claim_partition().id, found)
    run.days.claim()
    run.days.fail(DAY, "it cannot be read")


def is_lost(engine, results, warc: str = OF) -> bool:
    failed_day(engine, str(results), warc)
    told = extract_lost_again(engine)
    assert all(str(results) in line for line in told)
    assert read_progress(engine).waiting == len(told)
    return bool(told)


def test_results_that_are_not_there_are_lost(engine, tmp_path):
    assert is_lost(engine, tmp_path / "r.parquet")


def test_results_that_are_well_are_not_lost(engine, tmp_path):
    results = tmp_path / "r.parquet"
    write(str(results), PAGES)
    assert not is_lost(engine, results)


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-100], lambda data: zeroed(data, 50, 400)],
    ids=["cut", "zeros_in_the_middle"],
)
def test_damaged_results_are_lost_and_deleted(engine, tmp_path, damage):
    results = tmp_path / "r.parquet"
    write(str(results), PAGES)
    results.write_bytes(damage(results.read_bytes()))
    assert is_lost(engine, results)
    assert not results.exists()


def test_results_of_another_warc_file_are_lost_and_deleted(engine, tmp_path):
    results = tmp_path / "r.parquet"
    write(str(results), PAGES)
    assert is_lost(engine, results, "other.warc.gz")
    assert not results.exists()


def test_results_that_cannot_be_read_now_are_not_lost(engine, tmp_path):
    results = tmp_path / "r.parquet"
    results.mkdir()
    assert not is_lost(engine, results)
    assert results.exists()
