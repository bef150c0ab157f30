"""Small convolutional networks, read from a file of text, that see a page's blocks side by side.

Vogels, Ganea, Eickhoff, "Web2Text: Deep Structured Boilerplate Removal" (ECIR 2018) reads a page as
a sequence of blocks in this way. Here each block that may be body has a hidden state; each layer
adds to it what a convolution over those up to RADIUS before and after gives, and what all of them
give pooled (He et al., "Deep Residual Learning for Image Recognition", 2016). The file's first line
is a JSON object with the names of the features, and their means and deviations on the pages that
the networks learned from; every other line is a network, its parameters in thousandths.
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
# Features that are numbers for tags have no order; those that matter most get one input a tag.
TAGS = ("tag", "outer_tag", "tag_at_-1", "tag_at_+1")
TAG_COUNT = int(OTHER_TAG - NO_TAG) + 1
# So many deviations from its mean a value is as far away as can be: longest texts and largest
# tables are few, and would drown the other inputs.
FAR = 4.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How features become inputs of the same size."""

    features: Sequence[str]
    mean: Floats
    deviation: Floats

    def inputs(self, rows: Floats) -> Floats:
        """(blocks, features) → (blocks, inputs): each feature by its deviation, then each tag."""
        scaled = np.clip((squash(rows) - self.mean) / self.deviation, -FAR, FAR)
        tags = rows[:, [self.features.index(name) for name in TAGS]] - NO_TAG
        is_tag = np.eye(TAG_COUNT, dtype=np.float32)[tags.astype(np.intp)]
        return np.concatenate([scaled, is_tag.reshape(len(rows), -1)], axis=1)


def squash(rows: Floats) -> Floats:
    """The logarithm of each value, with its sign: lengths and counts have long tails."""
    squashed: Floats = np.sign(rows) * np.log1p(np.abs(rows))
    return squashed


def text_shares(words: Vector) -> Floats:
    """Each block's part of the text, by its number of words."""
    shares: Floats = ((words + 1) / (words + 1).sum()).astype(np.float32)
    return shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What a block learns from those around it and from all, in n networks of width w."""

    kernel: Floats
    """(n, 2 RADIUS + 1, w, w), from the block RADIUS before to the one RADIUS after."""
    pooled: Floats
    """(n, 2 w, w), for the mean by the blocks' shares of the text, and the maximum."""
    bias: Floats
    """(n, w)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """n networks that were trained alike from different beginnings; their mean errs less than one.

    They are computed side by side, which takes half of the time.
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
        """The probability of each row of `columns`, 0 to 1; the rows are blocks of one page."""
        rows = np.column_stack([columns[name] for name in self.scale.features]).astype(np.float32)
        logits = self.logits(self.scale.inputs(rows), text_shares(columns["words"]))
        probabilities: Vector = (1 / (1 + np.exp(-logits.astype(np.float64)))).mean(axis=0)
        return probabilities

    def logits(self, inputs: Floats, shares: Floats) -> Floats:
        """(n, blocks): the log-odds of each being body; `shares` are their parts of the text."""
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
    """The networks in `file`."""
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
    return {
        name: np.array([each[name] for each in parameters], np.float32) / np.float32(THOUSANDTHS)
        for name in parameters[0]
    }
