"""The features of a page's blocks: the numbers from which the model predicts what is body.

The features that depend on a block's text alone follow Kohlschütter et al., "Boilerplate Detection
using Shallow Text Features" (WSDM 2010). Other features tell what the elements around a
block are called in the HTML (e.g. "sidebar"), what trafilatura keeps of the page, and where the
block stands relative to the kept text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from newsbot.extraction.body.features.kept import kept_shares
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
    """Texts and other data of a page, with which the features of its blocks are computed.

    A block's features say e.g. which share of the block is in the page's titles, in its
    description, or in what trafilatura extracts from the page. `is_news` is itself a feature of all
    blocks of the page.
    """

    url: str
    """The URL of the page."""
    kept: str
    """The text that trafilatura keeps of the page with its setting `favor_recall`."""
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
    authors: Sequence[str] = ()
    """The names of the article's authors and of those who are credited besides, e.g. agencies."""
    published: date | None = None
    """The day on which the article was published, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturedPage:
    """A page's blocks, and the features of those that are candidates for the article's body."""

    blocks: Sequence[Block]
    text: PageText
    candidates: Indices
    """The indices of the blocks that the model classifies: long blocks, and those near text that
    trafilatura keeps (see NEAR_BLOCKS)."""
    columns: Columns
    """The features of the candidates, as a table: the name of each feature → an array with its
    values. An array has one value for each block in `candidates`, in the same order."""
    kept: Vector
    """One number for each of `blocks`: the share of the block's text, 0 to 1, that trafilatura
    keeps."""


def featurise(blocks: Sequence[Block], text: PageText) -> FeaturedPage:
    """The blocks of a page, with the features of those that are candidates for the body.

    If no block meets the conditions of a candidate (see NEAR_BLOCKS), all blocks are taken for
    candidates. `blocks` may be empty.
    """
    if not blocks:
        nothing = np.arange(0)
        return FeaturedPage(
            blocks=blocks, text=text, candidates=nothing, columns={}, kept=np.zeros(0)
        )
    kept = kept_shares(blocks, text.kept)
    columns = _block_columns(blocks)
    lengths = columns["length"]
    near = window_sum(kept * lengths, NEAR_BLOCKS) / window_sum(lengths, NEAR_BLOCKS)
    candidates = np.flatnonzero((near > NEAR_SHARE) | (lengths > LONG_CHARACTERS))
    if not len(candidates):
        candidates = np.arange(len(blocks))
    columns["kept"] = kept
    columns |= wording_columns(blocks, candidates)
    columns |= similarity_columns(blocks, candidates, text.titles, text.description, text.site_name)
    columns |= heading_columns(columns)
    columns["position"] = np.arange(len(blocks)) / len(blocks)
    columns["depth_in_text"] = np.cumsum(lengths) / lengths.sum()
    around = Surroundings(blocks, lengths, columns["link"], columns["words"])
    columns |= around.columns()
    columns |= around.kept_columns(kept)
    columns |= _page_columns(blocks, text, columns)
    columns |= neighbour_columns(columns)
    chosen = {name: column.take(candidates) for name, column in columns.items()}
    chosen |= name_columns(blocks, candidates)
    return FeaturedPage(blocks=blocks, text=text, candidates=candidates, columns=chosen, kept=kept)


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
    stated = kept_shares(blocks, text.article_body) if text.article_body else np.full(count, -1.0)
    same = {
        "page_blocks": count,
        "page_length": lengths.sum(),
        "page_paragraphs": (columns["tag"] == 0).sum(),
        "page_articles": len({id(c) for b in blocks for c in b.chain if c.tag == "article"}),
        "page_is_news": text.is_news,
        "page_kept": len(text.kept),
    }
    return {"stated": stated} | {name: np.full(count, float(value)) for name, value in same.items()}
