"""Computes the features of a page anew if most of its running text was not taken for body.

Two things mislead the model and trafilatura at once. One is a name of an element that is around the
whole article, e.g. a layout that is called "comments-open" or "sidebar-right". The other is a text
so short, or so unlike an article's, that trafilatura keeps none of it or some other text.
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
# The running text (sentences, see PROSE) has a container: the innermost element that holds at least
# MIN_BLOCKS blocks of running text, and at least this share of all running text of the page.
MOST = 0.6
MIN_BLOCKS = 2
# The features are computed anew if this container has at least MIN_PROSE bytes of running text, and
# if the model takes less than the share LOST of this running text for body.
LOST = 0.5
MIN_PROSE = 300
# Some features tell whether trafilatura keeps a block. When the features are computed anew, these
# count a block as kept if it is in the container, and if less than this share of it is in links.
PLAIN = 0.5

_BITS = {name: 1 << bit for bit, name in enumerate(CLASS_WORDS)}
# Some features tell the names (class or id) and the tags of the elements around a block. When the
# features are computed anew, those of the container are left out, because they may have misled the
# model. But the names and tags listed here stay, because they say that an element is an article.
_OF_ARTICLE = (
    _BITS["article"]
    | _BITS["body"]
    | OUTER_TAGS["article"]
    | OUTER_TAGS["main"]
    | OUTER_TAGS["section"]
)


def think_again(page: FeaturedPage, is_body: NDArray[np.bool_]) -> FeaturedPage | None:
    """The page with new features if most of its running text was not recognised; otherwise None.

    `is_body` marks the blocks that the model takes for the body, by the old features. The container
    of the running text is the innermost element that holds most of it. The new features are
    computed as if this container and the elements around it had no names, and as if trafilatura
    kept the text in the container.
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
    opinions = {
        "recall": "\n".join(block.text for block in plain),
        "precision": "\n".join(page.blocks[index].text for index in sorted(inside)),
    }
    return featurise(blocks, replace(page.text, opinions=opinions))


def _around_title(page: FeaturedPage) -> set[int]:
    """The numbers (`Container.number`) of the elements around the heading with the page's title."""
    keys = {word_key(title) for title in page.text.titles[:1]}
    for block in page.blocks:
        if block.key in keys and block.tag_number(0) in HEADING_NUMBERS:
            return {each.number for each in block.chain[1:]}
    return set()


def _is_prose(block: Block, outer: set[int]) -> bool:
    """Whether the block is running text outside of comments, embedded posts and the like.

    `outer` has the numbers of the elements around the page's title. A name such as "comment" does
    not count if one of these elements has it.
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
    """A copy of the block without the class names of the elements around it in `outer`.

    `outer` has the numbers of these elements. Names that say that an element holds an article stay.
    """
    chain = [_plain(each) if each.number in outer else each for each in block.chain]
    return replace(block, chain=chain)


def _plain(container: Container) -> Container:
    """A copy of the element without the bits in `marks` that say what the element is for.

    Only the bits which say that it holds an article are kept.
    """
    marks = container.marks & _OF_ARTICLE
    return Container(container.tag, marks, container.looks, container.number)
