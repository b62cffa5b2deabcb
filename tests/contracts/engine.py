"""What must matching hold from end to end? Subclass, and give it a fixture ``encoder``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import numpy as np
import pytest
from builders import TODAY
from contracts.checkerboard import PEOPLE_EACH, VACANCIES_EACH, checkerboard

import matching.ranking.pipeline
from matching.domain import Match
from matching.embeddings.encoder import Encoder
from matching.engine import Engine

Languages = tuple[tuple[str, ...], tuple[str, ...]]
Board = tuple[Engine, dict[str, set[str]]]


def inverted(right: dict[str, set[str]]) -> dict[str, set[str]]:
    return {each: {one for one, found in right.items() if each in found} for found in right.values() for each in found}


def vacancies_of(matches: Iterable[Match]) -> set[str]:
    return {match.vacancy_id for match in matches}


def candidates_of(matches: Iterable[Match]) -> set[str]:
    return {match.candidate_id for match in matches}


def found_by_people(engine: Engine, top: int) -> dict[str, set[str]]:
    ranked = engine.rank("candidates", np.arange(len(engine.candidates)), TODAY, top)
    ids = [one.id for one in engine.vacancies]
    return {one.id: {ids[row] for row in each.rows} for one, each in zip(engine.candidates, ranked, strict=True)}


def found_by_vacancies(engine: Engine, top: int) -> dict[str, set[str]]:
    ranked = engine.rank("vacancies", np.arange(len(engine.vacancies)), TODAY, top)
    ids = [one.id for one in engine.candidates]
    return {one.id: {ids[row] for row in each.rows} for one, each in zip(engine.vacancies, ranked, strict=True)}


@cache
def _board(encoder: Encoder, languages: Languages) -> Board:
    people, jobs, right = checkerboard(*languages)
    return Engine(people, jobs, encoder), right


class EngineContract:
    """The suite."""

    @pytest.fixture
    def languages(self) -> Languages:
        """Languages of people and of vacancies."""
        return ("en",), ("en",)

    @pytest.fixture
    def board(self, encoder: Encoder, languages: Languages) -> Board:
        return _board(encoder, languages)

    def test_right_answers_come_first_in_both_directions(self, board: Board) -> None:
        engine, right = board
        assert found_by_people(engine, VACANCIES_EACH) == right
        assert found_by_vacancies(engine, PEOPLE_EACH) == inverted(right)
        for one, fits in list(right.items())[::10]:
            assert vacancies_of(engine.vacancies_for(one, TODAY, VACANCIES_EACH)) == fits
        for one, fits in list(inverted(right).items())[::10]:
            assert candidates_of(engine.candidates_for(one, TODAY, PEOPLE_EACH)) == fits

    def test_right_answers_come_first_from_a_cut_too(self, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
        engine, right = board
        monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", 6)
        monkeypatch.setattr(matching.ranking.pipeline, "TAKEN_WHOLE", 1)
        assert found_by_people(engine, VACANCIES_EACH) == right
        assert found_by_vacancies(engine, PEOPLE_EACH) == inverted(right)
        assert all(first <= right[one] for one, first in found_by_people(engine, 2).items())

    def test_a_pair_has_one_score_in_both_directions_and_whatever_else_is_asked(self, board: Board) -> None:
        engine, _ = board
        people, jobs = len(engine.candidates), len(engine.vacancies)
        forth = engine.rank("candidates", np.arange(people), TODAY, jobs)
        back = engine.rank("vacancies", np.arange(jobs), TODAY, people)
        scores = np.full((people, jobs), np.nan)
        for row, ranked in enumerate(forth):
            scores[row, ranked.rows] = ranked.scores
            assert (np.diff(ranked.scores) <= 0).all()
        assert not np.isnan(scores).any()
        for column, ranked in enumerate(back):
            assert np.array_equal(scores[ranked.rows, column], ranked.scores)
        for row, one in enumerate(engine.candidates[:6]):
            for match in engine.vacancies_for(one.id, TODAY, 3):
                assert match.score == scores[row, engine.vacancy_rows([match.vacancy_id])[0]]

    def test_a_pair_has_one_score_alone_and_among_others(self, board: Board, encoder: Encoder) -> None:
        engine, _ = board
        for one, other in zip(engine.candidates[::12], engine.vacancies[::8], strict=True):
            alone = Engine([one], [other], encoder)
            row, column = engine.candidate_rows([one.id]), engine.vacancy_rows([other.id])
            assert alone.vacancies_for(one.id, TODAY) == engine.explain_pairs(row, column, TODAY)

    def test_a_query_given_whole_finds_what_its_id_finds(self, board: Board) -> None:
        engine, _ = board
        for one in engine.candidates[::7]:
            assert engine.vacancies_for(one, TODAY, 5) == engine.vacancies_for(one.id, TODAY, 5)
        for other in engine.vacancies[::7]:
            assert engine.candidates_for(other, TODAY, 5) == engine.candidates_for(other.id, TODAY, 5)

    def test_the_order_of_the_files_changes_nothing(self, board: Board, encoder: Encoder) -> None:
        engine, _ = board
        turned = Engine(engine.candidates[::-1], engine.vacancies[::-1], encoder)
        for one in engine.candidates[::9]:
            assert turned.vacancies_for(one.id, TODAY, 6) == engine.vacancies_for(one.id, TODAY, 6)

    def test_ineligible_pairs_follow_the_eligible_ones_or_stay_away(
        self, encoder: Encoder, languages: Languages
    ) -> None:
        people, jobs, right = checkerboard(*languages)
        closed = [one.model_copy(update={"closes_on": date(2026, 1, 1)} if one.id[1] in "01" else {}) for one in jobs]
        engine = Engine(people, closed, encoder)
        shut = {one.id for one in closed if one.closes_on}
        for one, fits in list(right.items())[::5]:
            everything = engine.vacancies_for(one, TODAY, len(jobs))
            assert [match.eligible for match in everything] == [True] * 12 + [False] * 12
            assert vacancies_of(everything[:2]) == fits - shut
            assert vacancies_of(everything[12:14]) == fits & shut
            assert all(match.refusals[0].code == "closed" for match in everything[12:])
            assert engine.vacancies_for(one, TODAY, len(jobs), refused=False) == everything[:12]
        earlier = engine.vacancies_for(people[0].id, date(2025, 12, 31), len(jobs))
        assert all(match.eligible for match in earlier)
        assert engine.vacancies_for(one, TODAY, len(jobs)) == everything
