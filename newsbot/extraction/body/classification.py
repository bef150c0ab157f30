"""A page's blocks → which of them are the article's body, how surely, and why not the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.beside import is_beside
from newsbot.extraction.body.excerpts import SURE, with_excerpts
from newsbot.extraction.body.features.columns import Featured, PageText, featurise
from newsbot.extraction.body.features.kept import KEPT
from newsbot.extraction.body.lists import evened, read_lists
from newsbot.extraction.body.model.ensemble import BlockModel, read_model
from newsbot.extraction.body.reasons import Reason, reason_against
from newsbot.extraction.body.series import continued
from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.boilerplate import block_key, is_boilerplate
from newsbot.extraction.page.blocks import ROW_NUMBER, Block, is_in_post, is_nameless
from newsbot.extraction.page.text import word_key
from newsbot.extraction.page.vocabulary import READ_MORE
from newsbot.items import SiteBlocks

# A model that learned from news is too strict with guides, whose captions, tables and lists are
# body: where a page does not call itself news, what trafilatura keeps needs less. Of models that
# saw no guides wcxb_dev gains .002 from it; andy424, a fifth of it no news, loses .0005.
SURE_ENOUGH = 0.45
# Most tables of data on news pages are results and ratings beside the article; one that trafilatura
# keeps is more often a part of it than the model believes. On the corpora neither gains nor loses.
SURE_OF_TABLE = 0.15
# The menus that trafilatura keeps for want of anything else stay under this.
POSSIBLE = 0.25
# Of a line with "Read more:" so much is the link. The model takes some 70 of them in the corpora
# for body, since labels of guides have them; no corpus loses by leaving them out.
LINK_LINE = 0.7
# A title stands first, or after a kicker and a date; further down the same words are text.
TITLE_BLOCKS = 3


Outcome = Literal["body", "title", "site_boilerplate", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedBlock:
    """One block of a page, and what became of it."""

    block: Block
    certainty: float
    """How sure the page alone makes one that it is body, 0 to 1."""
    outcome: Outcome
    key: int
    """Of a block that is body as far as the page alone says; 0 for others."""

    @property
    def reason(self) -> Reason:
        """What it is, body or something else; found out when asked, as few ever ask."""
        return reason_against(self.block) if self.outcome == "other" else self.outcome


def decide_blocks(
    blocks: Sequence[Block], page: PageText, boilerplate: SiteBlocks
) -> list[DecidedBlock]:
    """Each of the page's blocks with its decision."""
    if not blocks:
        return []
    is_plain = is_nameless(blocks)
    featured = featurise(blocks, page)
    certainties = with_excerpts(
        blocks,
        page,
        _certainties(featured, len(blocks), is_nameless=is_plain),
        featured.kept,
        lambda part, text: _certainties(featurise(part, text), len(part), is_nameless=is_plain),
    )
    certainties = evened(certainties, read_lists(blocks))
    is_body = choose(blocks, certainties, featured.kept["recall"], is_news=page.is_news)
    titles = title_places([block.key for block in blocks], is_body, page.titles)
    return [
        _decided(
            block,
            certainty=float(certainties[place]),
            is_body=bool(is_body[place]),
            is_title=place in titles,
            boilerplate=boilerplate,
        )
        for place, block in enumerate(blocks)
    ]


def _certainties(featured: Featured, count: int, *, is_nameless: bool) -> Vector:
    """How sure the model is of each of `count` blocks."""
    certainties = np.zeros(count)
    certainties[featured.places] = _model().certainties(featured.columns, is_nameless=is_nameless)
    return certainties


def choose(
    blocks: Sequence[Block], certainties: Vector, recall: Vector, *, is_news: bool
) -> NDArray[np.bool_]:
    """Which blocks are body, given how much of each trafilatura keeps favouring recall.

    Where none is sure, it is what trafilatura keeps, the possible part of it if there is one.
    """
    is_kept = recall > KEPT
    is_body = certainties >= SURE
    may_be = np.flatnonzero(is_kept | is_body).tolist()
    foreign = [place for place in may_be if _is_foreign(blocks[place])]
    is_kept[foreign] = is_body[foreign] = False
    if not is_news:
        is_body |= is_kept & (certainties >= SURE_ENOUGH)
    is_row = np.array([block.tag_number(0) == ROW_NUMBER for block in blocks])
    is_body |= is_kept & is_row & (certainties >= SURE_OF_TABLE)
    is_body &= ~is_beside(blocks, certainties, is_body)
    is_body = continued(blocks, is_body)
    if is_body.any():
        return is_body
    is_possible = is_kept & (certainties >= POSSIBLE)
    return is_possible if is_possible.any() else is_kept


def _is_foreign(block: Block) -> bool:
    """Whether it is somebody's post, or "Read more: " and a link to another article.

    What the model makes of posts is chance: labels of three corpora never have them, aeb's always.
    """
    is_link = block.link_share > LINK_LINE and READ_MORE.match(block.text.lower()) is not None
    return is_link or is_in_post(block)


def title_places(
    keys: Sequence[str], is_body: NDArray[np.bool_], titles: Sequence[str]
) -> set[int]:
    """The blocks that repeat one of `titles`; of the body only the first ones."""
    title_keys = {word_key(title) for title in titles}
    text = set(np.flatnonzero(is_body)[TITLE_BLOCKS:].tolist())
    return {place for place, key in enumerate(keys) if key in title_keys and place not in text}


@cache
def _model() -> BlockModel:
    return read_model()


def _decided(
    block: Block, *, certainty: float, is_body: bool, is_title: bool, boilerplate: SiteBlocks
) -> DecidedBlock:
    outcome: Outcome = "body" if is_body else "other"
    key = 0
    if is_title:
        outcome = "title"
    elif is_body:
        key = block_key(block.text)
        if is_boilerplate(key, certainty, boilerplate):
            outcome = "site_boilerplate"
    return DecidedBlock(block=block, certainty=certainty, outcome=outcome, key=key)
