"""Small convolutional networks that classify the blocks of a page, and the format of their file.

The networks read a page as a sequence of blocks, as in Vogels, Ganea, Eickhoff, "Web2Text: Deep
Structured Boilerplate Removal" (ECIR 2018). The sequence has only the candidates for the body, not
every block of the page. The hidden state of a block is a vector of w units. Each layer adds a
vector to this state (a residual connection: He et al., "Deep Residual Learning for Image
Recognition", 2016). The layer computes the vector from two sources: a convolution over the states
of the block, the RADIUS blocks before it and the RADIUS blocks after it; and the pooled states of
all blocks of the sequence.

The first line of the file is a JSON object with the names of the features, and the mean and the
standard deviation of each feature on the training pages, computed from values to which `squash` was
applied. It also says how the model was trained. Every other line is a JSON object with the
parameters of one network, in thousandths.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.vectors import Columns, Vector, rows_of
from newsbot.extraction.page.blocks import NO_TAG, OTHER_TAG

RADIUS = 2
THOUSANDTHS = 1000
# The features whose value is the number of an HTML tag. The order of these numbers means nothing.
# So for each possible tag, the networks get one more input, which is 0 or 1.
TAGS = ("tag", "outer_tag", "tag_at_-1", "tag_at_+1")
TAG_COUNT = int(OTHER_TAG - NO_TAG) + 1
# Features are clipped to this many standard deviations from their mean. Otherwise the few very long
# texts and large tables would outweigh all other inputs.
FAR = 4.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The mean and standard deviation of each feature, which bring all inputs to a similar size."""

    features: Sequence[str]
    mean: Floats
    deviation: Floats

    def inputs(self, rows: Floats) -> Floats:
        """The inputs of the networks for `rows`, which has one row of features for each block.

        First come all features, scaled: each is its distance from the mean in standard deviations,
        at most FAR. Then the features in TAGS, which are numbers of HTML tags, come once more in
        one-hot encoding: for each possible tag, one input that is 0 or 1. `rows` has the shape
        (blocks, features), the result has the shape (blocks, inputs).
        """
        scaled = np.clip((squash(rows) - self.mean) / self.deviation, -FAR, FAR)
        tags = rows[:, [self.features.index(name) for name in TAGS]] - NO_TAG
        is_tag = np.eye(TAG_COUNT, dtype=np.float32)[tags.astype(np.intp)]
        return np.concatenate([scaled, is_tag.reshape(len(rows), -1)], axis=1)


def squash(rows: Floats) -> Floats:
    """For each value x the logarithm of 1 + |x|, with the sign of x.

    This brings very large lengths and counts closer to the others.
    """
    squashed: Floats = np.sign(rows) * np.log1p(np.abs(rows))
    return squashed


def text_shares(words: Vector) -> Floats:
    """For each block, its share of the words of all blocks, 0 to 1.

    `words` has the number of words of each block. One is added to each number before the shares are
    computed.
    """
    shares: Floats = ((words + 1) / (words + 1).sum()).astype(np.float32)
    return shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The parameters of one layer in each of n networks, whose hidden states have w units.

    The layer updates the hidden state of each block.
    """

    kernel: Floats
    """The weights of a convolution over the hidden states of a block, of the RADIUS blocks before
    it and of the RADIUS blocks after it. Shape (n, 2 RADIUS + 1, w, w), for n networks with hidden
    states of w units."""
    pooled: Floats
    """The weights by which two vectors are multiplied. Both vectors summarise a whole page, and are
    the same for all of its blocks. One is the mean of the blocks' hidden states, in which a block
    counts by its number of words (`text_shares`). The other has, for each unit, the maximum of the
    blocks' hidden states. Shape (n, 2 w, w), for n networks with hidden states of w units. The
    first w rows are for the mean, and the other w rows for the maxima."""
    bias: Floats
    """Shape (n, w): for each network, one bias for each of the layer's w units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """n networks of the same shape, whose probabilities for a block are averaged.

    The networks differ by the random seed of their training. Their parameters are stacked into
    arrays, so that all networks are computed together. This takes half of the time that they would
    take one after the other.
    """

    scale: Scale
    first: Floats
    """Shape (n, inputs, w): for each network, the weights from the inputs to the w units of the
    first hidden state."""
    first_bias: Floats
    """Shape (n, w): for each network, one bias for each unit of the first hidden state."""
    layers: Sequence[Layer]
    last: Floats
    """Shape (n, w): for each network, the weights from the last hidden state of a block to the
    log-odds that the block is body."""
    last_bias: Floats
    """Shape (n,): for each network, the bias of the log-odds that a block is body."""

    def probabilities(self, columns: Columns) -> Vector:
        """For each block, the probability that it is body, 0 to 1: the mean over all networks.

        `columns` has the features of the blocks of one page.
        """
        rows = rows_of(columns, self.scale.features)
        logits = self.logits(self.scale.inputs(rows), text_shares(columns["words"]))
        probabilities: Vector = (1 / (1 + np.exp(-logits.astype(np.float64)))).mean(axis=0)
        return probabilities

    def logits(self, inputs: Floats, shares: Floats) -> Floats:
        """For each of the n networks and each block, the log-odds that the block is body.

        The result has the shape (n, blocks). `inputs` has a row of numbers for each block, made by
        `Scale.inputs`. `shares` has each block's share of the page's words, made by `text_shares`.
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
    """The networks in `file`, whose format is described in the docstring of this module."""
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
    """The parameters of several networks, stacked: one array for each kind of parameter, by name.

    The first axis of each array has one entry for each network. In `parameters`, the values are in
    thousandths. In the arrays they are divided by 1 000.
    """
    return {
        name: np.array([each[name] for each in parameters], np.float32) / np.float32(THOUSANDTHS)
        for name in parameters[0]
    }
