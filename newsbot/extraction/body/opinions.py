"""Extracts the text of a page with trafilatura, once with high recall, once with high precision.

The features of a block tell how much of the block is in each of the two texts. That a block is in
only one of the texts tells the model something too. Trafilatura is described in Barbaresi,
"Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and Extraction" (ACL
2021).
"""

from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from typing import Any

from lxml.etree import Element, SubElement
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.baseline import baseline
from trafilatura.core import _forum_thread_page
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.meta import reset_caches
from trafilatura.settings import Document, Extractor
from trafilatura.xml import xmltotxt
from trafilatura.xpaths import (
    RAW_TREE_PRUNE_XPATH,
    REMOVE_COMMENTS_AND_LISTS_XPATH,
    REMOVE_COMMENTS_XPATH,
)

from newsbot.extraction.page.text import count_words, has_words

# trafilatura has a fast and a slow mode. If the fast mode finds fewer than FEW_WORDS words, it may
# have taken an introduction for the article, as on 13 of the 788 pages of the corpus wcxb. Then the
# slow mode is tried. Its text is used if it has at least MANY_TIMES as many words as the text of
# the fast mode. To save time, the slow mode is not tried on a page that has fewer than FEW_WORDS
# words outside of links in all.
FEW_WORDS = 250
MANY_TIMES = 5
# If a page has more words outside of links than this, trafilatura's caches are emptied after the
# page, to free memory. The caches hold the last 1 024 lines, however long these are. The longest
# page of the corpora has a tenth of this number of words.
MANY_WORDS = 200_000

# The paths by which trafilatura finds further articles and readers' comments. The last one is for
# the tree that trafilatura has converted to its own tags.
_PATHS = (RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH, REMOVE_COMMENTS_XPATH)
_CONVERTED = 2
# The tags of the elements that _PATHS may find. "list" is trafilatura's own tag for lists. Some
# figures, forms and tables are found as "div", because trafilatura converts them.
_FOUND_TAGS = (
    "aside", "details", "div", "dl", "figure", "form", "list", "ol", "section", "table", "ul",
)  # fmt: skip
# CACHED is the maximum number of results in the cache of `_paths_for`, which then takes about 4 MB.
# The function is not called if an element's id and class have more than MAX_NAME characters
# together, because such a long key would make the cache larger.
CACHED = 16_384
MAX_NAME = 400

_RECALL = Extractor(output_format="python", fast=True, recall=True, comments=False)
_PRECISION = Extractor(output_format="python", fast=True, precision=True, comments=False)


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
    recall, precision = fast_texts(tree, url)
    if not has_words(recall, FEW_WORDS):
        words = count_words(recall)
        if words_beside_links >= MANY_TIMES * words:
            slow = _kept(tree, url, favor_recall=True)
            recall = slow if count_words(slow) >= MANY_TIMES * words else recall
    if words_beside_links > MANY_WORDS:
        reset_caches()
    return {"recall": recall, "precision": precision}


def fast_texts(tree: HtmlElement, url: str) -> tuple[str, str]:
    """The texts that trafilatura keeps of a page in its fast mode: for recall, and for precision.

    On nearly all pages, `_shared_texts` finds both in less time than two calls of trafilatura's
    `bare_extraction`. Only on the other pages is `bare_extraction` called.
    """
    return _shared_texts(tree) or (
        _kept(tree, url, fast=True, favor_recall=True),
        _kept(tree, url, fast=True, favor_precision=True),
    )


def _shared_texts(tree: HtmlElement) -> tuple[str, str] | None:
    """Two texts that trafilatura extracts from a page: one favours recall, the other precision.

    Two calls of trafilatura's `bare_extraction` in its fast mode would give the same texts. But the
    steps with which both calls begin, such as the removal of readers' comments, are done only once
    here. The result is None if the caller has to call `bare_extraction`: for pages of forums, of
    which trafilatura keeps the comments, and after an error that `bare_extraction` can handle.
    """
    if _forum_thread_page(tree):
        return None
    try:
        found = _paths_in(tree)
        shared = _without_comments(copy(tree), found)
        body, text = extract_content(_prepared(copy(shared), _RECALL), _RECALL)
        if len(text) < _RECALL.min_extracted_size:
            simple_body, simple_text, length = baseline(_without_comments(copy(tree), found))
            if length > len(text):
                body, text = simple_body, simple_text
        cleaned = _prepared(shared, _PRECISION)
        if _CONVERTED in found:
            cleaned = prune_unwanted_nodes(cleaned, REMOVE_COMMENTS_XPATH)
        precision = extract_content(cleaned, _PRECISION)
    except (TypeError, ValueError):
        return None
    return _as_text(body, text), _as_text(*precision)


def _without_comments(tree: HtmlElement, found: set[int]) -> HtmlElement:
    """Removes readers' comments and teasers of other articles from `tree`, and returns it.

    They are found with XPath expressions of trafilatura, which are in _PATHS. `found` are the
    indices of the expressions that may find something in the tree. To save time, the others are not
    tried.
    """
    for index in sorted(found - {_CONVERTED}):
        tree = prune_unwanted_nodes(tree, _PATHS[index])
    return tree


def _paths_in(tree: HtmlElement) -> set[int]:
    """Finds out which of trafilatura's XPath expressions may find an element in the tree.

    Returns their indices in _PATHS. Mostly there are none, and the search with them can be left
    out. To look up the ids and classes of all elements takes a tenth of the time of this search.
    """
    names = {(each.get("id", ""), each.get("class", "")) for each in tree.iter(*_FOUND_TAGS)}
    if any(len(element_id) + len(classes) > MAX_NAME for element_id, classes in names):
        return set(range(len(_PATHS)))
    return {index for element_id, classes in names for index in _paths_for(element_id, classes)}


@lru_cache(maxsize=CACHED)
def _paths_for(element_id: str, classes: str) -> tuple[int, ...]:
    """The indices in _PATHS of XPath expressions that find an element with this id and class."""
    tree = Element("div")
    SubElement(tree, "div", {"id": element_id, "class": classes})
    return tuple(i for i, paths in enumerate(_PATHS) if any(path(tree) for path in paths))


def _prepared(tree: HtmlElement, options: Extractor) -> HtmlElement:
    """The tree without menus and the like, in trafilatura's own tags; `tree` itself is changed."""
    return convert_tags(tree_cleaning(tree, options), options)


def _as_text(body: HtmlElement, text: str) -> str:
    """The lines of text in `body`; "" if the text is shorter than trafilatura accepts.

    trafilatura's `extract_content` returns both: the element `body`, and its text as `text`. As in
    trafilatura itself, the length of `text` decides.
    """
    return (
        xmltotxt(body, include_formatting=False) if len(text) >= _PRECISION.min_output_size else ""
    )


def _kept(tree: HtmlElement, url: str, **settings: Any) -> str:
    """The text that trafilatura keeps of a page under `settings`; "" if it keeps none."""
    document = bare_extraction(tree, url=url, include_comments=False, **settings)
    return (document.text or "") if isinstance(document, Document) else ""
