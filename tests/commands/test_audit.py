"""`scrapy audit`, and the audit at the end of a crawl."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from newsbot.errors import ExitCode
from newsbot.storage.connection.database_clock import read_clock
from tests.conftest import RunScrapy
from tests.storage.making import rows
from tests.storage.polling import FEED, SITE, poll

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
REGISTRY = f"""
[sites.{SITE}]
name = "The Gazette"
domains = ["gazette.example"]
sources = [{{ kind = "feed", url = "{FEED}" }}]
"""


@pytest.fixture
def registry(tmp_path: Path) -> str:
    file = tmp_path / "sites.toml"
    file.write_text(REGISTRY, encoding="utf-8")
    return str(file)


@pytest.fixture
def now(engine: Engine) -> datetime:
    return read_clock(engine)


def fails_since(engine: Engine, moment: datetime) -> None:
    poll(engine, moment - HOUR, newest_at=moment - HOUR, new_links=20)
    for hour in range(3):
        poll(engine, moment + hour * HOUR, links=0, reason="http_404", failure="It is gone.")


def test_what_broke_is_shown_with_its_first_sign_evidence_and_remedy(
    engine: Engine, now: datetime, registry: str, run_scrapy: RunScrapy
) -> None:
    fails_since(engine, now - 10 * HOUR)
    done = run_scrapy("audit", "--sites-file", registry)
    assert done.returncode == ExitCode.EXPECTATIONS, done.stderr
    first, since, evidence, remedy = done.stdout.splitlines()
    assert first == f"failing  {SITE}  {FEED}"
    assert since == f"  since     {now - 10 * HOUR:%Y-%m-%d %H:%M} UTC"
    assert evidence.startswith("  evidence  The feed cannot be read: 3 polls in a row failed in 10")
    assert remedy.startswith("  do        Open the URL")


def test_json_has_the_numbers(
    engine: Engine, now: datetime, registry: str, run_scrapy: RunScrapy
) -> None:
    fails_since(engine, now - 10 * HOUR)
    done = run_scrapy("audit", "--sites-file", registry, "--site", SITE, "--json")
    (found,) = json.loads(done.stdout)
    assert (found["site"], found["source"], found["kind"]) == (SITE, FEED, "failing")
    assert found["evidence"] == {"polls": 3, "hours": 10, "reason": "http_404"}
    assert found["since"] == (now - 10 * HOUR).isoformat()


def test_where_nothing_broke_the_exit_code_is_0(
    engine: Engine, now: datetime, registry: str, run_scrapy: RunScrapy
) -> None:
    # Not new: at midnight a day would end on which links were found and nothing was stored.
    poll(engine, now - HOUR, newest_at=now - HOUR, new_links=0)
    done = run_scrapy("audit", "--sites-file", registry)
    assert (done.returncode, done.stdout) == (0, "Nothing is wrong with any of the sites.\n")


def test_an_unknown_site_is_refused(registry: str, run_scrapy: RunScrapy) -> None:
    done = run_scrapy("audit", "--sites-file", registry, "--site", "gazete")
    assert done.returncode == ExitCode.CONFIGURATION
    assert "did you mean gazette?" in done.stderr


def test_a_crawl_that_audits_says_so_by_its_exit_code_and_in_its_row(
    engine: Engine, now: datetime, registry: str, run_scrapy: RunScrapy
) -> None:
    fails_since(engine, now - 10 * HOUR)
    poll(engine, now, links=0, reason="http_404", failure="It is gone.")
    crawl = ("crawl", "news", "-a", f"sites_file={registry}")
    assert run_scrapy(*crawl).returncode == 0
    done = run_scrapy(*crawl, "-s", "AUDIT=1")
    assert done.returncode == ExitCode.EXPECTATIONS, done.stderr
    assert "4 polls in a row failed" in done.stderr
    codes = rows(engine, "SELECT exit_code FROM news.runs ORDER BY run_id")
    assert codes == [(0,), (ExitCode.EXPECTATIONS,)]


def test_a_crawl_whose_audit_fails_says_so_in_its_row(
    engine: Engine, registry: str, run_scrapy: RunScrapy
) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE newsbot.findings"))
    done = run_scrapy("crawl", "news", "-a", f"sites_file={registry}", "-s", "AUDIT=1")
    assert done.returncode != ExitCode.OK
    assert rows(engine, "SELECT exit_code FROM news.runs") == [(done.returncode,)]
