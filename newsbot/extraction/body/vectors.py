"""The types of values that are computed for all blocks of a page at once."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
"""One value for each block."""
Columns = dict[str, Vector]
"""For each feature, by name, one value for each block."""
Indices = NDArray[np.intp]
"""Positions of blocks in the sequence of a page's blocks, ascending."""
