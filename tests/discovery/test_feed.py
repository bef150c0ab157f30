from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.discovery.feed import parse_feed
from newsbot.errors import SourceError

URL = "https://gazette.example/rss/world.xml"

RSS = (
    """<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{}</channel></rss>"""
)


def rss(*items: str) -> bytes:
    return RSS.format("".join(f"<item>{item}</item>" for item in items)).encode()


def test_an_rss_item_becomes_a_link_with_title_and_date_in_utc():
    item = """<title>Bridge &amp; tunnel</title><link>https://gazette.example/a</link>
        <pubDate>Wed, 08 May 2024 14:50:49 +0200</pubDate>"""
    (link,) = parse_feed(rss(item), URL).links
    assert (link.url, link.title) == ("https://gazette.example/a", "Bridge & tunnel")
    assert link.published_at == datetime(2024, 5, 8, 12, 50, 49, tzinfo=UTC)
    assert link.changed_at == link.published_at


def test_an_atom_entry_says_when_it_was_updated():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry>
        <title type="html">A &lt;b&gt;bold&lt;/b&gt; &amp;amp; new plan</title>
        <link rel="self" href="/self"/><link href="/a"/>
        <published>2024-05-01T08:00:00Z</published><updated>2024-05-02T08:00:00+02:00</updated>
        </entry></feed>"""
    (link,) = parse_feed(body, URL).links
    assert (link.url, link.title) == ("https://gazette.example/a", "A bold & new plan")
    assert link.published_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert link.changed_at == datetime(2024, 5, 2, 6, tzinfo=UTC)


def test_rdf_is_read_too():
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <item><title>T</title><link>https://gazette.example/a</link><dc:date>2024-05-01</dc:date>
        </item></rdf:RDF>"""
    (link,) = parse_feed(body, URL).links
    assert link.changed_at == datetime(2024, 5, 1, tzinfo=UTC)


def test_relative_links_are_seen_from_the_feed_and_other_schemes_are_left_out():
    items = [
        "<link>../b</link>",
        "<link>mailto:desk@gazette.example</link>",
        "<title>no link</title>",
    ]
    assert [link.url for link in parse_feed(rss(*items), URL).links] == [
        "https://gazette.example/b"
    ]


def test_a_link_that_is_listed_twice_counts_once_in_its_first_place():
    items = [f"<link>https://gazette.example/{path}</link>" for path in "abca"]
    assert [link.url[-1] for link in parse_feed(rss(*items), URL).links] == ["a", "b", "c"]


def test_an_impossible_date_is_none():
    item = "<link>https://gazette.example/a</link><pubDate>Wed, 38 May 2024 14:50:49</pubDate>"
    assert parse_feed(rss(item), URL).links[0].published_at is None


def test_the_url_of_the_article_is_taken_rather_than_that_of_a_counting_service():
    item = """<link>https://counter.example/~r/x</link>
        <feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"
        >https://gazette.example/a</feedburner:origLink>"""
    assert parse_feed(rss(item), URL).links[0].url == "https://gazette.example/a"


def test_an_empty_feed_has_no_links():
    assert parse_feed(rss(), URL).links == ()


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"<urlset/>", b"hello"])
def test_what_is_no_feed_is_an_error(body):
    with pytest.raises(SourceError, match="not a feed"):
        parse_feed(body, URL)


def test_a_body_that_spells_a_files_name_opens_no_file(tmp_path):
    file = tmp_path / "secret.xml"
    file.write_bytes(rss("<link>https://gazette.example/secret</link>"))
    with pytest.raises(SourceError):
        parse_feed(str(file).encode(), URL)


@given(st.binary(max_size=200), st.sampled_from([b"", b"<rss>", b"<?xml version='1.0'?><feed>"]))
def test_no_bytes_raise_anything_else(body, start):
    try:
        parse_feed(start + body, URL)
    except SourceError:
        return


def test_a_link_is_in_the_form_in_which_it_is_requested():
    links = (
        r"https://evil.example\@gazette.example/a",
        "https://GAZETTE.example.:443/a#part",
        "https://anna:secret@gazette.example/a",
        "https://gaz\nette.example/c",
        "mailto:anna@gazette.example",
        "",
    )
    items = (f"<link>{link}</link>" for link in links)
    assert [link.url for link in parse_feed(rss(*items), URL).links] == [
        "https://evil.example/@gazette.example/a",
        "https://gazette.example/a",
        "https://gazette.example/c",
    ]


def test_a_link_that_is_too_long_is_listed_too():
    (link,) = parse_feed(rss(f"<link>https://gazette.example/{'a' * 5000}</link>"), URL).links
    assert len(link.url) > 5000


def test_links_that_are_no_web_url_are_counted():
    odd = ("http://a.example:99999/", "http://[bad/a", "ftp://a.example/a", "mailto:anna@a.example")
    listing = parse_feed(rss(*(f"<link>{url}</link>" for url in (*odd, URL))), URL)
    assert [link.url for link in listing.links] == [URL]
    assert listing.not_web == len(odd)
