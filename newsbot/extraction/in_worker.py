"""The function that a crawl calls in its worker processes to extract an article from a page.

This module does not import the extraction itself, which takes 0.7 s and 60 MB to load. The main
process of a crawl imports only this module. A worker loads the extraction when it calls the
function for the first time.
"""

from collections.abc import Sequence
from dataclasses import replace

from newsbot.extraction.further_pages import NO_LINKS, Extracted
from newsbot.extraction.page.boilerplate import with_recurring_lines
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import Article, FetchedPage, SiteBlocks


def extract_in_worker(
    page: FetchedPage, rules: SiteRules | None, boilerplate: SiteBlocks, before: Sequence[str]
) -> Extracted:
    """The result of `newsbot.extraction.article.extract_page` for the same arguments.

    The article of a first page has its `recurring_lines`. If no further page follows, the fields
    that are needed to join pages are empty, so that the crawl's process need not read them.

    The module of `extract_page` is imported at the first call, which takes 0.7 s.
    """
    from newsbot.extraction.article import extract_page  # noqa: PLC0415 - see above

    found = extract_page(page, rules, boilerplate, before)
    if before:
        return found
    if isinstance(found.result, Article):
        found = replace(found, result=with_recurring_lines(found.result, boilerplate))
    return without_joining(found)


def without_joining(first: Extracted) -> Extracted:
    """The result for a first page; if no further page follows, without what joining them needs."""
    return replace(first, lines=(), markdown=()) if first.links == NO_LINKS else first
