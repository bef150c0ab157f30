"""Feeds with the mistakes that feeds have, and the links that a reader still finds in them."""

import gzip
from datetime import UTC, datetime
from html import escape

import pytest

from newsbot.discovery.feed import parse_feed
from newsbot.errors import SourceError

URL = "https://gazette.example/rss/world.xml"
A = "https://gazette.example/a"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def rss(*items: str) -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{inner}</channel></rss>'


def atom(entry: str, attributes: str = "") -> str:
    return f"<feed {ATOM}{attributes}><entry>{entry}</entry></feed>"


def links(feed: str | bytes, content_type: str | None = None) -> list[str]:
    body = feed if isinstance(feed, bytes) else feed.encode()
    return [link.url for link in parse_feed(body, URL, content_type).links]


LINKS_OF_ITEMS = {
    "an empty link beside a permalink": f"<link/><guid>{A}</guid>",
    "an empty link after a permalink": f'<guid isPermaLink="true">{A}</guid><link></link>',
    "a link of blanks": f"<link> <![CDATA[ ]]> </link><guid>{A}</guid>",
    "isPermaLink in capitals": f'<guid isPermaLink="TRUE">{A}</guid>',
    "a relative permalink": "<guid>/a</guid>",
    "a relative path that is called a permalink": '<guid isPermaLink="true">../a</guid>',
    "a link in an attribute": f'<link href="{A}"/>',
    "a self link of Atom before the link": f"""<a10:link rel="self" href="/self"
        xmlns:a10="http://www.w3.org/2005/Atom"/><link>{A}</link>""",
    "a self link of Atom after the link": f"""<link>{A}</link><a10:link rel="self" href="/self"
        xmlns:a10="http://www.w3.org/2005/Atom"/>""",
    "an undeclared prefix": f"""<media:content url="/a.jpg"/><link>{A}</link>
        <dc:creator>A</dc:creator>""",
    "an undeclared prefix of nobody": f"<gz:mood x:y='1'>grim</gz:mood><link>{A}</link>",
    "a link in CDATA": f"<link><![CDATA[\n {A} \n]]></link>",
    "a link over several lines": "<link>\n  https://gazette.example/\n   a\n</link>",
    "feed: before https:": f"<link>feed:{A}</link>",
    "feed://": "<link>feed://gazette.example/a</link>",
    "www. without a scheme": "<link>www.gazette.example/a</link>",
    "no scheme": "<link>//gazette.example/a</link>",
    "HTML's entities, declared nowhere": f"<title>&eacute;&nbsp;&hellip;</title><link>{A}</link>",
    "a reference to no character": f"<title>A&#0;&#x1F;&#xD800;</title><link>{A}</link>",
    "control characters": f"<title>\x00A\x0b\x1f</title><link>{A}</link>",
    "a bare ampersand in the title": f"<title>Mills & Sons &c</title><link>{A}</link>",
    "an image with a link before the item's": f"""<image><url>/i.png</url><link>/i</link>
        </image><link>{A}</link>""",
    "characters that nobody sees around a link": f"<link>\ufeff\u200b{A}\u200b</link>",
    "two schemes": f"<link>http://{A}</link>",
    "one slash after the scheme": "<link>https:/gazette.example/a</link>",
    "no colon after the scheme": "<link>https//gazette.example/a</link>",
    "the feed's own host without a scheme": "<link>gazette.example/a</link>",
    "a CDATA section that is escaped": f"<link>&lt;![CDATA[{A}]]&gt;</link>",
    "an opaque guid beside a link": f"<guid>12345</guid><link>{A}</link>",
}


@pytest.mark.parametrize("item", LINKS_OF_ITEMS.values(), ids=LINKS_OF_ITEMS)
def test_the_link_of_an_rss_item_is_found(item: str) -> None:
    (found,) = links(rss(item))
    assert found.replace("http:", "https:").replace("www.", "") == A


@pytest.mark.parametrize(
    "item",
    [
        "<guid>12345</guid>",
        "<guid>N/A</guid><link/>",
        f'<guid isPermaLink="false">{A}</guid>',
        '<guid isPermaLink="true">12345</guid>',
        '<enclosure url="https://gazette.example/a.mp3" type="audio/mpeg"/>',
        f'<a:link rel="replies" href="{A}" xmlns:a="http://www.w3.org/2005/Atom"/>',
    ],
)
def test_what_is_no_link_to_the_items_page_is_not_taken(item: str) -> None:
    assert links(rss(item)) == []


