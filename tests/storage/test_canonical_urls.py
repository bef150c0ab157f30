"""Which canonical URLs are believed: those of pages with the same text."""

import pytest
from sqlalchemy import Engine

from newsbot.items import (
    Alias,
    Copy,
    New,
)
from tests.dedup.texts import FERRY, THEATRE, reworded
from tests.storage.making import rows, store, story
from tests.storage.page_looks import ARTICLES, SITE, STORY, URLS, page


@pytest.mark.parametrize("at_once", [True, False])
def test_articles_of_a_site_that_names_one_canonical_url_everywhere_stay_apart(
    engine: Engine, *, at_once: bool
) -> None:
    texts = (FERRY, THEATRE, reworded(THEATRE[::-1], 3))
    pages = [page(f"{SITE}/2026/a-{n}", body, canonical_url=STORY) for n, body in enumerate(texts)]
    for batch in [pages] if at_once else [[each] for each in pages]:
        assert all(isinstance(each, New) for each in store(engine, *batch))
    assert rows(engine, "SELECT count(*) FROM news.articles") == [(3,)]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("order", [1, -1])
def test_stories_beside_the_same_long_notices_stay_apart_though_they_name_one_url(
    engine: Engine, order: int, *, at_once: bool
) -> None:
    notices = story("notices", 320)
    texts = [" ".join([story(str(n), 80), notices][::order]) for n in range(8)]
    pages = [
        page(f"{SITE}/2026/a-{n}", body, canonical_url=STORY, title=story(f"title {n}", 6))
        for n, body in enumerate(texts)
    ]
    for batch in [pages] if at_once else [[each] for each in pages]:
        store(engine, *batch)
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(8,)]


def test_a_page_with_another_title_is_another_form_if_its_text_is_the_same(engine: Engine) -> None:
    store(engine, page(STORY))
    text = f"{FERRY} Read more in our app."
    found = store(engine, page(f"{STORY}/amp", text, canonical_url=STORY, title="Sailing"))
    assert found == [Alias(article_id=1)]


def test_an_article_follows_when_its_page_names_another_url_as_the_ordinary_one(
    engine: Engine,
) -> None:
    former, new = f"{SITE}/43/ferry-sails", f"{SITE}/43/ferry-sails-again"
    store(engine, page(former, canonical_url=former))
    store(engine, page(former, hours=1, canonical_url=new))
    store(engine, page(new, hours=2, canonical_url=new))
    assert store(engine, page(former, hours=3, canonical_url=new)) == [Alias(article_id=1)]
    assert rows(engine, ARTICLES) == [(new, 1, None)]


def test_an_article_does_not_follow_a_page_that_an_archive_has_from_before(engine: Engine) -> None:
    former, new = f"{SITE}/43/ferry-sails", f"{SITE}/43/ferry-sails-again"
    store(engine, page(new, hours=2, canonical_url=new))
    store(engine, page(new, hours=1, canonical_url=former))
    assert rows(engine, "SELECT main_url FROM newsbot.articles") == [(None,)]


@pytest.mark.parametrize("hours", [0, 1])
def test_a_chain_of_pages_that_name_the_next_one_ends_at_the_last(
    engine: Engine, hours: int
) -> None:
    urls = [f"{SITE}/{folder}/ferry-sails" for folder in "abc"]
    for n, (url, named) in enumerate(zip(urls, [*urls[1:], urls[-1]], strict=True)):
        store(engine, page(url, hours=n * hours, canonical_url=named))
    assert rows(engine, ARTICLES) == [(urls[-1], 1, None)]
    assert rows(engine, URLS) == [(url,) for url in urls[:-1]]


def test_two_pages_that_name_each_other_do_not_take_turns(engine: Engine) -> None:
    urls = [f"{SITE}/{folder}/ferry-sails" for folder in "ab"]
    for hours in range(6):
        this, other = urls[hours % 2], urls[1 - hours % 2]
        store(engine, page(this, hours=hours, canonical_url=other))
    assert rows(engine, ARTICLES) == [(urls[0], 1, None)]
    assert rows(engine, "SELECT op FROM news.changes") == [("insert",)]


@pytest.mark.parametrize("named", [None, f"{SITE}/2026/ferry/"])
def test_the_file_that_a_server_sends_for_a_folder_is_the_same_page(
    engine: Engine, named: str | None
) -> None:
    urls = [f"{SITE}/2026/ferry/", f"{SITE}/2026/ferry/index.html", f"{SITE}/2026/ferry"]
    for url in urls:
        store(engine, page(url, canonical_url=named))
    assert rows(engine, ARTICLES) == [(urls[0], 1, None)]


@pytest.mark.parametrize(
    "canonical",
    [
        SITE,
        f"{SITE}/",
        f"{SITE}/en",
        f"{SITE}/index.html",
        f"{SITE}/news/",
        f"{SITE}/undefined",
        f"{SITE}/{{{{ url }}}}",
        "https://post.example/2026/ferry-sails",
        "mailto:desk@gazette.example",
        None,
    ],
)
def test_a_canonical_url_of_another_site_or_of_no_article_joins_nothing(
    engine: Engine, canonical: str | None
) -> None:
    pages = [page(f"{SITE}/news/{name}", canonical_url=canonical) for name in "ab"]
    assert isinstance(store(engine, *pages)[1], Copy)


def test_further_pages_of_an_article_that_name_the_first_as_canonical_stay_apart(
    engine: Engine,
) -> None:
    second = page(f"{STORY}?page=2", THEATRE, canonical_url=STORY)
    store(engine, second)
    store(engine, page(STORY, canonical_url=STORY))
    store(engine, page(f"{STORY}/amp", canonical_url=STORY))
    assert rows(engine, "SELECT url FROM news.articles ORDER BY id") == [(second.url,), (STORY,)]
