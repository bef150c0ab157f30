"""Backfills of section pages: days of an archive, older pages, archives that repeat themselves."""

import pytest

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

PERIOD = ("since=2026-03-02", "until=2026-03-04")


def story(site: LocalSite, date: str, name: str) -> str:
    path = f"/{date}/bridge-{name}-closes"
    site.add(path, news_page(name))
    return f'<h3><a href="{path}">The bridge of {name} closes today</a></h3>'


@pytest.fixture
def backfill(run_scrapy: RunScrapy, site: LocalSite):
    """A backfill of a section page; the pages that were asked for, without articles.

    `says` are texts that must be on stderr.
    """

    def run(path: str, *says: str) -> list[str]:
        named = [part for each in PERIOD for part in ("-a", each)]
        options = ("-s", "STATS_DUMP=True", "-L", "DEBUG")
        site.requested.clear()
        done = run_scrapy("crawl", "section", "-a", f"url={site.url(path)}", *named, *options)
        assert done.returncode == ExitCode.OK, done.stderr
        assert [each for each in says if each not in done.stderr] == []
        return [each for each in site.requested if "bridge" not in each and "robots" not in each]

    return run


def test_each_day_of_the_period_is_read_with_its_next_pages(backfill, site, engine):
    for day in range(1, 8):
        date = f"2026/03/{day:02}"
        following = f"<a rel='next' href='/archive/{date}?page=2'>Next</a>"
        site.add(f"/archive/{date}", story(site, date, f"anna{day}x") + following)
        site.add(f"/archive/{date}?page=2", story(site, date, f"berta{day}x"))
    days = [f"/archive/2026/03/0{day}" for day in (4, 3, 2)]
    assert backfill("/archive/2026/03/07") == [
        page for day in days for page in (day, f"{day}?page=2")
    ]
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(6,)]
    assert backfill("/archive/2026/03/07") == []


def test_older_pages_are_read_up_to_the_beginning_of_the_period(backfill, site, engine):
    for page in range(1, 9):
        date = f"2026/03/{9 - page:02}"
        following = f"<a rel='next' href='/world?page={page + 1}'>Older posts</a>"
        path = "/world" if page == 1 else f"/world?page={page}"
        site.add(path, story(site, date, f"anna{page}x") + following)
    # On page 8 all is older than the period, so page 9 is not asked for.
    assert len(backfill("/world")) == 8
    urls = {url.rpartition("/")[2] for (url,) in rows(engine, "SELECT url FROM news.all_articles")}
    assert urls == {f"bridge-anna{page}x-closes" for page in (5, 6, 7)}


def test_an_archive_that_repeats_its_last_page_ends(backfill, site):
    stories = story(site, "2026/03/03", "anna")
    for page in range(1, 9):
        following = f"<a rel='next' href='/world?page={page + 1}'>Older posts</a>"
        site.add("/world" if page == 1 else f"/world?page={page}", stories + following)
    assert backfill("/world") == ["/world", "/world?page=2"]


@pytest.mark.parametrize("stories", [3, 12])
def test_an_archive_that_repeats_its_page_but_for_a_teaser_ends_and_is_told(
    backfill, site, stories
):
    same = "".join(story(site, "2026/03/03", f"anna{number}x") for number in range(stories))
    for page in range(1, 31):
        teaser = story(site, "2026/03/02", f"berta{page}x")
        following = f"<a rel='next' href='/world?page={page + 1}'>Older posts</a>"
        site.add("/world" if page == 1 else f"/world?page={page}", same + teaser + following)
    says = (
        "'newsbot/backfill_repeated': 1",
        '/world?page=6: the next page ("Older posts") is not read',
        "1 archives were left, since their pages repeated the same links.",
    )
    assert backfill("/world", *says) == ["/world", *(f"/world?page={n}" for n in range(2, 7))]
    assert backfill("/world") == []


def test_an_archive_with_the_same_links_beside_its_articles_is_read_to_its_end(backfill, site):
    beside = "".join(story(site, "2026/03/03", f"anna{number}x") for number in range(20))
    for page in range(1, 13):
        own = "".join(story(site, "2026/03/02", f"berta{page}n{n}x") for n in range(3))
        following = f"<a rel='next' href='/world?page={page + 1}'>Older posts</a>"
        more = following if page < 12 else ""
        site.add("/world" if page == 1 else f"/world?page={page}", own + beside + more)
    assert len(backfill("/world")) == 12
