"""How sure is it that a phrase means a concept, this one, and not another or none at all?

A conditional logit: of the concepts weighed for a phrase and "no concept" exactly one is right, each with a probability
in proportion to exp(its evidence times the weights). Weights are fitted by ``python -m benchmarks.linking --fit``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.linking.evidence import FEATURES, LabelEvidence

MEANING = np.array([name.startswith("meaning") for name in FEATURES])
NONE_FEATURES = ("constant", "words")


@dataclass(frozen=True, slots=True)
class LinkWeights:
    """Weights of ``FEATURES`` and of what speaks for "no concept", and the least probability of any concept."""

    features: NDArray[np.float64]
    none: NDArray[np.float64]
    threshold: float

    def strengths(self, evidence: LabelEvidence, scale: tuple[float, float]) -> NDArray[np.float64]:
        """float64[M]: the logarithm, up to a constant, of each pair's odds; ``scale`` is the encoder's."""
        return scaled(evidence.features, scale) @ self.features

    def confidences(
        self, evidence: LabelEvidence, phrases: Sequence[str], scale: tuple[float, float]
    ) -> NDArray[np.float64]:
        """float64[M]: probability of each pair; those of a phrase sum to less than 1 by that of no concept."""
        if not len(evidence):
            return np.zeros(0)
        strengths = self.strengths(evidence, scale)
        starts = np.searchsorted(evidence.phrase, np.arange(len(phrases)))
        none = none_features(phrases) @ self.none
        highest = np.maximum(np.maximum.reduceat(strengths, starts), none)
        odds = np.exp(strengths - highest[evidence.phrase])
        total = np.add.reduceat(odds, starts) + np.exp(none - highest)
        return odds / total[evidence.phrase]


def scaled(features: NDArray[np.float32], scale: tuple[float, float]) -> NDArray[np.float64]:
    """Features with likeness of meaning on the encoder's own scale: 0 for strangers, 1 for the same said twice."""
    low, high = scale
    return np.where(MEANING, (features - low) / (high - low), features)


def none_features(phrases: Sequence[str]) -> NDArray[np.float64]:
    """float64[n, len(NONE_FEATURES)]: long phrases are seldom the name of anything."""
    return np.array([(1.0, np.log1p(len(phrase.split()))) for phrase in phrases]).reshape(-1, len(NONE_FEATURES))


def read_weights(content: dict[str, Any]) -> LinkWeights:
    """Weights of one kind of concept from the content of ``linking.json``."""
    return LinkWeights(
        np.array([content["features"][name] for name in FEATURES], dtype=np.float64),
        np.array([content["none"][name] for name in NONE_FEATURES], dtype=np.float64),
        float(content["threshold"]),
    )


@cache
def bundled_weights(kind: str) -> LinkWeights:
    """The weights that ship for a kind of concept; groups are read as what they hold."""
    content = json.loads(Path(__file__).with_name("linking.json").read_text(encoding="utf-8"))
    return read_weights(content["skill" if kind.startswith("skill") else "occupation"])
