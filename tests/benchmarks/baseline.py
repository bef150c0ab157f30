"""Bare extraction over page files: what it would cost without crawling, workers and storing.

    python -m tests.benchmarks.baseline FOLDER SHARE OF

extracts every OF-th page of a folder, beginning with number SHARE, and prints its CPU seconds.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from newsbot import clock
from newsbot.errors import NewsbotError
from newsbot.items import FetchedPage
from newsbot.processes.spawned import ONE_THREAD, collect_seldom
from tests.benchmarks.measuring import BaselineCost


def bare_extraction_cost(pages: Sequence[Path], processes: int, timeout_s: float) -> BaselineCost:
    """What extraction takes for the pages of one folder, in so many processes at once.

    Raises:
        NewsbotError: one of them failed.
    """
    folder = pages[0].parent
    shares = [_started(folder, share, processes) for share in range(processes)]
    try:
        outputs = [share.communicate(timeout=timeout_s)[0] for share in shares]
    finally:
        for share in shares:
            share.kill()
            share.wait()
    if any(share.returncode for share in shares):
        raise NewsbotError(f"the baseline failed on the pages in {folder}")
    return BaselineCost(pages=len(pages), cpu_s=sum(map(float, outputs)))


def _started(folder: Path, share: int, of: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", __name__, str(folder), str(share), str(of)],
        env=os.environ | ONE_THREAD,  # as the workers of a crawl have it
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what libraries say of pages that they cannot read
        text=True,
    )


def _extract_share(folder: Path, share: int, of: int) -> None:
    from newsbot.extraction.article import extract_article  # noqa: PLC0415 - only the measured process

    for file in sorted(folder.glob("*.html"))[share::of]:
        url = f"http://127.0.0.1/{file.name}"
        page = FetchedPage(
            url=url,
            requested_url=url,
            site="127.0.0.1",
            body=file.read_bytes(),
            content_type=None,
            fetched_at=clock.now(),
        )
        extract_article(page)


if __name__ == "__main__":
    collect_seldom()  # as the workers of a crawl have it
    _extract_share(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    print(process_time())
