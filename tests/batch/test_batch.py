"""Do whole populations meet as their members do one by one, and does the file hold it?"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from builders import ENCODER, RANKER, TODAY, candidates, engine_of, job, numbered, person, vacancies
from contracts.checkerboard import checkerboard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import matching.ranking.pipeline
from matching.batch import MatchColumns, match_all, match_in_processes, write_matches
from matching.batch.matches import refusal_codes
from matching.batch.packing import pack_columns, pack_rules, unpack_columns, unpack_rules
from matching.batch.writing import COLUMNS, EXCEL_ROWS, check_fits
from matching.cli.app import app
from matching.domain import Candidate, Match, Vacancy
from matching.embeddings.encoder import load_encoder
from matching.engine import Engine
from matching.errors import InputFileError, InvalidValueError, MatchingError
from matching.intake import read_candidates, read_vacancies
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.features import FEATURES
from matching.ranking.pipeline import Direction, Pipeline


def as_rows(engine: Engine, parts: list[MatchColumns]) -> list[tuple]:
    """MatchColumns as tuples of plain values."""
    people, jobs = ([one.id for one in held] for held in (engine.candidates, engine.vacancies))
    return [
        (
            people[part.candidate[at]],
            jobs[part.vacancy[at]],
            int(part.rank[at]),
            float(part.score[at]),
            float(part.asked[at]),
            float(part.wanted[at]),
            refusal_codes(part.refusals)[at],
            tuple(part.contributions[at].tolist()),
        )
        for part in parts
        for at in range(len(part))
    ]


def one_by_one(engine: Engine, direction: Direction, top: int, refused: bool = True) -> list[tuple]:
    """The same of every query alone, through the explained matches of the engine."""
    if direction == "candidates":
        lists = [engine.vacancies_for(one.id, TODAY, top, refused=refused) for one in engine.candidates]
    else:
        lists = [engine.candidates_for(one.id, TODAY, top, refused=refused) for one in engine.vacancies]
    return [_plain(match, rank) for found in lists for rank, match in enumerate(found, start=1)]


def _plain(match: Match, rank: int) -> tuple:
    return (
        match.candidate_id,
        match.vacancy_id,
        rank,
        match.score,
        match.employer_fit,
        match.candidate_fit,
        "; ".join(note.code for note in match.refusals),
        tuple(one.amount for one in match.contributions),
    )


@pytest.fixture(scope="module")
def board() -> Engine:
    """Everybody of the checkerboard; some vacancies are closed, some people cannot go far."""
    people, jobs, _ = checkerboard(("en",), ("en",))
    jobs = [
        one.model_copy(update={"place": "Batumi", "closes_on": date(2026, 1, 1) if at % 5 == 0 else None})
        for at, one in enumerate(jobs)
    ]
    people = [
        one.model_copy(update={"place": "Tbilisi", "radius_km": 30.0 if at % 4 == 0 else None})
        for at, one in enumerate(people)
    ]
    return engine_of(people, jobs, ranker=RANKER, excluded=[(people[1].id, jobs[1].id)])


@pytest.mark.parametrize("direction", ["candidates", "vacancies"])
@pytest.mark.parametrize("block", [1, 3, 7, 512])
@pytest.mark.parametrize("retrieved", [5, 80])
def test_all_at_once_is_one_after_another(
    board: Engine, monkeypatch: pytest.MonkeyPatch, direction: Direction, block: int, retrieved: int
) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "QUERY_BLOCK", block)
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", retrieved)
    monkeypatch.setattr(matching.ranking.pipeline, "TAKEN_WHOLE", 1)
    found = as_rows(board, list(match_all(board.pipeline(TODAY), direction, top=3)))
    assert found == one_by_one(board, direction, 3)
    eligible = list(match_all(board.pipeline(TODAY), direction, top=3, refused=False))
    assert as_rows(board, eligible) == one_by_one(board, direction, 3, refused=False)
    assert all((part.refusals == 0).all() for part in eligible)


@pytest.mark.parametrize("direction", ["candidates", "vacancies"])
def test_processes_give_the_same_to_the_last_bit(board: Engine, direction: Direction) -> None:
    told: list[tuple[int, int]] = []
    parts = match_in_processes(
        board.pipeline(TODAY), direction, 2, top=3, part=7, progress=lambda done, total: told.append((done, total))
    )
    found = as_rows(board, list(parts))
    assert found == as_rows(board, list(match_all(board.pipeline(TODAY), direction, top=3)))
    assert told[0] == (7, told[-1][1])
    assert told[-1] == ((30, 30) if direction == "candidates" else (24, 24))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=numbered(candidates(), "p", 5), jobs=numbered(vacancies(), "v", 6), retrieved=st.sampled_from((2, 80)))
def test_any_population_meets_as_its_members_do(
    monkeypatch: pytest.MonkeyPatch, people: list[Candidate], jobs: list[Vacancy], retrieved: int
) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "QUERY_BLOCK", 2)
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", retrieved)
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED_EACH", 1)
    monkeypatch.setattr(matching.ranking.pipeline, "TAKEN_WHOLE", 1)
    engine = engine_of(people, jobs)
    for direction in ("candidates", "vacancies"):
        found = as_rows(engine, list(match_all(engine.pipeline(TODAY), direction, top=2)))
        assert found == one_by_one(engine, direction, 2)


@pytest.mark.parametrize("direction", ["candidates", "vacancies"])
def test_equal_ones_are_ordered_by_id_and_cut_there(monkeypatch: pytest.MonkeyPatch, direction: Direction) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", 4)
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED_EACH", 1)
    monkeypatch.setattr(matching.ranking.pipeline, "TAKEN_WHOLE", 1)
    ids = [f"{number:02}" for number in np.random.default_rng(0).permutation(30)]
    engine = engine_of([person(one) for one in ids], [job(one) for one in ids])
    parts = list(match_all(engine.pipeline(TODAY), direction, top=3))
    own, other = (0, 1) if direction == "candidates" else (1, 0)
    rows = as_rows(engine, parts)
    assert [row[own] for row in rows] == [one for one in sorted(ids) for _ in range(3)]
    assert [row[other] for row in rows] == ["00", "01", "02"] * 30
    assert [row[2] for row in rows] == [1, 2, 3] * 30


def test_of_the_best_looking_no_eligible_one_is_missed_for_refused_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", 4)
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED_EACH", 1)
    far = [job(f"far{number:02}", place="Batumi") for number in range(40)]
    near = [job(f"near{number}", title="welder of pipes and boilers", place="Tbilisi") for number in range(2)]
    engine = engine_of([person(place="Tbilisi", radius_km=20)], [*far, *near])
    rows = as_rows(engine, list(match_all(engine.pipeline(TODAY), "candidates", top=3)))
    assert [(row[1], row[6]) for row in rows] == [("near0", ""), ("near1", ""), ("far00", "out_of_reach")]


def test_refused_twice_is_no_worse_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", 3)
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED_EACH", 1)
    once = [job(f"once{number:02}", title="baker of bread", place="Batumi") for number in range(30)]
    twice = job("twice", place="Batumi", closes_on=date(2020, 1, 1))
    engine = engine_of([person(place="Tbilisi", radius_km=20)], [*once, twice])
    rows = as_rows(engine, list(match_all(engine.pipeline(TODAY), "candidates", top=2)))
    assert (rows[0][1], rows[0][6]) == ("twice", "closed; out_of_reach")


def test_one_and_nobody() -> None:
    alone = engine_of([person()], [job()])
    rows = as_rows(alone, list(match_all(alone.pipeline(TODAY), "candidates", top=5)))
    assert [row[:3] for row in rows] == [("p", "v", 1)]
    for people, jobs in (([], [job()]), ([person()], []), ([], [])):
        engine = engine_of(people, jobs)
        assert sum(map(len, match_all(engine.pipeline(TODAY), "candidates", top=5))) == 0
        assert sum(map(len, match_all(engine.pipeline(TODAY), "vacancies", top=5))) == 0


def test_less_than_one_is_not_a_number_of_matches(board: Engine) -> None:
    with pytest.raises(InvalidValueError, match='Number of matches "0" is not possible'):
        list(match_all(board.pipeline(TODAY), "candidates", top=0))


def test_progress_tells_queries_done(board: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "QUERY_BLOCK", 12)
    told: list[tuple[int, int]] = []
    for _ in match_all(
        board.pipeline(TODAY), "candidates", top=1, progress=lambda done, total: told.append((done, total))
    ):
        pass
    assert told == [(12, 30), (24, 30), (30, 30)]


def test_what_travels_to_another_process_ranks_the_same_and_holds_no_text(board: Engine) -> None:
    people = unpack_columns(CandidateColumns, pack_columns(board.pipeline(TODAY).candidates))
    jobs = unpack_columns(VacancyColumns, pack_columns(board.pipeline(TODAY).vacancies))
    moved = Pipeline(people, jobs, unpack_rules(pack_rules(board.pipeline(TODAY).rules)))
    assert people.phrasing.texts == jobs.phrasing.texts == ()
    for direction in ("candidates", "vacancies"):
        there = as_rows(board, list(match_all(moved, direction, top=4)))
        assert there == as_rows(board, list(match_all(board.pipeline(TODAY), direction, top=4)))


def test_a_ranker_of_another_kind_does_not_travel(board: Engine) -> None:
    class Other:
        version = "learned 7"

    rules = board.pipeline(TODAY).rules
    with pytest.raises(InvalidValueError, match='ranker "learned 7" is not possible'):
        pack_rules(type(rules)(Other(), rules.scale, rules.as_of))  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
def awkward() -> Engine:
    """Ids that a spreadsheet would run, and that need quotes."""
    return engine_of([person("=1+1"), person("a, b")], [job("v"), job("ზ", closes_on=date(2020, 1, 1))])


def written(engine: Engine, out: Path, top: int = 2) -> None:
    with write_matches(out, engine.pipeline(TODAY).candidates.ids, engine.pipeline(TODAY).vacancies.ids) as write:
        for part in match_all(engine.pipeline(TODAY), "candidates", top=top):
            write(part)


NAMES = [*COLUMNS, *(f"adds_{name}" for name in FEATURES)]


def test_parquet_holds_every_value_exactly(board: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import parquet

    monkeypatch.setattr(matching.ranking.pipeline, "QUERY_BLOCK", 10)
    written(board, tmp_path / "m.parquet")
    table = parquet.read_table(tmp_path / "m.parquet")
    assert parquet.ParquetFile(tmp_path / "m.parquet").num_row_groups == 3
    assert table.column_names == NAMES
    right = one_by_one(board, "candidates", 2)
    found = table.to_pylist()
    assert [(row["candidate_id"], row["vacancy_id"], row["rank"], row["score"]) for row in found] == [
        one[:4] for one in right
    ]
    assert [row["eligible"] for row in found] == [not one[6] for one in right]
    assert [tuple(row[f"adds_{name}"] for name in FEATURES) for row in found] == [one[7] for one in right]


def test_csv_opens_in_a_spreadsheet_without_running_anything(awkward: Engine, tmp_path: Path) -> None:
    written(awkward, tmp_path / "m.csv")
    text = (tmp_path / "m.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0]) == NAMES
    assert [(row["candidate_id"], row["vacancy_id"], row["eligible"], row["refusals"]) for row in rows] == [
        ("'=1+1", "v", "yes", ""),
        ("'=1+1", "ზ", "no", "closed"),
        ("a, b", "v", "yes", ""),
        ("a, b", "ზ", "no", "closed"),
    ]
    right = one_by_one(awkward, "candidates", 2)
    assert [float(row["score"]) for row in rows] == [one[3] for one in right]
    assert (tmp_path / "m.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_holds_the_same(awkward: Engine, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    written(awkward, tmp_path / "m.xlsx")
    rows = list(load_workbook(tmp_path / "m.xlsx").active.iter_rows(values_only=True))
    assert list(rows[0]) == NAMES
    assert [row[:3] for row in rows[1:3]] == [("'=1+1", "v", 1), ("'=1+1", "ზ", 2)]
    assert rows[2][6:8] == ("no", "closed")


def test_a_sheet_is_never_overfilled_and_an_unknown_ending_is_refused() -> None:
    check_fits(Path("m.xlsx"), EXCEL_ROWS - 1)
    check_fits(Path("m.parquet"), 10**9)
    with pytest.raises(InvalidValueError, match=r"1,048,576 matches are more than the 1,048,575 that a sheet"):
        check_fits(Path("m.xlsx"), EXCEL_ROWS)
    for name in ("m.txt", "m"):
        with pytest.raises(InvalidValueError, match=r"names no format: write \.parquet, \.csv, \.xlsx"):
            check_fits(Path(name), 1)


def interrupted(engine: Engine, out: Path) -> None:
    with write_matches(out, engine.pipeline(TODAY).candidates.ids, engine.pipeline(TODAY).vacancies.ids) as write:
        for part in match_all(engine.pipeline(TODAY), "candidates", top=1):
            write(part)
            raise KeyboardInterrupt


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".xlsx"])
def test_a_file_appears_whole_or_not_at_all(board: Engine, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"m{suffix}"
    out.write_text("earlier")
    with pytest.raises(KeyboardInterrupt):
        interrupted(board, out)
    assert out.read_text() == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_a_full_disk_is_told_in_one_sentence(board: Engine, tmp_path: Path) -> None:
    out = tmp_path / "m.parquet"
    with (
        pytest.raises(InputFileError, match=r"m\.parquet: it cannot be written \(No space left on device\)\. Free"),
        write_matches(out, (), ()),
    ):
        raise OSError(28, "No space left on device")
    assert not list(tmp_path.iterdir())


def test_the_day_and_the_encoder_are_those_of_the_engine(board: Engine) -> None:
    assert board.pipeline(TODAY).rules.as_of == TODAY
    assert board.versions.encoder == ENCODER.name


DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
COMMAND = ["batch", "--candidates", str(DEMO / "candidates.csv"), "--vacancies", str(DEMO / "vacancies.csv")]


def test_the_command_writes_what_match_would_rank(tmp_path: Path) -> None:
    out = tmp_path / "m.csv"
    told = CliRunner().invoke(app, [*COMMAND, "--top", "2", "--as-of", "2026-11-16", "--out", str(out)])
    assert (told.exit_code, "128 matches written to" in told.stderr) == (0, True)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    engine = Engine(
        read_candidates(DEMO / "candidates.csv").items,
        read_vacancies(DEMO / "vacancies.csv").items,
        load_encoder(),
    )
    right = [match for one in engine.candidates for match in engine.vacancies_for(one.id, date(2026, 11, 16), 2)]
    assert [(row["candidate_id"], row["vacancy_id"], float(row["score"])) for row in rows] == [
        (match.candidate_id, match.vacancy_id, match.score) for match in right
    ]


def test_the_command_says_what_is_wrong_before_it_reads_anything(tmp_path: Path) -> None:
    for stated, sentence in (
        (["--out", str(tmp_path / "m.txt")], "names no format"),
        (["--out", str(tmp_path / "none" / "m.csv")], "there is no folder"),
        (["--out", str(tmp_path / "m.csv"), "--scheduler", "here"], "Write it as tcp://HOST:8786."),
    ):
        told = CliRunner().invoke(app, [*COMMAND, *stated])
        assert isinstance(told.exception, MatchingError)
        assert sentence in str(told.exception)
    assert not list(tmp_path.iterdir())
