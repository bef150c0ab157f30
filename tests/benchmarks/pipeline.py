"""The whole pipeline timed: real pages, served on loopback, crawled into an empty database.

    python -m tests.benchmarks.pipeline CORPUS_DIR... [--archive | --warc] [--json]

The pages are crawled once as they are and once tenfold: at other addresses, one word a paragraph
changed differently each time. A page's cost is the difference between the two crawls over the
difference of their pages, which leaves start-up out. In the same run bare extraction extracts the
same two sets of files in as many processes at once as the crawl has workers, and meanwhile bare
Scrapy, which has no code of newsbot, fetches them from such a server. With --archive the crawls
keep all pages (NEWSBOT_ARCHIVE), and their size and the CPU time for writing them are told. With
--warc the pages come from a WARC file (`scrapy crawl warc`) in place of a server.

Exits 1 where a target is missed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tabulate import tabulate

from newsbot.errors import ConfigurationError, NewsbotError
from newsbot.training.corpus import read_corpus
from tests.benchmarks.bare_scrapy import bare_scrapy_cost
from tests.benchmarks.baseline import bare_extraction_cost
from tests.benchmarks.measured_crawl import SETTINGS, WORKERS, measured_crawl
from tests.benchmarks.measuring import (
    MAX_ARCHIVE_KIB,
    MAX_ARCHIVE_SHARE,
    MAX_GROWTH_MB,
    MAX_LOOP_DELAY_MS,
    MAX_MAIN_MS,
    MAX_RATIO,
    BaselineCost,
    Comparison,
    CrawlCost,
)
from tests.benchmarks.page_site import served, write_pages, write_variants, write_warc

SUMMARY = "Times crawls of real pages from loopback into an empty database."
TIMES = 10
# Tenfold they are some 3 GB on disk and half an hour; of more pages the first are taken.
MAX_PAGES = 1000
# A page takes less than a tenth of that.
TIMEOUT_S, TIMEOUT_A_PAGE_S = 60, 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the measures; returns the exit code."""
    options = _parse(arguments)
    try:
        pages = _corpus_pages(options.corpus)
        compared = _compare(pages, keeps_pages=options.archive, is_warc=options.warc)
    except (NewsbotError, OSError, subprocess.TimeoutExpired) as error:
        print(f"error: {error}", file=sys.stderr)
        return ConfigurationError.exit_code
    print(_as_json(compared) if options.json else _as_text(compared))
    return 1 if compared.misses else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.pipeline", description=SUMMARY)
    parser.add_argument("corpus", type=Path, nargs="+", help="a folder with truth.jsonl and html/")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--archive", action="store_true", help="keep the pages in an archive")
    way.add_argument("--warc", action="store_true", help="take the pages from a WARC file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def _corpus_pages(folders: Sequence[Path]) -> list[Path]:
    corpora = [read_corpus(folder) for folder in folders]
    pages = [corpus.page_file(label["id"]) for corpus in corpora for label in corpus.truth]
    if not pages:
        raise ConfigurationError(f"there are no pages in {', '.join(map(str, folders))}")
    return pages[:MAX_PAGES]


def _compare(pages: Sequence[Path], *, keeps_pages: bool, is_warc: bool) -> Comparison:
    with tempfile.TemporaryDirectory(prefix="newsbot-bench-") as name:
        once, tenfold = Path(name, "once"), Path(name, "tenfold")
        once.mkdir()
        tenfold.mkdir()
        _tell("writing the pages")
        small, large = write_pages(once, pages), write_variants(tenfold, pages, TIMES)
        small_cost = _crawl(small, keeps_pages=keeps_pages, is_warc=is_warc)
        small_baseline, small_bare = _baselines(small, is_warc=is_warc)
        large_cost = _crawl(large, keeps_pages=keeps_pages, is_warc=is_warc)
        large_baseline, large_bare = _baselines(large, is_warc=is_warc)
        return Comparison(
            small=small_cost,
            small_baseline=small_baseline,
            small_bare=small_bare,
            large=large_cost,
            large_baseline=large_baseline,
            large_bare=large_bare,
        )


def _crawl(pages: Sequence[Path], *, keeps_pages: bool, is_warc: bool) -> CrawlCost:
    _tell(f"crawling {len(pages)} pages")
    with (
        tempfile.TemporaryDirectory(prefix="newsbot-bench-") as name,
        _of_warc(pages) if is_warc else _of_sitemap(pages) as source,
    ):
        cost = measured_crawl(source, Path(name), _timeout_s(pages), keeps_pages=keeps_pages)
    if cost.pages != len(pages):
        raise NewsbotError(f"there were {len(pages)} pages, {cost.pages} have a row")
    return cost


@contextmanager
def _of_sitemap(pages: Sequence[Path]) -> Iterator[list[str]]:
    with served(pages[0].parent, pages) as sitemap:
        yield ["sitemap", "-a", f"url={sitemap}"]


@contextmanager
def _of_warc(pages: Sequence[Path]) -> Iterator[list[str]]:
    with tempfile.TemporaryDirectory(prefix="newsbot-bench-") as name:
        yield ["warc", "-a", f"path={write_warc(Path(name), pages)}"]


def _baselines(pages: Sequence[Path], *, is_warc: bool) -> tuple[BaselineCost, BaselineCost | None]:
    """What bare extraction and bare Scrapy take, side by side, as in a crawl."""
    if is_warc:
        return _baseline(pages), None
    with ThreadPoolExecutor(max_workers=1) as thread:
        bare = thread.submit(_bare, pages)
        return _baseline(pages), bare.result()


def _baseline(pages: Sequence[Path]) -> BaselineCost:
    _tell(f"extracting {len(pages)} pages with bare extraction")
    return bare_extraction_cost(pages, WORKERS, _timeout_s(pages))


def _bare(pages: Sequence[Path]) -> BaselineCost:
    _tell(f"fetching {len(pages)} pages with bare Scrapy")
    with served(pages[0].parent, pages) as sitemap:
        cost = bare_scrapy_cost(sitemap, _timeout_s(pages))
    if cost.pages != len(pages):
        raise NewsbotError(f"{len(pages)} pages were served, bare Scrapy fetched {cost.pages}")
    return cost


def _timeout_s(pages: Sequence[Path]) -> float:
    return TIMEOUT_S + TIMEOUT_A_PAGE_S * len(pages)


def _tell(what: str) -> None:
    if sys.stderr.isatty():
        print(f"{what} ...", file=sys.stderr, flush=True)


def _as_json(compared: Comparison) -> str:
    derived = {
        "pages_a_second": 1 / compared.crawl("wall_s").a_page,
        "own_ms": compared.own_ms,
        "ratio": compared.ratio,
        "growth_mb": compared.growth_mb,
        "archive_kib": compared.archive_kib,
        "archive_share": compared.archive_share,
        "misses": compared.misses,
    }
    return json.dumps({"settings": SETTINGS} | asdict(compared) | derived)


def _as_text(compared: Comparison) -> str:
    settings = ", ".join(f"{name}={value}" for name, value in SETTINGS.items())
    parts = [
        f"Settings: production, {settings}",
        _crawls(compared),
        _cpu(compared),
        _targets(compared),
    ]
    return "\n\n".join(parts)


def _crawls(compared: Comparison) -> str:
    heads = (
        "pages", "articles", "of these copies", "further URLs", "rejected", "wall s",
        "main peak MB", "database peak MB", "worker peak MB", "loop p99 ms", "loop max ms",
    )  # fmt: skip
    rows = [
        (
            cost.pages, cost.articles, cost.copies, cost.aliases, cost.rejected, cost.wall_s,
            cost.main_peak_mb, cost.database_peak_mb, cost.workers_peak_mb,
            cost.loop_delay_p99_ms, cost.loop_delay_max_ms,
        )
        for cost in (compared.small, compared.large)
    ]  # fmt: skip
    return tabulate(rows, heads, floatfmt=".1f")


def _cpu(compared: Comparison) -> str:
    slopes = {
        "main process": compared.crawl("main_cpu_s"),
        "database process": compared.crawl("database_cpu_s"),
        "workers": compared.crawl("workers_cpu_s"),
        "PostgreSQL": compared.crawl("postgres_cpu_s"),
        "bare extraction": compared.baseline,
        "bare Scrapy": compared.bare,
    }
    rows = [(name, each.a_page * 1000, each.start_up) for name, each in slopes.items() if each]
    return tabulate(rows, ("", "CPU ms a page", "start-up CPU s"), floatfmt=".2f")


def _targets(compared: Comparison) -> str:
    wall, large = compared.crawl("wall_s"), compared.large
    lines = [
        f"tenfold, {large.copies} of {large.articles} articles were stored as copies of others",
        f"{1 / wall.a_page:.1f} pages a second after {wall.start_up:.1f} s of start-up",
        f"{compared.of_main}: {compared.own_ms:.2f} ms a page, at most {MAX_MAIN_MS}",
        f"(main + database + workers) / bare extraction: {compared.ratio:.2f}, at most {MAX_RATIO}",
        f"event loop delay p99: {large.loop_delay_p99_ms:.0f} ms, at most {MAX_LOOP_DELAY_MS}",
        f"growth of the main process: {compared.growth_mb:.0f} MB, at most {MAX_GROWTH_MB}",
    ]
    if large.archive_bytes:
        cpu_ms = compared.crawl("archive_cpu_s").a_page * 1000
        lines += [
            f"archive: {compared.archive_kib:.1f} KiB a page, at most {MAX_ARCHIVE_KIB}",
            f"archive: {cpu_ms:.2f} ms of CPU time a page",
            f"archive / crawl: {compared.archive_share:.3f}, at most {MAX_ARCHIVE_SHARE}",
        ]
    return "\n".join([*lines, *(f"MISSED: {miss}" for miss in compared.misses)])


if __name__ == "__main__":
    sys.exit(main())
