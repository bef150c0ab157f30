"""Computes new features for a page if the model has left most running text out of the body.

Two things may have misled the model. One is the names (class or id) of the elements around the
running text, e.g. of a layout that is called "comments-open" or "sidebar-right". The new features
ignore these names. The other is which text trafilatura keeps. If an article is short or unusual,
trafilatura may keep nothing of it, or only other text of the page. The new features say that
trafilatura keeps all the running text.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.columns import FeaturedPage, featurise
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block, is_apart, is_in_post
from newsbot.extraction.page.containers import Container
from newsbot.extraction.page.text import ends_sentence, word_key
from newsbot.extraction.page.vocabulary import CLASS_WORDS, OUTER_TAGS

# A block is running text if its words have at least this many bytes of UTF-8, if less than the
# share LINKED of it is in links, and if it ends like a sentence.
PROSE = 60
LINKED = 0.3
# The running text (sentences, see PROSE) of a page is assumed to be the article. The container of
# the running text is the innermost element that holds at least the share MOST of all running text
# of the page, and at least MIN_BLOCKS blocks of it.
MOST = 0.6
MIN_BLOCKS = 2
# The model classifies a page a second time if it has missed most of the page's running text,
# because e.g. class names have misled it. Only the running text in one element counts: in the
# innermost element that holds most of it. If this text has at least MIN_PROSE bytes, and if the
# model has taken less than the share LOST of it for body, `think_again` computes new features,
# which ignore what may have misled the model.
LOST = 0.5
MIN_PROSE = 300
# Which blocks trafilatura keeps is a feature for the model. If the model misses most of the running
# text, this feature may have misled it. So the model is asked a second time, and now a block counts
# as kept if it is in the element with most of the running text, and if less than the share PLAIN of
# the block is in links.
PLAIN = 0.5

_BITS = {name: 1 << bit for bit, name in enumerate(CLASS_WORDS)}
# Some features of a block tell the names (class or id) and the tags of the elements around it. When
# the features are computed a second time (see `think_again`), the names and tags of the elements
# around the running text are left out, because they may have misled the model. But the names and
# tags listed here stay, because they say that an element is an article.
_OF_ARTICLE = (
    _BITS["article"]
    | _BITS["body"]
    | OUTER_TAGS["article"]
    | OUTER_TAGS["main"]
    | OUTER_TAGS["section"]
)


def think_again(page: FeaturedPage, is_body: NDArray[np.bool_]) -> FeaturedPage | None:
    """The page with new features if the model has missed most of its running text; otherwise None.

    `is_body` marks the blocks that the model has taken for the body. The container of the running
    text is the innermost element that holds most of it. Two things are ignored in the new features,
    because they may have misled the model. One is the names (class or id) of the container and of
    the elements around it. The other is which blocks trafilatura has kept: now all text in the
    container counts as kept.
    """
    outer = _around_title(page)
    prose = {
        index: len(block.key.encode())
        for index, block in enumerate(page.blocks)
        if _is_prose(block, outer)
    }
    main = _main(page.blocks, prose)
    if main is None:
        return None
    inside = {index for index in prose if _holds(main, page.blocks[index])}
    size = sum(prose[index] for index in inside)
    kept = sum(prose[index] for index in inside if is_body[index])
    if size < MIN_PROSE or kept >= LOST * size:
        return None
    chain = page.blocks[min(inside)].chain
    numbers = [each.number for each in chain]
    outer |= set(numbers[numbers.index(main) :])
    blocks = [_unnamed(block, outer) for block in page.blocks]
    plain = [block for block in blocks if _holds(main, block) and block.link_share < PLAIN]
    return featurise(blocks, replace(page.text, kept="\n".join(block.text for block in plain)))


def _around_title(page: FeaturedPage) -> set[int]:
    """The numbers (`Container.number`) of the elements around the heading with the page's title."""
    keys = {word_key(title) for title in page.text.titles[:1]}
    for block in page.blocks:
        if block.key in keys and block.tag_number(0) in HEADING_NUMBERS:
            return {each.number for each in block.chain[1:]}
    return set()


def _is_prose(block: Block, outer: set[int]) -> bool:
    """Whether the block is running text outside of comments, embedded posts and the like.

    A block is in a comment if the class or id of an element around it has a word such as "comment".
    `outer` has the numbers of the elements around the article's headline. The article is in these
    elements too. So a word such as "comment" in their class or id proves nothing, and is ignored.
    """
    return (
        len(block.key.encode()) >= PROSE
        and block.link_share < LINKED
        and ends_sentence(block.text)
        and not is_in_post(block)
        and not is_apart(block)
        and not any(
            each.marks & _BITS["comment"] for each in block.chain if each.number not in outer
        )
    )


def _main(blocks: Sequence[Block], prose: dict[int, int]) -> int | None:
    """The number of the innermost element that holds most of the page's running text.

    The element must hold at least MIN_BLOCKS blocks of running text, or all if the page has fewer.
    None if there is no such element.
    """
    held: dict[int, list[int]] = {}
    for index, size in prose.items():
        for each in blocks[index].chain:
            held.setdefault(each.number, []).append(size)
    most, least = MOST * sum(prose.values()), min(len(prose), MIN_BLOCKS)
    found = (number for number, sizes in held.items() if len(sizes) >= least and sum(sizes) >= most)
    return max(found, default=None)


def _holds(number: int, block: Block) -> bool:
    return any(each.number == number for each in block.chain)


def _unnamed(block: Block, outer: set[int]) -> Block:
    """A copy of a block without the class names of certain elements around it.

    `outer` has the numbers (`Container.number`) of these elements. Their names may be misleading,
    such as "comments-open" for the whole page. A name that says that the element holds an article
    is kept.
    """
    chain = [_plain(each) if each.number in outer else each for each in block.chain]
    return replace(block, chain=chain)


def _plain(container: Container) -> Container:
    """A copy of an element that no longer tells what the element is for.

    Each bit in `marks` stands for a kind of class name, id or tag, e.g. "comment". Only the bits
    are kept which say that the element holds an article. The others may have misled the model.
    """
    marks = container.marks & _OF_ARTICLE
    return Container(container.tag, container.looks, container.number, marks)
