import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newsbot.discovery.feed import parse_feed
from newsbot.discovery.listing import Listing
from newsbot.errors import SourceError

URL = "https://gazette.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"
A = "https://gazette.example/a"


def feed(*items: object, **more: Any) -> str:
    return json.dumps({"version": VERSION, "title": "Gazette", "items": list(items), **more})


def read(text: str | bytes, content_type: str | None = "application/feed+json") -> Listing:
    body = text if isinstance(text, bytes) else text.encode()
    return parse_feed(body, URL, content_type)


@pytest.mark.parametrize("version", [VERSION, "https://jsonfeed.org/version/1"])
@pytest.mark.parametrize("content_type", ["application/feed+json", "application/json", "text/html"])
def test_an_item_becomes_a_link_with_what_the_feed_says_of_it(
    version: str, content_type: str
) -> None:
    item = {
        "id": "7", "url": A, "title": "Mill & weir", "summary": "The mill <b>reopens</b>.&nbsp;",
        "date_published": "2026-05-11T08:30:00+02:00", "date_modified": "2026-05-12T06:00:00Z",
        "authors": [{"name": "Ann Carter"}, {"url": "https://gazette.example/bo"}],
    }  # fmt: skip
    (link,) = read(feed(item, version=version), content_type).links
    assert (link.url, link.title, link.authors) == (A, "Mill & weir", ("Ann Carter",))
    assert link.summary == "The mill reopens."
    assert link.published_at == datetime(2026, 5, 11, 6, 30, tzinfo=UTC)
    assert link.changed_at == datetime(2026, 5, 12, 6, tzinfo=UTC)


ELSEWHERE = "https://other.example/b"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"url": A, "external_url": ELSEWHERE}, A),
        ({"id": A, "external_url": ELSEWHERE}, A),
        ({"id": "7", "external_url": ELSEWHERE}, ELSEWHERE),
        ({"id": A, "url": ""}, A),
        ({"url": "/a"}, A),
        ({"id": 7, "url": "//gazette.example/a"}, A),
    ],
)
def test_the_items_own_page_comes_before_the_page_that_it_is_about(
    item: dict[str, Any], expected: str
) -> None:
    assert [link.url for link in read(feed(item)).links] == [expected]


def test_an_item_has_the_authors_of_version_1_and_else_those_of_the_feed() -> None:
    items = ({"url": A, "author": {"name": "Ann Carter"}}, {"url": f"{A}/b"})
    ann, other = read(feed(*items, authors=[{"name": "Bo Lind"}])).links
    assert (ann.authors, other.authors) == (("Ann Carter",), ("Bo Lind",))


def test_items_without_any_url_are_no_links_and_odd_values_are_passed_over() -> None:
    items = ({"id": "7"}, None, 3, {"url": ["x"]}, {"url": "mailto:desk@gazette.example"})
    listing = read(feed(*items, {"url": A, "title": {"a": 1}, "authors": "Ann", "summary": 3}))
    assert [(link.url, link.title, link.authors) for link in listing.links] == [(A, None, ("Ann",))]
    assert listing.not_web == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_byte_order_mark_and_other_charsets_of_json_are_read(encoding: str) -> None:
    text = json.dumps(json.loads(feed({"url": A, "title": "Café"})), ensure_ascii=False)
    assert [link.title for link in read(text.encode(encoding)).links] == ["Café"]


@pytest.mark.parametrize(
    "text",
    [
        feed({"url": A}).replace("}]", "},]"),
        feed({"url": A}, {"url": f"{A}/b"})[:-20],
        feed({"url": A})[:-1] + ", }",
    ],
)
def test_broken_json_gives_its_whole_items_and_tells_the_fault(text: str) -> None:
    listing = read(text)
    assert [link.url for link in listing.links] == [A]
    assert "broken JSON" in str(listing.fault)


def test_json_without_a_version_is_a_json_feed_if_items_have_an_id_and_a_url() -> None:
    (link,) = read(json.dumps({"items": [{"id": 1, "url": A, "date_published": 1714560000}]})).links
    assert (link.url, link.published_at) == (A, datetime(2024, 5, 1, 10, 40, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        '{"items": [{"url": "/a"}]}',
        '{"error": "no such feed"}',
        "[1]",
        '{"version": "2", "items": []}',
        "{",
        "[" * 100000,
    ],
)
def test_other_json_is_no_feed(text: str) -> None:
    with pytest.raises(SourceError, match="not a feed"):
        read(text)
