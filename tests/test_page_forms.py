"""The URL of an article's ordinary page is found from the URLs of its other forms."""

import pytest
from hypothesis import given

from newsbot.page_forms import is_same_site, main_url, other_endings, plain_url
from newsbot.urls import is_web_url, url_key
from tests.test_urls import WEB_URLS

STORY = "https://gazette.example/2026/mill"


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/amp/2026/mill",
        "https://gazette.example/2026/amp/mill",
        "https://gazette.example/2026/mill/amp",
        "https://gazette.example/2026/mill/AMP/",
        "https://gazette.example/2026/mill.amp",
        "https://gazette.example/2026/mill~amp",
        "https://gazette.example/2026/mill?amp",
        "https://gazette.example/2026/mill?amp=1&usqp=a",
        "https://gazette.example/2026/mill?outputType=amp",
        "https://amp.gazette.example/2026/mill",
        "https://m.gazette.example/m/2026/mill",
        "https://www.m.gazette.example:443/2026/mill",
        "https://mobil.gazette.example/mobile/2026/mill",
        "https://touch.gazette.example/2026/mill?m=1",
        "https://www2.gazette.example/2026/mill?from=front-page&ref=5",
        "https://gazette.example/print/2026/mill",
        "https://gazette.example/2026/mill/print/",
        "https://gazette.example/2026/mill/printable?print=yes",
        "https://gazette.example/2026/mill-print",
        "https://gazette.example/2026/mill?view=print",
        "https://gazette.example/2026/mill?tmpl=component&print=1&layout=print",
        "https://gazette.example/2026/mill?tmpl=component&print=1&layout=default",
        "https://gazette.example/2026/mill?printerFriendly=true",
        "https://gazette.example/2026/mill?pagewanted=all",
        "https://gazette.example/2026/mill?page=all&singlePage=1",
        "https://gazette.example/2026/mill?_format=amp",
        "https://gazette.example/2026/mill/amp.html",
        "https://gazette-example.cdn.ampproject.org/c/s/gazette.example/2026/mill",
        "https://gazette-example.cdn.ampproject.org/v/s/m.gazette.example/amp/2026/mill?amp_js_v=1",
    ],
)
def test_what_tells_the_form_of_a_page_is_left_out(url: str) -> None:
    assert url_key(plain_url(url)) == url_key(STORY)
    assert is_same_site(url, STORY)


@pytest.mark.parametrize(
    "url",
    [
        STORY,
        "https://gazette.example/print/",
        "https://gazette.example/2026/lamp-print-shop",
        "https://gazette.example/print.html",
        "https://gazette.example/2026/mill/index.html",
        "https://gazette.example/2026/the-mobile-mill",
        "https://gazette.example/a/m/mill",
        "https://gazette.example/mill?page=2",
        "https://gazette.example/mill?view=list&id=7",
        "https://gazette.example/mill?m=2026",
        "https://m.example/mill",
        "http://127.0.0.1:8000/mill",
        "http://[::1]:8000/mill",
    ],
)
def test_other_urls_stay_as_they_are(url: str) -> None:
    assert plain_url(url) == url


def test_an_ending_is_left_out_before_the_file_type() -> None:
    assert plain_url("https://gazette.example/a/mill.amp.html") == (
        "https://gazette.example/a/mill.html"
    )
    assert plain_url("https://m.gazette.co.uk:8443/mill") == "https://gazette.co.uk:8443/mill"


@pytest.mark.parametrize(
    ("url", "others"),
    [
        (STORY, [f"{STORY}.html", f"{STORY}/index.html"]),
        (f"{STORY}.html?id=7", [f"{STORY}?id=7"]),
        (f"{STORY}/index.html", [STORY]),
        (f"{STORY}/Default.aspx?id=7", [f"{STORY}?id=7"]),
        (f"{STORY}.php", [f"{STORY}.php"]),
        ("https://gazette.example/", ["https://gazette.example"]),
        ("https://gazette.example/index.html", ["https://gazette.example"]),
    ],
)
def test_the_ordinary_page_may_have_a_file_ending_or_none(url: str, others: list[str]) -> None:
    assert list(map(url_key, other_endings(url))) == list(map(url_key, others))


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://gazette.example/x/99", "https://gazette.example/2026/mill"),
        ("https://gazette.example/x/99", "http://www.gazette.example/2026/mill/amp"),
        ("https://fast.gazette.example/99", "https://gazette.example/2026/mill"),
        ("https://gazette.example/2026/mill?page=2", "https://gazette.example/2026/mill"),
    ],
)
def test_a_canonical_url_of_the_same_site_is_believed(url: str, canonical: str) -> None:
    assert url_key(main_url(url, canonical)) == url_key(STORY)


def test_a_canonical_url_above_the_page_is_believed_only_if_it_names_an_article() -> None:
    page = "https://gazette.example/world/99812345/mill-closes"
    assert main_url(page, "https://gazette.example/world/99812345") != page
    assert main_url(page, "https://gazette.example/world") == page


@pytest.mark.parametrize(
    "canonical",
    [
        None,
        "",
        "mailto:desk@gazette.example",
        "https://[",
        "https://post.example/2026/mill",
        "https://gazette.example",
        "https://gazette.example/?lang=en#top",
        "https://www.gazette.example/index.php",
        "https://gazette.example/pt-BR/",
        "https://gazette.example/news",
        "https://gazette.example/news/sport/",
        "https://gazette.example/x",
        "https://gazette.example/undefined",
        "https://gazette.example/x/null",
        "https://gazette.example/%7B%7Burl%7D%7D",
        "https://gazette.example/${path}",
        "https://gazette.example/404",
    ],
)
def test_a_canonical_url_of_no_article_of_the_site_is_not_believed(canonical: str | None) -> None:
    page = "https://gazette.example/x/mill-closes"
    assert main_url(page, canonical) == page


def test_the_canonical_url_of_another_form_leads_on_to_the_ordinary_page() -> None:
    amp = "https://gazette.example/amp/2026/mill"
    assert main_url(amp, amp) == STORY
    assert main_url(STORY, "https://m.gazette.example/2026/mill") == STORY


@given(WEB_URLS, WEB_URLS)
def test_any_url_has_an_ordinary_page(url: str, canonical: str) -> None:
    assert plain_url(plain_url(url)) == plain_url(plain_url(plain_url(url)))
    if is_web_url(url):
        assert all(map(is_web_url, other_endings(main_url(url, canonical))))
    is_same_site(url, canonical)
