"""The model that is trained: its files, and what it makes of a page it never saw."""

import json
from pathlib import Path

import numpy as np
import pytest

from newsbot.extraction.body.features.columns import FeaturedPage
from newsbot.extraction.body.model.ensemble import NETWORKS_FILE, TREES_FILE, BlockModel, read_model
from newsbot.extraction.body.model.networks import TAGS
from newsbot.extraction.body.model.trees import read_trees
from newsbot.training.pages import LabelledPage
from tests.extraction.segmenting import page_text

# Training has an environment of its own: .venv-training/bin/python -m pytest tests/training
pytest.importorskip("lightgbm", reason="LightGBM is in .venv-training alone")
pytest.importorskip("jax", reason="JAX is in .venv-training alone")

from newsbot.training.fit import fit
from newsbot.training.tree_fit import fit_trees, write_trees

FEATURES = ("length", "link", "depth", "words", *TAGS)


def labelled(seed: int, blocks: int = 400) -> LabelledPage:
    """A page whose long blocks of few links are body."""
    rows = np.random.default_rng(seed).random((blocks, len(FEATURES)), np.float32)
    rows[:, FEATURES.index("words")] = 20
    shares = ((rows[:, 0] > 0.5) & (rows[:, 1] < 0.3)).astype(np.float64)
    return LabelledPage(
        corpus="invented",
        page_id=str(seed),
        site="paper.example",
        featured=FeaturedPage(
            blocks=(),
            text=page_text(),
            candidates=np.arange(blocks),
            columns=dict(zip(FEATURES, rows.T.astype(np.float64), strict=True)),
            kept={},
        ),
        shares=shares,
        is_plain=False,
    )


PAGES = [labelled(seed) for seed in range(200)]
UNSEEN = labelled(999)
ORIGIN = {"corpora": [{"name": "invented", "pages": len(PAGES)}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("model")
    fit(PAGES, written, ORIGIN)
    return written


@pytest.fixture(scope="module")
def model(folder: Path) -> BlockModel:
    return read_model(folder)


@pytest.mark.parametrize("part", ["trees", "networks"])
def test_either_part_tells_the_blocks_of_a_page_it_never_saw(part: str, model: BlockModel) -> None:
    said = getattr(model, part).probabilities(UNSEEN.featured.columns) > 0.5
    assert (said == (UNSEEN.shares > 0.5)).mean() > 0.95  # .85 for one that finds none


def test_the_same_pages_give_the_same_files(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    for each in folders:
        each.mkdir()
        fit(PAGES[:20], each)
    for name in (TREES_FILE, NETWORKS_FILE):
        one, other = ((each / name).read_bytes() for each in folders)
        assert one == other


def test_both_files_say_where_the_model_comes_from(folder: Path) -> None:
    for name in (TREES_FILE, NETWORKS_FILE):
        with (folder / name).open(encoding="ascii") as lines:
            assert json.loads(next(lines))["origin"] == ORIGIN


def test_the_trees_file_gives_the_mean_log_odds_of_its_models(tmp_path: Path) -> None:
    models = fit_trees(PAGES[:20])
    write_trees(models, tmp_path / "trees.jsonl", None)
    said = read_trees(tmp_path / "trees.jsonl").probabilities(UNSEEN.featured.columns)
    of_each = [model.predict(UNSEEN.rows, raw_score=True) for model in models]
    assert not np.allclose(of_each[0], of_each[1], atol=0.1)
    assert np.log(said / (1 - said)) == pytest.approx(np.mean(of_each, axis=0), abs=2e-3)