@pytest.mark.parametrize(
    "query",
    ["id=7&lang=en", "id=8&copy=2", "a=1&sub=x&reg=y&amp;not=z", "n=1&sect=2&para=3&times=4"],
)
def test_bare_ampersands_in_links_stay_what_they_are(query: str) -> None:
    expected = f"{A}?{query}".replace("&amp;", "&")
    assert links(rss(f"<link>{A}?{query}</link>")) == [expected]
    assert links(rss(f"<link><![CDATA[{expected}]]></link>")) == [expected]
    assert links(atom(f'<link href="{A}?{query}"/>')) == [expected]


ENTRIES = {
    "alternate after self, edit and enclosure": """<link rel="self" href="/self"/>
        <link rel="edit" href="/edit"/><link rel="enclosure" href="/e.mp3" type="audio/mpeg"/>
        <link rel="replies" href="/replies"/><link rel="alternate" href="/a"/>""",
    "the relation as a URL": """<link href="/a"
        rel="http://www.iana.org/assignments/relation/alternate"/>""",
    "another type of text": f'<id>{URL}</id><link rel="alternate" type="text/plain" href="/a"/>',
    "only an id": f"<id>{A}</id>",
    "an id beside the page's JSON": f"""<id>{A}</id>
        <link rel="alternate" type="application/json" href="/a.json"/>""",
    "an id, and only a self link": f'<link rel="self" href="/self"/><id>{A}</id>',
    "the feed's own host without a scheme": '<link href="gazette.example/a"/>',
    "two schemes": f"<link rel='alternate' href='http://{A}'/>",
    "its own xml:base": '<link xml:base="https://gazette.example/" href="a"/>',
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_the_link_of_an_atom_entry_is_found(entry: str) -> None:
    assert links(atom(entry)) == [A]


ITEM = f"<item><title>A</title><link>{A}</link></item>"
FEEDS = {
    "RSS 0.91": f"""<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
        "http://my.netscape.com/publish/formats/rss-0.91.dtd">
        <rss version="0.91"><channel>{ITEM}</channel></rss>""",
    "RSS 1.0, URL only in rdf:about": f"""<rdf:RDF xmlns="http://purl.org/rss/1.0/"
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/>
        <item rdf:about="{A}"><title>A</title></item></rdf:RDF>""",
    "Atom 0.3": f"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>A</title>
        <link rel="alternate" type="text/html" href="{A}"/></entry></feed>""",
    "capitals": f"<RSS VERSION='2.0'><CHANNEL>{ITEM.upper()}</CHANNEL></RSS>".replace(A.upper(), A),
    "capitals now and then": rss(f"<Title>A</title><Link>{A}</link>"),
    "a blank line before": "\n\n" + rss(f"<link>{A}</link>"),
    "a warning before": "<br />\n<b>Warning</b>: on line <b>3</b>" + rss(f"<link>{A}</link>"),
    "two byte order marks": "\ufeff\ufeff" + rss(f"<link>{A}</link>"),
    "a warning after": rss(f"<link>{A}</link>") + "<br />\n<b>Warning</b> & <a href='x'>",
    "a comment after": rss(f"<link>{A}</link>") + "<!-- cached -- >",
    "an XML 1.1 declaration": rss(f"<link>{A}</link>").replace('"1.0"', '"1.1"'),
    "no version of RSS": f"<rss><channel>{ITEM}</channel></rss>",
    "items outside the channel": f'<rss version="2.0"><channel></channel>{ITEM}</rss>',
    "entities that it declares itself": """<!DOCTYPE rss [<!ENTITY paper "gazette">]>
        <rss version="2.0"><channel><item><link>https://&paper;.example/a</link></item></channel>
        </rss>""",
    "an HTML page that shows it": f"<html><pre>{escape(rss(f'<link>{A}</link>'))}</pre></html>",
    "prefixed Atom": f"""<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry>
        <a:link href="{A}"/></a:entry></a:feed>""",
}  # fmt: skip


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_a_feed_with_mistakes_is_read(feed: str) -> None:
    assert links(feed) == [A]


@pytest.mark.parametrize("charset", ["utf-16", "utf-16le", "windows-1252", "x-unknown"])
def test_a_wrong_declaration_of_the_charset_costs_nothing(charset: str) -> None:
    item = "<title>Caf\u00e9</title><link>https://gazette.example/caf\u00e9</link>"
    feed = rss(item).replace('"1.0"', f'"1.0" encoding="{charset}"')
    for body in (feed.encode(), b"\xef\xbb\xbf" + feed.encode(), feed.encode("utf-16")):
        for header in (None, "text/xml", "text/xml; charset=utf-16"):
            (link,) = parse_feed(body, URL, header).links
            assert (link.url, link.title) == ("https://gazette.example/caf%C3%A9", "Caf\u00e9")


def test_a_feed_that_is_cut_off_gives_its_whole_items_and_says_so() -> None:
    whole = rss(f"<link>{A}</link>", "<link>https://gazette.example/bridge-closes</link>")
    for end in (whole.index("-closes"), whole.index("/bridge"), whole.index("<item>", 80) + 3):
        listing = parse_feed(whole[:end].encode(), URL)
        assert [link.url for link in listing.links] == [A]
        assert listing.fault == "the end of the feed is missing"
    assert parse_feed(whole.encode(), URL).fault is None


def test_a_feed_that_is_cut_off_in_its_first_item_gives_none() -> None:
    listing = parse_feed(rss(f"<link>{A}</link>")[:80].encode(), URL)
    assert (listing.links, listing.fault) == ((), "the end of the feed is missing")


def test_hosts_in_other_scripts_are_asked_for_in_ascii() -> None:
    assert links(rss("<link>https://zeitung-k\u00f6ln.example/a</link>")) == [
        "https://xn--zeitung-kln-zfb.example/a"
    ]


def test_a_feed_in_a_gzip_file_is_read_as_far_as_it_goes() -> None:
    packed = gzip.compress(rss(f"<link>{A}</link>").encode())
    assert links(packed) == [A]
    assert parse_feed(packed[:-8], URL).is_cut_off


def test_the_title_of_an_items_image_is_not_the_items() -> None:
    item = f"<title>A</title><image><title>I</title><link>/i</link></image><link>{A}</link>"
    (link,) = parse_feed(rss(item).encode(), URL).links
    assert (link.title, link.url) == ("A", A)


def test_an_escaped_cdata_section_is_no_part_of_a_title() -> None:
    (link,) = parse_feed(
        rss(f"<title>&lt;![CDATA[A]]&gt;</title><link>{A}</link>").encode(), URL
    ).links
    assert link.title == "A"


FAULTY = {
    "a misspelt end tag": f"<title>B<link>{A}/b</link></titel>",
    "an element without an end": f"<title>B<link>{A}/b</link>",
    "an attribute without a quote": f'<title>B</title><x y="z><link>{A}/b</link>',
    "a tag within a tag": f"<title <b>B</title><link>{A}/b</link>",
}


@pytest.mark.parametrize("item", FAULTY.values(), ids=FAULTY)
def test_an_item_with_a_fault_does_not_hide_the_others(item: str) -> None:
    whole = [f"<title>{path}</title><link>{A}/{path}</link>" for path in "acd"]
    listing = parse_feed(rss(whole[0], item, *whole[1:]).encode(), URL)
    assert [link.url for link in listing.links] == [f"{A}/{path}" for path in "abcd"]
    assert listing.links[2].title == "c"
    assert listing.fault is None


def test_items_with_a_fault_and_without_a_link_are_told() -> None:
    listing = parse_feed(rss("<title>B<link>/b</title>", f"<link>{A}</link>").encode(), URL)
    assert [link.url for link in listing.links] == [A]
    assert listing.fault == "1 items are no well-formed XML"


def test_a_page_that_only_speaks_of_rss_is_no_feed() -> None:
    with pytest.raises(SourceError, match="not a feed"):
        links("<html><p>A feed begins with &lt;rss version='2.0'&gt;&lt;channel&gt;</p></html>")


def test_the_date_of_an_rss_item_may_be_in_dc_date_but_not_beside_a_date_of_change() -> None:
    dated = f"<link>{A}</link><dc:date>2024-05-01</dc:date>"
    changed = f"{dated}<a10:updated>2024-05-03T00:00:00Z</a10:updated>"
    (first,) = parse_feed(rss(dated).encode(), URL).links
    (second,) = parse_feed(rss(changed).encode(), URL).links
    assert first.published_at == datetime(2024, 5, 1, tzinfo=UTC)
    assert second.published_at is None
