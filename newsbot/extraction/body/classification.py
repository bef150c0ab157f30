"""Decides which blocks of a page are the article's body, and with what probability.

This is the second of two steps that extraction and training of the model share. The first step,
`newsbot.extraction.body.isolation.featured_page`, computes the features of the blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.alike import is_alike_sentence, is_last_sentence
from newsbot.extraction.body.beside import is_beside
from newsbot.extraction.body.between import with_lists_between
from newsbot.extraction.body.excerpts import PROBABLE, with_excerpts
from newsbot.extraction.body.features.columns import FeaturedPage
from newsbot.extraction.body.features.kept import KEPT
from newsbot.extraction.body.headings import with_headings
from newsbot.extraction.body.left_out.others import without_others
from newsbot.extraction.body.lists import averaged_over_lists, read_lists
from newsbot.extraction.body.model.ensemble import BlockModel, read_model
from newsbot.extraction.body.reasons import Reason, reason_against
from newsbot.extraction.body.second_thought import think_again
from newsbot.extraction.body.series import read_series, with_series
from newsbot.extraction.body.vectors import Indices, Vector
from newsbot.extraction.page.blocks import ROW_NUMBER, Block, is_apart, is_in_post, is_nameless
from newsbot.extraction.page.boilerplate import block_key, is_boilerplate
from newsbot.extraction.page.text import word_key
from newsbot.extraction.page.vocabulary import READ_MORE
from newsbot.items import SiteBlocks

# A block that trafilatura keeps is part of the body if its probability is at least PROBABLE. On a
# page that is not taken for news (`PageText.is_news`), PROBABLE_IN_GUIDE, which is lower, is
# enough. Such a page may be a guide, whose captions, tables and lists belong to the body. The model
# is too strict with these, because most of its training pages are news.
PROBABLE_IN_GUIDE = 0.45
# A row of a data table that trafilatura keeps is part of the article's body if the model gives it
# at least this probability. For other blocks the limit is PROBABLE, which is higher. The model
# gives data tables low probabilities, because most of them on news pages are results and ratings
# beside the article. But a table that trafilatura keeps is mostly part of the article.
PROBABLE_TABLE = 0.15
# If no block of a page is probable enough for the article's body, the body is made of the blocks
# that trafilatura keeps and that have at least this probability. This leaves out menus: trafilatura
# keeps menus if it finds nothing better, but their probabilities are lower.
POSSIBLE = 0.25
# A block that begins with "Read more:" or the like is never body if more than this share of its
# text is in links. The model takes some 70 such blocks in the corpora for body: some of its
# training pages are guides, in which such blocks are labelled as body. Leaving them out lowers the
# F1 of no corpus.
LINK_LINE = 0.7
# If the body has fewer characters than this, and most of the page's running text is not in it, the
# page is classified a second time, with other features (`think_again`). Pages with longer bodies
# are not classified again. Most of these bodies are right. The running text outside of them is an
# appeal to readers or a list of other texts, and the second classification would take it for body.
# That would lower F1 by .013 on the corpus aeb.
FEW_CHARACTERS = 300
# A body with fewer characters than this is short. The model is less sure of the sentences of a
# short text, because there are few others around them. So a sentence that trafilatura keeps is
# added to a short body, if it stands beside blocks of the body and looks like them.
SHORT_BODY = 500
# How many blocks at the beginning of the body are compared with the article's titles, to leave a
# repeated title out of the body. A title stands first, or after a kicker and a date; a block
# further down with the same words as a title is text.
TITLE_BLOCKS = 3

_shipped_model = cache(read_model)

Outcome = Literal["body", "title", "site_boilerplate", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifiedBlock:
    """A block of a page, with the result of its classification.

    The field `outcome` is "body" for a part of the article's text, "title" for a repeated title of
    the article, "site_boilerplate" for a block that other articles of the site have too, and
    "other" for anything else.
    """

    block: Block
    probability: float
    """The probability, from 0 to 1, that the block is part of the article's body. It is computed
    from the page alone: whether other pages of the site have the same block does not matter."""
    outcome: Outcome
    key: int
    """A 64-bit hash of the block's words (`block_key`) if the outcome is "body" or
    "site_boilerplate"; otherwise 0."""

    @property
    def reason(self) -> Reason:
        """Why the block is or is not part of the article's body, e.g. "body", "title" or "teaser".

        The reason is the field `outcome`, unless this is "other". Then a word such as "teaser" says
        what the block looks like. This word is computed at each access, and not stored.
        """
        return reason_against(self.block) if self.outcome == "other" else self.outcome


def classify_blocks(
    page: FeaturedPage, boilerplate: SiteBlocks, model: BlockModel | None = None
) -> list[ClassifiedBlock]:
    """The blocks of the page with their outcomes and probabilities, in page order.

    Args:
        page: the blocks and their features.
        boilerplate: which blocks other articles of the site have too.
        model: the model that gives the probabilities; if None, the one that is part of newsbot.
    """
    if not page.blocks:
        return []
    model = model or _shipped_model()
    probabilities, is_body = _chosen(page, model)
    if _length(page, is_body) < FEW_CHARACTERS:
        again = think_again(page, is_body)
        if again is not None:
            page = again
            probabilities, is_body = _chosen(again, model)
    is_body = with_headings(page.blocks, probabilities, is_body, page.text.url)
    is_body = with_lists_between(page.blocks, read_lists(page.blocks), is_body)
    is_body = without_others(page, is_body)
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


def _chosen(page: FeaturedPage, model: BlockModel) -> tuple[Vector, NDArray[np.bool_]]:
    """For each block, the probability that it is body, and whether `choose` takes it for body."""
    series = read_series(page.blocks)
    probabilities = _probabilities(page, series, model)
    is_news = page.text.is_news
    return probabilities, choose(page.blocks, probabilities, page.kept, series, is_news=is_news)


def _length(page: FeaturedPage, is_body: NDArray[np.bool_]) -> int:
    return sum(len(page.blocks[index].text) for index in np.flatnonzero(is_body).tolist())


def _probabilities(page: FeaturedPage, series: Sequence[Indices], model: BlockModel) -> Vector:
    """For each block of the page, the probability (0 to 1) that the block is body.

    In a long series of blocks that look alike, the model makes more mistakes. So the blocks of such
    a series are classified a second time, in excerpts of the page in which the series is short. All
    items of a list get the same probability, and so do all rows of a data table.

    Args:
        page: the page with its blocks.
        series: for each series of blocks, the indices of its blocks, as `read_series` returns them.
        model: the model that classifies blocks.
    """
    is_plain = is_nameless(page.blocks)

    def ask(part: FeaturedPage) -> Vector:
        found = np.zeros(len(part.blocks))
        found[part.candidates] = model.probabilities(part.columns, is_nameless=is_plain)
        return found

    lists = read_lists(page.blocks)
    return averaged_over_lists(with_excerpts(page, ask(page), lists, series, ask), lists)


def choose(
    blocks: Sequence[Block],
    probabilities: Vector,
    kept: Vector,
    series: Sequence[Indices],
    *,
    is_news: bool,
) -> NDArray[np.bool_]:
    """For each block of a page, whether the block is part of the article's body.

    These blocks are body:

    - Blocks with a high probability. For blocks that trafilatura keeps, a lower probability is
      enough if the page is no news, e.g. a guide.
    - Blocks that continue a series of blocks that look alike, if the beginning of the series is
      mostly body.
    - A short sentence at the end of the body, if its probability is not much lower.

    If no block is body by these rules, the blocks that trafilatura keeps are body. But if some of
    the kept blocks have at least the probability POSSIBLE, the body consists only of these likelier
    blocks, and of kept sentences that look like them and stand beside them.

    Args:
        blocks: all blocks of the page.
        probabilities: the probability of each block that it is body.
        kept: the share of each block, 0 to 1, that trafilatura keeps.
        series: for each series of blocks that look alike, the indices of its blocks.
        is_news: whether the page is taken for news (`PageText.is_news`).
    """
    is_kept = kept > KEPT
    is_body = probabilities >= PROBABLE
    may_be = np.flatnonzero(is_kept | is_body).tolist()
    foreign = [index for index in may_be if _is_foreign(blocks[index])]
    is_kept[foreign] = is_body[foreign] = False
    if not is_news:
        is_body |= is_kept & (probabilities >= PROBABLE_IN_GUIDE)
    is_row = np.array([block.tag_number(0) == ROW_NUMBER for block in blocks])
    is_body |= is_kept & is_row & (probabilities >= PROBABLE_TABLE)
    is_body &= ~is_beside(blocks, probabilities, is_body)
    is_body = with_series(blocks, series, is_body)
    if is_body.any():
        is_body |= _of_short_text(blocks, is_body, is_kept)
        return is_body | is_last_sentence(blocks, probabilities, is_body, is_kept)
    is_possible = is_kept & (probabilities >= POSSIBLE)
    if not is_possible.any():
        return is_kept
    return is_possible | (is_kept & is_alike_sentence(blocks, is_possible))


def _of_short_text(
    blocks: Sequence[Block], is_body: NDArray[np.bool_], is_kept: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """For each block, whether it is a sentence that the model has missed in a short body.

    Such a sentence looks like blocks of the body beside it, and trafilatura keeps it. `is_body`
    marks the blocks of the body, `is_kept` those that trafilatura keeps.
    """
    length = sum(len(blocks[index].text) for index in np.flatnonzero(is_body).tolist())
    if length >= SHORT_BODY:
        return np.zeros(len(blocks), dtype=np.bool_)
    return is_kept & is_alike_sentence(blocks, is_body)


def _is_foreign(block: Block) -> bool:
    """Whether the block is left out of the article's body, however high its probability is.

    This is so for blocks in embedded posts (e.g. of a social network), and for blocks that consist
    of "Read more:" and a link. For embedded posts the model's probability means nothing, because
    the labels in the training pages contradict each other: three corpora never label a post as
    body, the corpus aeb always does.
    """
    is_link = block.link_share > LINK_LINE and READ_MORE.match(block.text.lower()) is not None
    return is_link or is_in_post(block) or is_apart(block)


def title_indices(
    keys: Sequence[str], is_body: NDArray[np.bool_], titles: Sequence[str]
) -> set[int]:
    """The indices of the page's blocks that repeat one of `titles`, the article's titles.

    A block repeats a title if it has the same words. But of the blocks that `is_body` marks, only
    the first TITLE_BLOCKS can be titles: a block farther down with the words of a title is text.
    `keys` has the `Block.key` of each block of the page.
    """
    title_keys = {word_key(title) for title in titles}
    text = set(np.flatnonzero(is_body)[TITLE_BLOCKS:].tolist())
    return {index for index, key in enumerate(keys) if key in title_keys and index not in text}


def _classified(
    block: Block, *, probability: float, is_body: bool, is_title: bool, boilerplate: SiteBlocks
) -> ClassifiedBlock:
    """The ClassifiedBlock for `block`, with its outcome and its key.

    The outcome is "title" for a title, "site_boilerplate" for a body block that other articles of
    the site have too, and otherwise "body" or "other". `boilerplate` says which blocks other
    articles of the site have.
    """
    outcome: Outcome = "body" if is_body else "other"
    key = 0
    if is_title:
        outcome = "title"
    elif is_body:
        key = block_key(block.text)
        if is_boilerplate(key, probability, boilerplate):
            outcome = "site_boilerplate"
    return ClassifiedBlock(block=block, probability=probability, outcome=outcome, key=key)
