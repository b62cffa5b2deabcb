"""How well do the phrases of one side answer those of the other, over arrays of pairs?"""

import math
from itertools import pairwise

import numpy as np
import pytest
from builders import SCALE, candidates, columns, cross, numbered, vacancies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from matching.domain import Candidate, Vacancy
from matching.ranking import late_interaction as likeness
from matching.ranking.features import FEATURES, Calibration, compute_features
from matching.ranking.late_interaction import best_answers, groups, leading, segment_best, segment_totals, shared_words

phrases = st.lists(st.integers(1, 6), min_size=8, max_size=8)
meetings = st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=5, unique=True), min_size=1, max_size=8)


@pytest.mark.parametrize("cells", [1, 20, 60, 2_000_000])
@pytest.mark.parametrize("turned", [False, True])
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(meetings=meetings, said=phrases, asked=phrases)
def test_groups_hold_every_pair_exactly_once(
    monkeypatch: pytest.MonkeyPatch, cells: int, turned: bool, meetings: list, said: list[int], asked: list[int]
) -> None:
    monkeypatch.setattr(likeness, "BLOCK_CELLS", cells)
    leader = np.array([at for at, met in enumerate(meetings) for _ in met], dtype=np.int64)
    partner = np.array([one for met in meetings for one in met], dtype=np.int64)
    candidate, vacancy = (partner, leader) if turned else (leader, partner)
    # Pairs of one leader stand together, whoever leads.
    order = np.argsort(candidate if leading(candidate, vacancy) else vacancy, kind="stable")
    candidate, vacancy = candidate[order], vacancy[order]
    heights, widths = np.array(said), np.array(asked)
    seen: list[int] = []
    for group in groups(candidate, vacancy, heights, widths):
        people_lead = leading(candidate, vacancy)
        leaders, partners = (group.candidates, group.vacancies) if people_lead else (group.vacancies, group.candidates)
        for one, first in zip(leaders, group.first, strict=True):
            own = np.arange(first, first + len(partners))
            assert ((candidate if people_lead else vacancy)[own] == one).all()
            assert np.array_equal((vacancy if people_lead else candidate)[own], partners)
            seen += own.tolist()
        size = heights[group.candidates].sum() * widths[group.vacancies].sum()
        assert size <= cells or len(partners) == 1
    assert sorted(seen) == list(range(len(candidate)))


def test_people_who_meet_the_same_are_worked_off_together() -> None:
    everybody = np.repeat(np.arange(5), 40), np.tile(np.arange(40), 5)
    ten = np.full(40, 10)
    assert [len(group.candidates) for group in groups(*everybody, ten, ten)] == [5]
    assert [len(group.vacancies) for group in groups(*everybody[::-1], ten, ten)] == [5]


def test_words_shared_are_the_inner_product_of_each_pair_in_either_direction() -> None:
    draw = np.random.default_rng(0)
    ours, theirs = (
        csr_matrix(np.round(draw.random((many, 30)) * (draw.random((many, 30)) < 0.3) * 2**24) / 2**24)
        for many in (6, 9)
    )
    one, other = np.repeat(np.arange(6), 9), np.tile(np.arange(9), 6)
    right = (ours @ theirs.T).toarray().ravel()
    assert shared_words(ours, theirs, one, other) == pytest.approx(right)
    order = np.argsort(other, kind="stable")
    turned = shared_words(theirs, ours, other[order], one[order])
    assert np.array_equal(turned, shared_words(ours, theirs, one, other)[order])
    nothing = csr_matrix((2, 30))
    assert shared_words(nothing, theirs, np.array([0, 1]), np.array([3, 4])).tolist() == [0, 0]


def test_segments_are_summed_and_their_best_found() -> None:
    values, offsets = np.array([1, 2, 4], dtype=np.float32), np.array([0, 2, 3])
    assert segment_totals(values, offsets).tolist() == [3, 4]
    assert segment_best(values, offsets).tolist() == [2, 4]
    none = np.array([0])
    assert segment_totals(values[:0], none).tolist() == segment_best(values[:0], none).tolist() == []


def test_the_best_answer_of_each_owner_and_nan_for_who_says_nothing() -> None:
    similarity = np.array([[0.1, 0.9], [0.4, 0.2], [0.3, 0.3]], dtype=np.float32)
    best = best_answers(similarity, np.array([0, 2, 2, 3]))
    assert best[0] == pytest.approx([0.4, 0.9])
    assert np.isnan(best[1]).all()
    assert best[2] == pytest.approx([0.3, 0.3])


def test_nothing_asked_of_nobody() -> None:
    empty = np.zeros((0, 3), dtype=np.float32)
    assert best_answers(empty, np.array([0])).shape == (0, 3)
    assert np.isnan(best_answers(empty, np.array([0, 0]))).all()
    assert list(groups(*[np.array([], dtype=np.int64)] * 2, np.array([1]), np.array([1]))) == []


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


def by_hand(people, jobs, one: int, other: int, role: str, scale: Calibration) -> float:
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
