"""Sitemaps as generators, servers and proxies make them: the same story is found in each."""

import gzip
from datetime import UTC, datetime

import pytest

from newsbot.discovery import sitemap as module
from newsbot.discovery.dates.stated import stated_date
from newsbot.discovery.sitemap import parse_sitemap
from newsbot.errors import SourceError

URL = "https://gazette.example/maps/sitemap.xml"
MILL = "https://gazette.example/mill"
ENTRY = f"<url><loc>{MILL}</loc></url>"
SET = f"<urlset>{ENTRY}</urlset>"


def urls(body: str | bytes, url: str = URL) -> list[str]:
    listing = parse_sitemap(body.encode() if isinstance(body, str) else body, url)
    return [each.url for each in (*listing.links, *listing.children)]


@pytest.mark.parametrize(
    "body",
    [
        SET.replace("</loc>", "</loc><news:news><news:title>A</news:title></news:news>"),
        SET.replace("<loc>", "<image:image><image:loc>/p.jpg</image:loc></image:image><loc>"),
        SET.replace("<loc>", "<image:loc>/p.jpg</image:loc><loc>"),
        SET.replace("<loc>", '<xhtml:link rel="alternate" href="/de/mill"><loc>'),
        SET.replace("<urlset>", '<urlset xmlns="urn:own" xmlns:news="urn:wrong">'),
        f"<s:urlset><s:url><s:loc>{MILL}</s:loc></s:url></s:urlset>",
        f"<URLSET><URL><LOC>{MILL}</LOC></URL></URLSET>",
        f"<br />\n<b>Notice</b>: Undefined index<br />\n<?xml version='1.0'?>{SET}",
        f"\ufeff\ufeff \n<!-- made by hand --><?xml version='1.0'?>{SET}",
        f"{SET}<br /><b>Fatal error</b>: out of memory",
        f"<urlset/>{SET}<urlset></urlset>",
        f"<!DOCTYPE html><html><body>{SET}</body></html>",
        f"<html><pre>{SET.replace('<', '&lt;').replace('>', '&gt;')}</pre></html>",
        f"<urlset>{SET}</urlset>",
        f"<sitemaps>{ENTRY}</sitemaps>",
        f"<urlset><url><loc><![CDATA[ {MILL} ]]></loc></url></urlset>",
        f"<urlset><url><loc>\n\t{MILL[:20]}\n{MILL[20:]}\x00\x0b\n</loc></url></urlset>",
        "<urlset><url><loc>../mill</loc></url></urlset>",
        f"<urlset><url>{MILL}</url></urlset>",
        f"<sitemapindex><sitemap>\n{MILL}\n</sitemap></sitemapindex>",
        f"<urlset><url><loc>&lt;![CDATA[{MILL}]]&gt;</loc></url></urlset>",
        "<urlset><url><loc>https:/gazette.example/mill</loc></url></urlset>",
        f"{MILL}\t2026-05-04\tdaily\n",
        f"{MILL},2026-05-04,0.8\n",
        f'"{MILL}";0.8\n',
        f"<{MILL}>\n",
        f'"{MILL}","2026-05-04T10:00:00Z","0.8"\n',
        f"<urlset><url loc='{MILL}'/></urlset>",
        f"<urlset><url><loc>{MILL}</url></urlset>",
        f"<urlset><url><loc>{MILL}</loc></urlset>",
        f"{SET[:-9]}<url><loc>https://gazette.exa",
        f"<?xml version='1.0' encoding='utf-16'?>{SET}",
        f"<?xml version='1.0' encoding='klingon'?>{SET}",
        b"\xff\xfe" + SET.encode(),
        SET.encode("utf-16"),
        f"\ufeff# stories\r\n{MILL}\r\n\r\n",
        MILL.encode("utf-16"),
        f"<rss version='2.0'><channel><item><link>{MILL}</link></item></channel></rss>",
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{MILL}'/></entry></feed>",
        f"<sitemapindex><url><loc>{MILL}</loc></url></sitemapindex>",
        SET.replace("<", "&lt;").replace(">", "&gt;"),
        f"<urlset><url><loc>'{MILL}'</loc></url></urlset>",
        "<urlset><url><loc>gazette.example/mill</loc></url></urlset>",
        f"<br />\n{MILL}",
    ],
)
def test_the_story_is_found_in_every_spelling(body):
    assert urls(body) == [MILL]


@pytest.mark.parametrize(
    ("loc", "query"),
    [
        ("<![CDATA[/a?x=1&y=2&amp;z=3]]>", "x=1&y=2&amp;z=3"),
        ("/a?id=8&copy=2&lang=en", "id=8&copy=2&lang=en"),
        ("/a?x=1&amp;y=2&#38;z=&#x33;", "x=1&y=2&z=3"),
        ("/a?x=caf&eacute;&unheard;", "x=caf%C3%A9"),
    ],
)
def test_entities_are_replaced_and_what_is_none_stays(loc, query):
    (url,) = urls(f"<urlset><url><loc>{loc}</loc></url></urlset>")
    assert url == f"https://gazette.example/a?{query}"


PACKED = gzip.compress(SET.encode(), mtime=0)


@pytest.mark.parametrize(
    "body",
    [
        PACKED,
        gzip.compress(PACKED, mtime=0),
        b"\xef\xbb\xbf\r\n" + PACKED,
        PACKED + b"\0" * 512,
        PACKED + b"<br />Notice",
        PACKED[:-8] + b"checksum",
        gzip.compress(b"<urlset>", mtime=0) + gzip.compress(f"{ENTRY}</urlset>".encode(), mtime=0),
        gzip.compress(MILL.encode(), mtime=0),
    ],
)
def test_the_story_is_found_in_every_gzip_file(body):
    assert urls(body) == [MILL]
    assert not parse_sitemap(body, URL).is_cut_off


