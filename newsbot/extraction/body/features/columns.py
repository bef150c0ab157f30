"""The features of a page's blocks: the numbers from which the model predicts what is body.

The features that depend on a block's text alone follow Kohlschütter et al., "Boilerplate Detection
using Shallow Text Features" (WSDM 2010). Other features tell what the elements around a
block are called in the HTML (e.g. "sidebar"), what trafilatura keeps of the page, and where the
block stands relative to the kept text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from newsbot.extraction.body.features.kept import KEPT, kept_shares
from newsbot.extraction.body.features.names import name_columns
from newsbot.extraction.body.features.neighbours import (
    heading_columns,
    neighbour_columns,
    window_sum,
)
from newsbot.extraction.body.features.similarity import similarity_columns
from newsbot.extraction.body.features.surroundings import Surroundings
from newsbot.extraction.body.features.wording import wording_columns
from newsbot.extraction.body.vectors import Columns, Indices, Vector
from newsbot.extraction.page.blocks import Block

# The model classifies only some blocks of a page, the candidates for the article's body. A block of
# more than LONG_CHARACTERS characters is a candidate. Any other block is a candidate if trafilatura
# keeps more than the share NEAR_SHARE of the text near the block. The text near a block is that of
# the block itself, of the NEAR_BLOCKS blocks before it and of the NEAR_BLOCKS blocks after it.
NEAR_BLOCKS = 12
NEAR_SHARE = 0.04
LONG_CHARACTERS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What the features of a page's blocks are computed from, apart from the blocks themselves.

    Each block is compared with the texts, e.g. with the titles. `is_news` says whether the page is
    news.
    """

    url: str
    """The URL of the page."""
    opinions: Mapping[str, str]
    """The text of the page as trafilatura extracts it with each of two settings, `favor_recall` and
    `favor_precision`. The keys are "recall" and "precision"."""
    titles: Sequence[str]
    description: str
    article_body: str
    """The `articleBody` in the page's JSON-LD; "" if the JSON-LD has none, as on most pages."""
    site_name: str
    is_news: bool
    """Whether the page is taken for news.

    It is taken for news if its markup says so, if its URL has a date, or if it states no type in
    og:type or JSON-LD.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturedPage:
    """A page's blocks, and the features of those that are candidates for the article's body."""

    blocks: Sequence[Block]
    text: PageText
    candidates: Indices
    """The indices of the blocks that the model classifies: long blocks, and those near text that
    trafilatura keeps (see NEAR_BLOCKS)."""
    columns: Columns
    """The features of the blocks that the model classifies. The keys are the names of the features.
    Each value has one number for each entry of `candidates`."""
    kept: Mapping[str, Vector]
    """For each setting of trafilatura ("recall" and "precision"), one number for each of `blocks`:
    the share of the block's text, 0 to 1, that trafilatura keeps under this setting."""


def featurise(blocks: Sequence[Block], text: PageText) -> FeaturedPage:
    """The blocks of a page, with the features of those that are candidates for the body.

    If no block meets the conditions of a candidate (see NEAR_BLOCKS), all blocks are taken for
    candidates. `blocks` may be empty.
    """
    if not blocks:
        nothing = np.arange(0)
        return FeaturedPage(blocks=blocks, text=text, candidates=nothing, columns={}, kept={})
    shares = {name: kept_shares(blocks, opinion) for name, opinion in text.opinions.items()}
    columns = _block_columns(blocks)
    lengths = columns["length"]
    kept = sum(shares.values(), np.zeros(len(blocks))) * lengths
    near = window_sum(kept, NEAR_BLOCKS) / window_sum(lengths, NEAR_BLOCKS)
    candidates = np.flatnonzero((near > NEAR_SHARE) | (lengths > LONG_CHARACTERS))
    if not len(candidates):
        candidates = np.arange(len(blocks))
    columns |= {f"kept_{name}": share for name, share in shares.items()}
    columns |= wording_columns(blocks, candidates)
    columns |= similarity_columns(blocks, candidates, text.titles, text.description, text.site_name)
    columns |= heading_columns(columns)
    columns["position"] = np.arange(len(blocks)) / len(blocks)
    columns["depth_in_text"] = np.cumsum(lengths) / lengths.sum()
    around = Surroundings(blocks, lengths, columns["link"], columns["words"])
    columns |= around.columns()
    for name, share in shares.items():
        columns |= around.kept_columns(name, share)
    columns |= _page_columns(blocks, text, columns)
    columns |= neighbour_columns(columns)
    chosen = {name: column.take(candidates) for name, column in columns.items()}
    chosen |= name_columns(blocks, candidates)
    return FeaturedPage(
        blocks=blocks, text=text, candidates=candidates, columns=chosen, kept=shares
    )


def _block_columns(blocks: Sequence[Block]) -> Columns:
    """The features of each block that do not depend on other blocks or on trafilatura."""

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


def _page_columns(blocks: Sequence[Block], text: PageText, columns: Columns) -> Columns:
    """Features that are the same for all blocks of the page, and the feature `stated`.

    The feature `stated` is the share of each block, 0 to 1, that is in the `articleBody` of the
    page's JSON-LD. It is -1 for all blocks if the page has no `articleBody`. `columns` has the
    features of the blocks computed so far.
    """
    count = len(blocks)
    lengths = columns["length"]
    recall, precision = columns["kept_recall"] > KEPT, columns["kept_precision"] > KEPT
    either = float(lengths[recall | precision].sum())
    stated = kept_shares(blocks, text.article_body) if text.article_body else np.full(count, -1.0)
    same = {
        "page_blocks": count,
        "page_length": lengths.sum(),
        "page_paragraphs": (columns["tag"] == 0).sum(),
        "page_articles": len({id(c) for b in blocks for c in b.chain if c.tag == "article"}),
        "page_is_news": text.is_news,
        "page_agreement": lengths[recall & precision].sum() / max(either, 1.0),
        **{f"page_{name}": len(opinion) for name, opinion in text.opinions.items()},
    }
    return {"stated": stated} | {name: np.full(count, float(value)) for name, value in same.items()}
