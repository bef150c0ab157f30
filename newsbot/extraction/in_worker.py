"""The function that a crawl calls in its worker processes to extract an article from a page.

This module does not import the extraction itself, which takes 0.7 s and 60 MB to load. So the main
process of the crawl can import the function and pass it to the workers. Only the workers, when they
call it, load the extraction with trafilatura, numpy and the block model.
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
