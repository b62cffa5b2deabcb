"""How good is a pair? Features to a score, and what each feature added to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.domain.match import Side
from matching.errors import InputFileError
from matching.ranking.features import FEATURES, SIDES

Floats = NDArray[np.float64]

LARGEST_LOGIT = 15.0
"""A probability nearer to 1 no longer tells its logit to 1e-9."""


class Ranker(Protocol):
    """Scores pairs from their features float64[pairs, len(FEATURES)], NaN where unknown."""

    @property
    def version(self) -> str:
        """Version of its weights or model."""
        ...

    def prior(self, side: Side) -> float:
        """What is added to a side's logit for every pair alike."""
        ...

    def score(self, features: Floats) -> Floats:
        """Probability-like scores float64[pairs]; higher is better."""
        ...

    def contributions(self, features: Floats) -> Floats:
        """What each feature adds, float64[pairs, len(FEATURES)]; unknown adds 0.

        The priors of both sides plus the sum of a row equal logit(score) to 1e-9.
        """
        ...


@dataclass(frozen=True, slots=True)
class WeightedRanker:
    """A ranker that needs no labels: documented weights, linear in the logit.

    A feature at its neutral value says nothing either way, as an unknown one does.
    """

    version: str
    employer_prior: float
    weights: Floats
    neutral: Floats

    def prior(self, side: Side) -> float:
        """See ``Ranker.prior``: with nothing known of what a person wants, that part stands at one half."""
        return self.employer_prior if side is Side.EMPLOYER else 0.0

    def score(self, features: Floats) -> Floats:
        """See ``Ranker.score``."""
        return _probability(sum(self.prior(side) for side in Side) + self.contributions(features).sum(axis=1))

    def contributions(self, features: Floats) -> Floats:
        """See ``Ranker.contributions``: beyond ``LARGEST_LOGIT`` all of a pair's contributions shrink alike."""
        parts = np.nan_to_num(self.weights * (features - self.neutral), nan=0.0)
        room = LARGEST_LOGIT - sum(self.prior(side) for side in Side)
        total = parts.sum(axis=1, keepdims=True)
        return np.where(total > room, parts * (room / np.where(total > room, total, 1)), parts)


def _probability(logit: Floats) -> Floats:
    """The logistic function, safe for any logit."""
    return np.exp(-np.logaddexp(0, -logit))


def side_score(ranker: Ranker, contributions: Floats, side: Side) -> Floats:
    """One side's part of a score as a probability of its own, float64[pairs], from ``Ranker.contributions``."""
    columns = [SIDES[name] is side for name in FEATURES]
    # Chosen columns lie column by column in memory, where one row is summed in another order than many.
    own = np.ascontiguousarray(contributions[:, columns])
    return _probability(ranker.prior(side) + own.sum(axis=1))


def load_weights(path: Path | None = None) -> WeightedRanker:
    """The ranker of a weights file, by default of the one that ships (``ranking/weights.json``).

    Raises ``InputFileError`` where the file is not such a file or does not name exactly the known features.
    """
    source = path or Path(__file__).with_name("weights.json")
    remedy = "Compare it with matching/ranking/weights.json."
    try:
        stated = json.loads(source.read_text(encoding="utf-8"))
        features = stated["features"]
        prior = float(stated["prior"])
        if set(features) != set(FEATURES):
            different = ", ".join(sorted(set(features) ^ set(FEATURES)))
            raise InputFileError(source, f"its features differ from the known ones in: {different}", remedy)
        weights = np.array([float(features[name]["weight"]) for name in FEATURES])
        neutral = np.array([float(features[name]["neutral"]) for name in FEATURES])
        if not np.isfinite([prior, *weights, *neutral]).all():
            raise ValueError("a number in it is not finite")
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise InputFileError(source, f"not a file of ranking weights ({fault})", remedy) from None
    return WeightedRanker(str(stated.get("version", "?")), prior, weights, neutral)
