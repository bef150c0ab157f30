"""Parses a feed (RSS, RDF, Atom or JSON Feed), and returns the article links in it."""

from dataclasses import replace

from newsbot.discovery.feeds.json_feed import looks_like_json, parse_json_feed
from newsbot.discovery.feeds.xml_feed import parse_xml_feed
from newsbot.discovery.inflating import inflated
from newsbot.discovery.listing import Listing


def parse_feed(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """The links to articles in the feed at `url`, with what the feed says about each article.

    `body` is the content of the feed, which may be compressed with gzip. `content_type` is the
    Content-Type header of the response. Only the charset in the header is used, because many
    servers send feeds with a wrong media type.

    Raises:
        SourceError: the bytes are no feed.
    """
    found = inflated(body)
    parse = parse_json_feed if looks_like_json(found.content) else parse_xml_feed
    listing = parse(found.content, url, content_type)
    return replace(listing, is_cut_off=found.is_cut_off)
