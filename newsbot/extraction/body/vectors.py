"""The types of the arrays in which values of all blocks of a page are computed at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
"""One number for each block of a page, or for each block that the model classifies."""
Columns = dict[str, Vector]
"""The features of blocks: for each feature, by its name, one number for each block."""
Indices = NDArray[np.intp]
"""Positions of blocks, from 0, in the sequence of all blocks of a page, in ascending order."""


def rows_of(columns: Columns, names: Sequence[str]) -> NDArray[np.float32]:
    """The features `names` as a table with a row for each block: the input of the models."""
    table = np.array([columns[name] for name in names], np.float32)
    return np.ascontiguousarray(table.T)
