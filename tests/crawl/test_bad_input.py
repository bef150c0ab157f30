"""Each mistake gives one clear line and its exit code, and no traceback."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.conftest import RunScrapy
from tests.warm import commands

NOWHERE = "http://127.0.0.1:9/feed.xml"
UNREACHABLE = "postgresql://anna:geheim@127.0.0.1:9/news"
CRAWL_NOWHERE = ("crawl", "feed", "-a", f"url={NOWHERE}")


def assert_said(result: CompletedProcess[str], exit_code: int, text: str) -> None:
    """`text` is in the last line of stderr; the lines before it are how the command is used."""
    assert result.returncode == exit_code, result.stderr
    *usage, said = result.stderr.splitlines()
    assert text in said
    assert "".join(usage).startswith("Usage") == (exit_code == 2)


WRONG = {
    "crawl nwes": (1, "newsbot: unknown spider 'nwes': did you mean 'news'?"),
    "crawl news -a site=nosuch": (1, "newsbot: no site 'nosuch' in "),
    "crawl news -a sites_file=nosuch.toml": (1, "newsbot: cannot read the sites file nosuch.toml"),
    "crawl pages -a urls=nosuch.txt": (1, "newsbot: cannot read nosuch.txt: No such file"),
    "crawl warc -a path=nosuch*.gz": (1, "newsbot: no file matches 'nosuch*.gz'"),
    "crawl feed": (2, "-a url= is missing; usage: scrapy crawl feed -a url=URL"),
    f"crawl feed -a url={NOWHERE} -a depth=2": (2, "unknown argument -a depth=…"),
    f"crawl feed -a url={NOWHERE} --depth=2": (2, "unrecognized arguments: --depth=2"),
}


@pytest.fixture(scope="module")
def answers() -> dict[str, CompletedProcess[str]]:
    """What each wrong command line gave; the database in use cannot be reached."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return dict(zip(WRONG, threads.map(run_without_database, WRONG), strict=True))


def run_without_database(command: str) -> CompletedProcess[str]:
    settings = {"SCRAPY_PROJECT": "testing", "NEWSBOT_DATABASE_URL": UNREACHABLE}
    return commands.run_scrapy(*command.split(), environment=os.environ | settings)


@pytest.mark.parametrize("command", WRONG)
def test_a_wrong_command_line_says_what_is_wrong(
    answers: dict[str, CompletedProcess[str]], command: str
) -> None:
    assert_said(answers[command], *WRONG[command])


@pytest.mark.parametrize("command", ["list", "crawl news"])
def test_an_unknown_settings_environment_is_named(run_scrapy: RunScrapy, command: str) -> None:
    result = run_scrapy(*command.split(), SCRAPY_PROJECT="prod")
    said = "'prod' (SCRAPY_PROJECT): choose one of default, production, testing"
    assert_said(result, 1, f"newsbot: unknown settings environment {said}")
    assert result.stdout == ""


def test_only_scrapy_minds_the_settings_environment() -> None:
    result = subprocess.run(
        [sys.executable, "-c", "import sys; print('scrapy' in sys.modules)"],
        env=os.environ | {"SCRAPY_PROJECT": "prod"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (result.stdout, result.stderr) == ("False\n", "")


def test_a_database_of_another_kind_is_refused_without_its_password(run_scrapy: RunScrapy) -> None:
    url = "mysql://anna:geheim@127.0.0.1/news"
    result = run_scrapy(*CRAWL_NOWHERE, NEWSBOT_DATABASE_URL=url)
    assert_said(result, 1, "newsbot: NEWSBOT_DATABASE_URL is not a PostgreSQL URL: write it as")
    assert "geheim" not in result.stdout + result.stderr


def test_an_unreachable_database_is_named_without_its_password(run_scrapy: RunScrapy) -> None:
    result = run_scrapy(*CRAWL_NOWHERE, NEWSBOT_DATABASE_URL=UNREACHABLE)
    assert_said(result, 3, "cannot reach the database postgresql://anna:***@127.0.0.1:9/news: ")
    assert "geheim" not in result.stdout + result.stderr


def test_a_schema_behind_the_code_names_the_remedy(
    run_scrapy: RunScrapy, empty_database_url: str
) -> None:
    result = run_scrapy(*CRAWL_NOWHERE, NEWSBOT_DATABASE_URL=empty_database_url)
    assert_said(result, 1, "run `scrapy db upgrade`")


def test_a_file_that_is_no_warc_is_named(run_scrapy: RunScrapy, tmp_path: Path) -> None:
    file = tmp_path / "notes.warc"
    file.write_text("dear diary", encoding="utf-8")
    result = run_scrapy("crawl", "warc", "-a", f"path={file}")
    assert result.returncode == 1
    assert result.stderr.count(str(file)) == 1
    assert "Traceback" not in result.stderr
