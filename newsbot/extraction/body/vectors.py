"""The types of what is computed for all blocks of a page at once."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
"""One value for each block."""
Columns = dict[str, Vector]
"""Vectors by the name of their feature."""
Places = NDArray[np.intp]
"""Positions among a page's blocks, ascending."""
