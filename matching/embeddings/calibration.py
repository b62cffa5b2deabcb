"""How do similarities become comparable: calibrated across encoders, and quantized so that batches agree to the bit?"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.embeddings.encoder import Encoder

STRANGER_SHARE = 0.9
"""Share of unrelated pairs that lie below the start of the scale."""
SAME_SHARE = 0.5
"""Share of pairs of equal meaning that lie below its end."""


@cache
def _reference() -> tuple[tuple[str, ...], tuple[str, ...]]:
    with Path(__file__).with_name("reference.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(row["one"] for row in rows), tuple(row["other"] for row in rows)


def calibrate(encoder: Encoder) -> tuple[float, float]:
    """Similarities of strangers and of the same said twice: (low, high), measured on a fixed list of 32 pairs.

    ``low`` is the 90th percentile of unrelated pairs, ``high`` the median of pairs that mean the same.
    """
    ones, others = _reference()
    crossed = encoder.encode(ones, role="query") @ encoder.encode(others, role="document").T
    same = np.eye(len(ones), dtype=bool)
    low = float(np.quantile(crossed[~same], STRANGER_SHARE))
    high = float(np.quantile(crossed[same], SAME_SHARE))
    return round(low, 4), round(max(high, low + 0.05), 4)


STEP = 2.0**-11


def quantized(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round unit vectors float32[n, dim] to multiples of 2**-11, which moves an inner product by about 0.0002.

    Every partial sum of their inner product is then a multiple of 2**-22 below 4, which float32 holds exactly:
    the order of summation, which matrix libraries choose by shape and processor, no longer shows in the result.
    """
    return (np.round(vectors / STEP) * STEP).astype(np.float32)
