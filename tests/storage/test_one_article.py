"""Pages for AMP, phones and print, and pages with other parameters, come to one article."""

import itertools

import pytest
from sqlalchemy import Engine

from newsbot.items import (
    Alias,
    Amended,
    New,
    Outcome,
    Revised,
    Unchanged,
)
from newsbot.storage.articles.storing import ArticleStore
from tests.dedup.texts import FERRY, THEATRE, cut, reworded
from tests.storage.making import fingerprinted, rows, store
from tests.storage.page_looks import ARTICLES, SITE, STORY, URLS, crawled, look, page

TWINS = (
    f"{SITE}/amp/2026/ferry-sails",
    f"{SITE}/2026/ferry-sails/amp/",
    f"{SITE}/2026/ferry-sails?amp=1",
    f"{SITE}/2026/ferry-sails.amp",
    f"{SITE}/2026/ferry-sails.amp.html",
    "https://amp.gazette.example/2026/ferry-sails",
    "https://m.gazette.example/2026/ferry-sails",
    "https://mobile.gazette.example/2026/ferry-sails?from=front-page",
    "https://touch.gazette.example/2026/ferry-sails",
    f"{SITE}/print/2026/ferry-sails",
    f"{SITE}/2026/ferry-sails?print=1",
    f"{SITE}/2026/ferry-sails?view=print",
    "http://www.gazette.example/2026/ferry-sails?utm_source=a&from=home",
    "https://gazette-example.cdn.ampproject.org/c/s/gazette.example/2026/ferry-sails",
)


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("named", [None, STORY])
@pytest.mark.parametrize("first", [0, 5, len(TWINS)])
def test_all_forms_of_a_page_come_to_one_row_under_its_ordinary_url(
    engine: Engine, named: str | None, first: int, *, at_once: bool
) -> None:
    pages = [page(url, hours=n, canonical_url=named) for n, url in enumerate(TWINS)]
    pages.insert(first, page(STORY, hours=20, canonical_url=STORY))
    for batch in [pages] if at_once else [[each] for each in pages]:
        store(engine, *batch)
    assert rows(engine, ARTICLES) == [(STORY, 1, None)]
    assert rows(engine, "SELECT copy_count FROM news.articles") == [(0,)]
    # The one with the tracking parameter has the key of the ordinary page without "from=home".
    assert len(rows(engine, URLS)) == len(TWINS)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_texts_that_differ_a_little_give_one_version_in_any_order(
    engine: Engine, order: tuple[int, ...]
) -> None:
    pages = [
        page(STORY, FERRY, hours=1),
        page(f"{STORY}/amp", f"{FERRY} Read more in our app.", hours=2, canonical_url=STORY),
        page(f"{SITE}/print/2026/ferry-sails", cut(FERRY, 0, 200), hours=0, canonical_url=STORY),
    ]
    for place in order:
        store(engine, pages[place])
    found = rows(engine, "SELECT url, body FROM news.all_articles")
    assert found == [(STORY, FERRY)]
    assert rows(engine, "SELECT count(*) FROM news.article_versions") == [(1,)]


def test_looks_at_another_form_make_no_versions_and_looks_at_the_ordinary_page_do(
    engine: Engine,
) -> None:
    amp, amp_text = f"{STORY}/amp", f"{FERRY} Read more in our app."
    outcomes: list[Outcome] = []
    for hours in range(0, 12, 4):
        outcomes += store(engine, crawled(STORY, FERRY, hours))
        outcomes += store(engine, crawled(amp, amp_text, hours + 1, canonical_url=STORY))
    assert outcomes[1::2] == [Alias(article_id=1)] * 3
    assert [type(each) for each in outcomes[0::2]] == [New, Unchanged, Unchanged]
    changed = crawled(STORY, reworded(FERRY, 6), 20)
    assert store(engine, changed) == [Revised(article_id=1, version=2)]
    assert rows(engine, ARTICLES) == [(STORY, 2, None)]


def test_a_known_form_stays_one_though_only_it_was_updated(engine: Engine) -> None:
    store(engine, page(STORY), page(f"{STORY}/amp", canonical_url=STORY))
    updated = page(f"{STORY}/amp", f"{THEATRE} {cut(FERRY, 100)}", 1, canonical_url=STORY)
    assert store(engine, updated) == [Alias(article_id=1)]


def test_a_page_finds_the_form_that_it_names_by_amphtml(engine: Engine) -> None:
    amp = f"{SITE}/fast/99"
    store(engine, page(amp))
    (outcome,) = store(engine, page(STORY, twin_urls=(amp,)))
    assert isinstance(outcome, Unchanged | Amended)
    assert rows(engine, ARTICLES) == [(STORY, 1, None)]


def test_a_form_that_names_nothing_is_known_by_the_page_that_names_it(engine: Engine) -> None:
    amp = f"{SITE}/fast/99"
    store(engine, page(STORY, twin_urls=(amp,)))
    assert store(engine, page(amp)) == [Alias(article_id=1)]


