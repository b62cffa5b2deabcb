"""Which phrases of a text speak of work, and of which field of work? Company praise and headings do not.

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
from scipy.sparse import csr_matrix, vstack

from matching.embeddings.encoder import Encoder
from matching.embeddings.grid import on_grid
from matching.embeddings.scale import similarity_scale

CONTRAST = 6.0
"""How sharply a phrase nearer to a formula than to work loses its weight (per unit of likeness)."""
FIELD_FROM = 0.6
"""Degree of likeness to an occupation from which a phrase counts towards that field."""
BLOCK = 4_096


@dataclass(frozen=True, slots=True)
class Anchors:
    """Anchors as one encoder sees them: unit vectors float32[n, dim] of each kind, and its scale of likeness."""

    occupation: NDArray[np.float32]
    skill: NDArray[np.float32]
    boilerplate: NDArray[np.float32]
    scale: tuple[float, float]

    def read(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], csr_matrix]:
        """Salience float32[n] (0 to 1) and fields of work, csr float32[n, occupations], of phrase vectors[n, dim].

        Salience is the squared likeness to the nearest occupation, damped where the nearest formula is nearer than
        the nearest occupation or skill. The field of a phrase is its likeness to every occupation beyond
        ``FIELD_FROM``.
        """
        low, high = self.scale
        salience = np.zeros(len(vectors), dtype=np.float32)
        fields: list[csr_matrix] = [csr_matrix((0, len(self.occupation)), dtype=np.float32)]
        for start in range(0, len(vectors), BLOCK):
            block = vectors[start : start + BLOCK]
            likeness = (block @ self.occupation.T - low) / (high - low)
            nearest = likeness.max(axis=1)
            work = np.maximum(nearest, ((block @ self.skill.T).max(axis=1) - low) / (high - low))
            formula = ((block @ self.boilerplate.T).max(axis=1) - low) / (high - low)
            damping = 1 / (1 + np.exp(-CONTRAST * (work - formula)))
            salience[start : start + BLOCK] = np.clip(nearest, 0.05, 1) ** 2 * damping
            fields.append(csr_matrix(np.maximum(likeness - FIELD_FROM, 0)))
        return salience, csr_matrix(vstack(fields, dtype=np.float32))


def load_anchors(encoder: Encoder) -> Anchors:
    """Encode the anchors with ``encoder``: about 4,000 short phrases."""
    vectors = {kind: on_grid(encoder.encode(phrases, role="document")) for kind, phrases in _phrases().items()}
    return Anchors(vectors["occupation"], vectors["skill"], vectors["boilerplate"], similarity_scale(encoder))


@cache
def _phrases() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with Path(__file__).with_name("anchors.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["kind"], []).append(row["phrase"])
    return found
