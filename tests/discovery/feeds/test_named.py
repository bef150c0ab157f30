import pytest

from newsbot.discovery.feeds.named import named_feeds

URL = "https://gazette.example/rss"
FEED = "https://gazette.example/feed.xml"


def named(*links: str) -> tuple[str, ...]:
    page = f"<!doctype html><html><head>{''.join(links)}</head><body>Moved.</body></html>"
    return named_feeds(page.encode(), URL, "text/html")


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">',
        "<LINK REL='Alternate Home' TYPE='application/atom+xml; charset=utf-8' HREF=/feed.xml>",
        '<link rel=alternate type=application/feed+json href=" https://gazette.example/feed.xml ">',
        '<link rel="feed" href="feed.xml">',
        '<link rel="alternate" href="/feed.xml">',
        '<link rel=alternate type=application/json title="JSON Feed" href="/feed.xml">',
        '<base href="https://gazette.example/"><link rel=alternate type=text/xml href=feed.xml>',
        '<link rel=alternate type=application/rss+xml href="feed:https://gazette.example/feed.xml">',
    ],
)
def test_a_page_names_its_feeds_in_many_ways(link: str) -> None:
    assert named(link, link) == (FEED,)


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" hreflang="de" href="/de/">',
        '<link rel="alternate" hreflang="de" href="/de/the-feed-that-fed-a-town">',
        '<link rel="stylesheet" type="text/css" href="/feed.css">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">',
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">',
        '<link rel="alternate" type="application/rss+xml" href="/rss">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<link rel="alternate" type="application/rss+xml" href="http://[gazette]/feed">',
    ],
)
def test_other_links_name_no_feed(link: str) -> None:
    assert named(link) == ()
