"""Parses a feed (RSS, RDF, Atom or JSON Feed), and returns the article links in it."""

from newsbot.discovery.feeds.json_feed import looks_like_json, parse_json_feed
from newsbot.discovery.feeds.xml_feed import parse_xml_feed
from newsbot.discovery.listing import Listing


def parse_feed(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """The article links of the feed at `url`, with what the feed says of each article.

    `content_type` is the Content-Type header of the response. Only its charset is read: servers
    send feeds with any type, and the bytes show whether a feed is JSON.

    Raises:
        SourceError: the bytes are no feed.
    """
    parse = parse_json_feed if looks_like_json(body) else parse_xml_feed
    return parse(body, url, content_type)
