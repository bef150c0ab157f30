import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.discovery.inflating import MAX_SIZE_BYTES
from newsbot.discovery.sitemap import parse_sitemap
from newsbot.errors import SourceError

URL = "https://gazette.example/sitemap.xml"

NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(*entries: str, namespaces: str = NAMESPACES) -> bytes:
    inner = "".join(f"<url>{entry}</url>" for entry in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {namespaces}>{inner}</urlset>'.encode()


NEWS = """<loc> https://gazette.example/a?x=1&amp;y=2 </loc>
    <image:image><image:loc>https://gazette.example/a.jpg</image:loc>
    <image:title>A picture</image:title></image:image>
    <news:news><news:publication><news:name>Gazette</news:name></news:publication>
    <news:publication_date>2024-05-01T10:00+02:00</news:publication_date>
    <news:title>Bridge
    &amp; tunnel</news:title></news:news>"""


def test_a_news_entry_becomes_a_link_with_title_and_date_in_utc():
    (link,) = parse_sitemap(urlset(NEWS), URL).links
    assert (link.url, link.title) == ("https://gazette.example/a?x=1&y=2", "Bridge & tunnel")
    assert link.published_at == link.changed_at == datetime(2024, 5, 1, 8, tzinfo=UTC)


def test_a_url_that_is_wrapped_over_lines_is_joined():
    entry = "<loc>\n  https://gazette.example/2026/\n    the-ferry sails\n</loc>"
    (link,) = parse_sitemap(urlset(entry), URL).links
    assert link.url == "https://gazette.example/2026/the-ferry%20sails"


def test_lastmod_says_when_an_article_changed():
    (link,) = parse_sitemap(urlset(NEWS + "<lastmod>2024-05-03</lastmod>"), URL).links
    assert link.published_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert link.changed_at == datetime(2024, 5, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["2024-02-31", "yesterday", "0000-00-00", "0001-01-01T00:00+09:00"]
)
def test_an_impossible_date_is_none(date):
    entry = f"<loc>https://gazette.example/a</loc><lastmod>{date}</lastmod>"
    assert parse_sitemap(urlset(entry), URL).links[0].changed_at is None


def test_an_index_lists_its_sitemaps():
    body = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap><loc>https://gazette.example/1.xml.gz</loc><lastmod>2024-05-01</lastmod></sitemap>
        <sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"""
    sitemap = parse_sitemap(body, URL)
    assert [(child.url, child.changed_at) for child in sitemap.children] == [
        ("https://gazette.example/1.xml.gz", datetime(2024, 5, 1, tzinfo=UTC)),
        ("https://gazette.example/2.xml", None),
    ]
    assert sitemap.links == ()


def test_gzip_is_accepted():
    assert parse_sitemap(gzip.compress(urlset(NEWS)), URL) == parse_sitemap(urlset(NEWS), URL)


def test_a_gzip_file_that_is_cut_off_gives_what_comes_before_the_cut():
    entries = [f"<loc>https://gazette.example/{number}</loc>" for number in range(2_000)]
    whole = gzip.compress(urlset(*entries))
    sitemap = parse_sitemap(whole[:-20], URL)
    assert 1_900 < len(sitemap.links) < 2_000
    assert sitemap.is_cut_off
    assert not parse_sitemap(whole + b"padding", URL).is_cut_off


def test_wrong_namespaces_and_a_blank_first_line_do_not_matter():
    body = b"\n" + urlset("<loc>https://gazette.example/a</loc>", namespaces='xmlns="urn:own"')
    assert len(parse_sitemap(body, URL).links) == 1


def test_bare_ampersands_are_part_of_the_url():
    body = urlset("<loc>https://gazette.example/a?x=1&y=2&amp;z=3</loc>")
    assert parse_sitemap(body, URL).links[0].url == "https://gazette.example/a?x=1&y=2&z=3"


def test_broken_xml_gives_what_comes_before_the_break():
    body = urlset("<loc>https://gazette.example/a</loc>", "<loc>https://gazette.example/b</loc>")
    links = parse_sitemap(body[: body.index(b"</url><url>") + 10], URL).links
    assert [link.url for link in links] == ["https://gazette.example/a"]


@pytest.mark.parametrize("root", ["urlset", "sitemapindex"])
def test_a_url_that_is_cut_off_is_no_url(root):
    urls = [f"https://gazette.example/{number}" for number in range(3)]
    entry = "url" if root == "urlset" else "sitemap"
    entries = "".join(f"<{entry}><loc>{url}</loc></{entry}>" for url in urls)
    body = f"<{root}>{entries}</{root}>".encode()
    for size in range(len(root) + 2, len(body)):
        sitemap = parse_sitemap(body[:size], URL)
        assert {each.url for each in (*sitemap.links, *sitemap.children)} <= set(urls)


def test_entities_are_not_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://gazette.example/secret")
    body = f"""<!DOCTYPE urlset [<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY x "yy">]>
        <urlset><url><loc>&file;</loc></url><url><loc>https://gazette.example/&x;</loc></url></urlset>"""
    assert [link.url for link in parse_sitemap(body.encode(), URL).links] == [
        "https://gazette.example/"
    ]


def test_a_gzip_bomb_is_an_error():
    bomb = gzip.compress(bytes(MAX_SIZE_BYTES + 1), compresslevel=1)
    with pytest.raises(SourceError, match="inflates to more than 50 MB"):
        parse_sitemap(bomb, URL)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<html><body>404",
        b"hello",
        b"\x1f\x8b",
    ],
)
def test_what_is_no_sitemap_is_an_error(body):
    with pytest.raises(SourceError, match="not a sitemap"):
        parse_sitemap(body, URL)


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b", b"<urlset><url><loc>"]))
def test_no_bytes_raise_anything_else(body, start):
    try:
        parse_sitemap(start + body, URL)
    except SourceError:
        return


@given(st.text(max_size=60))
def test_no_url_and_no_date_raise_anything(text):
    entry = f"<loc><![CDATA[{text}]]></loc><lastmod><![CDATA[{text}]]></lastmod>"
    parse_sitemap(b"<urlset><url>" + entry.encode("utf-8", "replace") + b"</url></urlset>", URL)


def test_links_and_children_are_in_the_form_in_which_they_are_requested():
    odd = r"https://evil.example\@gazette.example/a"
    for kind, entry in (("urlset", "url"), ("sitemapindex", "sitemap")):
        body = f"<{kind}><{entry}><loc>{odd}</loc></{entry}></{kind}>".encode()
        sitemap = parse_sitemap(body, URL)
        (found,) = (*sitemap.links, *sitemap.children)
        assert found.url == "https://evil.example/@gazette.example/a"


@pytest.mark.parametrize("root", ["urlset", "sitemapindex"])
def test_entries_that_are_no_web_url_are_counted(root):
    entry = "url" if root == "urlset" else "sitemap"
    locs = ("http://a.example:99999/", "ftp://a.example/a", URL)
    inner = "".join(f"<{entry}><loc>{loc}</loc></{entry}>" for loc in locs)
    sitemap = parse_sitemap(f"<{root}>{inner}</{root}>".encode(), URL)
    assert (len(sitemap.links) + len(sitemap.children), sitemap.not_web) == (1, 2)
