"""The rows of sitemaps that a sitemap index lists."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from newsbot.discovery.digest import parser_of
from newsbot.items import KnownSitemap, SourceReport, Validators
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.urls import MAX_URL_BYTES, host_of
from tests.storage.making import NOON, rows

URL = "https://gazette.example/index.xml"
READ = Validators(etag='"1"', last_modified=None, digest=f"{parser_of('sitemap')} 00")


def sitemap(name: str, **fields: object) -> KnownSitemap:
    values = {"stated_at": NOON, "links": 3, "read_at": NOON, "validators": READ} | fields
    return KnownSitemap(url=f"https://gazette.example/{name}.xml", **values)  # type: ignore[arg-type]


@pytest.fixture
def record(engine: Engine):
    """Writes the report on a poll of an index with these sitemaps."""
    polls = Polls(engine, host_of)
    polls.register([Polled(url=URL, kind="sitemap", site="gazette")], is_regular=True)

    def write(*known: KnownSitemap, is_read: bool = True) -> None:
        children = known if is_read else None
        polls.record(
            SourceReport(
                url=URL, kind="sitemap", site="gazette", at=NOON, links=3, children=children
            )
        )

    return write


def known(engine: Engine) -> tuple[KnownSitemap, ...]:
    return DueWork(engine).child_sitemaps(URL, "sitemap")


def test_what_is_known_of_sitemaps_is_kept_until_the_next_poll(engine, record):
    both = (sitemap("a"), sitemap("b", listed_by="https://gazette.example/a.xml", is_misdated=True))
    record(*both)
    assert known(engine) == both


def test_sitemaps_that_are_listed_no_more_are_deleted(engine, record):
    record(sitemap("a"), sitemap("b"))
    record(sitemap("b", links=4))
    assert known(engine) == (sitemap("b", links=4),)
    record()
    assert known(engine) == ()


def test_a_poll_that_did_not_read_the_source_deletes_nothing(engine, record):
    record(sitemap("a"))
    record(is_read=False)
    assert known(engine) == (sitemap("a"),)


def test_sitemaps_that_an_older_parser_read_are_read_again(engine, record):
    record(sitemap("a", validators=replace(READ, digest="sitemap 0 00")))
    (found,) = known(engine)
    assert (found.read_at, found.validators) == (None, Validators())


def test_rows_without_a_change_are_not_written(engine, record):
    ids = "SELECT xmin::text FROM newsbot.child_sitemaps ORDER BY url"
    record(sitemap("a"), sitemap("b"))
    before = rows(engine, ids)
    record(sitemap("a"), sitemap("b", links=9))
    after = rows(engine, ids)
    assert (after[0], after[1] == before[1]) == (before[0], False)


def test_a_url_that_is_too_long_is_not_stored(engine, record):
    record(sitemap("a" * MAX_URL_BYTES), sitemap("b"))
    assert known(engine) == (sitemap("b"),)


def test_what_is_known_goes_with_the_source(engine, record):
    record(sitemap("a"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM newsbot.source_days")
        connection.exec_driver_sql("DELETE FROM newsbot.sources")
    assert rows(engine, "SELECT count(*) FROM newsbot.child_sitemaps") == [(0,)]
