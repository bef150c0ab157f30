"""The types of the arrays in which values of all blocks of a page are computed at once."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
"""One number for each block of a page, or for each block that the model classifies."""
Columns = dict[str, Vector]
"""The features of blocks: for each feature, by its name, one number for each block."""
Indices = NDArray[np.intp]
"""Positions of blocks, from 0, in the sequence of all blocks of a page, in ascending order."""
