"""Pages without telling markup: the seed stories', and three further ones of each template."""

from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

import pytest

from newsbot.demo.outlets import PAGES
from newsbot.demo.site import DemoSite
from tests.demo.test_site import document, texts

# By outlet: what it serves under /plain/ besides its seed page.
PLAIN = {
    "harbour-gazette": (
        "/plain/ferry-terminal-reopens-after-storm",
        "/plain/keepers-logbooks-come-home-to-gull-rock",
        "/plain/council-votes-for-quay-street-sea-wall",
    ),
    "vellan-post": (
        "/plain/tram-line-four-to-reach-the-docks-104208",
        "/plain/museum-returns-carved-door-to-saltren-104230",
        "/plain/rovers-win-cup-after-floodlights-fail-104237",
    ),
}


@pytest.fixture(scope="module")
def site():
    with DemoSite(base_port=0) as running:
        yield running


@dataclass(frozen=True)
class Seed:
    plain_url: str
    paragraphs: list[str]


def seed_of(site, outlet):
    """The outlet's seed story, as it is served without telling markup."""
    bodies = site.expected_bodies().items()
    ((url, body),) = [each for each in bodies if each[0].startswith(site.base_urls[outlet])]
    return Seed(plain_of(url), body.splitlines())


def plain_of(url):
    """Where the page at `url` is served without telling markup."""
    return urljoin(url, f"/plain/{url.rsplit('/', 1)[1]}")


def test_a_seed_body_stands_in_its_page_and_in_the_plain_one(site):
    bodies = site.expected_bodies()
    assert sorted(len(body.splitlines()) for body in bodies.values()) == [6, 9]
    for url, body in bodies.items():
        for page in (url, plain_of(url)):
            found = [paragraph.text_content() for paragraph in document(page).iter("p")]
            assert [text for text in found if text in body.splitlines()] == body.splitlines()


def test_a_plain_page_tells_nothing_by_its_markup_and_is_linked_from_nowhere(site):
    for url in plain_pages(site):
        page = document(url)
        assert {element.tag for element in page.body.iter()} == {
            *("body", "div", "span", "p", "a", "img", "ul", "li")
        }
        assert {name for element in page.iter() for name in element.attrib} == {"href", "src"}
        assert [element.tag for element in page.head] == ["title"]
    files = [file.read_text(encoding="utf-8") for file in PAGES.rglob("*.*")]
    assert not [text for text in files if "/plain/" in text]


def test_a_further_plain_page_has_the_body_of_its_article(site):
    articles = {plain_of(path): paragraphs for path, paragraphs in texts(site).items()}
    for outlet, paths in PLAIN.items():
        for path in paths:
            found = document(site.base_urls[outlet] + path).iter("p")
            own = [text for p in found if (text := p.text_content()) in articles[path]]
            assert own == articles[path]


def test_plain_pages_of_an_outlet_are_of_one_template(site):
    for outlet, paths in PLAIN.items():
        seed = document(seed_of(site, outlet).plain_url)
        for path in paths:
            assert outline(document(site.base_urls[outlet] + path)) == outline(seed)


def outline(page):
    """The page's tags in order, where one follows another of the same name only the first."""
    tags = [element.tag for element in page.body.iter() if element.tag != "li"]
    return [tag for before, tag in pairwise(["", *tags]) if tag != before]


def plain_pages(site):
    seeds = [seed_of(site, outlet).plain_url for outlet in PLAIN]
    return seeds + [site.base_urls[outlet] + path for outlet in PLAIN for path in PLAIN[outlet]]
