"""Which phrases of a text speak of work? Company praise and headings do not.

Phrases are compared with fixed anchors of the project's own writing (``anchors.csv``): titles of occupations,
skills, and the formulas of adverts and CVs. So a phrase weighs the same in every collection.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.embeddings.calibration import calibrate, quantized
from matching.embeddings.encoder import Encoder

CONTRAST = 6.0
"""How sharply a phrase nearer to a formula than to work loses its weight (per unit of likeness)."""
LEAST = 0.05
"""Likeness to an occupation that every phrase is granted: none is without any weight."""
BLOCK = 4_096


@dataclass(frozen=True, slots=True)
class Anchors:
    """Anchors as one encoder sees them: unit vectors float32[n, dim] of each kind, and its scale of likeness."""

    occupation: NDArray[np.float32]
    skill: NDArray[np.float32]
    boilerplate: NDArray[np.float32]
    scale: tuple[float, float]

    def salience(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Salience float32[n] (0 to 1) of phrase ``vectors`` float32[n, dim].

        The squared likeness to the nearest occupation, damped where the nearest formula is nearer than the nearest
        occupation or skill.
        """
        found = np.zeros(len(vectors), dtype=np.float32)
        for start in range(0, len(vectors), BLOCK):
            block = vectors[start : start + BLOCK]
            occupation, skill, formula = (
                self._degree((block @ anchors.T).max(axis=1))
                for anchors in (self.occupation, self.skill, self.boilerplate)
            )
            damping = 1 / (1 + np.exp(-CONTRAST * (np.maximum(occupation, skill) - formula)))
            found[start : start + BLOCK] = np.clip(occupation, LEAST, 1) ** 2 * damping
        return found

    def _degree(self, similarity: NDArray[np.float32]) -> NDArray[np.float32]:
        low, high = self.scale
        return (similarity - low) / (high - low)


def load_anchors(encoder: Encoder) -> Anchors:
    """Encode the anchors with ``encoder``: about 4,000 short phrases."""
    vectors = {kind: quantized(encoder.encode(phrases, role="document")) for kind, phrases in _phrases().items()}
    return Anchors(vectors["occupation"], vectors["skill"], vectors["boilerplate"], calibrate(encoder))


@cache
def _phrases() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with Path(__file__).with_name("anchors.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["kind"], []).append(row["phrase"])
    return found
