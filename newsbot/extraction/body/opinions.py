"""The texts that trafilatura keeps of a page under two settings, which disagree usefully.

Barbaresi, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and
Extraction" (ACL 2021).
"""

from collections.abc import Mapping
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.meta import reset_caches
from trafilatura.settings import Document

from newsbot.extraction.page.text import count_words

# Where trafilatura's fast mode finds this little although its slow one finds a multiple of it, fast
# mode took an introduction for the article (13 of wcxb's 788 pages). Of 76 pages with so little, 44
# cannot have such a multiple, and are not read in slow mode: that saves 4 ms a page of aeb.
FEW_WORDS = 250
MANY_TIMES = 5
# Trafilatura's caches hold the last 1 024 lines, whatever their length; they are emptied after a
# page with more words than this, ten times what the longest page of the corpora has.
MANY_WORDS = 200_000


def read_opinions(tree: HtmlElement, url: str, words_beside_links: int) -> Mapping[str, str]:
    """The texts that trafilatura keeps, as "recall" and "precision" by what it favours.

    Both are read in fast mode, which costs half: what the slow mode compares with (readability,
    jusText) gains nothing on news once blocks are classified. `tree` stays as it is.

    Args:
        tree: the page.
        url: the page's URL.
        words_beside_links: how many words the page has outside of links.
    """
    recall = _kept(tree, url, fast=True, favor_recall=True)
    words = count_words(recall)
    if words < FEW_WORDS and words_beside_links >= MANY_TIMES * words:
        slow = _kept(tree, url, favor_recall=True)
        recall = slow if count_words(slow) >= MANY_TIMES * words else recall
    precision = _kept(tree, url, fast=True, favor_precision=True)
    if words_beside_links > MANY_WORDS:
        reset_caches()
    return {"recall": recall, "precision": precision}


def _kept(tree: HtmlElement, url: str, **settings: Any) -> str:
    """The text that trafilatura keeps under these settings; "" if none."""
    document = bare_extraction(tree, url=url, include_comments=False, **settings)
    return (document.text or "") if isinstance(document, Document) else ""
