"""Finds lines that lead to other articles, such as "Read also: Mayor resigns", in any language.

Such a line stands between the paragraphs of an article, mostly without a class that tells what it
is. The shape of the line shows what it is: it links to another page of the site, and does not end
like a sentence. Either nearly the whole line is one link with the words of a headline, or a label
with a colon or an arrow stands before the link.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.left_out.lengths import is_at_least
from newsbot.extraction.body.lists import is_in_list
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block
from newsbot.extraction.page.inner_links import leads_elsewhere_inside
from newsbot.extraction.page.vocabulary import READ_MORE

# A line leads to another article only if its text has HEADLINE_WORDS to MAX_WORDS words. In scripts
# without spaces, such as Chinese, it must have HEADLINE_LETTERS to MAX_LETTERS letters, as
# `is_at_least` counts them.
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
# A short label before a link to another page of the site shows that the link leads to another
# article, e.g. "More: Harbour". A label is short if it has at most FEW_WORDS words, or FEW_LETTERS
# letters in scripts without spaces. If the label is none of the known ones, e.g. "Read also:", the
# link must also have more than half of the line's text.
FEW_WORDS = 4
FEW_LETTERS = 12
HALF = 0.5
# A page with at least this many headings that are links is taken for a guide, e.g. "Ten museums". A
# linked heading in a guide begins a part of the guide, and is no teaser of another article. If a
# page has at least this many links after unknown labels, e.g. "Soft: Feather pillow", these links
# are no teasers either.
PARTS = 3

# The colons of Latin, Chinese, Khmer, Armenian and Amharic script.
_COLONS = r":\uff1a\u17d6\u055d\u1361\u1365\u1366"
# Matches a label that begins a part of a guide, e.g. "Step 1".
_NUMBERED = re.compile(r"\d\W*$")
# Matches a label before a link to another article, and the signs between label and link, e.g. "ALSO
# READ | " or "[Related]". Arrows point to the left in scripts that are read from right to left.
_LABEL = re.compile(
    r"^\W*(?P<label>\w.{1,60}?)\s*"
    rf"(?:[{_COLONS}|\xa6>\xbb\u203a\u2190\u2192\u25b6\u25ba\u25c0\u25c4\u27a1\u30fb\u3011\]]"
    r"|\s?[-\u2013\u2014](?=\s))+\s*(?=\S)"
)
_URL = re.compile(r"\S+[./]\S+$")
_DASH = re.compile(r"[-\u2013\u2014]\s*$")
# Matches a note in brackets at the end of a headline, e.g. "(video)".
_AFTER = re.compile(r"\s?[(\[][^()\[\]]{1,20}[)\]]$")
# Matches a full stop at the end of a text, in many scripts. To save time, only the last TAIL
# characters of the text are searched.
TAIL = 12
_SENTENCE_END = re.compile(
    r"[.\u3002\uff0e\uff61\u0964\u0965\u06d4\u104b\u1362\u17d4\u17d5\u0589][^\w.]*$"
)
_LABEL_END = re.compile(rf"[{_COLONS}]\W*$")


def is_read_also(
    blocks: Sequence[Block], is_body: NDArray[np.bool_], url: str
) -> NDArray[np.bool_]:
    """For each block, whether `is_body` marks it but it only leads to another article.

    `blocks` are all blocks of the page at `url`. A block with nothing but a label, e.g. "See
    also:", is marked too if the next block leads to another article. Items of lists are not marked,
    nor are linked headings if the page has many of them, as guides do.
    """
    leads = np.zeros(len(blocks), np.bool_)
    # Only the blocks of the body, and those right after them, are looked at below.
    for index in np.flatnonzero(is_body | np.append(False, is_body[:-1])).tolist():
        leads[index] = is_linked_headline(blocks[index], url)
    is_heading = np.array([block.tag_number(0) in HEADING_NUMBERS for block in blocks], np.bool_)
    is_guide = (leads & is_heading & is_body).sum() >= PARTS
    marked = np.zeros(len(blocks), np.bool_)
    labelled: list[int] = []
    for index in np.flatnonzero(is_body).tolist():
        block = blocks[index]
        is_part = (is_heading[index] and is_guide) or is_in_list(block)
        marked[index] = (
            (leads[index] and not is_part)
            or (leads[index + 1 : index + 2].any() and _is_label(block))
            or _is_unlinked(block)
        )
        if not marked[index] and not is_part and not is_heading[index] and _is_labelled(block, url):
            labelled.append(index)
    known = [index for index in labelled if READ_MORE.match(blocks[index].text.lower())]
    marked[labelled if len(labelled) - len(known) < PARTS else known] = True
    return marked


def is_linked_headline(block: Block, url: str) -> bool:
    """Whether the block is the headline of another article of the site, and a link to it.

    A label may stand before the link. `url` is that of the page.
    """
    if (
        len(set(block.hrefs)) != 1
        or _has_few_words(block.text)
        or _SENTENCE_END.search(block.text[-TAIL:])
    ):
        return False
    headline = _AFTER.sub("", _without_label(block))
    return (
        is_at_least(headline, HEADLINE_WORDS, HEADLINE_LETTERS)
        and not is_at_least(headline, MAX_WORDS + 1, MAX_LETTERS + 1)
        and block.link_share * len(block.text) >= LINKED * len(headline)
        and leads_elsewhere_inside(block.hrefs[0], url)
    )


def _has_few_words(text: str) -> bool:
    """A quick test whether a text in ASCII has too few words for a headline, e.g. "Sport".

    For most links, e.g. those in menus, it spares `is_linked_headline` slower tests. The result is
    always False for texts that are not ASCII, because in Chinese, for example, spaces do not tell
    how many words a text has.
    """
    return text.isascii() and text.count(" ") < HEADLINE_WORDS - 1


def _is_labelled(block: Block, url: str) -> bool:
    """Whether the block is a short label and a link to another page of the site.

    The link may have fewer words than a headline, and need not contain all words after the label.
    After a known label there may be several links. A link that shows its URL leads to no article.
    """
    if not 0 < block.link_share < 1 or _SENTENCE_END.search(block.text[-TAIL:]):
        return False
    label = _LABEL.match(block.text)
    if label is None or _NUMBERED.search(label["label"]):
        return False
    is_plain = (
        block.link_share > HALF
        and len(set(block.hrefs)) == 1
        and _DASH.search(label[0]) is None
        and _URL.match(block.text, label.end()) is None
    )
    return (
        (is_plain or READ_MORE.match(block.text.lower()) is not None)
        and not is_at_least(label["label"], FEW_WORDS + 1, FEW_LETTERS + 1)
        and block.link_share * len(block.text) <= len(block.text) - label.end()
        and all(leads_elsewhere_inside(href, url) for href in block.hrefs)
    )


def is_short(block: Block) -> bool:
    """Whether the block is so short that it may be a label before other lines."""
    return not is_at_least(block.text, LABEL_WORDS + 1, LABEL_LETTERS + 1)


def _without_label(block: Block) -> str:
    """The text of the block without the label before its link, if it has a label."""
    label = _LABEL.match(block.text)
    if label is None or is_at_least(label["label"], LABEL_WORDS + 1, LABEL_LETTERS + 1):
        return block.text
    return block.text[label.end() :]


def _is_unlinked(block: Block) -> bool:
    """Whether the block is a label such as "Read also:" and a headline that is no link."""
    if _SENTENCE_END.search(block.text[-TAIL:]) or is_at_least(block.text, MAX_WORDS, MAX_LETTERS):
        return False
    headline = _without_label(block)
    return (
        headline != block.text
        and is_at_least(headline, HEADLINE_WORDS, HEADLINE_LETTERS)
        and READ_MORE.match(block.text.lower()) is not None
    )


def _is_label(block: Block) -> bool:
    """Whether the block is only a label for the lines after it, such as "See also:"."""
    return is_short(block) and (
        _LABEL_END.search(block.text) is not None
        or READ_MORE.match(f"{block.text.lower()}:") is not None
    )
