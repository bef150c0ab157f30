"""A crawl into an empty database, as a user would start it, and what it cost."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped] # it ships no types
from sqlalchemy import create_engine, text

from newsbot.errors import NewsbotError
from newsbot.postgres.embedded import EmbeddedServer
from settings import production
from tests.benchmarks.loop_probe import FILE_SETTING, LoopProbe
from tests.benchmarks.measuring import CrawlCost, percentile

CHECKOUT = Path(__file__).resolve().parents[2]
WORKERS = 2
# Many sites at once look like one host that may be asked for everything at once.
SETTINGS = {
    "NEWSBOT_WORKERS": WORKERS,
    # Both crawls have the process, so that its start is no part of what a page costs.
    "NEWSBOT_DATABASE_PROCESS_FROM": 0,
    "NEWSBOT_ALLOW_NETS": "127.0.0.0/8",
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": production.CONCURRENT_REQUESTS,
    "CONCURRENT_REQUESTS_PER_DOMAIN": production.CONCURRENT_REQUESTS,
}

_COUNTS = text("""
    SELECT
        (SELECT count(*) FROM news.all_articles) AS articles,
        (SELECT count(*) FROM news.article_urls WHERE NOT is_main) AS aliases,
        (SELECT count(*) FROM news.copies) AS copies,
        (SELECT count(*) FROM news.rejections) AS rejected
""")


def measured_crawl(
    source: Sequence[str], folder: Path, timeout_s: float, *, keeps_pages: bool = False
) -> CrawlCost:
    """Crawls all pages of a source; database and log go to `folder`, which is empty.

    `source` are arguments of `scrapy crawl`, e.g. ["sitemap", "-a", "url=http://127.0.0.1/a.xml"].
    With `keeps_pages`, the pages are kept in an archive there.

    Raises:
        NewsbotError: the crawl failed, or took longer than `timeout_s`.
    """
    home, probed, archive = folder / "home", folder / "probed.json", folder / "archive"
    kept = ("-s", f"NEWSBOT_ARCHIVE={archive}") if keeps_pages else ()
    with EmbeddedServer(home) as server:
        _run(folder, timeout_s, "db", "upgrade")
        postgres = postmaster(home)
        before_s = cpu_of_family_s(postgres)
        started = time.monotonic()
        _run(folder, timeout_s, "crawl", *source, *_options(probed), *kept)
        wall_s = time.monotonic() - started
        postgres_cpu_s = cpu_of_family_s(postgres) - before_s
        counts = _counts(server)
    delays_ms, costs = _probe_results(probed)
    return CrawlCost(
        pages=counts["articles"] + counts["aliases"] + counts["rejected"],
        wall_s=wall_s,
        postgres_cpu_s=postgres_cpu_s,
        loop_delay_p99_ms=percentile(delays_ms, 0.99),
        loop_delay_max_ms=max(delays_ms),
        archive_bytes=sum(file.stat().st_size for file in archive.glob("*")),
        **costs,
        **counts,
    )


def _options(probed: Path) -> list[str]:
    """What the command line adds to the settings of production."""
    probe = f"{LoopProbe.__module__}.{LoopProbe.__qualname__}"
    extensions = json.dumps(production.EXTENSIONS | {probe: 900})
    settings = SETTINGS | {"EXTENSIONS": extensions, FILE_SETTING: probed}
    return [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]


def _run(folder: Path, timeout_s: float, *arguments: str) -> None:
    log = folder / "scrapy.log"
    environment = {name: value for name, value in os.environ.items() if "NEWSBOT" not in name}
    with log.open("ab") as stream:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "scrapy", *arguments],
                cwd=CHECKOUT,
                env=environment
                | {"SCRAPY_PROJECT": "production", "NEWSBOT_HOME": str(folder / "home")}
                | {"NEWSBOT_CONTACT": "https://bench.example/"},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NewsbotError(f"scrapy {arguments[0]} took over {timeout_s:.0f} s") from error
    if done.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise NewsbotError(f"scrapy {arguments[0]} exited {done.returncode}: {' '.join(last)}")


def postmaster(home: Path) -> psutil.Process:
    """The first process of the server whose data are in `home`."""
    pid = (home / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0]
    return psutil.Process(int(pid))


def cpu_of_family_s(postmaster: psutil.Process) -> float:
    """CPU time of the server: its processes and those that have ended."""
    while True:
        children = postmaster.children(recursive=True)
        times = postmaster.cpu_times()
        own = times.user + times.system + times.children_user + times.children_system
        try:
            living = [child.cpu_times() for child in children]
        except psutil.NoSuchProcess:  # it has just ended, and is among the postmaster's now
            continue
        return float(own + sum(each.user + each.system for each in living))


def _counts(server: EmbeddedServer) -> dict[str, int]:
    engine = create_engine(server.url())
    with engine.connect() as connection:
        row = connection.execute(_COUNTS).mappings().one()
    engine.dispose()
    return dict(row)


def _probe_results(file: Path) -> tuple[list[float], dict[str, Any]]:
    costs = json.loads(file.read_text(encoding="utf-8"))
    return costs.pop("delays_ms"), costs
