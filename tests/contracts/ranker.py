"""What must every ranker hold? Subclass, and give it a fixture ``ranker``."""

from __future__ import annotations

import numpy as np
import pytest
from builders import SCALE, columns, cross
from contracts.checkerboard import checkerboard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import logit

from matching.domain.match import Side
from matching.ranking.features import FEATURES, compute_features
from matching.ranking.rankers import Ranker, side_score

values = st.none() | st.floats(0, 1)
rows = st.lists(st.lists(values, min_size=len(FEATURES), max_size=len(FEATURES)), min_size=1, max_size=4)
SHARED = (HealthCheck.function_scoped_fixture, HealthCheck.differing_executors)


def table(found: list[list[float | None]]) -> np.ndarray:
    return np.array(found, dtype=float).reshape(-1, len(FEATURES))


class RankerContract:
    """The suite."""

    def test_it_has_a_version(self, ranker: Ranker) -> None:
        assert ranker.version

    @settings(suppress_health_check=SHARED, deadline=None)
    @given(found=rows)
    def test_prior_and_contributions_are_the_logit_of_the_score(self, ranker: Ranker, found: list) -> None:
        features = table(found)
        scores, parts = ranker.score(features), ranker.contributions(features)
        assert scores.shape == (len(features),)
        assert parts.shape == features.shape
        assert ((scores > 0) & (scores < 1)).all()
        prior = sum(ranker.prior(side) for side in Side)
        assert prior + parts.sum(axis=1) == pytest.approx(logit(scores), abs=1e-9)
        assert not parts[np.isnan(features)].any()

    @settings(suppress_health_check=SHARED, deadline=None)
    @given(found=rows)
    def test_the_two_sides_add_up_to_the_score(self, ranker: Ranker, found: list) -> None:
        features = table(found)
        parts = ranker.contributions(features)
        asked, wanted = (side_score(ranker, parts, side) for side in (Side.EMPLOYER, Side.CANDIDATE))
        # Nearer to 1, a probability no longer tells its logit.
        precise = np.maximum(asked, wanted) < 1 - 1e-7
        both = logit(asked) + logit(wanted)
        assert both[precise] == pytest.approx(logit(ranker.score(features))[precise], abs=1e-8)

    @settings(suppress_health_check=SHARED, deadline=None)
    @given(found=rows, column=st.integers(0, len(FEATURES) - 1), more=st.floats(0, 1))
    def test_more_of_a_feature_never_lowers_the_score(
        self, ranker: Ranker, found: list, column: int, more: float
    ) -> None:
        features = table(found)
        features[:, column] = np.nan_to_num(features[:, column])
        better = features.copy()
        better[:, column] = np.maximum(better[:, column], more)
        assert (ranker.score(better) >= ranker.score(features)).all()

    @settings(suppress_health_check=SHARED, deadline=None)
    @given(found=rows)
    def test_a_pair_is_scored_the_same_alone(self, ranker: Ranker, found: list) -> None:
        features = table(found)
        alone = [float(ranker.score(row[None])[0]) for row in features]
        assert ranker.score(features).tolist() == alone

    def test_no_pairs_have_no_scores(self, ranker: Ranker) -> None:
        assert ranker.score(np.zeros((0, len(FEATURES)))).shape == (0,)

    def test_with_nothing_known_of_the_wishes_their_part_is_even(self, ranker: Ranker) -> None:
        unknown = np.full((1, len(FEATURES)), np.nan)
        assert side_score(ranker, ranker.contributions(unknown), Side.CANDIDATE).tolist() == [0.5]

    def test_pairs_of_one_occupation_score_above_all_others(self, ranker: Ranker) -> None:
        people, jobs, right = checkerboard(("en",), ("en",))
        one, other = cross(len(people), len(jobs))
        scores = ranker.score(compute_features(*columns(people, jobs), one, other, SCALE))
        fits = np.array([jobs[column].id in right[people[row].id] for row, column in zip(one, other, strict=True)])
        assert scores[fits].min() > scores[~fits].max()
