"""Labelled pages → boosted trees, and their file.

LightGBM (Ke et al., 2017) with random thresholds (Geurts et al., "Extremely randomized trees",
2006), which on sites never seen are worth more than the best ones: aeb's precision is .01 higher.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from newsbot.training.pages import LabelledPage
from newsbot.training.weights import block_weights

# Two models that differ by their seed alone. From seed to seed one of 250 trees moves a corpus by
# .002 of F1, two of 150 by .001 (docs/decisions/0015-labels-that-are-wrong.md).
SEEDS = (1, 2)
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
# More of these never makes a block less likely to be body. Without this the trees learn from a
# corpus where it does, by chance, which costs .002 on another one.
RISING = tuple(
    f"{name}_{opinion}"
    for opinion in ("recall", "precision")
    for name in (
        "kept", "alike", "alike_part", "alike_once", "alike_once_part",
        "share_in_0", "share_in_1", "share_in_2",
    )
)  # fmt: skip


def fit_trees(pages: Sequence[LabelledPage]) -> list[lightgbm.Booster]:
    """Models that tell body from other blocks on these pages."""
    features = list(pages[0].features)
    shares = np.concatenate([page.shares for page in pages])
    weights = np.concatenate([block_weights(page) for page in pages])
    rows = np.concatenate([page.rows for page in pages])
    data = lightgbm.Dataset(
        rows, shares > 0.5, weight=weights / weights.mean(), feature_name=features
    )
    rising = [int(name in RISING) for name in features]
    parameters = {**PARAMETERS, "monotone_constraints": rising}
    return [lightgbm.train({**parameters, "seed": seed}, data, ROUNDS) for seed in SEEDS]


def write_trees(models: Sequence[lightgbm.Booster], file: Path) -> None:
    """Writes all trees as one model, of the mean log-odds, in the format of `model.trees`."""
    dumps = [model.dump_model() for model in models]
    lines = [json.dumps({"features": dumps[0]["feature_names"]})]
    lines += [
        json.dumps(_tree(each["tree_structure"], share=1 / len(models)))
        for dump in dumps
        for each in dump["tree_info"]
    ]
    compact = (line.replace(", ", ",") for line in lines)
    file.write_text("\n".join(compact) + "\n", encoding="utf-8")


def _tree(root: dict[str, Any], share: float) -> list[Sequence[float]]:
    """As a line of the file has it; its values are `share` of what its model gives."""
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
    """The largest 32-bit number that is not above it, in as few digits as give it back."""
    nearest = np.float32(threshold)
    if float(nearest) > threshold:
        nearest = np.nextafter(nearest, np.float32(-np.inf))
    return float(str(nearest))
