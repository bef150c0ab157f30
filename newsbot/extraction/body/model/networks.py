"""Small convolutional networks that see the blocks of a page side by side, and their file format.

Vogels, Ganea, Eickhoff, "Web2Text: Deep Structured Boilerplate Removal" (ECIR 2018) reads a page as
a sequence of blocks in this way. Here each block that may be body has a hidden state. Each layer
adds two values to the state: a convolution over the states of the blocks up to RADIUS before and
after, and the pooled states of all blocks (He et al., "Deep Residual Learning for Image
Recognition", 2016).

The file's first line is a JSON object with the names of the features, their means and deviations on
the pages that the networks learned from, and the model's origin. Every other line is a network, its
parameters in thousandths.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.vectors import Columns, Vector
from newsbot.extraction.page.blocks import NO_TAG, OTHER_TAG

RADIUS = 2
THOUSANDTHS = 1000
# Tags have numbers, but no order: for these features each tag gets an input of its own.
TAGS = ("tag", "outer_tag", "tag_at_-1", "tag_at_+1")
TAG_COUNT = int(OTHER_TAG - NO_TAG) + 1
# Values farther from the mean are cut to this many deviations: the longest texts and largest tables
# are few, and would drown the other inputs.
FAR = 4.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The scale that brings all features to inputs of the same size."""

    features: Sequence[str]
    mean: Floats
    deviation: Floats

    def inputs(self, rows: Floats) -> Floats:
        """The inputs of the networks: each feature in deviations from its mean, then each tag.

        `rows` is (blocks, features), the result (blocks, inputs).
        """
        scaled = np.clip((squash(rows) - self.mean) / self.deviation, -FAR, FAR)
        tags = rows[:, [self.features.index(name) for name in TAGS]] - NO_TAG
        is_tag = np.eye(TAG_COUNT, dtype=np.float32)[tags.astype(np.intp)]
        return np.concatenate([scaled, is_tag.reshape(len(rows), -1)], axis=1)


def squash(rows: Floats) -> Floats:
    """The logarithm of each value plus one, sign kept: lengths and counts have long tails."""
    squashed: Floats = np.sign(rows) * np.log1p(np.abs(rows))
    return squashed


def text_shares(words: Vector) -> Floats:
    """The share of the text that each block has, given the number of words of each block."""
    shares: Floats = ((words + 1) / (words + 1).sum()).astype(np.float32)
    return shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer of n networks of width w: what a block learns from other blocks."""

    kernel: Floats
    """(n, 2 RADIUS + 1, w, w): weights from the block RADIUS before to the one RADIUS after."""
    pooled: Floats
    """(n, 2 w, w): weights of the mean by the blocks' shares in the text, and of the maximum."""
    bias: Floats
    """(n, w)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """n networks that differ by the seed of their training; the mean of n errs less than one.

    All networks are computed side by side, which takes half of the time.
    """

    scale: Scale
    first: Floats
    """(n, inputs, w)"""
    first_bias: Floats
    """(n, w)"""
    layers: Sequence[Layer]
    last: Floats
    """(n, w)"""
    last_bias: Floats
    """(n)"""

    def probabilities(self, columns: Columns) -> Vector:
        """The probability of each block that it is body, 0 to 1.

        `columns` has the features of the blocks of one page.
        """
        rows = np.column_stack([columns[name] for name in self.scale.features]).astype(np.float32)
        logits = self.logits(self.scale.inputs(rows), text_shares(columns["words"]))
        probabilities: Vector = (1 / (1 + np.exp(-logits.astype(np.float64)))).mean(axis=0)
        return probabilities

    def logits(self, inputs: Floats, shares: Floats) -> Floats:
        """The log-odds of each block being body by each network: (n, blocks).

        `inputs` is what `Scale.inputs` gives, `shares` what `text_shares` gives.
        """
        hidden = np.maximum(inputs @ self.first + self.first_bias[:, None], 0)
        for layer in self.layers:
            page = np.concatenate([shares @ hidden, hidden.max(axis=1)], axis=1)
            padded = np.pad(hidden, ((0, 0), (RADIUS, RADIUS), (0, 0)))
            near = sum(
                padded[:, at : at + len(inputs)] @ layer.kernel[:, at]
                for at in range(2 * RADIUS + 1)
            )
            heard = near + page[:, None] @ layer.pooled + layer.bias[:, None]
            hidden = hidden + np.maximum(heard, 0)
        logits: Floats = (hidden @ self.last[:, :, None])[..., 0] + self.last_bias[:, None]
        return logits


def read_networks(file: Path) -> Networks:
    """The networks in `file`, in the format that the module describes."""
    with file.open(encoding="ascii") as lines:
        scale = json.loads(next(lines))
        networks = [json.loads(line) for line in lines]
    layers = zip(*(each.pop("layers") for each in networks), strict=True)
    return Networks(
        scale=Scale(
            features=scale["features"],
            mean=np.array(scale["mean"], np.float32),
            deviation=np.array(scale["deviation"], np.float32),
        ),
        layers=[Layer(**_side_by_side(of_each)) for of_each in layers],
        **_side_by_side(networks),
    )


def _side_by_side(parameters: Sequence[dict[str, Any]]) -> dict[str, Floats]:
    """The parameters of several networks in one array each, with an axis for the networks."""
    return {
        name: np.array([each[name] for each in parameters], np.float32) / np.float32(THOUSANDTHS)
        for name in parameters[0]
    }
