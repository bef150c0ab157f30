"""What belongs to a forgotten site is not stored again, however crawls come to it."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine

from newsbot.items import Link, Outcome, Rejected
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.rewriting.ownership.forgetting import allow_again, set_forgotten
from newsbot.storage.sites.forgotten import forgotten_sites_of
from newsbot.storage.sites.rows import RegisteredSite, Sites
from newsbot.urls import host_of, url_key
from tests.storage.making import article_on, rejection, rows, store, story

GAZETTE = "gazette.example"
URL = f"https://{GAZETTE}/ferry"


def offer(url: str = URL, site: str = "post.example") -> Offer:
    feed = f"https://{site}/feed"
    return Offer(link=Link(url=url), site=site, source_url=feed, source_kind="feed")


def answers(engine: Engine, *offers: Offer) -> Sequence[str]:
    return Offers(engine).offer(offers).answers


def reason(outcome: Outcome) -> str:
    assert isinstance(outcome, Rejected)
    return outcome.rejection.reason


@pytest.fixture
def forgotten(engine: Engine) -> Engine:
    set_forgotten(engine, GAZETTE, [GAZETTE])
    return engine


@pytest.mark.parametrize("site", ["post.example", GAZETTE])
def test_a_link_in_a_feed_of_any_site_is_refused(forgotten: Engine, site: str) -> None:
    own = offer("https://post.example/a")
    found = Offers(forgotten).offer([offer(site=site), own, offer(f"http://www.{GAZETTE}/b")])
    assert found.answers == ["forgotten", "fresh", "forgotten"]
    assert (found.new, rows(forgotten, "SELECT url FROM newsbot.frontier")) == (
        1,
        [(own.link.url,)],
    )


def test_a_known_link_of_another_site_is_refused_too(engine: Engine) -> None:
    assert answers(engine, offer()) == ["fresh"]
    set_forgotten(engine, GAZETTE, [GAZETTE])
    assert answers(engine, offer()) == ["forgotten"]


def test_a_link_that_a_person_named_is_refused(forgotten: Engine) -> None:
    named = [
        Offer(link=Link(url=url), site=host_of(url)) for url in (URL, "https://post.example/a")
    ]
    assert Offers(forgotten).want(named) == {url_key(URL)}
    assert rows(forgotten, "SELECT url FROM newsbot.frontier") == [("https://post.example/a",)]


def test_its_sources_are_not_registered(forgotten: Engine) -> None:
    sources = [
        Polled(url="https://feeds.example/gazette", kind="feed", site=GAZETTE),
        Polled(url=f"https://{GAZETTE}/feed", kind="feed", site="post.example"),
        Polled(url="https://post.example/feed", kind="feed", site="post.example"),
    ]
    ids = Polls(forgotten, host_of).register(sources, is_regular=True)
    assert ids.keys() == {"https://post.example/feed"}
    assert Sites(forgotten).source_id(f"https://{GAZETTE}/feed", "feed", "post.example") is None
    assert rows(forgotten, "SELECT url FROM newsbot.sources") == [("https://post.example/feed",)]


def test_a_page_that_was_under_way_is_refused_and_leaves_no_row(forgotten: Engine) -> None:
    (stored,) = store(forgotten, article_on(GAZETTE, story("ferry")))
    (failed,) = ArticleStore(forgotten).store([rejection("short")])
    assert (reason(stored), reason(failed)) == ("site_forgotten", "too_short")
    for table in ("articles", "frontier", "rejections", "site_days"):
        assert rows(forgotten, f"SELECT count(*) FROM newsbot.{table}") == [(0,)]  # noqa: S608


def test_a_redirect_to_it_is_a_rejection_of_the_other_site_and_is_not_followed_again(
    forgotten: Engine,
) -> None:
    requested = "https://post.example/a"
    assert answers(forgotten, offer(requested)) == ["fresh"]
    page = article_on("post.example", story("ferry"), url=URL, requested_url=requested)
    (outcome,) = store(forgotten, page)
    assert reason(outcome) == "site_forgotten"
    found = rows(forgotten, "SELECT url, site, reason FROM news.rejections")
    assert found == [(requested, "post.example", "site_forgotten")]
    assert answers(forgotten, offer(requested)) == ["failed"]
    assert rows(forgotten, "SELECT count(*) FROM newsbot.articles") == [(0,)]


def test_a_registered_site_under_a_longer_host_is_another_site(engine: Engine) -> None:
    sport = RegisteredSite(key="sport", name="Sport", domains=(f"sport.{GAZETTE}",))
    gazette = RegisteredSite(key="gazette", name="The Gazette", domains=(GAZETTE,))
    Sites(engine).name_sites([sport, gazette])
    set_forgotten(engine, "gazette", [GAZETTE])
    link = f"https://sport.{GAZETTE}/goal"
    assert answers(engine, offer(link, "sport"), offer(link)) == ["fresh", "fresh"]
    assert answers(engine, offer(f"{URL}/2", "sport"), offer()) == ["forgotten", "forgotten"]


def test_a_site_that_is_registered_with_the_same_host_does_not_bring_it_back(
    forgotten: Engine,
) -> None:
    again = RegisteredSite(key="again", name="The Gazette", domains=(GAZETTE,))
    Sites(forgotten).name_sites([again])
    assert answers(forgotten, offer(site="again"), offer(f"https://www.{GAZETTE}/2")) == [
        "forgotten",
        "forgotten",
    ]
    source = Polled(url=f"https://{GAZETTE}/feed", kind="feed", site="again")
    assert Polls(forgotten, host_of).register([source], is_regular=True) == {}
    (stored,) = store(forgotten, article_on("again", story("ferry"), url=URL))
    assert reason(stored) == "site_forgotten"


def test_a_changed_registry_entry_does_not_free_the_hosts(engine: Engine) -> None:
    set_forgotten(engine, "gazette", [GAZETTE])
    moved = RegisteredSite(key="gazette", name="The Gazette", domains=("other.example",))
    Sites(engine).name_sites([moved])
    assert answers(engine, offer()) == ["forgotten"]
    set_forgotten(engine, "gazette", ["other.example"])
    assert answers(engine, offer(), offer("https://other.example/a")) == ["forgotten", "forgotten"]
    assert allow_again(engine, "gazette")
    Sites(engine).name_sites([moved])
    assert rows(engine, "SELECT domains FROM newsbot.sites WHERE key = 'gazette'") == [
        (["other.example"],)
    ]


def test_it_is_said_when_a_site_was_forgotten_and_how_to_undo_it(engine: Engine) -> None:
    set_forgotten(engine, "gazette", [GAZETTE])
    found, other = forgotten_sites_of(engine, [(URL, "post"), ("https://post.example/", "post")])
    ((date,),) = rows(engine, "SELECT forgotten_at::date FROM newsbot.sites WHERE key = 'gazette'")
    undo = "`scrapy sites forget gazette --undo` allows it again"
    assert (str(found), other) == (f"gazette was forgotten on {date}; {undo}", None)


def test_what_is_no_longer_forgotten_is_stored_again(forgotten: Engine) -> None:
    assert allow_again(forgotten, GAZETTE)
    assert not allow_again(forgotten, GAZETTE)
    assert answers(forgotten, offer()) == ["fresh"]
    assert rows(
        forgotten, "SELECT forgotten_at FROM news.sites WHERE site = 'gazette.example'"
    ) == [(None,)]
