"""The summary at the end of a crawl, and the counters that it may name."""

import asyncio
import re
from io import StringIO
from pathlib import Path

import pytest

import newsbot.crawling.archive
from newsbot.extensions import counters
from newsbot.extensions.progress import Progress


class Stats(dict):
    def get_stats(self) -> dict:
        return self


async def summary(stats: Stats) -> list[str]:
    """The lines that a crawl with these counters ends with."""
    stream = StringIO()
    Progress(stats, stream).spider_closed()
    return stream.getvalue().splitlines()


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("archive_files_missing", "2 files of the archive are not in its folder."),
        ("archive_pages_lost", "2 pages of the archive are lost; the log says why."),
        (
            "archive_files_unpurged",
            "2 files of the archive may have pages of forgotten sites; the next crawl tries again.",
        ),
    ],
)
def test_a_loss_is_told_at_the_end(name: str, note: str) -> None:
    assert note in asyncio.run(summary(Stats({f"newsbot/{name}": 2})))


def test_the_docstring_names_each_counter_of_the_archive() -> None:
    [folder] = map(Path, newsbot.crawling.archive.__path__)
    code = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    found = set(re.findall(r'"newsbot/(archive\w*)', code))
    assert len(found) > 5
    assert found <= set(re.findall(r"`(archive\w*)", counters.__doc__ or ""))
