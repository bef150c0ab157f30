"""The shapes of URLs that a site's stored articles and rejected pages have."""

import pytest

from newsbot.discovery.section import parse_section
from newsbot.discovery.sections.url_shapes import UrlShapes, shape_of

HOST = "https://gazette.example"


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/world/2026/05/bridge-closes.html?id=7", "world/year/number/few.html?id=number"),
        ("/mill", "word?"),
        ("/a/Xy12Zk", "a/code?"),
        ("/council-votes-to-close-bridge-12345", "headline number?"),
        ("/%D0%BC%D1%96%D1%81%D1%82/123456", "міст/long number?"),
    ],
)
def test_a_shape_says_what_the_parts_of_a_url_consist_of(path, shape):
    assert shape_of(HOST + path) == shape


def listed(path: str, shapes: UrlShapes) -> bool:
    body = f'<p><a href="{path}">Bridge</a></p>'.encode()
    return bool(parse_section(body, f"{HOST}/", None, shapes).links)


def test_a_url_of_the_shape_of_stored_articles_is_a_story():
    shapes = UrlShapes.of([f"{HOST}/texts/{word}" for word in ("mill", "ferry", "owl")], [])
    assert listed("/texts/bridge", shapes)
    assert not listed("/texts/bridge", UrlShapes())
    assert not listed("/staff/bridge", shapes)


def test_a_folder_for_lists_may_hold_a_sites_stories():
    shapes = UrlShapes.of([f"{HOST}/video/{number}" for number in range(100, 104)], [])
    assert listed("/video/105", shapes)
    assert not listed("/video/105", UrlShapes())


def test_a_url_of_a_shape_that_was_always_rejected_is_no_story():
    urls = [f"{HOST}/shop/{number}-coat-in-many-colours" for number in range(5)]
    path = "/wares/8-coat-in-many-colours"
    rejected = [url.replace("/shop/", "/wares/") for url in urls]
    assert listed(path, UrlShapes())
    assert not listed(path, UrlShapes.of([], rejected))


def test_two_stored_articles_prove_nothing():
    assert (
        UrlShapes.of([f"{HOST}/a/mill", f"{HOST}/a/owl"], []).is_of_stories(f"{HOST}/a/x") is None
    )
