"""Boosted trees as they are read from their file, and the file that is shipped."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from newsbot.extraction.body.model.ensemble import SHIPPED, TREES_FILE
from newsbot.extraction.body.model.trees import SLICE, Trees, read_trees

# Long running text is body, unless most of it is a link; after it, a stump on the length alone.
FEATURES = ("length", "link")
DEEP = [[0, 1], [100.0, 0.5], [~0, ~1], [1, ~2], [-2.0, 1.5, -1.0]]
STUMP = [[0], [250.0], [~0], [~1], [-0.25, 0.5]]


def trees(folder: Path, *each: Sequence[object], features: Sequence[str] = FEATURES) -> Trees:
    lines = [json.dumps({"features": features}), *map(json.dumps, each)]
    file = folder / "trees.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_trees(file)


def score(model: Trees, *rows: tuple[float, float]) -> list[float]:
    """The sums of the leaves that the rows end in: the log-odds."""
    columns = dict(zip(FEATURES, np.array(rows, np.float64).T, strict=True))
    shares = model.probabilities(columns)
    return [float(value) for value in np.log(shares / (1 - shares))]


def test_a_row_gets_the_sum_of_one_leaf_of_each_tree(tmp_path: Path) -> None:
    model = trees(tmp_path, DEEP, STUMP)
    rows = ((50, 0.0), (150, 0.0), (150, 0.9), (300, 0.0), (300, 0.9))
    assert score(model, *rows) == pytest.approx([-2.25, 1.25, -1.25, 2.0, -0.5])


def test_a_value_at_the_threshold_goes_left(tmp_path: Path) -> None:
    model = trees(tmp_path, STUMP)
    assert score(model, (250, 0), (250.001, 0)) == pytest.approx([-0.25, 0.5])


def test_a_probability_is_the_logistic_of_the_sum(tmp_path: Path) -> None:
    columns = {"length": np.array([300.0]), "link": np.array([0.0])}
    assert trees(tmp_path, STUMP).probabilities(columns) == pytest.approx(1 / (1 + np.exp(-0.5)))


def test_a_tree_of_one_leaf_gives_every_row_the_same(tmp_path: Path) -> None:
    model = trees(tmp_path, [[], [], [], [], [0.75]], STUMP)
    assert score(model, (0, 0), (999, 1)) == pytest.approx([0.5, 1.25])


def test_as_many_rows_as_there_are_get_their_score(tmp_path: Path) -> None:
    rows = [(float(length), 0.0) for length in range(SLICE + 2)]
    assert score(trees(tmp_path, STUMP), *rows) == pytest.approx(
        [-0.25] * 251 + [0.5] * (SLICE - 249)
    )


def test_columns_are_found_by_name_and_others_are_ignored(tmp_path: Path) -> None:
    model = trees(tmp_path, DEEP)
    link, length, other = np.array([0.9]), np.array([150.0]), np.array([7.0])
    answers = model.probabilities({"other": other, "link": link, "length": length})
    assert np.log(answers / (1 - answers)) == pytest.approx([-1.0])


def test_a_feature_that_is_not_given_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="link"):
        trees(tmp_path, DEEP).probabilities({"length": np.array([1.0])})


def test_in_the_shipped_trees_every_node_and_leaf_hangs_on_one_node_before_it() -> None:
    _, *lines = (SHIPPED / TREES_FILE).read_text(encoding="ascii").splitlines()
    for columns, thresholds, left, right, values in map(json.loads, lines):
        nodes, leaves = range(len(columns)), range(len(values))
        assert len(columns) == len(thresholds) == len(left) == len(right) == len(values) - 1
        assert sorted(left + right) == sorted([*nodes[1:], *(~leaf for leaf in leaves)])
        pairs = [*zip(nodes, left, strict=True), *zip(nodes, right, strict=True)]
        assert all(child < 0 or child > node for node, child in pairs)
