"""Scrapy's own commands in the project; none of them needs a database."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT, RunScrapy
from tests.crawl.making import news_page
from tests.patience import PATIENCE_S
from tests.spiders.local_site import LocalSite

# Nothing listens there: a command that asks the database fails.
NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none"
MODULES = ("-s", "SPIDER_MODULES=newsbot.spiders,tests.own_spiders")


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (("fetch", "URL"), "<title>Anna sails"),
        (("view", "URL"), ""),
        (("shell", "-c", "response.status", "URL"), "200"),
        (("parse", "URL"), "'content_type': 'text/html'"),
        (("parse", "--spider=pages", "-c", "parse_article", "URL"), "'content_type': 'text/html'"),
        (("parse", "--spider=section", "-a", "url=URL", "URL"), "'kind': 'section'"),
        (("parse", "--spider=plain", *MODULES, "URL"), "'kind': 'dict'"),
        (("check",), "OK"),
        (("settings", "--get", "BOT_NAME"), "newsbot"),
        (("bench", "-s", "CLOSESPIDER_TIMEOUT=1"), ""),
    ],
    ids=lambda value: " ".join(value[:3]) if isinstance(value, tuple) else None,
)
def test_a_command_works_without_a_database(
    run_scrapy: RunScrapy, site: LocalSite, command: tuple[str, ...], shown: str
) -> None:
    url = site.add("/a", news_page("Anna"))
    args = [each.replace("URL", url) for each in command]
    result = run_scrapy(*args, NEWSBOT_DATABASE_URL=NO_DATABASE, BROWSER="true")
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    assert shown in result.stdout + result.stderr


def test_the_shell_shows_the_article_of_a_page(run_scrapy: RunScrapy, site: LocalSite) -> None:
    url = site.add("/a", news_page("Anna"))
    code = "print(type(view_article(response)).__name__)"
    result = run_scrapy("shell", "-c", code, url, NEWSBOT_DATABASE_URL=NO_DATABASE)
    assert "Anna sails" in result.stdout
    assert "\nArticle\n" in result.stdout


def test_the_shell_says_why_a_page_is_no_article(run_scrapy: RunScrapy, tmp_path: Path) -> None:
    file = tmp_path / "short.html"
    file.write_text("<html><title>Short</title><p>Soon more.</p></html>")
    code = "view_article(response).reason"
    result = run_scrapy("shell", "-c", code, str(file), NEWSBOT_DATABASE_URL=NO_DATABASE)
    assert result.stdout.startswith("No article: ")


def test_a_spider_in_a_file_runs_and_exports_without_storing(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    good, short = site.add("/a", news_page("Anna")), site.add("/b", "<p>Soon more.")
    front = site.add("/", f"<a href='{good}'>a</a><a href='{short}'>b</a>")
    target = tmp_path / "articles.jsonl"
    spider = CHECKOUT / "tests/own_spiders/articles.py"
    result = run_scrapy(
        *("runspider", str(spider), "-a", f"url={front}", "-O", str(target)),
        NEWSBOT_DATABASE_URL=NO_DATABASE,
    )
    assert result.returncode == 0, result.stderr
    (article,) = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert (article["url"], article["id"], article["outcome"]) == (good, None, "not_stored")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of its own, in which spiders can be generated."""
    folder = tmp_path / "project"
    (folder / "newsbot").mkdir(parents=True)
    for name in ("scrapy.cfg", "pyproject.toml", "settings", "pipelines", "migrations"):
        (folder / name).symlink_to(CHECKOUT / name)
    for each in (CHECKOUT / "newsbot").iterdir():
        if each.name not in {"spiders", "__pycache__"}:
            (folder / "newsbot" / each.name).symlink_to(each)
    shutil.copytree(CHECKOUT / "newsbot/spiders", folder / "newsbot/spiders")
    return folder


def run_in(project: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env={"PATH": "", "SCRAPY_PROJECT": "testing", "PYTHONPATH": str(project)} | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_a_generated_spider_passes_the_checks(project: Path) -> None:
    listed = run_in(project, "scrapy", "genspider", "-l").stdout.split()
    assert {"basic", "crawl", "newsbot"} <= set(listed)
    for name, domain in (
        ("gazette", "gazette.example"),
        ("evening-post.de", "https://post.example/"),
    ):
        result = run_in(project, "scrapy", "genspider", "-t", "newsbot", name, domain)
        assert "Created spider" in result.stdout, result.stderr
    written = [f"newsbot/spiders/{name}.py" for name in ("gazette", "evening_post_de")]
    for tool in (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",)):
        result = run_in(project, *tool, *written)
        assert result.returncode == 0, result.stdout + result.stderr
    layers = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    result = subprocess.run(
        [sys.executable, "-c", layers], cwd=project, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_a_generated_spider_fetches_what_the_front_page_lists(
    project: Path, site: LocalSite, database_url: str, tmp_path: Path
) -> None:
    urls = [
        site.add(f"/2026/05/11/{name.lower()}-sails", news_page(name)) for name in ("Anna", "Berta")
    ]
    links = "".join(
        f"<li><h2><a href='{url}'>A long headline of a story</a></h2></li>" for url in urls
    )
    front = site.add("/", f"<ul>{links}</ul>")
    run_in(project, "scrapy", "genspider", "-t", "newsbot", "gazette", front)
    target = tmp_path / "articles.jsonl"
    result = run_in(
        *(project, "scrapy", "crawl", "gazette", "-O", str(target)),
        NEWSBOT_DATABASE_URL=database_url,
        NEWSBOT_HOME=str(tmp_path / "home"),
    )
    assert result.returncode == 0, result.stderr
    found = [json.loads(line)["url"] for line in target.read_text(encoding="utf-8").splitlines()]
    assert sorted(found) == sorted(urls)
