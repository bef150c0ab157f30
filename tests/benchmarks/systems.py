"""What the extraction benchmark compares: this project's extraction and trafilatura's settings."""

from collections.abc import Callable, Mapping
from typing import Any

from trafilatura import bare_extraction
from trafilatura.settings import Document

from newsbot import clock
from newsbot.extraction.article import extract_article
from newsbot.items import Article, FetchedPage
from newsbot.processes.spawned import collect_seldom

Extraction = Callable[[bytes, str], dict[str, Any]]
"""HTML bytes and address → body, title, authors, date; {} where it finds no article."""


def _newsbot(html: bytes, url: str) -> dict[str, Any]:
    page = FetchedPage(
        url=url,
        requested_url=url,
        site="",
        body=html,
        content_type=None,
        fetched_at=clock.now(),
    )
    found = extract_article(page)
    if not isinstance(found, Article):
        return {}
    return {
        "body": found.body,
        "title": found.title,
        # labels have the whole byline, agencies and desks included
        "authors": list(found.authors or found.credits),
        # cases tell persons from agencies and desks
        "persons": list(found.authors),
        "date": found.published_day.isoformat() if found.published_day else None,
    }


def _trafilatura(*, precision: bool = False, fast: bool = False) -> Extraction:
    """Its own extraction with metadata on and comments off, as it comes."""

    def extract(html: bytes, url: str) -> dict[str, Any]:
        found = bare_extraction(
            html,
            url=url,
            favor_precision=precision,
            fast=fast,
            include_comments=False,
            with_metadata=True,
        )
        if not isinstance(found, Document):
            return {}
        return {
            "body": found.text,
            "title": found.title,
            "authors": [name.strip() for name in (found.author or "").split(";")],
            "date": found.date,
        }

    return extract


SYSTEMS: Mapping[str, Extraction] = {
    "newsbot": _newsbot,
    "trafilatura": _trafilatura(),
    "trafilatura-precision": _trafilatura(precision=True),
    "trafilatura-fast": _trafilatura(fast=True),
}

# htmldate's date parser, which only a date in words makes it load, takes a second.
WARM_UP = b"""<html><head><title>A page to warm up with</title></head><body><article>
<p>Published on 5 marzo 2024.</p><p>Whatever a library loads at its first page is loaded now.</p>
</article></body></html>"""
WARM_UP_URL = "https://warm-up.example/a/page"


def warm_up() -> None:
    """Prepares a process for measuring: each system loads what it loads once.

    The garbage collector is set as in the workers of a crawl. With Python's own setting it would
    look through the modules of all systems, most often while newsbot, which has the most objects,
    is measured.
    """
    collect_seldom()
    for extract in SYSTEMS.values():
        extract(WARM_UP, WARM_UP_URL)
