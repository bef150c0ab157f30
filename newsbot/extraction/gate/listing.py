"""Recognises lists of articles: front pages, sections, topics, authors, archives, search results.

No single sign is enough. Some signs are declarations: schema.org's page types, the classes that
publishing systems give to the body element, the URL and the title. Another sign is that most of the
page's text stands in teaser cards.
"""

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import regex
from lxml.html import HtmlElement

from newsbot.extraction.gate.cards import share_in_cards
from newsbot.extraction.gate.stated import is_dated
from newsbot.extraction.gate.wording import pattern
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.linked.linked_objects import linked_objects, type_names
from newsbot.extraction.page.phrases import words
from newsbot.extraction.page.text import word_key

# A page is taken for a list of articles if at least this share of its words is in teaser cards, and
# if it also shows another sign of a list, e.g. has only short lines. In lists the share is .9 or
# more. In the corpora's articles that have only short lines, it is .53 at most. In an article that
# compares products it may be .98, but such an article has long lines and no other sign of a list.
MIN_CARD_SHARE = 0.6
# A line of more words than this is no teaser. So if no line of a page's body has more words, the
# page may be a list of articles, made of teasers.
MAX_TEASER_WORDS = 60
# A URL is not taken for the URL of a section if its path has more segments than this. All segments
# of a section's path are names of at most MAX_NAME_PARTS words, as in "/world/middle-east"; an
# article's path has a number or a sentence.
MAX_SECTION_DEPTH = 3
MAX_NAME_PARTS = 2

_PAGE_TYPES = ("CollectionPage", "SearchResultsPage", "ProfilePage")
# Classes by which WordPress, Ghost, Blogger, Drupal, Shopify and Joomla mark the body element of
# lists; none is on an article's page.
_BODY_CLASSES = {
    "archive", "search-results", "search-no-results", "tag-template", "author-template",
    "archive-view", "label-view", "search-view", "path-taxonomy", "page-taxonomy-term",
    "page-search", "path-search", "template-blog", "template-search", "view-category",
    "view-search",
}  # fmt: skip
_SEGMENTS = words("list_path")
_SEARCH_PARAMETERS = words("search_parameters")
_SEARCH_TITLE = (
    r"^\W*(?:<search_heading>\W*(?:$|[:|\u2013\u2014\u00ab\u201c\u201e\"]|-\s|<searched_for>)"
    r"|\d+\s?<number_of_results>|<search_results>)"
)
_NAME = regex.compile(r"[\p{L}\p{M}_]+(?:-[\p{L}\p{M}_]+)*")
# The types of the input elements in which pages of search results show again what was searched for.
# None stands for an element without a type.
_FIELDS = ("search", "text", None)


def is_listing(
    url: str, tree: HtmlElement, said: Statements, lines: list[str], words: list[int]
) -> bool:
    """Whether a page lists articles, instead of being an article itself.

    A page is a list if its URL is that of a front page, or if at least two of four signs (see
    `_declarations`) say so. It is also a list if most of its words are in teaser cards, and there
    is any further sign, e.g. an og:type "website". It is no list if its JSON-LD describes an
    article with the page's own title, or if it is no front page and states when it was published.
    `lines` are the page's body, and `words` the number of words of each line.
    """
    if _tells_of_itself(said):
        return False
    parts = urlsplit(url)
    if parts.netloc and parts.path in {"", "/"} and not parts.query:
        return True
    if is_dated(said):
        return False
    declared = _declarations(parts, tree, said)
    if declared > 1:
        return True
    names = [part for part in unquote(parts.path).removesuffix(".html").split("/") if part]
    is_section_like = len(names) <= MAX_SECTION_DEPTH and all(
        _NAME.fullmatch(name) and name.count("-") < MAX_NAME_PARTS for name in names
    )
    is_possible = (
        declared
        or is_section_like
        or max(words) <= MAX_TEASER_WORDS
        or said.head.first("og:type") == "website"
    )
    return bool(is_possible) and share_in_cards(url, tree, lines, words) >= MIN_CARD_SHARE


def _tells_of_itself(said: Statements) -> bool:
    """Whether the article in a page's JSON-LD is the page's own, and not one that the page lists.

    This is so if the headline in the JSON-LD is also a title of the page.
    """
    headline = word_key((said.linked and said.linked.headline) or "")
    if said.linked is None or not headline:
        return said.linked is not None
    head = said.head
    titles = (head.title, *head.headings, head.first("og:title", "twitter:title"))
    keys = [word_key(title) for title in titles if title]
    return any(key and (key in headline or headline in key) for key in keys)


def _declarations(parts: SplitResult, tree: HtmlElement, said: Statements) -> int:
    """How many of four signs say that a page is a list of articles, e.g. a section page.

    The signs are the page's URL (`parts`), its type, the classes of <body>, and its title. The type
    is the one in JSON-LD, or in the microdata of <html>, <body> or <main>.
    """
    segments = set(unquote(parts.path).casefold().split("/"))
    asked = parse_qsl(parts.query)
    parameters = {name.casefold() for name, _ in asked}
    types = {name.casefold() for name in _PAGE_TYPES}
    roots = tree.iter("html", "body", "main")
    stated = [
        *(type_names(found) for found in linked_objects(tree, *_PAGE_TYPES)),
        {(root.get("itemtype") or "").rsplit("/", 1)[-1].casefold() for root in roots},
    ]
    body = next(tree.iter("body"), None)
    classes = set() if body is None else set((body.get("class") or "").split())
    titles = [title for title in (said.head.title, *said.head.headings) if title]
    return sum((
        bool(_SEGMENTS & segments or _SEARCH_PARAMETERS & parameters),
        any(types & each for each in stated),
        bool(_BODY_CLASSES & classes),
        any(map(pattern(_SEARCH_TITLE).search, titles))
        or _repeats_search(tree, titles, [value.strip() for _, value in asked]),
    ))  # fmt: skip


def _repeats_search(tree: HtmlElement, titles: list[str], values: list[str]) -> bool:
    """Whether a page shows a parameter of its URL in a text field, and quotes it in a title.

    Pages of search results are recognised by this in any language, e.g. a page with the heading
    "„Brücke“: 12". `values` are the values of the parameters in the page's URL.
    """
    fields = {
        (field.get("value") or "").strip()
        for field in (tree.iter("input") if values else ())
        if field.get("type") in _FIELDS
    }
    quoted = (
        rf"(?:^|[:\u00ab\u2039\u201c-\u201e\u300c\u300e\"'])\s*{re.escape(value)}\s*"
        r"(?:$|[\u00bb\u203a\u201c-\u201e\u300d\u300f\"'])"
        for value in fields.intersection(values)
        if value
    )
    return any(re.search(each, title, re.IGNORECASE) for each in quoted for title in titles)
