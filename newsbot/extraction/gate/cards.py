"""Teaser cards: the parts of a page that each show a linked headline with some text under it."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from newsbot.extraction.page.inner_links import domain_of, leads_inside
from newsbot.extraction.page.text import count_words, word_key

HEADLINE_WORDS = 3
# A page is not taken for a list of articles if it has fewer teaser cards than this. A teaser card
# shows a linked headline with some text under it.
MIN_CARDS = 3
# An element with a larger share of the page's words than this is not a teaser card. Such an element
# is the article itself, with a headline in it that links to another article.
MAX_CARD_SHARE = 0.5
# To measure which share of a page's body is in teaser cards, lines of the body are looked for in
# the text of the cards. To save time, only the first MAX_LINES lines are looked for, and only in
# the first MAX_TEXT characters of the text of all cards.
MAX_TEXT = 200_000
MAX_LINES = 400

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_SEVERAL = "several"


def share_in_cards(url: str, tree: HtmlElement, lines: list[str], words: list[int]) -> float:
    """The share, 0 to 1, of the words in `lines` (those of the body) that stand in teaser cards.

    It is 0 if the page has fewer than MIN_CARDS cards. It is also 0 if one card has more than the
    share MAX_CARD_SHARE of the words. Such a card is no teaser: it is the article itself, with a
    linked headline in it. `words` has the number of words of each line. The sum of these numbers
    must be more than 0.
    """
    counted = dict(zip(map(word_key, lines[:MAX_LINES]), words, strict=False))
    total = sum(counted.values())
    headlines = list(_headlines(url, tree))
    in_headings = [(link, href) for link, href in headlines if _is_in_heading(link)]
    chosen = in_headings if len(in_headings) >= MIN_CARDS else headlines
    left, room = counted.copy(), MAX_TEXT
    shares = []
    for card in _cards(chosen, _owners(chosen)):
        text = word_key(card.text_content()[:room])
        room -= len(text)
        inside = [key for key in left if key and key in text]
        if inside:
            shares.append(sum(left.pop(key) for key in inside) / total)
    if len(shares) < MIN_CARDS or max(shares) > MAX_CARD_SHARE:
        return 0.0
    return sum(shares)


def _headlines(url: str, tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The links on the page at `url` that are headlines of other pages of its site.

    Each link comes with its `href`. A link is a headline if it is in a heading, or the only content
    of its parent element.
    """
    domain = domain_of(url)
    for link in tree.iter("a"):
        parent = link.getparent()
        is_alone = (
            parent is not None
            and len(parent) == 1
            and not (parent.text or "").strip()
            and not (link.tail or "").strip()
        )
        href = (link.get("href") or "").split("#")[0].strip()
        if (
            (_is_in_heading(link) or is_alone)
            and count_words(link.text_content()) >= HEADLINE_WORDS
            and leads_inside(href, domain)
            and href != url
        ):
            yield link, href


def _is_in_heading(link: HtmlElement) -> bool:
    """Whether a link's parent or its parent's parent is a heading, or the link contains one."""
    parent = link.getparent()
    if parent is None:
        return False
    above = (parent, parent.getparent())
    is_in = any(element is not None and element.tag in _HEADINGS for element in above)
    return is_in or next(link.iter(*_HEADINGS), None) is not None


def _owners(headlines: list[tuple[HtmlElement, str]]) -> dict[HtmlElement, str]:
    """For each element that contains linked headlines, the `href` that all these links have.

    The value is "several" if the links lead to different pages. `headlines` are all linked
    headlines of the page, each with its `href`.
    """
    owners: dict[HtmlElement, str] = {}
    for link, href in headlines:
        element, owner = link, href
        while element is not None and owners.get(element) not in {owner, _SEVERAL}:
            owner = owners[element] = owner if element not in owners else _SEVERAL
            element = element.getparent()
    return owners


def _cards(
    headlines: list[tuple[HtmlElement, str]], owners: dict[HtmlElement, str]
) -> Iterator[HtmlElement]:
    """The teaser cards of a page, each once.

    A teaser card is an element with the headline of another page, and mostly with some text under
    it. All linked headlines in the card lead to this one page. The card is the largest such element
    around the headline. An element with an h1 is no card. `headlines` are the linked headlines,
    each with its `href`. `owners` maps each element to the page to which its headlines lead; it
    comes from `_owners`.
    """
    passed: set[HtmlElement] = set()
    for link, href in headlines:
        card, wider = link, link.getparent()
        while wider is not None and owners[wider] == href and wider not in passed:
            passed.add(wider)
            card, wider = wider, wider.getparent()
        if wider not in passed and next(card.iter("h1"), None) is None:
            yield card
