"""`scrapy sites forget`: shows what is stored of a site, deletes it when told to, and undoes it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from newsbot.errors import ExitCode
from newsbot.items import Link
from newsbot.storage.connection.storing_lock import STORING_LOCK
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.rewriting.ownership.forgetting import set_forgotten
from newsbot.storage.sites.rows import RegisteredSite, Sites
from tests.conftest import RunScrapy
from tests.crawl.running import running
from tests.storage.making import article_on, rows, store, story

GAZETTE = "gazette.example"
BY_SITE = "SELECT site, count(*) FROM news.all_articles GROUP BY site ORDER BY site"
Registry = Callable[..., tuple[str, str]]
FORGOTTEN = "SELECT site FROM news.sites WHERE forgotten_at IS NOT NULL"


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Writes a registry of sites with these hosts; the options that name the registry."""

    def write(**sites: list[str]) -> tuple[str, str]:
        file = tmp_path / "sites.toml"
        entries = (
            f'[sites.{key}]\nname = "{key}"\ndomains = {hosts}\n'
            f'sources = [{{ kind = "feed", url = "https://{hosts[0]}/rss" }}]\n'
            for key, hosts in sites.items()
        )
        file.write_text("\n".join(entries))
        return ("--sites-file", str(file))

    return write


@pytest.fixture
def stored(engine: Engine) -> Engine:
    """Two articles of the Gazette; the Post has copies of both, and one of the Gazette's pages."""
    for site in (GAZETTE, "post.example"):
        store(engine, *(article_on(site, story(name), name) for name in ("ferry", "bridge")))
    listed = f"https://www.{GAZETTE}/listed"
    store(engine, article_on("post.example", story("listed"), url=listed))
    return engine


def test_it_shows_what_is_stored_and_deletes_it_when_told_to(
    run_scrapy: RunScrapy, stored: Engine
) -> None:
    shown = run_scrapy("sites", "forget", GAZETTE)
    *_, own, listed, led = shown.stdout.splitlines()
    assert own.split() == [GAZETTE, "all", "2", "2", "0", "0"]
    assert listed.split() == ["post.example", f"www.{GAZETTE}", "1", "1", "0", "0"]
    assert led == "2 copies on other sites would get a new original."
    assert shown.stderr.startswith("Nothing was deleted: --write ")
    assert rows(stored, BY_SITE) == [(GAZETTE, 2), ("post.example", 3)]
    written = run_scrapy("sites", "forget", GAZETTE, "--write")
    assert (written.stdout, written.returncode) == (shown.stdout, ExitCode.OK)
    assert written.stderr == f"{GAZETTE} is forgotten; 6 rows deleted.\n"
    assert rows(stored, BY_SITE) == [("post.example", 2)]
    assert rows(stored, FORGOTTEN) == [(GAZETTE,)]


def test_undone_it_may_be_stored_again(run_scrapy: RunScrapy, stored: Engine) -> None:
    run_scrapy("sites", "forget", GAZETTE, "--write")
    undone = run_scrapy("sites", "forget", GAZETTE, "post.example", "--undo")
    said = f"{GAZETTE} may be stored again; the next crawl begins anew.\n"
    assert undone.stderr == f"{said}post.example is not forgotten.\n"
    assert rows(stored, FORGOTTEN) == []


def test_a_registered_site_under_a_longer_host_stays(
    run_scrapy: RunScrapy, engine: Engine, registry: Registry
) -> None:
    options = registry(sport=[f"sport.{GAZETTE}"])
    store(engine, article_on("sport", story("goal"), url=f"https://sport.{GAZETTE}/goal"))
    store(engine, article_on(GAZETTE, story("ferry")))
    shown = json.loads(run_scrapy("sites", "forget", GAZETTE, *options, "--json").stdout)
    assert shown == [
        {
            "site": GAZETTE,
            "domains": [GAZETTE],
            "held": [
                {"site": GAZETTE, "host": None, "articles": 1}
                | {"urls": 1, "rejections": 0, "sources": 0}
            ],
            "kept": [],
            "copies_led": 0,
            "archived": 0,
        }
    ]
    run_scrapy("sites", "forget", GAZETTE, *options, "--write")
    assert rows(engine, BY_SITE) == [("sport", 1)]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gazete", "no site 'gazete'"),
        ("anna@gazette.example", "no site 'anna@gazette.example'"),
        ("https://gazette.example/sport", "a site is forgotten as a whole"),
        ("co.uk", "hosts of many owners end with it"),
        ("www.bbc.co.uk", "bbc.co.uk is a host of the registered site bbc"),
    ],
)
def test_what_names_no_single_site_is_an_error(
    run_scrapy: RunScrapy, engine: Engine, name: str, said: str
) -> None:
    ended = run_scrapy("sites", "forget", name, "--write")
    assert (ended.returncode, ended.stdout) == (ExitCode.CONFIGURATION, "")
    assert said in ended.stderr
    assert rows(engine, FORGOTTEN) == []


