"""A plan for a cluster, and the results that a cluster leaves, named after the WARC files."""

from pathlib import Path

import pytest

from newsbot.crawling.partitions.extracting import Options, extract_partition
from newsbot.crawling.partitions.files import FileError
from newsbot.crawling.partitions.plans import Plan
from newsbot.crawling.partitions.ready import find_ready, results_name
from newsbot.crawling.partitions.results import read_day
from newsbot.errors import ConfigurationError
from newsbot.items import FileCounts
from newsbot.processes.workers import Limits
from tests.crawling.partitions.test_extracting import DAY, page
from tests.spiders.warc_file import write


def plan(folder: Path, *files: str) -> Plan:
    limits = Limits(processes=2, timeout_s=60, memory_mb=2048)
    return Plan(
        executor="ray",
        workers=-1,
        results=str(folder),
        executor_options={"cpus_per_task": 2},
        options=Options(limits=limits, sites=(Path("/a.toml"),), site_rules=(Path("/rules"),)),
        files=files,
    )


def test_a_plan_comes_back_from_its_file(tmp_path):
    written = plan(tmp_path, "/a.warc.gz", "s3://bucket/ä.warc.gz")
    written.write(str(tmp_path / "plan.json"))
    assert Plan.read(str(tmp_path / "plan.json")) == written


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"executor": "ray"}', b"\xff"])
def test_what_is_no_plan_is_told(tmp_path, content: bytes | None):
    file = tmp_path / "plan.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"plan\.json"):
        Plan.read(str(file))


def test_the_name_of_results_follows_from_the_whole_path():
    names = {results_name(f"{folder}/CC-NEWS-1.warc.gz") for folder in ("/a", "/b", "s3://b")}
    assert len(names) == 3
    assert all(name.startswith("CC-NEWS-1-") for name in names)
    assert results_name("/a/CC-NEWS-1.warc.gz") in names


def test_complete_results_are_found_with_their_counts(tmp_path):
    file = str(write(tmp_path, page("a", "01T10:00:00"), suffix="warc.gz"))
    written = plan(tmp_path / "out", file, f"{file}.other")
    assert written.open_files() == [file, f"{file}.other"]
    out = tmp_path / "out" / results_name(file)
    counts = extract_partition(file, str(out))
    found = find_ready(str(tmp_path / "out"), file)
    assert (found.results, found.counts) == (str(out), counts)
    assert written.open_files() == [f"{file}.other"]
    assert find_ready(str(tmp_path / "out"), f"{file}.other") is None


@pytest.mark.parametrize("kept", [0, 3, 11, -1, "zeros"])
def test_results_that_are_not_whole_are_not_taken_for_all(tmp_path, kept: int | str):
    file = str(write(tmp_path, page("a", "01T10:00:00"), suffix="warc.gz"))
    out = tmp_path / results_name(file)
    extract_partition(file, str(out))
    whole = out.read_bytes()
    zeros = whole[:4] + bytes(len(whole) - 12) + whole[-8:]
    out.write_bytes(whole[:kept] if isinstance(kept, int) else zeros)
    assert find_ready(str(tmp_path), file) is None
    with pytest.raises(FileError, match=r"cannot read .*: it is (damaged|no whole Parquet file)"):
        list(read_day(str(out), DAY, 0))


def test_counts_come_back_from_their_text():
    counts = FileCounts(
        pages=3,
        articles=1,
        days={DAY: 3},
        named={"rejected/too_short": 2},
        damage="is damaged after 3 records",
        seconds=1.5,
    )
    assert FileCounts.of_text(counts.as_text()) == counts
