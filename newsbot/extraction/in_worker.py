"""The extraction of a page in a worker process.

trafilatura, numpy and the block model take .7 s and 60 MB: the process of the crawl names this
function to its workers, and they alone load what it needs.
"""

from collections.abc import Sequence

from newsbot.extraction.further_pages import Extracted
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import FetchedPage, SiteBlocks


def extract_in_worker(
    page: FetchedPage, rules: SiteRules | None, boilerplate: SiteBlocks, before: Sequence[str]
) -> Extracted:
    """The result of newsbot.extraction.article.extract_page, which is loaded at the first call."""
    from newsbot.extraction.article import extract_page  # noqa: PLC0415 - see above

    return extract_page(page, rules, boilerplate, before)