def test_a_host_of_which_nothing_is_known_is_forgotten_in_advance(
    run_scrapy: RunScrapy, engine: Engine
) -> None:
    forget = ("sites", "forget", "https://WWW.Gazette.example/", "--write")
    shown = run_scrapy(*forget[:-1])
    assert shown.stdout == f"Nothing is stored of {GAZETTE}.\n"
    assert f"crawls then store nothing of {GAZETTE}" in shown.stderr
    assert rows(engine, FORGOTTEN) == []
    assert run_scrapy(*forget).stderr == f"{GAZETTE} is forgotten; 0 rows deleted.\n"
    assert rows(engine, FORGOTTEN) == [(GAZETTE,)]
    link = Offer(link=Link(url=f"https://sport.{GAZETTE}/goal"), site="post.example")
    assert Offers(engine).offer([link]).answers == ["forgotten"]
    undone = run_scrapy("sites", "forget", f"www.{GAZETTE}", "--undo").stderr
    assert undone == f"{GAZETTE} may be stored again; the next crawl begins anew.\n"
    assert rows(engine, FORGOTTEN) == []


@pytest.mark.parametrize("former", ["old-gazette", GAZETTE])
def test_rows_on_its_hosts_go_whatever_key_stored_them(
    run_scrapy: RunScrapy, engine: Engine, registry: Registry, former: str
) -> None:
    """The former key was registered with the same host, or is the bare domain."""
    site = RegisteredSite(key=former, name="The Gazette", domains=(GAZETTE,))
    Sites(engine).name_sites([site])
    store(engine, article_on(former, story("ferry"), url=f"https://www.{GAZETTE}/ferry"))
    store(engine, article_on("gazette", story("bridge"), url=f"https://{GAZETTE}/bridge"))
    options = registry(gazette=[GAZETTE])
    shown = run_scrapy("sites", "forget", "gazette", *options)
    assert [line.split()[:3] for line in shown.stdout.splitlines()[2:]] == [
        ["gazette", "all", "1"],
        [former, f"www.{GAZETTE}", "1"],
    ]
    run_scrapy("sites", "forget", "gazette", *options, "--write")
    assert rows(engine, BY_SITE) == []
    assert rows(engine, "SELECT op FROM newsbot.changes WHERE op = 'delete'") == [("delete",)] * 2


def test_a_host_of_a_registered_site_is_forgotten_alone(
    run_scrapy: RunScrapy, engine: Engine, registry: Registry
) -> None:
    for host in (GAZETTE, f"anna.{GAZETTE}"):
        store(engine, article_on("gazette", story(host), url=f"https://{host}/ferry"))
    options = registry(gazette=[GAZETTE])
    run_scrapy("sites", "forget", f"anna.{GAZETTE}", *options, "--write")
    assert rows(engine, "SELECT url FROM news.all_articles") == [(f"https://{GAZETTE}/ferry",)]
    links = [Link(url=f"https://{host}/new") for host in (GAZETTE, f"anna.{GAZETTE}")]
    offers = [Offer(link=link, site="gazette") for link in links]
    assert Offers(engine).offer(offers).answers == ["fresh", "forgotten"]


def test_rows_on_hosts_of_another_registered_site_stay_and_move_to_it(
    run_scrapy: RunScrapy, engine: Engine, registry: Registry
) -> None:
    store(engine, article_on("gazette", story("ferry"), url=f"https://{GAZETTE}/ferry"))
    store(engine, article_on("gazette", story("goal"), url=f"https://sport.{GAZETTE}/goal"))
    options = registry(gazette=[GAZETTE], sport=[f"sport.{GAZETTE}"])
    shown = run_scrapy("sites", "forget", "gazette", *options)
    assert shown.stdout.splitlines()[-1] == (
        f"2 rows of sport.{GAZETTE} under gazette stay, and move to the registered site sport, "
        "which has this host."
    )
    run_scrapy("sites", "forget", "gazette", *options, "--write")
    assert rows(engine, BY_SITE) == [("sport", 1)]
    assert rows(engine, "SELECT key FROM newsbot.frontier JOIN newsbot.sites ON id = site_id") == [
        ("sport",)
    ]


