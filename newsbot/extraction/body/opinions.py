"""Extracts the text of a page with trafilatura, once with high recall, once with high precision.

The features of a block tell how much of the block is in each of the two texts. That a block is in
only one of the texts tells the model something too. Trafilatura is described in Barbaresi,
"Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and Extraction" (ACL
2021).
"""

from collections.abc import Mapping
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.meta import reset_caches
from trafilatura.settings import Document

from newsbot.extraction.page.text import count_words

# If trafilatura's fast mode finds fewer than FEW_WORDS words, it may have taken an introduction for
# the article, as on 13 of the 788 pages of the corpus wcxb. Then the slow mode is tried, and its
# text is used if it has at least MANY_TIMES as many words as that of the fast mode. To save time,
# the slow mode is not tried if not even the whole page has so many words outside of links.
FEW_WORDS = 250
MANY_TIMES = 5
# If a page has more words outside of links than this, trafilatura's caches are emptied after the
# page, to free memory. The caches hold the last 1 024 lines, however long these are. The longest
# page of the corpora has a tenth of this number of words.
MANY_WORDS = 200_000


def read_opinions(tree: HtmlElement, url: str, words_beside_links: int) -> Mapping[str, str]:
    """The two texts that trafilatura keeps of a page, under the keys "recall" and "precision".

    The text "recall" rather has too much of the page, the text "precision" rather too little. Both
    are read in trafilatura's fast mode, which takes half of the time of its slow mode. The slow
    mode also compares the text with those of readability and jusText, which gains nothing on news.
    It is only used if the fast mode finds few words, and only for "recall". `tree` is not changed.

    Args:
        tree: the page's parsed tree.
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
    """The text that trafilatura keeps of a page under `settings`; "" if it keeps none."""
    document = bare_extraction(tree, url=url, include_comments=False, **settings)
    return (document.text or "") if isinstance(document, Document) else ""
