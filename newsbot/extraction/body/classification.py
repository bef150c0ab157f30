"""The classification of a page's blocks: which are the article's body, and with what probability.

This is the second half of the steps that extraction and training share; the first is
`newsbot.extraction.body.isolation.featured_page`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.beside import is_beside
from newsbot.extraction.body.excerpts import PROBABLE, with_excerpts
from newsbot.extraction.body.features.columns import FeaturedPage
from newsbot.extraction.body.features.kept import KEPT
from newsbot.extraction.body.lists import averaged_over_lists, read_lists
from newsbot.extraction.body.model.ensemble import BlockModel, read_model
from newsbot.extraction.body.reasons import Reason, reason_against
from newsbot.extraction.body.series import with_series
from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.boilerplate import block_key, is_boilerplate
from newsbot.extraction.page.blocks import ROW_NUMBER, Block, is_in_post, is_nameless
from newsbot.extraction.page.text import word_key
from newsbot.extraction.page.vocabulary import READ_MORE
from newsbot.items import SiteBlocks

# A model that learned from news is too strict with guides, whose captions, tables and lists are
# body: where a page does not call itself news, a block that trafilatura keeps needs no more than
# this. Of models that saw no guides wcxb_dev gains .002 from it; andy424, a fifth of it no news,
# loses .0005.
PROBABLE_IN_GUIDE = 0.45
# Most tables of data on news pages are results and ratings beside the article; one that trafilatura
# keeps is more often a part of it than the model believes. On the corpora neither gains nor loses.
PROBABLE_TABLE = 0.15
# The menus that trafilatura keeps when it finds nothing better have a lower probability than this.
POSSIBLE = 0.25
# In a line with "Read more:" at least this share is the link. The model takes some 70 such lines in
# the corpora for body, since labels of guides have them; no corpus loses by leaving them out.
LINK_LINE = 0.7
# A title stands first, or after a kicker and a date; further down the same words are text.
TITLE_BLOCKS = 3

_shipped_model = cache(read_model)

Outcome = Literal["body", "title", "site_boilerplate", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifiedBlock:
    """One block of a page, and its class."""

    block: Block
    probability: float
    """The probability that the block is body, 0 to 1, judged by its page alone."""
    outcome: Outcome
    key: int
    """`block_key` of the text if the page alone makes the block body; 0 for any other block."""

    @property
    def reason(self) -> Reason:
        """What the block is: "body", or the reason against it, which is only computed if asked."""
        return reason_against(self.block) if self.outcome == "other" else self.outcome


def classify_blocks(
    page: FeaturedPage, boilerplate: SiteBlocks, model: BlockModel | None = None
) -> list[ClassifiedBlock]:
    """The class of each block of the page, in page order.

    Args:
        page: the blocks and their features.
        boilerplate: which blocks other articles of the site have too.
        model: gives the probabilities; the shipped one if None.
    """
    if not page.blocks:
        return []
    probabilities = _probabilities(page, model or _shipped_model())
    is_body = choose(page.blocks, probabilities, page.kept["recall"], is_news=page.text.is_news)
    titles = title_indices([block.key for block in page.blocks], is_body, page.text.titles)
    return [
        _classified(
            block,
            probability=float(probabilities[index]),
            is_body=bool(is_body[index]),
            is_title=index in titles,
            boilerplate=boilerplate,
        )
        for index, block in enumerate(page.blocks)
    ]


def _probabilities(page: FeaturedPage, model: BlockModel) -> Vector:
    """The probability of each block of the page that it is body, 0 to 1.

    Long series are classified in excerpts, and all parts of a list get one probability.
    """
    is_plain = is_nameless(page.blocks)

    def ask(part: FeaturedPage) -> Vector:
        found = np.zeros(len(part.blocks))
        found[part.candidates] = model.probabilities(part.columns, is_nameless=is_plain)
        return found

    return averaged_over_lists(with_excerpts(page, ask(page), ask), read_lists(page.blocks))


def choose(
    blocks: Sequence[Block], probabilities: Vector, recall: Vector, *, is_news: bool
) -> NDArray[np.bool_]:
    """For each block, whether it is body.

    Where no block is probable enough, the body is what trafilatura keeps, and if some of that is
    at least POSSIBLE, that part alone.

    Args:
        blocks: all blocks of the page.
        probabilities: of each block, that it is body.
        recall: the share of each block that trafilatura keeps when it favours recall.
        is_news: whether the page calls itself news.
    """
    is_kept = recall > KEPT
    is_body = probabilities >= PROBABLE
    may_be = np.flatnonzero(is_kept | is_body).tolist()
    foreign = [index for index in may_be if _is_foreign(blocks[index])]
    is_kept[foreign] = is_body[foreign] = False
    if not is_news:
        is_body |= is_kept & (probabilities >= PROBABLE_IN_GUIDE)
    is_row = np.array([block.tag_number(0) == ROW_NUMBER for block in blocks])
    is_body |= is_kept & is_row & (probabilities >= PROBABLE_TABLE)
    is_body &= ~is_beside(blocks, probabilities, is_body)
    is_body = with_series(blocks, is_body)
    if is_body.any():
        return is_body
    is_possible = is_kept & (probabilities >= POSSIBLE)
    return is_possible if is_possible.any() else is_kept


def _is_foreign(block: Block) -> bool:
    """Whether the block is an embedded post, or "Read more: " and a link to another article.

    What the model makes of posts is chance: labels of three corpora never have them, aeb's always.
    """
    is_link = block.link_share > LINK_LINE and READ_MORE.match(block.text.lower()) is not None
    return is_link or is_in_post(block)


def title_indices(
    keys: Sequence[str], is_body: NDArray[np.bool_], titles: Sequence[str]
) -> set[int]:
    """The indices of the blocks that repeat one of `titles`.

    In the body only the first TITLE_BLOCKS blocks are compared. `keys` are the blocks' keys.
    """
    title_keys = {word_key(title) for title in titles}
    text = set(np.flatnonzero(is_body)[TITLE_BLOCKS:].tolist())
    return {index for index, key in enumerate(keys) if key in title_keys and index not in text}


def _classified(
    block: Block, *, probability: float, is_body: bool, is_title: bool, boilerplate: SiteBlocks
) -> ClassifiedBlock:
    """The block with its class, from what is known of it."""
    outcome: Outcome = "body" if is_body else "other"
    key = 0
    if is_title:
        outcome = "title"
    elif is_body:
        key = block_key(block.text)
        if is_boilerplate(key, probability, boilerplate):
            outcome = "site_boilerplate"
    return ClassifiedBlock(block=block, probability=probability, outcome=outcome, key=key)
