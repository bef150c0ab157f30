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

from tests.training.pages import LabelledPage
from tests.training.weights import block_weights

ROUNDS = 250
PARAMETERS = {
    "objective": "binary",
    "extra_trees": True,
    "learning_rate": 0.1,
    "num_leaves": 31,
    "min_child_samples": 40,
    "min_sum_hessian_in_leaf": 1e-3,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "seed": 1,
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


def fit_trees(pages: Sequence[LabelledPage]) -> lightgbm.Booster:
    """Trees that tell body from other blocks on these pages."""
    features = list(pages[0].features)
    shares = np.concatenate([page.shares for page in pages])
    weights = np.concatenate([block_weights(page) for page in pages])
    rows = np.concatenate([page.rows for page in pages])
    data = lightgbm.Dataset(
        rows, shares > 0.5, weight=weights / weights.mean(), feature_name=features
    )
    rising = [int(name in RISING) for name in features]
    return lightgbm.train({**PARAMETERS, "monotone_constraints": rising}, data, ROUNDS)


def write_trees(model: lightgbm.Booster, file: Path) -> None:
    """Writes the model as `newsbot.extraction.trees` reads it."""
    dump = model.dump_model()
    lines = [json.dumps({"features": dump["feature_names"]})]
    lines += [json.dumps(_tree(each["tree_structure"])) for each in dump["tree_info"]]
    compact = (line.replace(", ", ",") for line in lines)
    file.write_text("\n".join(compact) + "\n", encoding="utf-8")


def _tree(root: dict[str, Any]) -> list[Sequence[float]]:
    columns: list[int] = []
    thresholds: list[float] = []
    left: list[int] = []
    right: list[int] = []
    values: list[float] = []

    def number(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            values.append(round(node["leaf_value"], 5))
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
