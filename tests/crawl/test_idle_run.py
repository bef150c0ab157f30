"""A crawl with nothing to do, as cron starts one each minute, costs hardly anything."""

import os
import subprocess
import sys
from pathlib import Path

from newsbot.errors import ExitCode
from tests.conftest import CHECKOUT, RunScrapy

# Of the CPU time that Scrapy's own `list` takes in a project that has nothing.
MOST_COST = 3.5
SITES = """
[sites.outlet]
name = "The Outlet"
domains = ["127.0.0.1:9"]
sources = [{ kind = "feed", url = "http://127.0.0.1:9/feed" }]
"""
WATCHED = """
import sys
from scrapy.cmdline import execute
import newsbot.sites.entries as entries
read = []
parse = entries._tables
entries._tables = lambda *file: read.append(1) or parse(*file)
try:
    execute(["scrapy", "crawl", "news", "-a", f"sites_file={sys.argv[1]}"])
finally:
    print(len(read), "newsbot.extraction.article" in sys.modules, "alembic" in sys.modules)
"""


def cpu_s(*command: str, folder: Path, **environment: str) -> float:
    """The CPU time of a command and of all that it started, in seconds."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == ExitCode.OK
    return used.ru_utime + used.ru_stime


def sites_file(folder: Path) -> Path:
    """The registry of a site of which nothing is due: its server is away, and rests."""
    file = folder / "sites.toml"
    file.write_text(SITES)
    return file


def test_a_run_with_nothing_due_costs_little_more_than_scrapy_itself(
    run_scrapy: RunScrapy, database_url: str, tmp_path: Path
):
    file = sites_file(tmp_path)
    run_scrapy("crawl", "news", "-a", f"sites_file={file}")
    project = tmp_path / "project"
    subprocess.run([sys.executable, "-m", "scrapy", "startproject", "empty", project], check=True)
    scrapy = ("-m", "scrapy")
    ours = {"SCRAPY_PROJECT": "testing", "NEWSBOT_DATABASE_URL": database_url}
    crawl = (*scrapy, "crawl", "news", "-a", f"sites_file={file}")
    # The least of several: what else the machine does can only add to it.
    pairs = [
        (cpu_s(*scrapy, "list", folder=project), cpu_s(*crawl, folder=CHECKOUT, **ours))
        for _ in range(4)
    ]
    assert min(run for _, run in pairs) <= MOST_COST * min(empty for empty, _ in pairs)


def test_a_run_with_nothing_due_reads_the_registry_once_and_loads_no_extraction(
    run_scrapy: RunScrapy, database_url: str, tmp_path: Path
):
    file = sites_file(tmp_path)
    run_scrapy("crawl", "news", "-a", f"sites_file={file}")
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, str(file)],
        cwd=CHECKOUT,
        env=os.environ | {"SCRAPY_PROJECT": "testing", "NEWSBOT_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "1 False False\n"
