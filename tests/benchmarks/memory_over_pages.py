"""Whether a worker's memory stays flat however many pages it extracts.

    python -m tests.benchmarks.memory_over_pages [--pages N]

Every page has an address and words of its own, so that what is remembered of a page, by this
project or a library, adds up. The names of classes are those of SITES sites: names are remembered
on purpose, up to a bound. Ends with 1 if the worker grows by more than MAX_GROWTH_MB once the fifth
part of the pages is done.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import psutil
from tqdm import tqdm

from newsbot.extraction.article import extract_article
from newsbot.items import FetchedPage
from newsbot.processes.workers import Limits, WorkerPool

PAGES = 5_000
SITES = 100
# What is loaded and cached once is there after a fifth of the pages.
WARM_SHARE = 0.2
MAX_GROWTH_MB = 8
BATCH = 50

_LIMITS = Limits(processes=1, timeout_s=60, memory_mb=2048)
_LETTERS = "aeioulnrstbdgkm"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what a worker takes after some and after all pages; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.memory_over_pages",
        description="Measure how a worker's memory grows with the pages it extracts.",
    )
    parser.add_argument("--pages", type=int, default=PAGES, metavar="N")
    pages = parser.parse_args(arguments).pages
    warm, end = asyncio.run(worker_memory_mb(pages))
    print(f"after {int(pages * WARM_SHARE)} pages {warm:.1f} MB, after {pages} {end:.1f} MB")
    return int(end - warm > MAX_GROWTH_MB)


async def worker_memory_mb(pages: int) -> tuple[float, float]:
    """What one worker takes after WARM_SHARE of these pages, and after all of them."""
    pool = WorkerPool(_LIMITS)
    measured = {}
    try:
        for first in tqdm(range(0, pages, BATCH), unit_scale=BATCH, disable=None):
            numbers = range(first, min(first + BATCH, pages))
            await asyncio.gather(*(pool.run(extract_article, varied_page(n)) for n in numbers))
            measured[numbers.stop] = await pool.run(_own_memory_mb)
    finally:
        pool.close()
    warm = next(mb for count, mb in measured.items() if count >= pages * WARM_SHARE)
    return warm, measured[pages]


def _own_memory_mb() -> float:
    """The resident set of this process."""
    return float(psutil.Process().memory_info().rss) / 1_000_000


def varied_page(number: int) -> FetchedPage:
    """A small article unlike those of other numbers, and always the same for its own."""
    site = random.Random(number % SITES)  # noqa: S311 - repeatable, not secret
    page = random.Random(f"page {number}")  # noqa: S311 - likewise
    url = f"https://{_word(site)}.example/{_word(page)}/{number}"
    return FetchedPage(
        url=url,
        requested_url=url,
        site="paper.example",
        body=_html(site, page).encode(),
        content_type="text/html; charset=utf-8",
        fetched_at=datetime(2024, 6, 15, 12, tzinfo=UTC),
    )


def _html(site: random.Random, page: random.Random) -> str:
    title = _sentence(page, 6)
    lines = "".join(f"<p>{_sentence(page, page.randint(8, 40))}</p>" for _ in range(6))
    menu = "".join(f'<li><a href="/{_word(page)}">{_word(page)}</a></li>' for _ in range(5))
    day = f"2024-0{page.randint(1, 5)}-{page.randint(10, 28)}"
    return (
        f'<html><head><title>{title}</title><meta name="author" content="{_sentence(page, 2)}">'
        f'<meta property="article:published_time" content="{day}"></head><body>'
        f'<nav id="{_word(site)}-menu"><ul class="{_word(site)}">{menu}</ul></nav>'
        f'<div class="{_word(site)} {_word(site)}-body"><h1>{title}</h1>{lines}</div>'
        f'<aside class="{_word(site)}">{_sentence(page, 8)}</aside></body></html>'
    )


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(_word(chance) for _ in range(words)).capitalize() + "."


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_LETTERS, k=chance.randint(3, 9)))


if __name__ == "__main__":
    sys.exit(main())
