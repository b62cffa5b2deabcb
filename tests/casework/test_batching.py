"""Are whole populations of a session matched into one file, by as many processes as are worth it?"""

import csv
from pathlib import Path

import pytest
from builders import TODAY, engine_of
from contracts.checkerboard import checkerboard

from matching.batch import WORTH_STARTING
from matching.casework.batching import check_batch, counts, match_everybody, processes_for
from matching.casework.session import LOCAL, Session, local_session
from matching.errors import InvalidValueError


@pytest.fixture(scope="module")
def session() -> Session:
    people, jobs, _ = checkerboard(("en",), ("en",))
    return local_session(engine_of(people, jobs[:-2]), TODAY)


def test_a_session_of_files_is_that_of_whoever_sits_here(session: Session) -> None:
    assert (session.actor, session.today, session.language) == (LOCAL, TODAY, "en")
    assert (len(session.store.candidates), len(session.store.vacancies)) == counts(session, "candidates")


def test_everybody_on_the_side_asked_for_gets_a_list(session: Session, tmp_path: Path) -> None:
    people, vacancies = counts(session, "candidates")
    assert counts(session, "vacancies") == (vacancies, people)
    told: list[tuple[int, int]] = []
    out = tmp_path / "matches.csv"
    written = match_everybody(session, "vacancies", out, top=3, progress=lambda *done: told.append(done))
    with out.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == written == 3 * vacancies
    assert {row["vacancy_id"] for row in rows} == set(session.store.vacancies)
    assert told[-1] == (vacancies, vacancies)


@pytest.mark.parametrize(("queries", "taken"), [(1, 1), (WORTH_STARTING - 1, 1), (WORTH_STARTING, 4)])
def test_further_processes_are_started_where_they_are_worth_it(queries: int, taken: int) -> None:
    assert processes_for(queries, 4) == taken


@pytest.mark.parametrize(
    ("out", "scheduler", "told"),
    [("matches.txt", None, "names no format"), ("matches.csv", "http://host", "tcp://HOST:8786")],
)
def test_what_cannot_come_to_an_end_is_not_begun(tmp_path: Path, out: str, scheduler: str | None, told: str) -> None:
    with pytest.raises(InvalidValueError, match=told):
        check_batch(tmp_path / out, scheduler)
