"""Files of the archive as warcio and pywb read them, where these are installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from newsbot.archive.records import Earlier, as_response, as_revisit, as_warcinfo
from tests.archive.making import AT, fetch


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a page, and a look that gave the same bytes."""
    earlier = Earlier(url="https://gazette.example/a", fetched_at=AT)
    found = tmp_path / "a.warc.gz"
    parts = as_response(fetch("a"), "gzip"), as_revisit(fetch("a"), earlier, "gzip")
    found.write_bytes(b"".join((as_warcinfo("a.warc.gz", AT, "gzip"), *parts)))
    return found


def test_warcio_finds_no_fault(file: Path) -> None:
    pytest.importorskip("warcio", reason="warcio is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", file],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "digest failed" not in done.stdout


def test_pywb_indexes_the_page_and_the_revisit(file: Path) -> None:
    pytest.importorskip("pywb", reason="pywb is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "pywb.indexer.cdxindexer", "-j", file],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert [line.split(" ", 1)[0] for line in lines] == ["example,gazette)/a"] * 2
    assert '"mime": "warc/revisit"' in lines[1]
