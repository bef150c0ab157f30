"""Declares the namespace prefixes that a feed uses without declaring them, e.g. `media:`."""

import re

# Matches a tag, or as a whole a part of the feed that has no tags of the feed.
_TAG = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    rb"|<((?:[a-z_][\w.-]*:)?[a-z_][\w.-]*)((?:\s[^<>]*)?)>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"\s([a-z_][\w.-]*):[a-z_][\w.-]*\s*=", re.IGNORECASE)
_DECLARATION = re.compile(rb"\sxmlns:([a-z_][\w.-]*)\s*=", re.IGNORECASE)
_RESERVED = frozenset((b"xml", b"xmlns"))
# Prefixes, with the namespaces for which feeds use them. Of other prefixes it only matters that
# they are declared at all.
_KNOWN = {
    b"atom": b"http://www.w3.org/2005/Atom",
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"dcterms": b"http://purl.org/dc/terms/",
    b"feedburner": b"http://rssnamespace.org/feedburner/ext/1.0",
    b"itunes": b"http://www.itunes.com/DTDs/PodCast-1.0.dtd",
    b"media": b"http://search.yahoo.com/mrss/",
    b"rdf": b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    b"slash": b"http://purl.org/rss/1.0/modules/slash/",
    b"sy": b"http://purl.org/rss/1.0/modules/syndication/",
    b"thr": b"http://purl.org/syndication/thread/1.0",
    b"wfw": b"http://wellformedweb.org/CommentAPI/",
    b"xhtml": b"http://www.w3.org/1999/xhtml",
}


def with_declared_prefixes(xml: bytes) -> bytes:
    """A feed that begins with its root element, in which the root declares all prefixes.

    Added are only declarations for prefixes that no element of the feed declares.
    """
    used: set[bytes] = set()
    declared: set[bytes] = set()
    for found in _TAG.finditer(xml):
        name, attributes = found.groups()
        if name is None:
            continue
        prefix, colon, _ = name.partition(b":")
        used.update([prefix] if colon else [])
        if b":" in attributes:
            used.update(_ATTRIBUTE.findall(attributes))
            declared.update(_DECLARATION.findall(attributes))
    missing = sorted(used - declared - _RESERVED)
    if not missing:
        return xml
    added = b"".join(
        b' xmlns:%s="%s"' % (each, _KNOWN.get(each.lower(), b"urn:undeclared:" + each))
        for each in missing
    )
    return re.sub(rb"^<[^\s>/]+", lambda root: root[0] + added, xml, count=1)
