"""Boosted decision trees that classify many blocks at once, and the format of their file.

The method is that of Friedman, "Greedy Function Approximation: A Gradient Boosting Machine" (2001).

The first line of the file is a JSON object with the names of the features and the origin of the
model. Every other line is one tree, an array of five lists. Four of the lists have an entry for
each inner node: the index of its feature, its threshold, its left child and its right child. The
fifth list has the values of the leaves. A child below zero is the leaf with the index ~child; any
other child is the inner node with the index child. A block goes to the left child if its value of
the feature is at most the threshold.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.vectors import Columns, Vector, rows_of

# How many blocks go through the trees at a time, to limit the memory: 1 000 blocks take 15 MB.
SLICE = 1000
# Blocks are moved down the trees level by level. On this many levels from the root, it is not
# checked whether a block has already reached a leaf. A block at a leaf stays there when it is
# moved. A check at each level would take longer than these useless moves.
UNCHECKED_LEVELS = 6

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Trees:
    """All decision trees of the model, in arrays.

    The nodes of all trees are numbered in one sequence. A leaf is its own left and right child.
    `roots` has the number of each tree's root. `column` has an entry for each node: the index in
    `features` of the feature whose value is compared with the node's threshold.
    """

    features: Sequence[str]
    roots: Numbers
    column: Numbers
    threshold: NDArray[np.float32]
    child: Numbers
    """The children of the nodes: entry 2 n is the left child of node n, entry 2 n + 1 the right."""
    is_leaf: NDArray[np.bool_]
    value: NDArray[np.float64]

    def probabilities(self, columns: Columns) -> Vector:
        """For each block, the probability that it is body, 0 to 1.

        `columns` has the features of the blocks.
        """
        rows = rows_of(columns, self.features)
        slices = [rows[at : at + SLICE] for at in range(0, len(rows), SLICE)]
        scores = np.concatenate([self._scores(each) for each in slices])
        probabilities: Vector = 1.0 / (1.0 + np.exp(-scores))
        return probabilities

    def _scores(self, rows: NDArray[np.float32]) -> Vector:
        """For each row (the features of one block), the log-odds that the block is body.

        A row ends in one leaf of each tree. The log-odds are the sum of the values of these leaves.
        """
        flat, width = rows.ravel(), rows.shape[1]
        starts = np.repeat(np.arange(len(rows), dtype=np.int32) * width, len(self.roots))
        at = np.tile(self.roots, len(rows))
        for _ in range(UNCHECKED_LEVELS):
            at = self._below(at, flat, starts)
        on_the_way = np.flatnonzero(~self.is_leaf.take(at))
        while len(on_the_way):
            further = self._below(at.take(on_the_way), flat, starts.take(on_the_way))
            at[on_the_way] = further
            on_the_way = on_the_way[~self.is_leaf.take(further)]
        scores: Vector = self.value.take(at).reshape(len(rows), len(self.roots)).sum(axis=1)
        return scores

    def _below(self, nodes: Numbers, flat: NDArray[np.float32], starts: Numbers) -> Numbers:
        """Moves each block one level down in each tree; returns the numbers of the nodes reached.

        A block at a leaf of a tree stays there.

        Args:
            nodes: the node at which a block is in a tree, for each pair of a block and a tree.
            flat: the features of all blocks, one block after the other.
            starts: for each of the pairs, the index in `flat` at which the block's features begin.
        """
        # With mode="wrap", numpy does not check whether all indices are in bounds, which saves
        # time.
        values = flat.take(starts + self.column.take(nodes, mode="wrap"), mode="wrap")
        is_right = values > self.threshold.take(nodes, mode="wrap")
        return self.child.take(2 * nodes + is_right, mode="wrap")


def read_trees(file: Path) -> Trees:
    """The trees in `file`, whose format is described in the docstring of this module."""
    with file.open(encoding="utf-8") as lines:
        features = json.loads(next(lines))["features"]
        trees = [_Tree(*json.loads(line)) for line in lines]
    sizes = [len(tree.values) * 2 - 1 for tree in trees]
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
    parts = [tree.flat(int(root)) for tree, root in zip(trees, roots, strict=True)]
    column, threshold, child, value = (
        np.concatenate([part[name] for part in parts])
        for name in ("column", "threshold", "child", "value")
    )
    is_leaf = child[::2] == np.arange(len(value))
    return Trees(features, roots, column, threshold, child, is_leaf, value)


@dataclass(frozen=True, slots=True)
class _Tree:
    """One tree of the model, in five lists.

    The first four lists have an entry for each inner node: the index of its feature, its threshold,
    its left child and its right child. `values` has the values of the leaves. A child below zero is
    the leaf with the index ~child.
    """

    columns: list[int]
    thresholds: list[float]
    left: list[int]
    right: list[int]
    values: list[float]

    def flat(self, root: int) -> dict[str, Any]:
        """This tree in the form that `Trees` has for all trees of the model together.

        The result maps the name of each array of `Trees` to the part of this tree in it. In
        `Trees`, the nodes of all trees of the model are numbered in one sequence. `root` is the
        number of this tree's first node, the root. The next numbers are those of its other inner
        nodes, and then those of its leaves. So all numbers of nodes in the result are `root` or
        higher.
        """
        nodes, leaves = len(self.columns), len(self.values)
        selves = np.arange(root + nodes, root + nodes + leaves)

        def numbers(children: list[int]) -> Numbers:
            given = [child if child >= 0 else nodes + ~child for child in children]
            return np.concatenate([np.array(given, np.int32) + root, selves]).astype(np.int32)

        return {
            "column": np.array([*self.columns, *[0] * leaves], np.int32),
            "threshold": np.array([*self.thresholds, *[0.0] * leaves], np.float32),
            "child": np.column_stack([numbers(self.left), numbers(self.right)]).ravel(),
            "value": np.array([*[0.0] * nodes, *self.values], np.float64),
        }
