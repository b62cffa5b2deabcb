"""How well do the phrases of one side answer those of the other, over arrays of pairs?"""

import math
from itertools import pairwise

import numpy as np
import pytest
from builders import SCALE, candidates, columns, cross, numbered, vacancies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.domain import Candidate, Vacancy
from matching.ranking import likeness
from matching.ranking.features import FEATURES, Scale, compute_features
from matching.ranking.likeness import best_answers, blocks, mean_answer, total_of
from matching.ranking.population import Ragged

pairs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), max_size=40)
phrases = st.lists(st.integers(0, 6), min_size=8, max_size=8)


@pytest.mark.parametrize(("cells", "free"), [(1, 1), (20, 1), (60, 30), (16_000_000, 1), (16_000_000, 2_000_000)])
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=pairs, said=phrases, asked=phrases)
def test_blocks_hold_every_pair_exactly_once(
    monkeypatch: pytest.MonkeyPatch, cells: int, free: int, pairs: list, said: list[int], asked: list[int]
) -> None:
    monkeypatch.setattr(likeness, "BLOCK_CELLS", cells)
    monkeypatch.setattr(likeness, "FREE_CELLS", free)
    candidate = np.array([one for one, _ in pairs], dtype=np.int64)
    vacancy = np.array([other for _, other in pairs], dtype=np.int64)
    heights, widths = np.array(said), np.array(asked)
    found = list(blocks(candidate, vacancy, heights, widths))
    assert sorted(position for block in found for position in block.pairs) == list(range(len(pairs)))
    for block in found:
        assert np.array_equal(block.candidates[block.candidate_of], candidate[block.pairs])
        assert np.array_equal(block.vacancies[block.vacancy_of], vacancy[block.pairs])
        size = heights[block.candidates].sum() * widths[block.vacancies].sum()
        assert size <= cells or len(block.candidates) == len(block.vacancies) == 1


def test_blocks_hold_little_that_nobody_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "FREE_CELLS", 1)
    draw = np.random.default_rng(0)
    few, many = np.repeat(np.arange(40), 100), np.concatenate([draw.permutation(4_000)[:100] for _ in range(40)])
    ten = np.full(4_000, 10)
    for candidate, vacancy in ((few, many), (many, few)):
        computed = sum(len(block.candidates) * len(block.vacancies) for block in blocks(candidate, vacancy, ten, ten))
        assert computed <= 2 * len(few)


def test_the_best_answer_of_each_owner_and_nan_for_who_says_nothing() -> None:
    similarity = np.array([[0.1, 0.9], [0.4, 0.2], [0.3, 0.3]], dtype=np.float32)
    best = best_answers(similarity, np.array([0, 2, 2, 3]))
    assert best[0] == pytest.approx([0.4, 0.9])
    assert np.isnan(best[1]).all()
    assert best[2] == pytest.approx([0.3, 0.3])


def test_answers_are_averaged_by_the_weight_of_what_is_asked() -> None:
    asked = Ragged.of([[(0, 1.0), (1, 3.0)], [], [(2, 2.0)]])
    mean = mean_answer(np.array([[1.0, 0.0, 0.6], [0.2, 0.4, np.nan]]), asked)
    assert mean[:, 0] == pytest.approx([0.25, 0.35])
    assert np.isnan(mean[:, 1]).all()
    assert mean[0, 2] == pytest.approx(0.6)
    assert math.isnan(mean[1, 2])


def test_totals_add_up_each_segment_in_double_precision() -> None:
    total = total_of(np.array([[1], [2], [4]], dtype=np.float32), np.array([0, 2, 2, 3]))
    assert total.dtype == np.float64
    assert total[0] == 3
    assert np.isnan(total[1])
    assert total[2] == 4


def test_nothing_asked_of_nobody() -> None:
    empty = np.zeros((0, 3), dtype=np.float32)
    assert best_answers(empty, np.array([0])).shape == (0, 3)
    assert np.isnan(best_answers(empty, np.array([0, 0]))).all()
    assert list(blocks(*[np.array([], dtype=np.int64)] * 2, np.array([1]), np.array([1]))) == []


matrices = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from((0.0, 0.25, 0.5, 1.0)), min_size=width, max_size=width), min_size=1, max_size=8
    )
)


@given(matrices, st.data())
def test_best_answers_are_those_of_a_plain_loop(rows: list[list[float]], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=4)))
    offsets = [0, *cuts, len(rows)]
    similarity = np.array(rows, dtype=np.float32)
    best = best_answers(similarity, np.array(offsets))
    for owner, (start, end) in enumerate(pairwise(offsets)):
        for column in range(similarity.shape[1]):
            answers = [rows[row][column] for row in range(start, end)]
            assert (max(answers) == best[owner, column]) if answers else math.isnan(best[owner, column])
    shuffled = np.array(data.draw(st.permutations(range(len(rows)))))
    back = np.argsort(shuffled)
    assert np.array_equal(best_answers(similarity[shuffled], np.array(offsets), back), best, equal_nan=True)


def by_hand(people, jobs, one: int, other: int, role: str, scale: Scale) -> float:
    """Mean over the skills that the vacancy asks of the best weighted answer, phrase by phrase."""
    said = people.phrasing.roles["asset"].take(np.array([one]))
    asked = jobs.phrasing.roles[role].take(np.array([other]))
    if not len(said.phrases) or not len(asked.phrases):
        return math.nan
    best = [
        max(
            float(np.clip((people.phrasing.vectors[mine] @ jobs.phrasing.vectors[phrase] - scale.low)
                          / (scale.high - scale.low), 0, 1)) * float(weight)
            for mine, weight in zip(said.phrases, said.weights, strict=True)
        )
        for phrase in asked.phrases
    ]  # fmt: skip
    return float(np.average(best, weights=asked.weights))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=numbered(candidates(), "p", 4), jobs=numbered(vacancies(), "v", 4))
def test_skills_are_covered_as_in_a_plain_loop_and_no_feature_depends_on_the_size_of_blocks(
    monkeypatch: pytest.MonkeyPatch, people: list[Candidate], jobs: list[Vacancy]
) -> None:
    ours, theirs = columns(people, jobs)
    one, other = cross(len(people), len(jobs))
    whole = compute_features(ours, theirs, one, other, SCALE)
    for cells in (1, 50, 400):
        with monkeypatch.context() as patched:
            patched.setattr(likeness, "BLOCK_CELLS", cells)
            patched.setattr(likeness, "FREE_CELLS", 1)
            assert np.array_equal(compute_features(ours, theirs, one, other, SCALE), whole, equal_nan=True)
    for role in ("essential", "optional"):
        column = FEATURES.index(f"{role}_skills")
        for at, (row, offer) in enumerate(zip(one, other, strict=True)):
            right = by_hand(ours, theirs, int(row), int(offer), role, SCALE)
            assert whole[at, column] == pytest.approx(right, abs=2e-5, nan_ok=True)


@given(st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=7))
def test_phrases_that_several_owners_share_need_one_row(owners: list[list[int]]) -> None:
    similarity = np.random.default_rng(0).random((10, 4), dtype=np.float32)
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in owners])]).astype(np.int64)
    rows = np.array([row for one in owners for row in one], dtype=np.int64)
    shared = best_answers(similarity, offsets, rows)
    assert np.array_equal(shared, best_answers(similarity[rows], offsets), equal_nan=True)
