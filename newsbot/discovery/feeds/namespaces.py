"""Declares the namespace prefixes that a feed uses without declaring them, e.g. `media:`."""

import re

# Matches a tag. It also matches a whole CDATA section, comment or processing instruction, so that a
# text such as "<b>" within one is not taken for a tag.
_TAG = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    rb"|<((?:[a-z_][\w.-]*:)?[a-z_][\w.-]*)((?:\s[^<>]*)?)>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"\s([a-z_][\w.-]*):[a-z_][\w.-]*\s*=", re.IGNORECASE)
_DECLARATION = re.compile(rb"\sxmlns:([a-z_][\w.-]*)\s*=", re.IGNORECASE)
_RESERVED = frozenset((b"xml", b"xmlns"))
# Prefix → the namespace that feeds usually mean by this prefix. Other prefixes are declared with an
# invented namespace, so that an XML parser accepts the feed.
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
    """Adds the missing declarations of prefixes to the root element of a feed.

    `xml` must begin with the root element. A prefix that any element of the feed declares is not
    declared again.
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
