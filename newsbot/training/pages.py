"""Labelled pages → features and labels of their blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsbot import clock
from newsbot.extraction.body.classification import choose, title_places
from newsbot.extraction.body.features.columns import featurise
from newsbot.extraction.body.isolation import as_lines, page_text, stated_titles
from newsbot.extraction.body.lists import evened, read_lists
from newsbot.extraction.body.model.ensemble import BlockModel
from newsbot.extraction.body.vectors import Columns
from newsbot.extraction.metadata.reading import read_metadata, read_statements
from newsbot.extraction.page.blocks import Block, is_nameless, read_blocks
from newsbot.extraction.page.parse import parse_page
from newsbot.extraction.page.parts import Parts
from newsbot.items import FetchedPage, NotAnArticle
from newsbot.training.corpus import Corpus, read_page
from newsbot.training.labels import body_shares
from newsbot.training.plain import without_markup


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """A page's blocks, as the model sees them and as they should be decided."""

    corpus: str
    page_id: str
    site: str
    features: Sequence[str]
    rows: NDArray[np.float32]
    """(candidates, features)"""
    places: NDArray[np.intp]
    """Where the candidates stand among the page's blocks."""
    shares: NDArray[np.float64]
    """The part of each candidate that is in the labelled body."""
    words: NDArray[np.float64]
    """The length of each candidate."""
    blocks: Sequence[Block]
    """All of the page's, candidates or not."""
    recall: NDArray[np.float64]
    """How much of each block trafilatura keeps favouring recall."""
    titles: Sequence[str]
    is_news: bool
    is_plain: bool
    """Whether it is a copy without markup."""

    @property
    def columns(self) -> Columns:
        """A value for each candidate, by the feature's name."""
        return dict(zip(self.features, self.rows.T.astype(np.float64), strict=True))

    def body(self, model: BlockModel) -> str:
        """The body, as `model` decides."""
        all_of_them = np.zeros(len(self.blocks))
        all_of_them[self.places] = model.certainties(
            self.columns, is_nameless=is_nameless(self.blocks)
        )
        all_of_them = evened(all_of_them, read_lists(self.blocks))
        is_body = choose(self.blocks, all_of_them, self.recall, is_news=self.is_news)
        titles = title_places([block.key for block in self.blocks], is_body, self.titles)
        chosen = [place for place in np.flatnonzero(is_body).tolist() if place not in titles]
        return "\n".join(as_lines(self.blocks[place] for place in chosen))


def read_labelled(corpus: Corpus, number: int) -> list[LabelledPage]:
    """The page with this number in the corpus, as it is and without its markup."""
    label = corpus.truth[number]
    page = _page(corpus.page_file(label["id"]), label.get("url") or "")
    found = (
        _labelled(corpus, label, page, is_plain=False),
        _labelled(corpus, label, without_markup(page), is_plain=True),
    )
    return [each for each in found if each is not None]


def _labelled(
    corpus: Corpus, label: Mapping[str, Any], page: FetchedPage, *, is_plain: bool
) -> LabelledPage | None:
    """None where the page has no block."""
    tree = parse_page(page)
    if isinstance(tree, NotAnArticle):
        return None
    blocks = read_blocks(tree)
    if not blocks:
        return None
    said = read_statements(tree)
    titles = stated_titles(read_metadata(page, tree, said, Parts()).title, said)
    text = page_text(page, tree, said, titles, blocks)
    featured = featurise(blocks, text)
    shares = body_shares([block.words for block in blocks], label["body"] or "")
    return LabelledPage(
        corpus=corpus.name,
        page_id=label["id"],
        site=label.get("site") or label["id"],
        features=list(featured.columns),
        rows=np.column_stack(list(featured.columns.values())).astype(np.float32),
        places=featured.places,
        shares=shares[featured.places],
        words=np.array([len(blocks[place].words) for place in featured.places], dtype=np.float64),
        blocks=blocks,
        recall=featured.kept["recall"],
        titles=titles,
        is_news=text.is_news,
        is_plain=is_plain,
    )


def _page(file: Path, url: str) -> FetchedPage:
    return FetchedPage(
        url=url,
        requested_url=url,
        site="",
        body=read_page(file),
        content_type=None,
        fetched_at=clock.now(),
    )
