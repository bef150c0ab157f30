"""The model that is trained, and its file, which gives the same answers without LightGBM."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from newsbot.extraction.trees import read_trees
from tests.training.pages import LabelledPage

# Training has an environment of its own: .venv-training/bin/python -m pytest tests/training
pytest.importorskip("lightgbm", reason="LightGBM is in .venv-training alone")

from tests.training.fit import fit, write_trees

FEATURES = ("length", "link", "depth")


def labelled(seed: int, blocks: int = 400) -> LabelledPage:
    """A page whose long blocks of few links are body."""
    rows = np.random.default_rng(seed).random((blocks, len(FEATURES)), np.float32)
    shares = ((rows[:, 0] > 0.5) & (rows[:, 1] < 0.3)).astype(np.float64)
    return LabelledPage(
        corpus="invented",
        page_id=str(seed),
        site="paper.example",
        features=FEATURES,
        rows=rows,
        places=np.arange(blocks),
        shares=shares,
        words=np.full(blocks, 20.0),
        blocks=(),
        recall=shares,
        titles=(),
        is_news=True,
        is_plain=False,
    )


PAGES = [labelled(seed) for seed in range(6)]
UNSEEN = labelled(99)


@pytest.fixture(scope="module")
def model() -> Any:
    return fit(PAGES)


def columns(rows: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
    return dict(zip(FEATURES, rows.T.astype(np.float64), strict=True))


def test_what_is_read_from_the_file_decides_as_what_was_trained(model: Any, tmp_path: Path) -> None:
    write_trees(model, tmp_path / "model")
    read = read_trees(tmp_path / "model").probabilities(columns(UNSEEN.rows))
    assert read == pytest.approx(model.predict(UNSEEN.rows), abs=1e-3)


def test_a_model_tells_the_blocks_of_a_page_it_never_saw(model: Any) -> None:
    is_right = (model.predict(UNSEEN.rows) > 0.5) == (UNSEEN.shares > 0.5)
    assert is_right.mean() > 0.97


def test_the_same_pages_give_the_same_file(model: Any, tmp_path: Path) -> None:
    write_trees(model, tmp_path / "one")
    write_trees(fit(PAGES), tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
