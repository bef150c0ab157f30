"""A page's blocks → a column of numbers for each feature, from which the model decides.

Shallow text features follow Kohlschütter et al., "Boilerplate Detection using Shallow Text
Features" (WSDM 2010). To these come what the page's author names its parts, what trafilatura kept
and how a block lies to that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from newsbot.extraction.body.features.kept import KEPT, kept_shares
from newsbot.extraction.body.features.likeness import likeness_columns
from newsbot.extraction.body.features.names import name_columns
from newsbot.extraction.body.features.neighbours import (
    heading_columns,
    neighbour_columns,
    window_sum,
)
from newsbot.extraction.body.features.surroundings import Surroundings
from newsbot.extraction.body.features.wording import wording_columns
from newsbot.extraction.body.vectors import Columns, Places, Vector
from newsbot.extraction.page.blocks import Block

# What is kept elsewhere or long is looked at, and what is near such; hardly anything else is body
# (.3 % of the words of the corpora).
NEAR_BLOCKS = 12
NEAR_SHARE = 0.04
LONG_CHARACTERS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What the page says besides its blocks, to compare these with."""

    opinions: Mapping[str, str]
    """What trafilatura keeps, by setting: "recall" and "precision"."""
    titles: Sequence[str]
    description: str
    article_body: str
    """JSON-LD's articleBody; mostly empty."""
    site_name: str
    is_news: bool
    """Whether it calls itself news, or nothing at all.

    Captions and tables are body in guides, and not in news.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Featured:
    """The blocks that may be body, and their features."""

    places: Places
    """Where they stand among the page's blocks."""
    columns: Columns
    """A value for each of them, by the feature's name."""
    kept: Mapping[str, Vector]
    """How much of each of the page's blocks trafilatura keeps, by setting."""


def featurise(blocks: Sequence[Block], page: PageText) -> Featured:
    """The features of the blocks that may be body; `blocks` is not empty."""
    shares = {name: kept_shares(blocks, text) for name, text in page.opinions.items()}
    columns = _own_columns(blocks)
    places = _candidates(columns["length"], shares)
    columns |= {f"kept_{name}": share for name, share in shares.items()}
    columns |= wording_columns(blocks, places)
    columns |= likeness_columns(blocks, places, page.titles, page.description, page.site_name)
    columns |= heading_columns(columns)
    columns |= _place_columns(columns["length"])
    around = Surroundings(blocks, columns["length"], columns["link"], columns["words"])
    columns |= around.columns()
    for name, share in shares.items():
        columns |= around.kept_columns(name, share)
    columns |= _page_columns(blocks, page, columns)
    columns |= neighbour_columns(columns)
    chosen = {name: column[places] for name, column in columns.items()}
    chosen |= name_columns(blocks, places)
    return Featured(places=places, columns=chosen, kept=shares)


def _own_columns(blocks: Sequence[Block]) -> Columns:
    def column(values: Sequence[float]) -> Vector:
        return np.array(values, dtype=np.float64)

    return {
        "length": column([len(block.text) for block in blocks]),
        "words": column([len(block.words) for block in blocks]),
        "link": column([block.link_share for block in blocks]),
        "bold": column([block.bold_share for block in blocks]),
        "depth": column([len(block.chain) for block in blocks]),
        "item": column([block.is_item for block in blocks]),
        "image": column([block.after_image for block in blocks]),
        "time": column([block.has_time for block in blocks]),
        "tag": column([block.tag_number(0) for block in blocks]),
        "outer_tag": column([block.tag_number(1) for block in blocks]),
    }


def _candidates(lengths: Vector, shares: Mapping[str, Vector]) -> Places:
    kept = sum(shares.values(), np.zeros(len(lengths))) * lengths
    near = window_sum(kept, NEAR_BLOCKS) / window_sum(lengths, NEAR_BLOCKS)
    places = np.flatnonzero((near > NEAR_SHARE) | (lengths > LONG_CHARACTERS))
    return places if len(places) else np.arange(len(lengths))


def _place_columns(lengths: Vector) -> Columns:
    count = len(lengths)
    characters = np.cumsum(lengths)
    return {"position": np.arange(count) / count, "depth_in_text": characters / characters[-1]}


def _page_columns(blocks: Sequence[Block], page: PageText, columns: Columns) -> Columns:
    """What is the same for all blocks of the page, and JSON-LD's body."""
    count = len(blocks)
    lengths = columns["length"]
    recall, precision = columns["kept_recall"] > KEPT, columns["kept_precision"] > KEPT
    either = float(lengths[recall | precision].sum())
    stated = kept_shares(blocks, page.article_body) if page.article_body else np.full(count, -1.0)
    same = {
        "page_blocks": count,
        "page_length": lengths.sum(),
        "page_paragraphs": (columns["tag"] == 0).sum(),
        "page_articles": len({id(c) for b in blocks for c in b.chain if c.tag == "article"}),
        "page_is_news": page.is_news,
        "page_agreement": lengths[recall & precision].sum() / max(either, 1.0),
        **{f"page_{name}": len(text) for name, text in page.opinions.items()},
    }
    return {"stated": stated} | {name: np.full(count, float(value)) for name, value in same.items()}
