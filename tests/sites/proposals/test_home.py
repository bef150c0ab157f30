"""What a home page says of its site, and the entry that is made of it."""

from pathlib import Path

import pytest

from newsbot.errors import ConfigurationError, SourceError
from newsbot.items import Link
from newsbot.sites.proposals.entry import append_entry, propose
from newsbot.sites.proposals.home import MAX_LINKS, HomePage, read_home
from newsbot.sites.proposals.search import FoundSource
from newsbot.sites.registry import load_registry


def home(head: str, url: str = "https://www.gazette.example/", lang: str = "en") -> HomePage:
    page = f'<html lang="{lang}"><head>{head}</head><body><p>Hello</p></body></html>'
    return read_home(page.encode(), url)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content=" The  Harbour Gazette ">', "The Harbour Gazette"),
        ('<meta name="application-name" content="Gazette">', "Gazette"),
        ("<title>Home - The Gazette</title>", "The Gazette"),
        ("<title>The Gazette | News from Vellan</title>", "The Gazette"),
        ("<title>News, sport and weather \u2013 Gazette</title>", "Gazette"),
        ("<title>Ein Blatt</title>", "Ein Blatt"),
        ("", "gazette.example"),
        ('<meta property="og:site_name" content="A &quot;B&quot; \x07 \\ C">', 'A "B" \\ C'),
    ],
)
def test_a_site_is_named_as_its_page_says(head: str, name: str) -> None:
    assert home(head).name == name


@pytest.mark.parametrize(
    ("url", "lang", "found"),
    [
        ("https://gazette.example/", "de-AT", ("de", "AT")),
        ("https://gazette.example/", "pt_BR", ("pt", "BR")),
        ("https://gazette.example/", "english", (None, None)),
        ("https://gazette.co.uk/", "en-US", ("en", "GB")),
        ("https://gazette.ch/", "fr", ("fr", "CH")),
        ("https://gazette.tv/", "es", ("es", None)),
        ("http://127.0.0.1:8765/", "en", ("en", None)),
    ],
)
def test_language_and_country_are_those_that_page_and_domain_say(
    url: str, lang: str, found: tuple[str | None, str | None]
) -> None:
    page = home("", url, lang)
    assert (page.language, page.country) == found


def source(*urls: str) -> FoundSource:
    links = tuple(Link(url=url) for url in urls)
    return FoundSource(kind="feed", url="https://www.gazette.example/rss", links=links)


@pytest.mark.parametrize(
    ("url", "articles", "domain"),
    [
        ("https://www.gazette.co.uk/", ["https://sport.gazette.co.uk/a"], "gazette.co.uk"),
        ("https://news.radio.co.uk/", ["https://news.radio.co.uk/a"], "news.radio.co.uk"),
        ("https://news.radio.co.uk/", ["https://www.radio.co.uk/a"], "radio.co.uk"),
        ("http://127.0.0.1:8765/", ["http://127.0.0.1:8765/a"], "127.0.0.1:8765"),
    ],
)
def test_the_domain_covers_the_articles(url: str, articles: list[str], domain: str) -> None:
    assert propose(home("", url), [source(*articles)], None).domains == (domain,)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Harbour Gazette", "the-harbour-gazette"),
        ("Süddeutsche Straße", "suddeutsche-strasse"),
        ("24 Часа", "gazette-example"),
        ("!!!", "gazette-example"),
    ],
)
def test_a_key_is_made_of_the_name_or_of_the_host(name: str, key: str) -> None:
    page = home(f'<meta property="og:site_name" content="{name}">')
    assert propose(page, [source()], None).key == key


def test_a_written_entry_is_read_as_it_was_proposed(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    for key in ("gazette.example", "other"):
        page = home('<title>A "B" \\ C é</title>', f"https://www.{key}.example/", "en-GB")
        append_entry(file, propose(page, [source("https://x.example/a")], key))
    site = load_registry(file).site("gazette.example")
    assert (site.name, site.country, site.status) == ('A "B" \\ C é', "GB", "checked")
    assert len(load_registry(file).sites) == 2


def test_a_key_that_is_in_the_file_already_is_refused_and_the_file_kept(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    proposal = propose(home(""), [source("https://x.example/a")], "gazette")
    append_entry(file, proposal)
    before = file.read_text()
    with pytest.raises(ConfigurationError, match="not TOML"):
        append_entry(file, proposal)
    assert file.read_text() == before


def test_of_very_many_links_only_the_first_are_read() -> None:
    links = "".join(f'<a href="/s{n // 900}-{n % 900}">S</a>' for n in range(9_000))
    page = read_home(f"<body class='nav'>{links}</body>".encode(), "https://www.gazette.com/")
    assert page.sections[0] == "https://www.gazette.com/s0-0"
    assert len(page.sections) == MAX_LINKS


@pytest.mark.parametrize("body", [b"", b" \n", b"\x00\x01\xff" * 99, b"<rss></rss>"])
def test_what_is_no_page_names_no_source(body: bytes) -> None:
    try:
        page = read_home(body, "https://www.gazette.com/")
    except SourceError:
        return
    assert (page.feeds, page.sections, page.name) == ((), (), "gazette.com")
