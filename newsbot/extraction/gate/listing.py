"""Pages that list articles: front pages, sections, topics, authors, archives, search results.

No single sign is trusted. What a page is declared to be comes from schema.org's page types, from
the classes that publishing systems give to body, and from the address; its structure are cards.
"""

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

from lxml.html import HtmlElement

from newsbot.extraction.gate.cards import share_in_cards
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.linked_objects import linked_objects, type_names
from newsbot.extraction.page.phrases import phrases, words
from newsbot.extraction.page.text import word_key

# Midway: lists come to .9 and more; of the corpora's articles with short lines alone, one that
# presents the pages of a topic comes to .53 and the others to .3 at most.
# Year-in-review pieces and tests of products reach .98: these have long lines and no other sign.
MIN_CARD_SHARE = 0.6
# No plain teaser is this long.
MAX_TEASER_WORDS = 60
# A section's address is made of names, "/world/europe"; an article's has a number or a sentence.
MAX_SECTION_DEPTH = 3
MAX_NAME_PARTS = 2

_PAGE_TYPES = ("CollectionPage", "SearchResultsPage", "ProfilePage")
# Of WordPress, Ghost, Blogger, Drupal, Shopify and Joomla; none stands on an article's page there.
_BODY_CLASSES = {
    "archive", "search-results", "search-no-results", "tag-template", "author-template",
    "archive-view", "label-view", "search-view", "path-taxonomy", "page-taxonomy-term",
    "page-search", "path-search", "template-blog", "template-search", "view-category",
    "view-search",
}  # fmt: skip
_SEGMENTS = words("list_path")
_SEARCH_PARAMETERS = words("search_parameters")
_SEARCH_TITLE = re.compile(
    rf"^\W*(?:{phrases('search_heading')}\W*(?:$|:|{phrases('searched_for')})"
    rf"|\d+\s{phrases('number_of_results')}|{phrases('search_results')})",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d]+(?:-[^\W\d]+)*")


def is_listing(
    url: str, tree: HtmlElement, said: Statements, lines: list[str], words: list[int]
) -> bool:
    """Whether the page lists articles: by its address alone, by two declarations, or by its cards.

    A page whose JSON-LD tells of an article by this page's title is that article.
    """
    if _tells_of_itself(said):
        return False
    address = urlsplit(url)
    if address.netloc and address.path in {"", "/"} and not address.query:
        return True
    declared = _declarations(address, tree, said)
    if declared > 1:
        return True
    is_short = max(words) <= MAX_TEASER_WORDS
    is_possible = is_short or declared or _is_section_like(address, said)
    return bool(is_possible) and share_in_cards(url, tree, lines, words) >= MIN_CARD_SHARE


def _tells_of_itself(said: Statements) -> bool:
    """Whether JSON-LD's article is this page's, not the first of those that it lists."""
    headline = word_key((said.linked and said.linked.headline) or "")
    if said.linked is None or not headline:
        return said.linked is not None
    head = said.head
    titles = (head.title, *head.headings, head.first("og:title", "twitter:title"))
    keys = [word_key(title) for title in titles if title]
    return any(key and (key in headline or headline in key) for key in keys)


def _declarations(address: SplitResult, tree: HtmlElement, said: Statements) -> int:
    """How many of address, page type, body classes and title say that this is a list."""
    return sum((
        _is_list_address(address),
        _has_list_type(tree),
        bool(_BODY_CLASSES & _classes(tree)),
        any(_SEARCH_TITLE.search(line) for line in (said.head.title, *said.head.headings) if line),
    ))  # fmt: skip


def _is_list_address(address: SplitResult) -> bool:
    queried = {name.casefold() for name, _ in parse_qsl(address.query)}
    return bool(_SEGMENTS & set(address.path.casefold().split("/")) or _SEARCH_PARAMETERS & queried)


def _has_list_type(tree: HtmlElement) -> bool:
    """Whether JSON-LD, or the microdata of html, body or main, names a page type of lists."""
    types = {name.casefold() for name in _PAGE_TYPES}
    if any(type_names(found) & types for found in linked_objects(tree, *_PAGE_TYPES)):
        return True
    roots = tree.iter("html", "body", "main")
    return any(
        (root.get("itemtype") or "").rsplit("/", 1)[-1].casefold() in types for root in roots
    )


def _classes(tree: HtmlElement) -> set[str]:
    body = next(tree.iter("body"), None)
    return set() if body is None else set((body.get("class") or "").split())


def _is_section_like(address: SplitResult, said: Statements) -> bool:
    """Whether the address is made of names alone, or the page calls itself a website."""
    names = [part for part in address.path.removesuffix(".html").split("/") if part]
    return (
        len(names) <= MAX_SECTION_DEPTH
        and all(_NAME.fullmatch(name) and name.count("-") < MAX_NAME_PARTS for name in names)
    ) or said.head.first("og:type") == "website"