def test_a_changed_url_is_told_and_the_former_one_becomes_an_alias(engine: Engine) -> None:
    store(engine, page(f"{STORY}/amp", canonical_url=STORY))
    store(engine, page(STORY, hours=1, canonical_url=STORY))
    assert rows(engine, "SELECT op FROM news.changes ORDER BY change_id") == [
        ("insert",),
        ("update",),
    ]
    assert rows(engine, URLS) == [(f"{STORY}/amp",)]


def test_only_the_own_url_of_an_article_is_looked_at_again(engine: Engine) -> None:
    amp = f"{STORY}/amp"
    look(engine, amp, canonical_url=STORY)
    look(engine, STORY, hours=1, canonical_url=STORY)
    look(engine, amp, hours=2, canonical_url=STORY)
    planned = "SELECT url, revisit_at IS NOT NULL, state FROM newsbot.frontier ORDER BY url"
    assert rows(engine, planned) == [(STORY, True, "done"), (amp, False, "done")]


def test_an_archive_that_has_the_ordinary_page_moves_the_looks_to_it(engine: Engine) -> None:
    look(engine, f"{STORY}/amp", canonical_url=STORY)
    store(engine, page(STORY, hours=1, canonical_url=STORY))
    planned = "SELECT url FROM newsbot.frontier WHERE revisit_at IS NOT NULL"
    assert rows(engine, planned) == [(STORY,)]


def test_a_url_that_redirects_to_another_form_keeps_its_looks(engine: Engine) -> None:
    look(engine, STORY)
    look(engine, "https://m.gazette.example/2026/ferry-sails", requested_url=STORY)
    planned = "SELECT url FROM newsbot.frontier WHERE revisit_at IS NOT NULL"
    assert rows(engine, planned) == [(STORY,)]


def test_an_article_whose_url_redirects_to_a_new_one_moves_there(engine: Engine) -> None:
    new = f"{SITE}/2026/ferry-sails-again"
    store(engine, crawled(STORY))
    store(engine, crawled(new, hours=1, requested_url=STORY))
    assert rows(engine, ARTICLES) == [(new, 1, None)]
    later = crawled(new, reworded(FERRY, 6), hours=30)
    assert store(engine, later) == [Revised(article_id=1, version=2)]


def test_a_form_whose_text_is_another_now_becomes_an_article_of_its_own(engine: Engine) -> None:
    live = f"{SITE}/live?amp=1"
    store(engine, page(f"{SITE}/live"), page(live))
    other = page(live, THEATRE, hours=1, title="Theatre closes")
    assert isinstance(store(engine, other)[0], New)
    assert rows(engine, URLS) == []


def test_an_ordinary_page_behind_a_paywall_does_not_replace_the_whole_text(engine: Engine) -> None:
    amp = f"{STORY}/amp"
    store(engine, page(amp, canonical_url=STORY))
    assert store(engine, page(STORY, cut(FERRY, 0, 90), hours=1)) == [Alias(article_id=1)]
    assert rows(engine, ARTICLES) == [(amp, 1, None)]


def test_a_cut_off_form_is_requested_again(engine: Engine) -> None:
    amp = crawled(f"{STORY}/amp", cut(FERRY, 0, 150), canonical_url=STORY, is_partial=True)
    store(engine, crawled(STORY), amp)
    state = "SELECT state, next_at IS NOT NULL FROM newsbot.frontier WHERE url LIKE '%amp'"
    assert rows(engine, state) == [("pending", True)]
    assert rows(engine, URLS) == []


def test_what_two_runs_looked_up_before_either_stored_comes_to_one_row(engine: Engine) -> None:
    pages = [page(url, canonical_url=STORY) for url in (*TWINS, STORY)]
    looked_up = [fingerprinted(engine, each) for each in pages]
    for each in looked_up:
        ArticleStore(engine).store(each)
    assert rows(engine, ARTICLES) == [(STORY, 1, None)]


def test_rows_that_were_stored_apart_stay_as_they_are(engine: Engine) -> None:
    store(engine, page(STORY), page(f"{SITE}/2026/ferry-dup"))
    dup = page(f"{SITE}/2026/ferry-dup", hours=1, canonical_url=STORY)
    store(engine, dup)
    assert rows(engine, ARTICLES) == [(STORY, 1, None), (dup.url, 1, 1)]


def test_the_paragraphs_of_an_article_that_moves_to_another_site_go_with_it(
    engine: Engine,
) -> None:
    store(engine, page(TWINS[6], site="m.gazette", block_keys=(1, 2)))
    store(engine, page(STORY, hours=1, site="gazette"))
    site = "SELECT key FROM newsbot.sites AS s JOIN newsbot.{} AS a ON a.site_id = s.id"
    assert rows(engine, site.format("articles")) == [("gazette",)]
    assert rows(engine, site.format("article_blocks")) == [("gazette",)]
