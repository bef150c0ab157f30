import pytest

from newsbot.discovery.feed import parse_feed
from newsbot.discovery.feeds.item_texts import MAX_AUTHORS, MAX_SUMMARY
from newsbot.items import Link

URL = "https://gazette.example/rss"


def item(said: str) -> Link:
    text = f"<link>https://gazette.example/a</link>{said}"
    body = f'<rss version="2.0"><channel><item>{text}</item></channel></rss>'
    (link,) = parse_feed(body.encode(), URL).links
    return link


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("<author>desk@gazette.example (Ann Carter)</author>", ("Ann Carter",)),
        ("<author>Ann Carter &lt;ann@gazette.example&gt;</author>", ("Ann Carter",)),
        ("<author>desk@gazette.example</author>", ()),
        ("<author>mailto:desk@gazette.example (Ann Carter)</author>", ("Ann Carter",)),
        ("<dc:creator><![CDATA[By Ann Carter]]></dc:creator>", ("By Ann Carter",)),
        ("<dc:creator>Ann Carter</dc:creator><dc:creator>Bo</dc:creator>", ("Ann Carter", "Bo")),
        ("<author>a@x.example (Ann)</author><author>b@x.example (Bo)</author>", ("Ann", "Bo")),
        ("<author></author>", ()),
    ],
)
def test_the_authors_of_an_item_have_no_email_addresses(
    said: str, expected: tuple[str, ...]
) -> None:
    assert item(said).authors == expected


def test_an_atom_entry_has_its_authors_and_else_those_of_the_feed() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><author><name>The Gazette</name></author>
        <entry><link href="/a"/><author><name>Ann Carter</name><email>a@x.example</email></author>
        <author><name>Bo Lind</name></author></entry><entry><link href="/b"/></entry></feed>"""
    both, none = parse_feed(body, URL).links
    assert both.authors == ("Ann Carter", "Bo Lind")
    assert none.authors == ("The Gazette",)


def test_the_managing_editor_of_a_feed_wrote_none_of_the_items() -> None:
    body = b"""<rss version="2.0"><channel><managingEditor>e@gazette.example (Ed)</managingEditor>
        <item><link>/a</link></item></channel></rss>"""
    assert parse_feed(body, URL).links[0].authors == ()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("<description>The mill &amp;amp; the weir</description>", "The mill & the weir"),
        ("<description><![CDATA[<p>1.</p><p>T<b>w</b>o.</p><!--x-->]]></description>", "1. Two."),
        ("<description>A.&lt;script>f('x')&lt;/script></description>", "A."),
        ("<description>5 &lt; 6 and 7 &gt; 3</description>", "5 < 6 and 7 > 3"),
        ("<description><![CDATA[<img src='/a.jpg'>]]></description>", None),
        ("<description/>", None),
        ("<content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded>", None),
    ],
)
def test_a_summary_is_one_line_of_plain_text(said: str, expected: str | None) -> None:
    assert item(said).summary == expected


def test_what_a_feed_says_is_bounded() -> None:
    authors = "".join(f"<dc:creator>Ann {'x' * 300} {n}</dc:creator>" for n in range(30))
    said = item(f"<description>{'word ' * 9000}</description>{authors}")
    assert len(said.summary or "") <= MAX_SUMMARY
    assert len(said.authors) <= MAX_AUTHORS
    assert max(map(len, said.authors)) <= 200
