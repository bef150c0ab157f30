"""The function that a crawl calls in its worker processes to extract an article from a page.

This module does not import the extraction itself, which takes 0.7 s and 60 MB to load. The main
process of a crawl imports only this module. A worker loads the extraction when it calls the
function for the first time.
"""

from collections.abc import Sequence

from newsbot.extraction.further_pages import Extracted
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import FetchedPage, SiteBlocks


def extract_in_worker(
    page: FetchedPage, rules: SiteRules | None, boilerplate: SiteBlocks, before: Sequence[str]
) -> Extracted:
    """The result of `newsbot.extraction.article.extract_page` for the same arguments.

    The module of `extract_page` is imported at the first call, which takes 0.7 s.
    """
    from newsbot.extraction.article import extract_page  # noqa: PLC0415 - see above

    return extract_page(page, rules, boilerplate, before)
