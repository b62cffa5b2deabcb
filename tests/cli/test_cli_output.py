"""Is what is written for screens, spreadsheets and programs complete, harmless, and whole or not there at all?"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import case_of, session_of
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from rich.cells import cell_len
from small_office import TODAY, TrigramEncoder, office

from matching.casework.planning import career_plan
from matching.casework.searching import Listing
from matching.casework.suggesting import Suggestion, explain_suggestions, suggest
from matching.cli import output
from matching.cli.screen import candidate_line, print_hanging, print_query, screen, vacancy_line, write_screen
from matching.cli.writing import check_out, replace_file, write_out
from matching.domain import Candidate, Vacancy
from matching.engine import Engine
from matching.errors import InputFileError, InvalidValueError
from matching.presentation.titles import candidate_title
from matching.wording import explanation_lines, sentence


def explained(direction="candidates", ids=None, engine=None, **how):
    engine = engine or office()
    return list(
        explain_suggestions(
            session_of(engine, today=TODAY), suggest(session_of(engine, today=TODAY), direction, ids, **how)
        )
    )


def printed(direction, query, *, engine=None, in_full=0, language="en", width=None, **how) -> list[str]:
    engine = engine or office()
    console = screen(None)
    if width:
        console.width = width
    matches = explained(direction, [query], engine, **how)
    session = replace(session_of(engine, today=TODAY), language=language)
    print_query(console, session, direction, query, matches, language, in_full=in_full)
    return write_screen(console).splitlines()


def hostile(text: str) -> Engine:
    """An office whose one person and one vacancy call themselves ``text``."""
    person = Candidate(id="c-1", desired_occupations=(text,))
    job = Vacancy.model_validate({"id": "v-1", "title": text, "essential_skills": [{"phrase": text}]})
    return Engine([person], [job], TrigramEncoder())


# TREC runs


def suggestion(rank: int, score: float, *, eligible: bool = True, query: str = "q", result: str | None = None):
    found = result or f"d-{rank}"
    return Suggestion(query, found, rank, query, found, score, eligible)


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=200))
def test_scores_of_a_run_fall_strictly_and_the_eligible_come_first(pairs):
    ranked = sorted(pairs, key=lambda pair: (not pair[0], -pair[1]))
    lines = list(output.trec(suggestion(n, score, eligible=able) for n, (able, score) in enumerate(ranked, start=1)))
    scores = np.array([float(line.split()[4]) for line in lines], dtype=np.float32)
    assert (np.diff(scores) < 0).all()
    assert [line.split()[3] for line in lines] == [str(n) for n in range(1, len(ranked) + 1)]


def test_a_line_of_a_run_has_six_fields():
    found = [
        suggestion(1, 0.75),
        suggestion(2, 0.75),
        suggestion(3, 0.9, eligible=False),
        suggestion(1, 0.5, query="r"),
    ]
    assert list(output.trec(found)) == [
        "q Q0 d-1 1 0.750000 returnee-matching",
        "q Q0 d-2 2 0.749999 returnee-matching",
        "q Q0 d-3 3 -0.100000 returnee-matching",
        "r Q0 d-1 1 0.500000 returnee-matching",
    ]


@pytest.mark.parametrize("one", [suggestion(1, 0.5, query="two words"), suggestion(1, 0.5, result="d 1")])
def test_an_id_with_a_blank_cannot_stand_in_a_run(one):
    with pytest.raises(InvalidValueError, match="Take the blanks out of the ids"):
        list(output.trec([one]))


# Tables for spreadsheets


def table_of(engine: Engine, language: str = "en") -> list[dict[str, str]]:
    text = "\n".join(output.csv_lines(session_of(engine, today=TODAY), explained(engine=engine), language))
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_says_who_what_where_how_well_and_why():
    first = table_of(office())[0]
    assert list(first) == list(output.COLUMNS)
    _, match = explained(ids=["c-1"])[0]
    assert first["query_id"] == first["candidate_id"] == "c-1"
    assert first["occupation"] == "welder"
    assert first["vacancy_id"] == match.vacancy_id == "v-1"
    assert (first["title"], first["place"]) == ("Welder", "Kutaisi")
    assert float(first["score"]) == pytest.approx(match.score, abs=1e-6)
    assert first["eligible"] == "yes"
    assert first["missing_skills"] == "; ".join(match.missing_skills) != ""
    assert first["to_check"] == "; ".join(sentence(note, "en") for note in match.to_check)


def test_the_rule_that_refuses_stands_in_its_column():
    refused = {row["vacancy_id"]: row for row in table_of(office()) if row["query_id"] == "c-1"}["v-2"]
    assert refused["eligible"] == "no"
    assert "licence" in refused["refusals"]


@pytest.mark.parametrize("text", ["=1+1", "+995 welder", "-welder", "@welder", '=HYPERLINK("http://x")'])
def test_a_title_is_never_run_as_a_formula(text, tmp_path):
    engine = hostile(text)
    row = table_of(engine)[0]
    assert row["title"] == f"'{text}"
    assert row["occupation"] == f"'{text}"
    output.write_workbook(session_of(engine, today=TODAY), explained(engine=engine), "en", tmp_path / "m.xlsx")
    cells = [cell for line in load_workbook(tmp_path / "m.xlsx").active.iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    assert text in {cell.value for cell in cells}


def test_signs_that_a_workbook_cannot_hold_do_not_stop_it(tmp_path):
    engine = hostile("welder\x0b\x01 of steel")
    output.write_workbook(session_of(engine, today=TODAY), explained(engine=engine), "en", tmp_path / "m.xlsx")
    assert load_workbook(tmp_path / "m.xlsx").active["F2"].value == "welder   of steel"


def test_a_workbook_is_ready_to_filter_and_to_scroll(tmp_path):
    output.write_workbook(session_of(office(), today=TODAY), explained(), "ka", tmp_path / "m.xlsx")
    sheet = load_workbook(tmp_path / "m.xlsx")["matches"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions == "A1:P21"
    assert sheet["A1"].font.bold
    assert sheet["H2"].number_format == "0.00"
    assert isinstance(sheet["H2"].value, int | float)


# JSON Lines


def test_a_json_line_is_the_match_with_its_rank():
    (one, match), *_ = explained(ids=["c-1"])
    record = json.loads(next(iter(output.json_lines(session_of(office(), today=TODAY), [(one, match)], None))))
    assert record == {"query_id": "c-1", "rank": 1, **match.model_dump(mode="json")}
    worded = json.loads(next(iter(output.json_lines(session_of(office(), today=TODAY), [(one, match)], "fr"))))
    assert worded["sentences"] == explanation_lines(
        match, "fr", candidate=office().candidate("c-1"), vacancy=office().vacancy("v-1")
    )


def test_letters_of_every_script_stay_readable():
    lines = list(output.json_lines(session_of(office(), today=TODAY), explained(), "ka"))
    assert any("ტვირთამწევი" in line for line in lines)


# The screen


def test_a_person_and_a_vacancy_in_one_line():
    assert candidate_line(session_of(office(), today=TODAY), "c-1") == "c-1 · welder · Kutaisi"
    assert vacancy_line(session_of(office(), today=TODAY), "v-5") == "v-5 · შემდუღებელი"
    assert candidate_line(session_of(office(), today=TODAY), "c-3/ო").startswith("c-3/ო · Je cherche du travail.")


CV = "Curriculum vitae\n\nContact\nKutaisi, Georgia\nPhone:\n\nProfile\nI lay bricks and tiles.\nExperience\n"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (CV, "I lay bricks and tiles."),
        ("# LEBENSLAUF\nKontakt: Kutaisi\nSchweißer", "Schweißer"),
        ("Welder", "Welder"),
        ("Work experience\n2015 - present\nCook", "Cook"),
        ("BERUFSERFAHRUNG\nKoch", "Koch"),
        ("სამუშაო გამოცდილება\nმზარეული", "მზარეული"),
        ("Contact\n", "Occupation not known"),
        ("bricks " * 40, ("bricks " * 40)[:79].rstrip() + "…"),
    ],
)
def test_who_is_known_by_a_text_only_has_one_title_everywhere_and_never_a_heading(text: str, title: str):
    one = Candidate(id="c-1", text=text)
    engine = Engine([one], office().vacancies, TrigramEncoder())
    session = session_of(engine, today=TODAY)
    assert candidate_title(one, "en") == title
    assert candidate_line(session, "c-1") == f"c-1 · {title}"
    (listed,) = Listing(session.store).find("candidates").lines
    assert (listed.title or "Occupation not known") == title
    assert career_plan(case_of(engine, one), language="en").title == title
    found = explain_suggestions(session, suggest(session, "candidates", None, top=1, refused=True))
    (row, *_) = csv.DictReader(output.csv_lines(session, found, "en"))
    assert title in row.values()


def test_a_list_in_brief_shows_scores_of_100_reasons_and_what_is_missing():
    lines = printed("candidates", "c-1")
    assert lines[:3] == ["", "c-1 · welder · Kutaisi", "  #  score  asked  wanted"]
    _, best = explained(ids=["c-1"])[0]
    scores = [round(100 * score) for score in (best.score, best.employer_fit, best.candidate_fit)]
    assert lines[3].split()[:4] == ["1", *map(str, scores)]
    assert lines[3].endswith("v-1 · Welder · Kutaisi")
    below = "\n".join(lines[4 : lines.index(next(line for line in lines if line.startswith("  2")))])
    assert "+ " in below
    for skill in best.missing_skills:
        assert skill in below
    assert "? Not stated in the profile: " in below


def test_a_refused_match_in_brief_names_its_rule_and_nothing_else():
    lines = printed("candidates", "c-1")
    _, refused = next(pair for pair in explained(ids=["c-1"]) if pair[1].vacancy_id == "v-3")
    start = next(at for at, line in enumerate(lines) if "v-3 · Welder" in line)
    assert lines[start + 1].strip() == f"✗ {sentence(refused.refusals[0], 'en')}"


def test_the_first_ones_are_told_in_full_and_the_others_in_brief():
    _, best = explained(ids=["c-1"])[0]
    told = explanation_lines(best, "en", candidate=office().candidate("c-1"), vacancy=office().vacancy("v-1"))[1:]
    lines = printed("candidates", "c-1", in_full=1, width=200)
    assert [line.strip() for line in lines[4 : 4 + len(told)]] == [line.strip() for line in told]
    assert all(line.startswith("     ") for line in lines[4 : 4 + len(told)])
    assert lines[4 + len(told)] == ""
    assert "  2" in lines[5 + len(told)][:3]


@pytest.mark.parametrize("width", [50, 80, 100])
@pytest.mark.parametrize("direction", ["candidates", "vacancies"])
def test_no_line_is_longer_than_the_screen_and_none_ends_in_blanks(direction, width):
    for one in [one.id for one in (office().candidates if direction == "candidates" else office().vacancies)]:
        for in_full in (0, 9):
            lines = printed(direction, one, in_full=in_full, width=width, language="ka")
            assert max(map(cell_len, lines)) <= width
            assert [line for line in lines if line != line.rstrip()] == []


def test_what_does_not_fit_goes_on_below_its_beginning():
    console = screen(None)
    console.width = 30
    print_hanging(console, "  1  ", "a line that is too long for a narrow screen", hang=2)
    assert write_screen(console).splitlines() == [
        "  1  a line that is too long",
        "       for a narrow screen",
    ]


@pytest.mark.parametrize("text", ["[bold]welder[/bold]", "[/] :smile: [red", "https://example.org"])
def test_what_somebody_wrote_is_printed_as_it_was_written(text):
    assert printed("candidates", "c-1", engine=hostile(text))[1] == f"c-1 · {text}"


def test_a_very_long_title_is_cut():
    line = vacancy_line(session_of(hostile("welder " * 100), today=TODAY), "v-1")
    assert len(line) < 140
    assert line.endswith("…")


def test_who_has_nothing_is_told_so():
    assert printed("candidates", "c-1", engine=hostile("x"), top=5, refused=False)[-1] != ""
    closed = Vacancy.model_validate({"id": "v-1", "title": "Welder", "closes_on": "2026-01-01"})
    alone = Engine([office().candidate("c-1")], [closed], TrigramEncoder())
    assert printed("candidates", "c-1", engine=alone, refused=False)[1:] == [
        "c-1 · welder · Kutaisi",
        "  No vacancy is open to this person at present.",
    ]
    assert printed("vacancies", "v-1", engine=alone, refused=False)[1:] == [
        "v-1 · Welder",
        "  Nobody here can take this vacancy at present.",
    ]


def test_everybody_asked_for_stands_in_the_tables_even_without_a_match(tmp_path):
    found = [pair for pair in explained() if pair[0].query_id != "c-2"]
    ids = [one.id for one in office().candidates]
    out = tmp_path / "m.txt"
    output.print_tables(session_of(office(), today=TODAY), "candidates", ids, found, "en", explain=False, out=out)
    text = out.read_text(encoding="utf-8")
    assert [line.split()[0] for line in text.splitlines() if line[:1] == "c"] == list(ids)
    assert text.count("No vacancy is open to this person at present.") == 1
    assert "\x1b" not in text


# Files


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    out = tmp_path / "matches.csv"
    out.write_text("before", encoding="utf-8")

    def broken():
        yield "one line"
        raise RuntimeError("the power fails")

    with pytest.raises(RuntimeError):
        output.write_text(broken(), out)
    assert out.read_text(encoding="utf-8") == "before"
    output.write_text(["one", "two"], out)
    assert out.read_bytes() == b"one\ntwo\n"
    assert [path.name for path in tmp_path.iterdir()] == ["matches.csv"]


def test_a_draft_that_cannot_be_put_in_place_is_removed(tmp_path):
    out = tmp_path / "matches.csv"
    out.mkdir()
    (out / "something").touch()
    with pytest.raises(InputFileError, match="cannot be written"):
        replace_file(out, b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["matches.csv"]


@pytest.mark.parametrize(
    ("name", "said"), [("", "this is a folder"), ("none/m.csv", "there is no folder"), ("people.csv", "would replace")]
)
def test_a_file_that_must_not_be_written_is_refused_before_the_work(tmp_path, name, said):
    people = tmp_path / "people.csv"
    people.touch()
    with pytest.raises((InputFileError, InvalidValueError), match=said):
        check_out(tmp_path / name, (people, None))


def test_a_new_file_in_a_folder_may_be_written(tmp_path):
    check_out(tmp_path / "m.csv", (tmp_path / "people.csv", None))
    check_out(Path("m.csv"), ())


def test_a_device_is_written_to_and_not_replaced():
    null = Path("/dev/null")
    if not null.exists():
        pytest.skip("no such device on this system")
    replace_file(null, b"x")
    assert not null.is_file()


def test_text_goes_to_the_screen_or_to_a_file_that_excel_knows_for_utf_8(tmp_path, capsys):
    write_out("ჩაი\n", None)
    write_out("ჩაი\n", tmp_path / "m.CSV")
    write_out("ჩაი\n", tmp_path / "m.json")
    seen = capsys.readouterr()
    assert (seen.out, seen.err.count("Written to")) == ("ჩაი\n", 2)
    assert (tmp_path / "m.CSV").read_bytes() == b"\xef\xbb\xbf" + "ჩაი\n".encode()
    assert (tmp_path / "m.json").read_bytes() == "ჩაი\n".encode()
