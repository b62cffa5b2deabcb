"""How do matches look on a screen, in a spreadsheet, and in the files that other programs read?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.cli.screen import print_query, screen, write_screen
from matching.cli.writing import replace_file
from matching.errors import InvalidValueError
from matching.presentation.csv_lines import csv_line

if TYPE_CHECKING:
    from matching.casework.session import Session
    from matching.casework.suggesting import Direction, Suggestion
    from matching.domain import Match

    Explained = Iterable[tuple[Suggestion, Match]]

RUN_NAME = "returnee-matching"
COLUMNS = (
    "query_id", "rank", "candidate_id", "occupation", "vacancy_id", "title", "place", "score", "asked", "wanted",
    "eligible", "refusals", "reasons", "matched_skills", "missing_skills", "to_check",
)  # fmt: skip
_WIDE = frozenset({"occupation", "title", "refusals", "reasons", "matched_skills", "missing_skills", "to_check"})
_SCORES = frozenset({"score", "asked", "wanted"})
_TREC_STEP = 1_000_000
"""Scores of a run are whole millionths, which single precision, in which trec_eval compares, tells apart."""


def trec(suggestions: Iterable[Suggestion]) -> Iterator[str]:
    """Lines of a TREC run: scores fall strictly, eligible pairs first, so that tools which sort by score agree.

    Raises ``InvalidValueError`` for an id with a blank, which the format cannot hold.
    """
    for query, group in groupby(suggestions, key=lambda one: one.query_id):
        last = 2 * _TREC_STEP
        for one in group:
            for name in (query, one.result_id):
                if len(name.split()) != 1:
                    raise InvalidValueError("In a TREC run the id", name, "Take the blanks out of the ids.")
            # A refused pair stands one whole unit lower: below every eligible one, whatever its score.
            last = min(round((one.score - (not one.eligible)) * _TREC_STEP), last - 1)
            yield f"{query} Q0 {one.result_id} {one.rank} {last / _TREC_STEP:.6f} {RUN_NAME}"


def csv_lines(session: Session, explained: Explained, language: str) -> Iterator[str]:
    """Lines of a CSV table, one match a line, sentences in ``language``."""
    for row in [COLUMNS, *_rows(session, explained, language)]:
        yield csv_line(row)


def json_lines(session: Session, explained: Explained, language: str | None) -> Iterator[str]:
    """One JSON object a line: the ``Match`` with ``query_id`` and ``rank``, and sentences where a language is given."""
    from matching.casework.disclosing import view_candidate
    from matching.wording import explanation_lines

    for suggestion, match in explained:
        record: dict[str, Any] = {"query_id": suggestion.query_id, "rank": suggestion.rank}
        record |= match.model_dump(mode="json")
        if language:
            candidate, vacancy = (
                view_candidate(session, match.candidate_id).profile,
                session.store.vacancy(match.vacancy_id),
            )
            record["sentences"] = explanation_lines(match, language, candidate=candidate, vacancy=vacancy)
        yield json.dumps(record, ensure_ascii=False)


def write_text(lines: Iterable[str], out: Path | None, *, mark: bool = False) -> None:
    """Write lines to a file, whole or not at all, or to the screen; ``mark`` tells Excel that the file is UTF-8."""
    if out is None:
        for line in lines:
            print(line)  # noqa: T201
        return
    text = "".join(line + "\n" for line in lines)
    replace_file(out, text.encode("utf-8-sig" if mark else "utf-8"))


def write_workbook(session: Session, explained: Explained, language: str, out: Path) -> None:
    """Write an Excel workbook, whole or not at all."""
    from matching.presentation.spreadsheets import add_filter, add_row, add_sheet, new_workbook, saved

    book = new_workbook(streamed=True)
    sheet = add_sheet(book, "matches", [44 if name in _WIDE else 14 for name in COLUMNS], freeze="A2")
    wraps = [name in _WIDE for name in COLUMNS]
    formats = ["0.00" if name in _SCORES else None for name in COLUMNS]
    add_row(sheet, COLUMNS, bold=True, wraps=wraps, left=False)
    count = 1
    for row in _rows(session, explained, language):
        add_row(sheet, row, wraps=wraps, formats=formats, left=False)
        count += 1
    add_filter(sheet, len(COLUMNS), count)
    replace_file(out, saved(book))


def print_tables(
    session: Session,
    direction: Direction,
    ids: Sequence[str],
    explained: Explained,
    language: str,
    *,
    explain: bool,
    out: Path | None,
) -> None:
    """Print the matches of each person or vacancy in ``ids``, with the reasons of each match in full where asked."""
    console = screen(sys.stdout if out is None else None)
    found = groupby(explained, key=lambda pair: pair[0].query_id)
    query, group = next(found, (None, iter(())))
    for one in ids:
        matches: list[tuple[Suggestion, Match]] = []
        if one == query:
            matches = list(group)
            query, group = next(found, (None, iter(())))
        print_query(console, session, direction, one, matches, language, in_full=len(matches) if explain else 0)
    if out:
        replace_file(out, write_screen(console).encode("utf-8"))


def _rows(session: Session, explained: Explained, language: str) -> Iterator[tuple[Any, ...]]:
    from matching.casework.disclosing import view_candidate
    from matching.presentation.titles import candidate_title, vacancy_title
    from matching.wording import reasons, sentence

    for suggestion, match in explained:
        candidate, vacancy = (
            view_candidate(session, match.candidate_id).profile,
            session.store.vacancy(match.vacancy_id),
        )
        yield (
            suggestion.query_id,
            suggestion.rank,
            match.candidate_id,
            candidate_title(candidate, language),
            match.vacancy_id,
            vacancy_title(vacancy, language),
            vacancy.place or "",
            round(match.score, 6),
            round(match.employer_fit, 6),
            round(match.candidate_fit, 6),
            "yes" if match.eligible else "no",
            "; ".join(sentence(note, language) for note in match.refusals),
            "; ".join(reasons(match, language, candidate=candidate, vacancy=vacancy)),
            "; ".join(skill.asked for skill in match.matched_skills),
            "; ".join(match.missing_skills),
            "; ".join(sentence(note, language) for note in match.to_check),
        )
