"""Labelled pages → features and labels of their blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.blocks import read_blocks
from newsbot.extraction.body import as_lines, page_text, stated_titles
from newsbot.extraction.decide import choose, title_places
from newsbot.extraction.features import featurise
from newsbot.extraction.metadata import read_metadata, read_statements
from newsbot.extraction.parse import parse_page
from newsbot.items import FetchedPage
from tests.benchmarks.corpus import Corpus, read_page
from tests.training.labels import body_shares


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
    lines: Sequence[str]
    """Each block as a body has it."""
    keys: Sequence[str]
    recall: NDArray[np.float64]
    titles: Sequence[str]
    is_news: bool

    def body(self, certainties: NDArray[np.float64]) -> str:
        """The body, if the candidates are body with these certainties."""
        all_of_them = np.zeros(len(self.lines))
        all_of_them[self.places] = certainties
        is_body = choose(all_of_them, self.recall, is_news=self.is_news)
        titles = title_places(self.keys, is_body, self.titles)
        chosen = [place for place in np.flatnonzero(is_body).tolist() if place not in titles]
        return "\n".join(self.lines[place] for place in chosen)


def read_labelled(corpus: Corpus, number: int) -> LabelledPage | None:
    """The page with this number in the corpus; None where it has no block."""
    label = corpus.truth[number]
    page = _page(corpus.page_file(label["id"]), label.get("url") or "")
    tree = parse_page(page)
    blocks = [] if tree is None else read_blocks(tree)
    if tree is None or not blocks:
        return None
    said = read_statements(tree)
    titles = stated_titles(read_metadata(page, tree, said).title, said)
    text = page_text(page, tree, said, titles)
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
        lines=as_lines(blocks),
        keys=[block.key for block in blocks],
        recall=featured.recall,
        titles=titles,
        is_news=text.is_news,
    )


def _page(file: Path, url: str) -> FetchedPage:
    return FetchedPage(
        url=url,
        requested_url=url,
        site="",
        body=read_page(file),
        content_type=None,
        fetched_at=datetime.now(UTC),
    )
