"""Runs a simulated week: servers, database, crawl, real processes at drawn moments, and audits."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.utils.project import get_project_settings
from sqlalchemy import Engine

from newsbot.actions.audit import audit_sites
from newsbot.actions.crawl import crawl
from newsbot.health.findings import Finding
from newsbot.postgres.location import shown
from newsbot.sites.registry import Registry, load_registry
from tests.benchmarks.week import clockwork, pages
from tests.benchmarks.week.history import write_history
from tests.benchmarks.week.network import Network, served
from tests.benchmarks.week.plan import DAY, START, STEP, Plan

CHECKOUT = Path(__file__).resolve().parents[3]
SITE = """
[sites.{key}]
name = "Outlet {number}"
domains = ["{ip}"]
sources = [{sources}]
"""


@dataclass(slots=True)
class Outcome:
    """What a simulation leaves besides the rows in the database and the servers' log."""

    findings: list[tuple[datetime, Finding]] = field(default_factory=list)
    """Those of the audit at each midnight and at the end, with the moment of the audit."""
    exit_codes: list[int] = field(default_factory=list)
    """Those of the real processes, and of the watching crawl as the last."""
    runs: int = 0
    took_s: float = 0.0


def simulate(engine: Engine, plan: Plan, network: Network, folder: Path, processes: int) -> Outcome:
    """Crawls the network for the time of the plan, a run each STEP; `folder` is for files."""
    os.environ["SCRAPY_PROJECT"] = "testing"
    os.environ["NEWSBOT_DATABASE_URL"] = shown(engine.url)
    sites_file = _write_registry(plan, folder)
    registry = load_registry(sites_file)
    outcome, began = Outcome(), time.monotonic()
    moments = [START + n * STEP for n in range(plan.length // STEP)]
    drawn = set(Random(15).sample(moments, processes))  # noqa: S311 - the same each time

    def at_moments(moment: datetime) -> None:
        if moment > START and (moment - START) % DAY < STEP:
            outcome.findings += _audited(engine, registry, moment)
        if moment in drawn:
            outcome.exit_codes.append(_run_process(plan, sites_file, folder))

    works = clockwork.Clockwork(engine, plan, at_moments)
    clockwork.begin(works)
    write_history(engine, plan)
    with served(network):
        outcome.exit_codes.append(_watch(works, sites_file))
    outcome.findings += _audited(engine, registry, plan.end)
    outcome.runs, outcome.took_s = works.runs, time.monotonic() - began
    return outcome


def _watch(works: clockwork.Clockwork, sites_file: Path) -> int:
    settings = get_project_settings()
    settings.update(_options(works.plan), priority="cmdline")
    process = AsyncCrawlerProcess(settings)

    def create(spider: type[Spider]) -> Crawler:
        crawler = process.create_crawler(spider)
        clockwork.drive(crawler, works)
        return crawler

    return crawl(process, create, "news", {"watch": "1", "sites_file": str(sites_file)})


def _options(plan: Plan) -> Mapping[str, object]:
    """What differs from the settings for tests: politeness is that of production."""
    return {
        "DOWNLOAD_DELAY": plan.delay_s,
        "AUTOTHROTTLE_ENABLED": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    }


def _run_process(plan: Plan, sites_file: Path, folder: Path) -> int:
    options = [part for name, value in _options(plan).items() for part in ("-s", f"{name}={value}")]
    with (folder / "processes.log").open("ab") as log:
        return subprocess.run(
            [
                *(
                    sys.executable,
                    "-m",
                    "scrapy",
                    "crawl",
                    "news",
                    "-a",
                    f"sites_file={sites_file}",
                ),
                *options,
            ],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        ).returncode


def _audited(
    engine: Engine, registry: Registry, moment: datetime
) -> list[tuple[datetime, Finding]]:
    findings = audit_sites(shown(engine.url), registry, (), None)
    return [(moment, each) for each in findings]


def _write_registry(plan: Plan, folder: Path) -> Path:
    file = folder / "sites.toml"
    entries = [
        SITE.format(
            key=outlet.key,
            number=outlet.number,
            ip=outlet.base.removeprefix("http://"),
            sources=", ".join(
                f'{{ kind = "{kind}", url = "{outlet.base}{pages.PATHS[kind]}" }}'
                for kind in outlet.kinds
            ),
        )
        for outlet in plan.outlets
    ]
    file.write_text("".join(entries), encoding="utf-8")
    return file
