"""A page of an archive that is stored already is recognised, and is not decided anew."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from newsbot.crawling.waves.first import FirstRead
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import NOTHING_SEEN, Article, Rejection, SiteBlocks
from newsbot.storage.articles.blocks.known_pages import KnownPages
from newsbot.storage.articles.storing import ArticleStore
from tests.storage.making import NOON, article, rejection, store, story

LATER = NOON + timedelta(hours=1)
DIGEST, OTHER_DIGEST = "11" * 32, "22" * 32


def first_read(result: Article | Rejection) -> FirstRead:
    at = result.at if isinstance(result, Rejection) else result.fetched_at
    return FirstRead(
        page_key=result.url,
        url=result.url,
        requested_url=result.requested_url,
        site=result.site,
        fetched_at=at,
        result=result,
    )


def known(engine: Engine, *results: Article | Rejection) -> list[SiteBlocks | Rejection]:
    found = KnownPages(engine).read(list(map(first_read, results)))
    assert len(found) == len(results)
    return found


def of_gazette(path: str, **fields) -> Article:
    values = {"plain_sha256": DIGEST, "extractor_version": EXTRACTOR_VERSION} | fields
    return article(path, story(path), **values)


def test_the_fetch_of_a_stored_text_is_known_and_another_one_is_decided(engine: Engine) -> None:
    stored = of_gazette("ferry")
    store(engine, stored, of_gazette("mill"))
    others = [
        replace(stored, fetched_at=LATER),
        replace(stored, plain_sha256=OTHER_DIGEST),
        of_gazette("bridge"),
    ]
    found = known(engine, stored, *others)
    assert [each is NOTHING_SEEN for each in found] == [True, False, False, False]


def test_each_fetch_of_a_text_is_known(engine: Engine) -> None:
    fetches = [of_gazette("ferry", fetched_at=NOON + timedelta(hours=n)) for n in range(3)]
    for each in fetches:
        store(engine, each)
    assert all(each is NOTHING_SEEN for each in known(engine, *fetches))


def test_a_page_that_was_rejected_keeps_its_reason(engine: Engine) -> None:
    refused = rejection("menu", "index_page", detail="9 links", extractor_version=EXTRACTOR_VERSION)
    refused = replace(refused, body_sha256=b"1" * 32)
    ArticleStore(engine).store([refused])
    told = replace(refused, reason="too_short", detail=None)
    assert known(engine, told, of_gazette("menu"), replace(told, at=LATER)) == [
        refused,
        refused,
        SiteBlocks(),
    ]


def test_a_page_on_which_a_worker_died_is_decided_anew(engine: Engine) -> None:
    died = rejection("menu", "worker_died", extractor_version=EXTRACTOR_VERSION)
    ArticleStore(engine).store([died])
    assert known(engine, died) == [SiteBlocks()]
