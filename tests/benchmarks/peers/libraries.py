"""The peers, each used as its documentation says, for body and what else it gives.

They are imported by name when asked for: only an environment of their own has them, and a process
runs but one.
"""

import logging
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

Peer = Callable[[bytes, str], dict[str, Any]]
"""HTML bytes and address → body, title, authors, date, as far as the peer gives them."""


def load(name: str) -> Peer:
    """The peer of that name, its library imported."""
    logging.disable(logging.CRITICAL)
    return PEERS[name]()


def _readability() -> Peer:
    """It gives HTML; of three ways to text, Resiliparse's served it best (F1 +.007 to +.02)."""
    document = import_module("readability").Document
    to_text = import_module("resiliparse.extract.html2text").extract_plain_text

    def extract(html: bytes, url: str) -> dict[str, Any]:
        page = document(html, url=url)
        title, author = page.short_title(), page.author()
        return {
            "body": to_text(page.summary(), alt_texts=False, list_bullets=False),
            "title": title,
            "authors": [] if author == "[no-author]" else [author],
        }

    return extract


def _newspaper() -> Peer:
    newspaper = import_module("newspaper")

    def extract(html: bytes, url: str) -> dict[str, Any]:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=html).parse()
        return {
            "body": article.text,
            "title": article.title,
            "authors": article.authors,
            "date": article.publish_date and article.publish_date.isoformat(),
        }

    return extract


def _news_please() -> Peer:
    """It takes text; the bytes are decoded as its own WARC reader does."""
    from_html = import_module("newsplease").NewsPlease.from_html
    declared_encoding = import_module("bs4.dammit").EncodingDetector.find_declared_encoding

    def extract(html: bytes, url: str) -> dict[str, Any]:
        encoding = declared_encoding(html, is_html=True) or "utf-8"
        try:
            text = html.decode(encoding, errors="replace")
        except LookupError:
            text = html.decode("utf-8", errors="replace")
        article = from_html(text, url=url, fetch_images=False)
        return {
            "body": article.maintext,
            "title": article.title,
            "authors": article.authors,
            "date": article.date_publish and article.date_publish.isoformat(),
        }

    return extract


def _resiliparse() -> Peer:
    parse = import_module("resiliparse.parse.html").HTMLTree.parse_from_bytes
    detect_encoding = import_module("resiliparse.parse.encoding").detect_encoding
    to_text = import_module("resiliparse.extract.html2text").extract_plain_text

    def extract(html: bytes, _url: str) -> dict[str, Any]:
        tree = parse(html, detect_encoding(html, from_html_meta=True))
        # Captions in alt texts cost it .02 to .03.
        return {"body": to_text(tree, main_content=True, alt_texts=False), "title": tree.title}

    return extract


def _justext() -> Peer:
    """It wants the language; all of its stop lists together do as well as the page's own."""
    justext = import_module("justext")
    languages = justext.get_stoplists()
    stop_words = frozenset().union(*map(justext.get_stoplist, languages))

    def extract(html: bytes, _url: str) -> dict[str, Any]:
        paragraphs = justext.justext(html, stop_words)
        return {"body": "\n".join(each.text for each in paragraphs if not each.is_boilerplate)}

    return extract


PEERS: Mapping[str, Callable[[], Peer]] = {
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
    "news-please": _news_please,
    "resiliparse": _resiliparse,
    "jusText": _justext,
}
