"""Tells from a URL whether it may be the URL of a feed."""

import re
from urllib.parse import urlsplit

_FEED = re.compile(
    r"(?:^|[/._~-])(?:rss\d?|rdf|atom\d?|feeds?)(?:$|[/._~-])|\.(?:rss|rdf|atom)$", re.IGNORECASE
)
_FEED_QUERY = re.compile(
    r"(?:^|&)(?:feed|format|type|service|outputtype|alt)=(?:rss|atom|xml|feed)"
)
# The maximum number of words in a path segment of a section's or feed's URL. The URL of an article
# often has the headline, which has more words.
_MOST_WORDS = 4
_HYPHENS = re.compile(r"[-_]+")


def may_be_feed(url: str) -> bool:
    """Whether a URL looks like the URL of a feed, e.g. "https://gazette.example/rss/world.xml"."""
    parts = urlsplit(url)
    if any(map(has_many_words, parts.path.split("/"))):
        return False  # an article, e.g. "/world/rss-leader-visits-the-ferry-port"
    found = _FEED.search(parts.path) or _FEED_QUERY.search(parts.query.lower())
    return bool(found) or parts.hostname == "feeds.feedburner.com"


def has_many_words(segment: str) -> bool:
    """Whether a part of a path has so many words that it is a headline and no name of a feed."""
    return len(_HYPHENS.split(segment)) > _MOST_WORDS
