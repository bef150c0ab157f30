"""Recognises pages that are empty until a browser runs their scripts."""

from lxml import etree, html

# A page with scripts, and with at most this many words outside of them, counts as empty until the
# scripts run. The words may be "Loading…", "You need to enable JavaScript to run this app." or a
# copyright line.
MAX_WORDS = 30


def is_script_shell(body: bytes) -> bool:
    """Whether an HTML page has scripts, and at most MAX_WORDS words outside of scripts."""
    try:
        page: html.HtmlElement = html.document_fromstring(body)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return False
    if page.find(".//script") is None:
        return False
    texts = page.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    return sum(len(text.split()) for text in texts) <= MAX_WORDS
