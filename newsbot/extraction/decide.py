"""A page's blocks → which of them are the article's body, how surely, and why not the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.blocks import Block
from newsbot.extraction.features import PageText, featurise
from newsbot.extraction.kept import KEPT
from newsbot.extraction.reasons import Reason, reason_against
from newsbot.extraction.recurring import block_key, is_boilerplate
from newsbot.extraction.text import word_key
from newsbot.extraction.trees import Trees, read_trees
from newsbot.extraction.vectors import Vector
from newsbot.items import SiteBlocks

MODEL_FILE = Path(__file__).with_name("block_model.jsonl")

SURE = 0.5
# A model that learned from news is too strict with guides, whose captions, tables and lists are
# body: where a page does not call itself news, what trafilatura keeps needs less.
SURE_ENOUGH = 0.25
# A title stands first, or after a kicker and a date; further down the same words are text.
TITLE_BLOCKS = 3


Outcome = Literal["body", "title", "site_boilerplate", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
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
) -> list[Decided]:
    """Each of the page's blocks with its decision."""
    if not blocks:
        return []
    featured = featurise(blocks, page)
    certainties = np.zeros(len(blocks))
    certainties[featured.places] = _model().probabilities(featured.columns)
    is_body = choose(certainties, featured.recall, is_news=page.is_news)
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


def choose(certainties: Vector, recall: Vector, *, is_news: bool) -> NDArray[np.bool_]:
    """Which blocks are body, given how much of each trafilatura keeps favouring recall.

    Where none is sure, it is what trafilatura keeps.
    """
    is_kept = recall > KEPT
    is_body = certainties >= SURE
    if not is_news:
        is_body |= is_kept & (certainties >= SURE_ENOUGH)
    return is_body if is_body.any() else is_kept


def title_places(
    keys: Sequence[str], is_body: NDArray[np.bool_], titles: Sequence[str]
) -> set[int]:
    """Which of the first blocks of the body repeat one of `titles`."""
    title_keys = {word_key(title) for title in titles}
    first = np.flatnonzero(is_body)[:TITLE_BLOCKS].tolist()
    return {place for place in first if keys[place] in title_keys}


@cache
def _model() -> Trees:
    return read_trees(MODEL_FILE)


def _decided(
    block: Block, *, certainty: float, is_body: bool, is_title: bool, boilerplate: SiteBlocks
) -> Decided:
    outcome: Outcome = "body" if is_body else "other"
    key = 0
    if is_title:
        outcome = "title"
    elif is_body:
        key = block_key(block.text)
        if is_boilerplate(key, certainty, boilerplate):
            outcome = "site_boilerplate"
    return Decided(block=block, certainty=certainty, outcome=outcome, key=key)
