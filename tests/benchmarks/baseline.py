"""Bare trafilatura over page files: what extraction alone would cost.

    python -m tests.benchmarks.baseline FOLDER SHARE OF

extracts every OF-th page of a folder, beginning with number SHARE, and prints its CPU seconds.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from newsbot.errors import NewsbotError
from tests.benchmarks.measuring import BaselineCost


def bare_extraction_cost(pages: Sequence[Path], processes: int, timeout_s: float) -> BaselineCost:
    """What trafilatura takes for the pages of one folder, in so many processes at once.

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
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what trafilatura says of pages that it cannot read
        text=True,
    )


def _extract_share(folder: Path, share: int, of: int) -> None:
    """The options are those of newsbot.extraction.body, and with metadata."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - only the measured process needs it

    for page in sorted(folder.glob("*.html"))[share::of]:
        bare_extraction(
            page.read_bytes(),
            url=f"http://127.0.0.1/{page.name}",
            include_comments=False,
            favor_precision=True,
            with_metadata=True,
        )


if __name__ == "__main__":
    _extract_share(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    print(process_time())
