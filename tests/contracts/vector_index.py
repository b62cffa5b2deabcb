"""What must every vector index hold? Subclass, and give it a fixture ``empty`` that makes an index of a dimension."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from builders import ENCODER
from contracts.checkerboard import checkerboard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.embeddings.index import Neighbours, VectorIndex
from matching.errors import InvalidValueError

Make = Callable[[int], VectorIndex]

SHARED = (HealthCheck.function_scoped_fixture, HealthCheck.differing_executors)
"""The fixture only makes indexes, and the suite is run by several classes on purpose."""

SIGNS = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""Coordinates whose products are exact, so that the oracle and the index agree to the last bit."""


def oracle(ids: Sequence[str], vectors: np.ndarray, queries: np.ndarray, k: int, allowed=None) -> list[list[str]]:
    """The ``k`` best ids of each query by inner product, ties by id, in plain Python."""
    last = dict(zip(ids, vectors, strict=True))
    open_to = [one for one in last if allowed is None or one in allowed]
    return [sorted(open_to, key=lambda one: (-float(query @ last[one]), one))[:k] for query in queries]


def units(count: int, dim: int, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(size=(count, dim))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


class VectorIndexContract:
    """The suite."""

    def test_the_nearest_come_first_with_their_inner_products(self, empty: Make) -> None:
        index = empty(2)
        index.upsert(["far", "near", "middle"], np.array([[0, 1], [1, 0], [0.6, 0.8]], dtype=np.float32))
        found = index.search(np.array([[1, 0]], dtype=np.float32), 2)
        assert found.ids == [["near", "middle"]]
        assert found.scores[0] == pytest.approx([1, 0.6])

    def test_an_empty_index_and_no_queries_find_nothing(self, empty: Make) -> None:
        index = empty(4)
        assert len(index) == 0
        assert index.search(units(2, 4), 3).ids == [[], []]
        index.upsert(["a"], units(1, 4))
        assert index.search(np.zeros((0, 4), np.float32), 3).ids == []

    @pytest.mark.parametrize("k", [0, -1])
    def test_asking_for_none_gives_none(self, empty: Make, k: int) -> None:
        index = empty(4)
        index.upsert(["a"], units(1, 4))
        assert index.search(units(1, 4), k).ids == [[]]

    def test_more_than_there_are_gives_all_and_no_id_that_is_none(self, empty: Make) -> None:
        index = empty(4)
        ids = [f"{number:02}" for number in range(60)]
        index.upsert(ids, units(60, 4))
        found = index.search(units(3, 4, seed=1), 1_000)
        assert [sorted(row) for row in found.ids] == [ids] * 3
        assert all(len(row) == 60 for row in found.scores)

    def test_upsert_replaces_and_the_last_of_one_id_counts(self, empty: Make) -> None:
        index = empty(2)
        index.upsert(["a", "b"], np.array([[1, 0], [0, 1]], dtype=np.float32))
        index.upsert(["a"], np.array([[0, -1]], dtype=np.float32))
        index.upsert(["b", "b"], np.array([[0, 1], [1, 0]], dtype=np.float32))
        assert len(index) == 2
        found = index.search(np.array([[1, 0]], dtype=np.float32), 2)
        assert found.ids == [["b", "a"]]
        assert found.scores[0] == pytest.approx([1, 0])

    def test_removed_ids_are_gone_and_unknown_ones_are_no_mistake(self, empty: Make) -> None:
        index = empty(2)
        index.upsert(["a", "b", "c"], units(3, 2))
        index.search(units(1, 2), 3)
        assert index.remove(["b", "never there"]) == 1
        assert index.remove(["b"]) == 0
        assert sorted(index.search(units(1, 2), 3).ids[0]) == ["a", "c"]
        assert len(index) == 2
        assert index.manifest.count == 2

    def test_only_allowed_ids_are_found(self, empty: Make) -> None:
        index = empty(8)
        ids = [f"{number:03}" for number in range(200)]
        rows = units(200, 8)
        index.upsert(ids, rows)
        queries = units(4, 8, seed=1)
        allowed = set(ids[::20])
        assert index.search(queries, 10, allowed=allowed).ids == oracle(ids, rows, queries, 10, allowed)
        assert index.search(queries, 3, allowed=["007", "nobody"]).ids == [["007"]] * 4
        assert index.search(queries, 3, allowed=[]).ids == [[]] * 4
        assert index.search(queries, 3, allowed=["nobody"]).ids == [[]] * 4

    @pytest.mark.parametrize("queries", [1, 50])
    def test_equal_scores_are_ordered_by_id_also_across_the_cut(self, empty: Make, queries: int) -> None:
        index = empty(16)
        kinds = units(3, 16)
        draw = np.random.default_rng(2)
        ids = [f"{number:03}" for number in draw.permutation(300)]
        rows = kinds[draw.integers(0, 3, 300)]
        index.upsert(ids, rows)
        asked = np.repeat(kinds[:1], queries, axis=0)
        twins = sorted(one for one, row in zip(ids, rows, strict=True) if (row == kinds[0]).all())
        assert len(twins) > 70
        assert index.search(asked, 70).ids == [twins[:70]] * queries
        assert index.search(asked, 70, allowed=ids).ids == [twins[:70]] * queries
        assert index.search(asked, 5, allowed=twins[50:]).ids == [twins[50:55]] * queries

    def test_vectors_of_nothing_tie_by_id(self, empty: Make) -> None:
        index = empty(4)
        index.upsert(["b", "c", "a"], np.zeros((3, 4), np.float32))
        assert index.search(units(1, 4), 2).ids == [["a", "b"]]

    def test_the_index_keeps_what_it_was_given_when_the_caller_changes_the_array(self, empty: Make) -> None:
        index = empty(2)
        rows = np.array([[1, 0], [0, 1]], dtype=np.float32)
        index.upsert(["a", "b"], rows)
        rows[:] = rows[::-1].copy()
        assert index.search(np.array([[1, 0]], dtype=np.float32), 1).ids == [["a"]]

    def test_a_query_alone_finds_what_it_finds_in_company(self, empty: Make) -> None:
        index = empty(16)
        index.upsert([f"{number:03}" for number in range(150)], units(150, 16))
        queries = units(40, 16, seed=3)
        together = index.search(queries, 7).ids
        assert [index.search(query[None], 7).ids[0] for query in queries] == together

    @pytest.mark.parametrize("shape", [(2, 3), (1, 2), (2,)])
    def test_vectors_of_another_shape_are_refused(self, empty: Make, shape: tuple[int, ...]) -> None:
        with pytest.raises(InvalidValueError, match=r"Shape of the vectors .* \(2, 2\)"):
            empty(2).upsert(["a", "b"], np.zeros(shape, np.float32))

    def test_queries_of_another_shape_are_refused(self, empty: Make) -> None:
        index = empty(2)
        index.upsert(["a"], units(1, 2))
        with pytest.raises(InvalidValueError, match=r"Shape of the queries .* \(m, 2\)"):
            index.search(units(1, 3), 1)

    @pytest.mark.parametrize("value", [float("nan"), float("inf")])
    def test_vectors_that_are_no_numbers_are_refused(self, empty: Make, value: float) -> None:
        index = empty(2)
        with pytest.raises(InvalidValueError, match="NaN or infinity"):
            index.upsert(["a"], np.array([[value, 0]], dtype=np.float32))
        assert len(index) == 0

    @settings(deadline=None, max_examples=25, suppress_health_check=SHARED)
    @given(data=st.data())
    def test_any_sequence_of_changes_answers_as_a_plain_list_would(self, empty: Make, data: st.DataObject) -> None:
        index = empty(3)
        names = st.sampled_from([f"id{number}" for number in range(12)])
        coordinates = st.tuples(*[st.sampled_from(SIGNS)] * 3)
        held: dict[str, tuple[float, ...]] = {}
        for _ in range(data.draw(st.integers(1, 4))):
            added = data.draw(st.lists(st.tuples(names, coordinates), max_size=15))
            index.upsert([one for one, _ in added], np.array([row for _, row in added], np.float32).reshape(-1, 3))
            held.update(added)
            gone = data.draw(st.lists(names, max_size=3))
            assert index.remove(gone) == len(held.keys() & set(gone))
            held = {one: row for one, row in held.items() if one not in gone}
        queries = np.array(data.draw(st.lists(coordinates, min_size=1, max_size=4)), np.float32)
        k = data.draw(st.integers(0, 15))
        allowed = data.draw(st.none() | st.sets(names))
        found: Neighbours = index.search(queries, k, allowed=allowed)
        rows = np.array(list(held.values()), np.float32).reshape(-1, 3)
        assert found.ids == oracle(list(held), rows, queries, k, allowed)
        for query, ids, scores in zip(queries, found.ids, found.scores, strict=True):
            assert [float(score) for score in scores] == [float(query @ np.array(held[one], np.float32)) for one in ids]

    def test_people_find_the_vacancies_of_their_occupation(self, empty: Make) -> None:
        people, jobs, right = checkerboard(("en",), ("en",))
        index = empty(ENCODER.dim)
        index.upsert([one.id for one in jobs], ENCODER.encode([str(one.title) for one in jobs]))
        found = index.search(ENCODER.encode([one.desired_occupations[0] for one in people]), 4)
        assert {one.id: set(ids) for one, ids in zip(people, found.ids, strict=True)} == right
