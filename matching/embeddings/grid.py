"""How does a pair keep one likeness in every batch and on every machine?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEP = 2.0**-11


def on_grid(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round unit vectors float32[n, dim] to multiples of 2**-11, which moves an inner product by about 0.0002.

    Every partial sum of their inner product is then a multiple of 2**-22 below 4, which float32 holds exactly:
    the order of summation, which matrix libraries choose by shape and processor, no longer shows in the result.
    """
    return (np.round(vectors / STEP) * STEP).astype(np.float32)
