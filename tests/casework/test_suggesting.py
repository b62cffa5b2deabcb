"""What does a user see who asks for matches: of one person, of one vacancy, of everybody?"""

import pytest
from builders import TODAY, engine_of, job, person, session_of
from contracts.checkerboard import checkerboard

from matching.casework import suggesting
from matching.casework.suggesting import explain_suggestions, suggest
from matching.engine import Engine
from matching.errors import UnknownIdError


@pytest.fixture(scope="module")
def board() -> Engine:
    people, jobs, _ = checkerboard(("en",), ("en",))
    return engine_of(people, jobs, excluded=[("c0-welding", "v0-welding")])


def test_everybody_gets_a_list_in_the_order_of_ids(board: Engine) -> None:
    found = suggest(session_of(board), "candidates", top=3)
    assert [one.query_id for one in found[::3]] == sorted(one.id for one in board.candidates)
    assert [one.rank for one in found] == [1, 2, 3] * 30
    assert all((one.query_id, one.result_id) == (one.candidate_id, one.vacancy_id) for one in found)


def test_vacancies_get_their_people(board: Engine) -> None:
    found = suggest(session_of(board), "vacancies", ["v2-nursing", "v0-baking"], top=5)
    assert [one.query_id for one in found] == ["v2-nursing"] * 5 + ["v0-baking"] * 5
    assert {one.candidate_id for one in found[:5]} == {f"c{turn}-nursing" for turn in range(5)}
    assert all((one.query_id, one.result_id) == (one.vacancy_id, one.candidate_id) for one in found)


def test_lists_are_those_of_the_engine(board: Engine) -> None:
    for one, match in zip(
        suggest(session_of(board), "candidates", ["c3-driving"]), board.vacancies_for("c3-driving", TODAY), strict=True
    ):
        assert (one.vacancy_id, one.score, one.eligible) == (match.vacancy_id, match.score, match.eligible)


def test_an_id_asked_twice_is_answered_once_and_none_is_no_question(board: Engine) -> None:
    assert len(suggest(session_of(board), "candidates", ["c3-driving", "c3-driving"], top=2)) == 2
    assert suggest(session_of(board), "candidates", []) == []


@pytest.mark.parametrize(("direction", "kind"), [("candidates", "candidate"), ("vacancies", "vacancy")])
def test_an_unknown_id_among_known_ones_is_an_error(board: Engine, direction: str, kind: str) -> None:
    known = "c3-driving" if direction == "candidates" else "v3-driving"
    with pytest.raises(UnknownIdError, match=f'No {kind} has the id "x3-driving". Nearest ids: {known}'):
        suggest(session_of(board), direction, [known, "x3-driving"])


def test_refused_pairs_come_last_or_stay_away(board: Engine) -> None:
    with_refused = suggest(session_of(board), "candidates", ["c0-welding"], top=24)
    assert [one.eligible for one in with_refused] == [True] * 23 + [False]
    assert with_refused[-1].vacancy_id == "v0-welding"
    without = suggest(session_of(board), "candidates", ["c0-welding"], top=24, refused=False)
    assert without == with_refused[:-1]


def test_progress_ends_at_the_number_of_questions(board: Engine) -> None:
    told: list[tuple[int, int]] = []
    suggest(session_of(board), "vacancies", top=1, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (24, 24)


def test_nobody_has_no_suggestions() -> None:
    assert suggest(session_of(engine_of([], [job()])), "candidates") == []
    assert suggest(session_of(engine_of([person()], [])), "candidates") == []


def test_each_suggestion_is_explained_in_order_whatever_the_size_of_a_portion(
    board: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = suggest(session_of(board), "vacancies", ["v2-nursing", "v0-baking"], top=4)
    whole = list(explain_suggestions(session_of(board), found))
    assert [one for one, _ in whole] == found
    for one, match in whole:
        assert (match.candidate_id, match.vacancy_id, match.score) == (one.candidate_id, one.vacancy_id, one.score)
        assert match.eligible == one.eligible
    monkeypatch.setattr(suggesting, "EXPLAINED_AT_ONCE", 3)
    assert list(explain_suggestions(session_of(board), found)) == whole
    assert list(explain_suggestions(session_of(board), [])) == []
