"""Finds lines that lead to other articles, such as "Read also: Mayor resigns", in any language.

Such a line stands between the paragraphs of an article, mostly without a class that tells what it
is. Its shape shows what it is: nearly all of it is one link to another page of the site, the link
has the words of a headline, and it does not end as a sentence does.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.lists import is_in_list
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block
from newsbot.extraction.page.inner_links import leads_elsewhere_inside
from newsbot.extraction.page.text import is_unspaced
from newsbot.extraction.page.vocabulary import READ_MORE

# A line leads to another article only if its text has HEADLINE_WORDS to MAX_WORDS words. In scripts
# without spaces, such as Chinese, it must have HEADLINE_LETTERS to MAX_LETTERS letters.
HEADLINE_WORDS = 4
MAX_WORDS = 32
HEADLINE_LETTERS = 8
MAX_LETTERS = 80
# A line leads to another article only if at least this share of its text is in the link. A label
# before the link, such as "Read also:", does not count.
LINKED = 0.85
# A label before the link, such as "Read also:" or "More on the harbour -", has at most LABEL_WORDS
# words, or LABEL_LETTERS letters in scripts without spaces.
LABEL_WORDS = 6
LABEL_LETTERS = 12
# A page with at least this many headings that are links is taken for a guide, e.g. "Ten museums". A
# linked heading in a guide begins a part of the guide, and is no teaser of another article.
PARTS = 3

# Matches a label before a link to another article, and the signs between label and link, e.g. "ALSO
# READ | " or "[Related]".
_LABEL = re.compile(
    r"^\W*(?P<label>\w.{1,60}?)\s*(?:[:\uff1a|\xa6>\xbb\u203a\u2192\u25b6\u30fb\u3011\]]|\s?[-\u2013\u2014](?=\s))+\s*(?=\S)"
)
# Matches what stands after a headline in brackets, e.g. "(video)".
_AFTER = re.compile(r"\s?[(\[][^()\[\]]{1,20}[)\]]$")
_SENTENCE_END = re.compile(r"[.\u3002\uff0e\u0964\u06d4][^\w.]*$")
_LABEL_END = re.compile(r"[:\uff1a]\W*$")


def is_read_also(
    blocks: Sequence[Block], is_body: NDArray[np.bool_], url: str
) -> NDArray[np.bool_]:
    """For each block, whether `is_body` marks it but it only leads to another article.

    `blocks` are all blocks of the page at `url`. A block with nothing but a label, e.g. "See
    also:", is marked too if the next block leads to another article. Items of lists are not marked,
    nor are linked headings if the page has many of them, as guides do.
    """
    leads = np.array([is_linked_headline(block, url) for block in blocks], np.bool_)
    is_heading = np.array([block.tag_number(0) in HEADING_NUMBERS for block in blocks], np.bool_)
    is_guide = (leads & is_heading & is_body).sum() >= PARTS
    marked = np.zeros(len(blocks), np.bool_)
    for index in np.flatnonzero(is_body).tolist():
        block = blocks[index]
        is_part = (is_heading[index] and is_guide) or is_in_list(block)
        marked[index] = (
            (leads[index] and not is_part)
            or (leads[index + 1 : index + 2].any() and _is_label(block))
            or _is_unlinked(block)
        )
    return marked


def is_linked_headline(block: Block, url: str) -> bool:
    """Whether the block is the headline of another article of the site, and a link to it.

    A label may stand before the link. `url` is that of the page.
    """
    if len(set(block.hrefs)) != 1 or _has_few_words(block.text) or _SENTENCE_END.search(block.text):
        return False
    headline = _AFTER.sub("", _without_label(block))
    return (
        _has_words(headline, HEADLINE_WORDS, HEADLINE_LETTERS)
        and not _has_words(headline, MAX_WORDS + 1, MAX_LETTERS + 1)
        and block.link_share * len(block.text) >= LINKED * len(headline)
        and leads_elsewhere_inside(block.hrefs[0], url)
    )


def _has_few_words(text: str) -> bool:
    """A quick test whether a text in ASCII has too few words for a headline, e.g. "Sport".

    It spares `is_linked_headline` its slower tests for most links, e.g. those in menus. The result
    is False for all other texts: spaces do not tell how many words a Chinese text has, for example.
    """
    return text.isascii() and text.count(" ") < HEADLINE_WORDS - 1


def is_short(block: Block) -> bool:
    """Whether the block is so short that it may be a label before other lines."""
    return not _has_words(block.text, LABEL_WORDS + 1, LABEL_LETTERS + 1)


def _has_words(text: str, words: int, letters: int) -> bool:
    """Whether `text` has at least `words` words.

    For a script without spaces, such as Chinese: whether it has at least `letters` letters.
    """
    return len(text) >= letters if is_unspaced(text) else len(text.split()) >= words


def _without_label(block: Block) -> str:
    """The text of the block without the label before its link, if it has a label."""
    label = _LABEL.match(block.text)
    if label is None or _has_words(label["label"], LABEL_WORDS + 1, LABEL_LETTERS + 1):
        return block.text
    return block.text[label.end() :]


def _is_unlinked(block: Block) -> bool:
    """Whether the block is a label such as "Read also:" and a headline that is no link."""
    return (
        READ_MORE.match(block.text.lower()) is not None
        and _SENTENCE_END.search(block.text) is None
        and _without_label(block) != block.text
        and not _has_words(block.text, MAX_WORDS, MAX_LETTERS)
        and _has_words(_without_label(block), HEADLINE_WORDS, HEADLINE_LETTERS)
    )


def _is_label(block: Block) -> bool:
    """Whether the block is no more than a label of the lines after it, such as "See also:"."""
    is_known = READ_MORE.match(f"{block.text.lower()}:") is not None
    return is_short(block) and (is_known or _LABEL_END.search(block.text) is not None)