def test_a_key_whose_hosts_another_registered_site_has_is_refused(
    run_scrapy: RunScrapy, engine: Engine, registry: Registry
) -> None:
    store(engine, article_on(GAZETTE, story("ferry")))
    ended = run_scrapy("sites", "forget", GAZETTE, "--write", *registry(gazette=[GAZETTE]))
    assert ended.returncode == ExitCode.CONFIGURATION
    assert f"{GAZETTE} is a host of the registered site gazette" in ended.stderr
    assert "`scrapy sites forget gazette`" in ended.stderr
    assert rows(engine, FORGOTTEN) == []


def test_copies_of_sites_that_go_together_are_not_told_as_regrouped(
    run_scrapy: RunScrapy, engine: Engine
) -> None:
    for site in ("a.example", "b.example", "c.example"):
        store(engine, article_on(site, story("ferry")))
    shown = run_scrapy("sites", "forget", "a.example", "b.example")
    assert [line for line in shown.stdout.splitlines() if "original" in line] == [
        "1 copies on other sites would get a new original."
    ]
    run_scrapy("sites", "forget", "a.example", "b.example", "--write")
    told = "SELECT op, article_id FROM newsbot.changes WHERE op <> 'insert' ORDER BY change_id"
    assert rows(engine, told) == [("delete", 1), ("delete", 2), ("merge", 3)]


def test_undoing_tells_of_other_keys_under_which_the_host_is_forgotten(
    run_scrapy: RunScrapy, engine: Engine
) -> None:
    for key in ("gazette", "old-gazette"):
        set_forgotten(engine, key, [GAZETTE])
    undone = run_scrapy("sites", "forget", "gazette", "--undo").stderr
    assert f"{GAZETTE} is still forgotten: old-gazette was forgotten on 20" in undone
    assert "`scrapy sites forget old-gazette --undo`" in undone
    assert rows(engine, FORGOTTEN) == [("old-gazette",)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a site"),
        ((GAZETTE, "--undo", "--write"), "--undo takes neither --write nor --json"),
        ((GAZETTE, "--country", "de"), "scrapy sites forget has no option --country"),
    ],
)
def test_wrong_usage_is_code_2(
    run_scrapy: RunScrapy, arguments: tuple[str, ...], said: str
) -> None:
    ended = run_scrapy("sites", "forget", *arguments)
    assert ended.returncode == ExitCode.USAGE
    assert said in ended.stderr


def test_killed_in_the_middle_the_same_command_deletes_the_rest(
    run_scrapy: RunScrapy, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    texts = {str(number): story(str(number), 40) for number in range(400)}
    for first in range(0, 400, 100):
        names = list(texts)[first : first + 100]
        store(engine, *(article_on(GAZETTE, texts[name], name) for name in names))
    store(engine, article_on("post.example", texts["399"]))
    arguments = ("sites", "forget", GAZETTE, "--write")
    counted = "SELECT count(*) FROM newsbot.articles"

    def is_held_up() -> bool:
        """Stores as a crawl does; what the command has deleted until then can be seen."""
        storing.execute(select(func.pg_advisory_xact_lock(STORING_LOCK)))
        if rows(engine, counted) != [(401,)]:
            return True
        storing.rollback()
        return False

    with (
        engine.connect() as storing,
        running(*arguments, log=tmp_path / "log", NEWSBOT_DATABASE_URL=database_url) as command,
    ):
        command.wait_until(is_held_up)
        command.process.kill()
        command.wait()
    assert 1 < rows(engine, counted)[0][0] < 401
    assert run_scrapy(*arguments).returncode == ExitCode.OK
    assert rows(engine, BY_SITE) == [("post.example", 1)]
    told = "SELECT op, count(*), count(DISTINCT article_id) FROM newsbot.changes GROUP BY op"
    assert sorted(rows(engine, told)) == [
        ("delete", 400, 400),
        ("insert", 401, 401),
        ("merge", 1, 1),
    ]