def test_a_damaged_gzip_gives_what_comes_before_the_damage_and_says_so():
    entries = (f"<url><loc>/{number * 7919}</loc></url>" for number in range(2_000))
    body = bytearray(gzip.compress(f"<urlset>{''.join(entries)}</urlset>".encode()))
    body[len(body) // 2 : len(body) // 2 + 8] = b"\xff" * 8
    found = parse_sitemap(bytes(body), URL)
    assert 500 < len(found.links) < 2_000
    assert found.is_cut_off


def test_the_last_url_of_a_text_file_that_is_cut_off_is_no_url():
    lines = "\n".join(f"https://gazette.example/{number}" for number in range(500))
    body = gzip.compress(lines.encode())[:-20]
    assert set(urls(body)) < set(lines.split("\n"))


def test_an_index_may_name_sitemaps_as_urls_and_stories_beside_them():
    index = "<sitemap><loc>/1.xml</loc></sitemap><url><loc>/2.xml.gz</loc></url>" + ENTRY
    found = parse_sitemap(f"<sitemapindex>{index}</sitemapindex>".encode(), URL)
    assert [child.url[-8:] for child in found.children] == ["le/1.xml", "2.xml.gz"]
    assert [link.url for link in found.links] == [MILL]


def test_a_robots_txt_is_an_index_of_the_sitemaps_that_it_names():
    body = "\ufeffUser-agent: *\r\nDisallow: /x\r\nSITEMAP:/a.xml # all\rsite-map : b.xml\n"
    found = parse_sitemap(body.encode(), "https://gazette.example/robots.txt")
    host = "https://gazette.example"
    assert [child.url for child in found.children] == [f"{host}/a.xml", f"{host}/b.xml"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<html><body><a href='/mill'>The mill</a></body></html>", "root element is 'html'"),
        ('{"error": "https://gazette.example"}', "neither XML nor a list"),
        ("Not found\nSee https://gazette.example/help\nor call us", "neither XML nor a list"),
        ("User-agent: *\nDisallow: /", "names no sitemap"),
    ],
)
def test_what_is_no_sitemap_is_told(body, why):
    with pytest.raises(SourceError, match=why):
        urls(body)


def test_entries_in_the_definition_of_an_entity_are_none():
    evil = '<!DOCTYPE urlset [<!ENTITY x "<url><loc>https://evil.example/</loc></url>">]>'
    assert urls(f"{evil}<urlset>{ENTRY}&x;&x;</urlset>") == [MILL]


def test_sitemaps_that_a_urlset_lists_are_sitemaps_and_no_articles():
    body = f"<urlset><url><loc>/sitemap-2.xml.gz?x=1</loc></url>{ENTRY}</urlset>"
    listing = parse_sitemap(body.encode(), URL)
    assert [each.url for each in listing.children] == [
        "https://gazette.example/sitemap-2.xml.gz?x=1"
    ]
    assert [each.url for each in listing.links] == [MILL]


def test_commas_in_the_urls_of_a_text_sitemap_stay():
    paths = ("mill,2026,a.html", "mill,2026-05-04.html", "mill,1.5-million,2026-05-04-a")
    body = "\n".join(f"https://gazette.example/{path}" for path in paths)
    assert urls(body) == body.split()


def test_entries_beyond_the_limit_are_counted(monkeypatch):
    monkeypatch.setattr(module, "MAX_ENTRIES", 3)
    entries = "".join(f"<url><loc>/{number}</loc></url>" for number in range(5))
    found = parse_sitemap(f"<urlset>{entries}</urlset>".encode(), URL)
    assert (len(found.links), found.over_limit) == (3, 2)


@pytest.mark.parametrize(
    "hostile",
    ["<!--", "<![CDATA[", "<!DOCTYPE[", "<a", "<urlset><url>", "<url><x>", "&", "]", "<a:", "&lt;"],
)
def test_hostile_markup_is_read_in_time(hostile):
    """By the limit of CPU time of the test suite's worker, a quadratic parser would not end."""
    for body in (hostile * 50_000, f"<urlset><url>{'<x>' * 20_000}{'</y>' * 20_000}"):
        try:
            urls(body)
        except SourceError:
            continue


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-08 08:53:11 AM", (2026, 5, 8, 8, 53, 11)),
        ("2026-05-08 08:53:11 p.m.", (2026, 5, 8, 20, 53, 11)),
        ("2026-05-08 12:10 am", (2026, 5, 8, 0, 10)),
        ("2026-05-08 13:10 PM", (2026, 5, 8, 13, 10)),
        (" 2026 - 5 - 8 ", (2026, 5, 8)),
        ("2026/05/08 8:53", (2026, 5, 8, 8, 53)),
        ("2026-05-08T 08:53:11 +02:00", (2026, 5, 8, 6, 53, 11)),
        ("2026-05-08T8:53:11 UTC", (2026, 5, 8, 8, 53, 11)),
        ("2026-05", (2026, 5, 1)),
        *((text, None) for text in ("2026", "05/08/2026", "08.05.2026", "2026-13", "0", "now")),
        *((text, None) for text in ("2026-02-30 10:00 AM", "-0001-11-30T00:00:00+00:00")),
    ],
)
def test_a_date_in_an_odd_form_is_read_or_none(text, moment):
    assert stated_date(text) == (moment and datetime(*moment, tzinfo=UTC))
