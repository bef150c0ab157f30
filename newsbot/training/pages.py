"""Reads the labelled pages of a corpus, in the form in which the model needs them for its training.

A labelled page has the features of its blocks and, for each block, its label: the share of the
block that is in the article's body according to the corpus.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsbot import clock
from newsbot.extraction.body.classification import classify_blocks
from newsbot.extraction.body.features.columns import FeaturedPage
from newsbot.extraction.body.isolation import body_lines, featured_page
from newsbot.extraction.body.model.ensemble import BlockModel
from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.metadata.reading import read_metadata, read_statements
from newsbot.extraction.page.parts import Parts
from newsbot.extraction.page.shown.rewriting import show_body
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import NOTHING_SEEN, FetchedPage, NotAnArticle
from newsbot.training.corpus import Corpus, read_page
from newsbot.training.labels import body_shares
from newsbot.training.plain import without_markup


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """A page of a corpus: the features of its blocks, and the labels of its blocks."""

    corpus: str
    page_id: str
    site: str
    featured: FeaturedPage
    """All blocks of the page, and the features of those that may belong to the article's body."""
    shares: Vector
    """For each block that may belong to the article's body, the share of the block that is in the
    labelled body, from 0 to 1."""
    is_plain: bool
    """True if this is not the original page, but a copy of it that `newsbot.training.plain` made.
    The copy has no markup that tells what a part of the page is for."""

    @property
    def features(self) -> Sequence[str]:
        """The names of the features, in the order of the columns of the array `rows`."""
        return list(self.featured.columns)

    @property
    def rows(self) -> NDArray[np.float32]:
        """The features: a row for each block that may belong to the body, a column per feature."""
        return np.column_stack(list(self.featured.columns.values())).astype(np.float32)

    @property
    def words(self) -> Vector:
        """How many words each block has; only blocks that may belong to the body are included."""
        return self.featured.columns["words"]

    def body(self, model: BlockModel) -> str:
        """The body that extraction would find on this page if it used the block model `model`."""
        return "\n".join(body_lines(classify_blocks(self.featured, NOTHING_SEEN, model)))


def read_labelled(corpus: Corpus, number: int) -> list[LabelledPage]:
    """The page at index `number` of the corpus, and the copy that `without_markup` makes of it.

    Each of the two is left out if it has no blocks, or is too large for extraction.
    """
    label = corpus.truth[number]
    url = label.get("url") or ""
    page = FetchedPage(
        url=url,
        requested_url=url,
        site="",
        body=read_page(corpus.page_file(label["id"])),
        content_type=None,
        fetched_at=clock.now(),
    )
    found = (
        _labelled(corpus, label, page, is_plain=False),
        _labelled(corpus, label, without_markup(page), is_plain=True),
    )
    return [each for each in found if each is not None]


def _labelled(
    corpus: Corpus, label: Mapping[str, Any], page: FetchedPage, *, is_plain: bool
) -> LabelledPage | None:
    """A page of a corpus, with the features and the labels of its blocks.

    `label` is the corpus's entry for the page, which has the text of its body. `is_plain` says that
    `page` is a copy without class names and the like, made by `without_markup`. The result is None
    if the page has no blocks, or is too large for extraction.
    """
    tree = parse_page(page)
    if isinstance(tree, NotAnArticle):
        return None
    said = read_statements(tree)
    metadata = read_metadata(page, tree, said, Parts())
    show_body(tree)
    featured = featured_page(page, tree, said, metadata)
    if isinstance(featured, NotAnArticle) or not featured.blocks:
        return None
    for block in featured.blocks:
        block.pieces = ()  # they hold elements, which cannot be sent to another process
    shares = body_shares([block.words for block in featured.blocks], label["body"] or "")
    return LabelledPage(
        corpus=corpus.name,
        page_id=label["id"],
        site=label.get("site") or label["id"],
        featured=featured,
        shares=shares[featured.candidates],
        is_plain=is_plain,
    )
