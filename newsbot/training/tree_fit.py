"""Trains the boosted trees of the block model on labelled pages, and writes them to a file.

The trees are LightGBM's (Ke et al., 2017) with random thresholds (Geurts et al., "Extremely
randomized trees", 2006). On sites that were not in training, trees with random thresholds do better
than trees with the best thresholds: precision on the corpus aeb is .01 higher.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from newsbot.training.origin import Origin, first_line
from newsbot.training.pages import LabelledPage
from newsbot.training.weights import block_weights

# Two models of trees are trained, one with each of these seeds, and the mean of both is used. With
# other seeds, the F1 on a corpus differs by .002 for one model of 250 trees, but only by .001 for
# the mean of two models of 150 trees (docs/decisions/0015-labels-that-are-wrong.md).
TREE_SEEDS = (1, 2)
ROUNDS = 150
PARAMETERS = {
    "objective": "binary",
    "extra_trees": True,
    "learning_rate": 0.12,
    "num_leaves": 31,
    "min_child_samples": 40,
    "min_sum_hessian_in_leaf": 1e-3,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbose": -1,
}
# Names of the features with a monotone constraint: if the value of such a feature rises, the
# predicted probability that the block is body must not fall. Without this constraint, the F1 on a
# corpus that was not used in training is .002 lower.
RISING = (
    "kept", "alike_kept", "alike_part_kept", "alike_once_kept", "alike_once_part_kept",
    "share_in_0_kept", "share_in_1_kept", "share_in_2_kept",
)  # fmt: skip


def fit_trees(pages: Sequence[LabelledPage]) -> list[lightgbm.Booster]:
    """One model for each seed in TREE_SEEDS, trained to tell body blocks from other blocks."""
    features = pages[0].features
    shares = np.concatenate([page.shares for page in pages])
    weights = np.concatenate([block_weights(page) for page in pages])
    rows = np.concatenate([page.rows for page in pages])
    data = lightgbm.Dataset(
        rows, shares > 0.5, weight=weights / weights.mean(), feature_name=features
    )
    rising = [int(name in RISING) for name in features]
    parameters = {**PARAMETERS, "monotone_constraints": rising}
    return [lightgbm.train({**parameters, "seed": seed}, data, ROUNDS) for seed in TREE_SEEDS]


def write_trees(models: Sequence[lightgbm.Booster], file: Path, origin: Origin | None) -> None:
    """Writes the trees of all models to one file.

    Together the trees are one model: its log-odds are the mean of the log-odds of `models`. The
    module `newsbot.extraction.body.model.trees` reads the file. If `origin` is given, the first
    line of the file states it.
    """
    dumps = [model.dump_model() for model in models]
    trees = [
        _tree(each["tree_structure"], share=1 / len(models))
        for dump in dumps
        for each in dump["tree_info"]
    ]
    lines = (json.dumps(tree, separators=(",", ":")) + "\n" for tree in trees)
    first = first_line(origin, {"features": dumps[0]["feature_names"]})
    file.write_text(first + "".join(lines), encoding="utf-8")


def _tree(root: dict[str, Any], share: float) -> list[Sequence[float]]:
    """Converts a tree that LightGBM dumps into the five lists of one line of the model file.

    The first four lists have, for each inner node, the column of its feature, its threshold, its
    left child and its right child. The fifth list has the values of the leaves. A child is given by
    its index among the inner nodes or, if it is a leaf, as ~i, where i is its index in the fifth
    list. The values of the leaves are multiplied by `share`, e.g. 1/2 if there are two models.
    """
    columns: list[int] = []
    thresholds: list[float] = []
    left: list[int] = []
    right: list[int] = []
    values: list[float] = []

    def number(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            values.append(round(node["leaf_value"] * share, 5))
            return ~(len(values) - 1)
        own = len(columns)
        columns.append(node["split_feature"])
        thresholds.append(_at_most(node["threshold"]))
        left.append(0)
        right.append(0)
        left[own], right[own] = number(node["left_child"]), number(node["right_child"])
        return own

    number(root)
    return [columns, thresholds, left, right, values]


def _at_most(threshold: float) -> float:
    """The largest 32-bit float not above `threshold`, with as few decimal digits as possible.

    The result is e.g. 0.1 and not 0.10000000149, which is the same 32-bit float. So the file of the
    trained model is shorter. All features are 32-bit floats, so that a comparison of a feature with
    the result gives the same as a comparison with `threshold`.
    """
    nearest = np.float32(threshold)
    if float(nearest) > threshold:
        nearest = np.nextafter(nearest, np.float32(-np.inf))
    return float(str(nearest))
