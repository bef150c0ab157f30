"""Reads, with trafilatura, the text of a page.

The features of a block tell how much of the block is in this text. Trafilatura is described in
Barbaresi, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and
Extraction" (ACL 2021).
"""

import re
from copy import copy
from functools import lru_cache
from importlib.util import find_spec, module_from_spec
from itertools import chain
from types import ModuleType
from typing import Any

from lxml.etree import Element, SubElement
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.baseline import baseline
from trafilatura.core import _forum_thread_page
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.meta import reset_caches
from trafilatura.settings import Document, Extractor
from trafilatura.xml import xmltotxt
from trafilatura.xpaths import (
    OVERALL_DISCARD_XPATH,
    RAW_TREE_PRUNE_XPATH,
    REMOVE_COMMENTS_AND_LISTS_XPATH,
)

from newsbot.extraction.page.text import count_words, has_words
from newsbot.extraction.page.tree.own_paths import OwnPaths

# trafilatura has a fast and a slow mode. If the fast mode finds fewer than FEW_WORDS words, it may
# have taken an introduction for the article, as on 13 of the 788 pages of the corpus wcxb. Then the
# slow mode is tried. The text of the slow mode is used if it has at least MANY_TIMES as many words
# as the text of the fast mode. To save time, the slow mode is not tried if the whole page has fewer
# words than that outside of links.
FEW_WORDS = 250
MANY_TIMES = 5
# If a page has more words outside of links than this, trafilatura's caches are emptied after the
# page, to free memory. The caches hold the last 1 024 lines, however long these are. The longest
# page of the corpora has a tenth of this number of words.
MANY_WORDS = 200_000

# The XPath expressions with which trafilatura finds further articles and readers' comments. They
# can match only elements with the tags in _FOUND_TAGS.
_PATHS = (RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH)
_FOUND_TAGS = ("aside", "details", "div", "ol", "section", "ul")
# Matches an id or a class by which an XPath expression in _PATHS may find an element. The pattern
# consists of all texts and regular expressions that stand between quotation marks in the XPath
# expressions. If an element's id and class contain none of these texts, no expression finds the
# element.
_MAY_BE_FOUND = re.compile(
    "|".join(
        f"(?:{quoted})"
        for paths in _PATHS
        for path in paths
        for quoted in re.findall("'([^']+)'", path.path)
    ),
    re.MULTILINE,
)
# CACHED is the maximum number of results in the cache of `_paths_for`, which then takes about 1 MB.
# The function is not called if an element's id and class have more than MAX_NAME characters
# together, because such a long key would make the cache larger.
CACHED = 4096
MAX_NAME = 400


def _quick_extractor() -> ModuleType:
    """A copy of trafilatura's module `main_extractor` that finds elements in less time.

    It finds the same elements as trafilatura. Trafilatura's own module is not changed.
    """
    spec = find_spec("trafilatura.main_extractor")
    if spec is None or spec.loader is None:
        raise ImportError("trafilatura.main_extractor")
    extractor = module_from_spec(spec)
    spec.loader.exec_module(extractor)
    vars(extractor)["OVERALL_DISCARD_XPATH"] = [OwnPaths(OVERALL_DISCARD_XPATH)]
    return extractor


_OPTIONS = Extractor(output_format="python", fast=True, recall=True, comments=False)
_EXTRACTOR = _quick_extractor()


def kept_text(tree: HtmlElement, url: str, words_beside_links: int) -> str:
    """The text that trafilatura keeps of a page with its setting `favor_recall`.

    With this setting, the text has too much of the page rather than too little. trafilatura has a
    fast mode, and a slow mode that takes twice as long. The slow mode also compares the text with
    those of readability and jusText, which gains nothing on news. So the slow mode is only used if
    the fast mode finds few words. `tree` is not changed.

    Args:
        tree: the page's parsed tree.
        url: the page's URL.
        words_beside_links: how many words the page has outside of links.
    """
    text = fast_text(tree, url)
    if not has_words(text, FEW_WORDS):
        words = count_words(text)
        if words_beside_links >= MANY_TIMES * words:
            slow = _kept(tree, url)
            text = slow if count_words(slow) >= MANY_TIMES * words else text
    if words_beside_links > MANY_WORDS:
        reset_caches()
    return text


