"""Pages for the tests of extraction."""

import json
from datetime import UTC, datetime
from pathlib import Path

from newsbot.extraction.article import extract_article
from newsbot.extraction.metadata.reading import read_metadata, read_statements
from newsbot.extraction.page.parts import Parts
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import Article, FetchedPage, Link, Metadata, NotAnArticle

PAGES = Path(__file__).parent / "pages"
FETCHED_AT = datetime(2024, 6, 15, 12, tzinfo=UTC)
URL = "https://paper.example/news/1"

PARAGRAPHS = (
    "The bakery on the market square will open at five in the morning from May on.",
    "Its owner has bought a second oven and taken on two apprentices from the valley.",
    "Bread from the day before is sold for half the price until everything is gone.",
)


def fetched(body: bytes, url: str = URL, content_type: str | None = None, link: Link | None = None):
    return FetchedPage(
        url=url,
        requested_url=url,
        site="paper.example",
        body=body,
        content_type=content_type,
        fetched_at=FETCHED_AT,
        link=link,
    )


def html(
    head: str = "",
    above: str = "<h1>Bakery opens at five</h1>",
    body: str = "",
    language: str | None = None,
) -> bytes:
    """A page whose article is the three paragraphs, or `body`."""
    text = body or "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    stated = "" if language is None else f' lang="{language}"'
    article = f"<article>{above}{text}</article>"
    return f"<html{stated}><head>{head}</head><body>{article}</body></html>".encode()


def article(head: str = "", link: Link | None = None, **parts: str) -> Article:
    """What is extracted from `html(head, ...)`."""
    found = extract_article(fetched(html(head, **parts), link=link))
    assert isinstance(found, Article), found
    return found


def metadata(head: str = "", link: Link | None = None, url: str = URL, **parts: str) -> Metadata:
    """What is read from `html(head, ...)` besides the body."""
    page = fetched(html(head, **parts), url, link=link)
    tree = parse_page(page)
    assert not isinstance(tree, NotAnArticle)
    return read_metadata(page, tree, read_statements(tree), Parts())


def json_ld(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def meta(**contents: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{content}">'
        for name, content in contents.items()
    )
