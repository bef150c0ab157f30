"""Recognises HTML pages that have no content until a browser runs the scripts in them."""

from lxml import etree, html

# A page with scripts counts as empty if it has at most this many words outside of the scripts. Even
# an empty page may have a few words, e.g. "You need to enable JavaScript to run this app."
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