def fast_text(tree: HtmlElement, url: str) -> str:
    """The text that trafilatura keeps of a page in its fast mode.

    On nearly all pages, `_quick_text` finds this text, in less time than trafilatura's own function
    `bare_extraction`. On the few others, `bare_extraction` is called.
    """
    text = _quick_text(tree)
    return _kept(tree, url, fast=True) if text is None else text


def _quick_text(tree: HtmlElement) -> str | None:
    """The text that trafilatura's `bare_extraction` keeps of a page in its fast mode.

    Unlike `bare_extraction`, the function reads no metadata. It also saves the search for readers'
    comments if no id or class on the page is like those of comments. The result is None in two
    cases: for the page of a forum, of which trafilatura keeps the comments, and after an error that
    `bare_extraction` would catch.
    """
    if _forum_thread_page(tree):
        return None
    try:
        found = _paths_in(tree)
        cleaned = tree_cleaning(_without_comments(copy(tree), found), _OPTIONS)
        body, text = _EXTRACTOR.extract_content(convert_tags(cleaned, _OPTIONS), _OPTIONS)
        if len(text) < _OPTIONS.min_extracted_size:
            simple_body, simple_text, length = baseline(_without_comments(copy(tree), found))
            if length > len(text):
                body, text = simple_body, simple_text
    except (TypeError, ValueError):
        return None
    if len(text) < _OPTIONS.min_output_size:
        return ""
    return xmltotxt(body, include_formatting=False)


def _without_comments(tree: HtmlElement, found: set[int]) -> HtmlElement:
    """Removes readers' comments and teasers of other articles from `tree`, and returns it.

    They are found with the XPath expressions in _PATHS, which are trafilatura's. `found` has the
    indices in _PATHS of the expressions that may find something. To save time, only these are
    tried.
    """
    for index in sorted(found):
        tree = prune_unwanted_nodes(tree, _PATHS[index])
    return tree


def _paths_in(tree: HtmlElement) -> set[int]:
    """Finds out which of trafilatura's XPath expressions can match an element of the tree.

    Returns the indices in _PATHS of these expressions. On most pages there are none, and the slow
    search of the tree with the expressions is saved. The expressions match elements by id and
    class. So this function first searches all ids and classes of the tree with one pattern, which
    takes a tenth of the time. Only ids and classes that the pattern matches are tried with each
    expression.
    """
    names = {(each.get("id", ""), each.get("class", "")) for each in tree.iter(*_FOUND_TAGS)}
    if not _MAY_BE_FOUND.search("\n".join(chain.from_iterable(names))):
        return set()
    found = [each for each in names if _MAY_BE_FOUND.search("\n".join(each))]
    if any(len(element_id) + len(classes) > MAX_NAME for element_id, classes in found):
        return set(range(len(_PATHS)))
    return {index for element_id, classes in found for index in _paths_for(element_id, classes)}


@lru_cache(maxsize=CACHED)
def _paths_for(element_id: str, classes: str) -> tuple[int, ...]:
    """The indices in _PATHS of XPath expressions that find an element with this id and class."""
    tree = Element("div")
    SubElement(tree, "div", {"id": element_id, "class": classes})
    return tuple(i for i, paths in enumerate(_PATHS) if any(path(tree) for path in paths))


def _kept(tree: HtmlElement, url: str, **settings: Any) -> str:
    """The text that trafilatura keeps of a page under `settings`; "" if it keeps none."""
    document = bare_extraction(tree, url=url, include_comments=False, favor_recall=True, **settings)
    return (document.text or "") if isinstance(document, Document) else ""
