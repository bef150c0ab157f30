"""Teaser cards: the blocks of an index page, each a linked headline with some text under it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newsbot.extraction.page.text import count_words, word_key
from newsbot.urls import registrable_domain

HEADLINE_WORDS = 3
# One or two lone links stand on any page; a list of articles has more.
MIN_CARDS = 3
# A block with half of the text is the article, and the headline in it a link to another one.
MAX_CARD_SHARE = 0.5
# So much of cards and of the lines is compared: each line with each card, so it needs a bound.
MAX_TEXT = 200_000
MAX_LINES = 400

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_SEVERAL = "several"


def share_in_cards(url: str, tree: HtmlElement, lines: list[str], words: list[int]) -> float:
    """The part of the words of `lines` that stands in teaser cards, 0 to 1; 0 below three cards.

    `words` has the number of words of each line, in all more than 0.
    """
    counted = dict(zip(map(word_key, lines[:MAX_LINES]), words, strict=False))
    total = sum(counted.values())
    shares = [carded / total for carded in _words_in_cards(url, tree, counted)]
    if len(shares) < MIN_CARDS or max(shares) > MAX_CARD_SHARE:
        return 0.0
    return sum(shares)


def _words_in_cards(url: str, tree: HtmlElement, counted: dict[str, int]) -> list[int]:
    """How many words each card has of the lines, a line once; cards without any are left out.

    `counted` has each line's number of words by its key.
    """
    left = counted.copy()
    room = MAX_TEXT
    found = []
    for card in _cards(url, tree):
        text = word_key(card.text_content()[:room])
        room -= len(text)
        inside = [key for key in left if key and key in text]
        if inside:
            found.append(sum(left.pop(key) for key in inside))
    return found


def _cards(url: str, tree: HtmlElement) -> list[HtmlElement]:
    """The largest block around each headline that leads to no second address and has no h1."""
    headlines = list(_headlines(url, tree))
    in_headings = [(link, href) for link, href in headlines if _is_in_heading(link)]
    chosen = in_headings if len(in_headings) >= MIN_CARDS else headlines
    blocks = _largest_blocks(chosen, _owners(chosen))
    return [block for block in blocks if next(block.iter("h1"), None) is None]


def _headlines(url: str, tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The links to other pages of the site that are a heading, or all that their parent has."""
    site = registrable_domain(url)
    for link in tree.iter("a"):
        href = (link.get("href") or "").split("#")[0].strip()
        if (
            (_is_in_heading(link) or _is_alone(link))
            and count_words(link.text_content()) >= HEADLINE_WORDS
            and _leads_inside(href, site)
            and href != url
        ):
            yield link, href


def _is_in_heading(link: HtmlElement) -> bool:
    parent = link.getparent()
    if parent is None:
        return False
    above = (parent, parent.getparent())
    is_in = any(element is not None and element.tag in _HEADINGS for element in above)
    return is_in or next(link.iter(*_HEADINGS), None) is not None


def _is_alone(link: HtmlElement) -> bool:
    parent = link.getparent()
    if parent is None or len(parent) > 1:
        return False
    return not (parent.text or "").strip() and not (link.tail or "").strip()


def _leads_inside(href: str, site: str) -> bool:
    if not href:
        return False
    try:
        parts = urlsplit(href)
    except ValueError:  # "http://["
        return False
    if parts.scheme not in {"", "http", "https"}:
        return False
    return not parts.netloc or registrable_domain(f"https://{parts.netloc}") == site


def _owners(headlines: list[tuple[HtmlElement, str]]) -> dict[HtmlElement, str]:
    """For each element around a headline the one address that its headlines lead to, or "several".

    Each element is entered twice at most, so that deep and wide pages cost no more than their size.
    """
    owners: dict[HtmlElement, str] = {}
    for link, href in headlines:
        element, owner = link, href
        while element is not None and owners.get(element) not in {owner, _SEVERAL}:
            owner = owners[element] = owner if element not in owners else _SEVERAL
            element = element.getparent()
    return owners


def _largest_blocks(
    headlines: list[tuple[HtmlElement, str]], owners: dict[HtmlElement, str]
) -> Iterator[HtmlElement]:
    """The outermost element around each headline that leads nowhere else, each element once."""
    passed: set[HtmlElement] = set()
    for link, href in headlines:
        block, wider = link, link.getparent()
        while wider is not None and owners[wider] == href and wider not in passed:
            passed.add(wider)
            block, wider = wider, wider.getparent()
        if wider not in passed:
            yield block
