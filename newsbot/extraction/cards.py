"""Teaser cards: the blocks of an index page, each a linked headline with a line or two of text."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from newsbot.extraction.text import count_words, word_key

# A teaser has a headline and at most two sentences; an article's whole text is longer.
CARD_WORDS = 60
HEADLINE_WORDS = 3
# One or two lone links stand on any page; a list of articles has more.
MIN_CARDS = 3


def share_in_cards(tree: HtmlElement, lines: list[str]) -> float:
    """The part of the words of `lines` that stands in teaser cards, 0 to 1; 0 below three cards."""
    cards = {word_key(card.text_content()) for card in _cards(tree)}
    if len(cards) < MIN_CARDS:
        return 0.0
    texts = "\n".join(cards)
    carded = [line for line in lines if word_key(line) in texts]
    return count_words(" ".join(carded)) / count_words(" ".join(lines))


def _cards(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The largest short block around each link with a line of its own, but for the page's h1."""
    sizes: dict[HtmlElement, int] = {}

    def size(element: HtmlElement) -> int:
        if element not in sizes:
            sizes[element] = count_words(element.text_content())
        return sizes[element]

    for link in tree.iter("a"):
        block = link.getparent()
        if block is not None and HEADLINE_WORDS <= size(link) == size(block) <= CARD_WORDS:
            while (wider := block.getparent()) is not None and size(wider) <= CARD_WORDS:
                block = wider
            # A short article together with its heading is as small as a card.
            if next(block.iter("h1"), None) is None:
                yield block
