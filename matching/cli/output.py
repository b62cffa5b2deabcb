"""How do matches look on a screen, in a spreadsheet, and in the files that other programs read?"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.errors import InputFileError

if TYPE_CHECKING:
    from matching.casework.suggesting import Direction, Suggestion
    from matching.domain import Match
    from matching.engine import Engine

    Explained = Iterable[tuple[Suggestion, Match]]

RUN_NAME = "returnee-matching"
COLUMNS = (
    "query_id", "rank", "candidate_id", "vacancy_id", "title", "score", "asked", "wanted", "eligible",
    "refusals", "reasons", "matched_skills", "missing_skills", "to_check",
)  # fmt: skip


def trec(suggestions: Iterable[Suggestion]) -> Iterator[str]:
    """Lines of a TREC run. Scores fall strictly, eligible pairs first, so that tools which sort by score agree."""
    for query, group in groupby(suggestions, key=lambda one: one.query_id):
        last = float("inf")
        for one in group:
            # A refused pair stands one whole unit lower: below every eligible one, whatever its score.
            last = min(one.score - (0 if one.eligible else 1), last - 1e-9)
            yield f"{query} Q0 {one.result_id} {one.rank} {last:.9f} {RUN_NAME}"


def csv_lines(engine: Engine, explained: Explained, language: str) -> Iterator[str]:
    """Lines of a CSV table, one match a line, sentences in ``language``."""
    for row in [COLUMNS, *_rows(engine, explained, language)]:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="").writerow([_harmless(cell) for cell in row])
        yield buffer.getvalue()


def json_lines(explained: Explained, language: str | None) -> Iterator[str]:
    """One JSON object a line: the ``Match`` with ``query_id`` and ``rank``, and sentences where a language is given."""
    from matching.wording import explanation_lines

    for suggestion, match in explained:
        record: dict[str, Any] = {"query_id": suggestion.query_id, "rank": suggestion.rank}
        record |= match.model_dump(mode="json")
        if language:
            record["sentences"] = explanation_lines(match, language)
        yield json.dumps(record, ensure_ascii=False)


def write_text(lines: Iterable[str], out: Path | None) -> None:
    """Write lines to a file, whole or not at all, or to the screen."""
    if out is None:
        for line in lines:
            print(line)  # noqa: T201
        return
    text = "".join(line + "\n" for line in lines)
    _replace(out, text.encode("utf-8"))


def write_workbook(engine: Engine, explained: Explained, language: str, out: Path) -> None:
    """Write an Excel workbook, whole or not at all."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "matches"
    sheet.append(COLUMNS)
    for row in _rows(engine, explained, language):
        sheet.append([_harmless(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for column, name in zip(sheet.columns, COLUMNS, strict=True):
        wide = name in ("title", "refusals", "reasons", "matched_skills", "missing_skills", "to_check")
        sheet.column_dimensions[column[0].column_letter].width = 44 if wide else 14
        for cell in column[1:]:
            cell.alignment = Alignment(wrap_text=wide, vertical="top")
            if name in ("score", "asked", "wanted"):
                cell.number_format = "0.00"
    buffer = io.BytesIO()
    book.save(buffer)
    _replace(out, buffer.getvalue())


def print_tables(
    engine: Engine, direction: Direction, explained: Explained, language: str, *, explain: bool, out: Path | None
) -> None:
    """Print one table for each person or vacancy, with the reasons of each match below it where asked."""
    from rich.console import Console

    buffer = io.StringIO()
    console = Console(file=buffer if out else sys.stdout, width=None if sys.stdout.isatty() and not out else 150)
    shown = False
    for query, group in groupby(explained, key=lambda pair: pair[0].query_id):
        shown = True
        print_query(console, engine, direction, query, list(group), language, explain=explain)
    if not shown:
        console.print("No matches: one of the two files holds nobody.")
    if out:
        _replace(out, buffer.getvalue().encode("utf-8"))


def print_query(
    console: Any,
    engine: Engine,
    direction: Direction,
    query: str,
    matches: list[tuple[Suggestion, Match]],
    language: str,
    *,
    explain: bool,
) -> None:
    """Print the matches of one person or vacancy."""
    from rich.markup import escape
    from rich.table import Table

    from matching.wording import explanation_lines, reasons, sentence

    of_person = direction == "candidates"
    head = person_line(engine, query) if of_person else vacancy_line(engine, query)
    console.print(f"\n[bold]{escape(head)}[/bold]")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("rank", "score", "asked", "wanted"):
        table.add_column(name, justify="right")
    table.add_column("match", overflow="fold", ratio=2)
    table.add_column("why", overflow="fold", ratio=3)
    for suggestion, match in matches:
        line = vacancy_line(engine, match.vacancy_id) if of_person else person_line(engine, match.candidate_id)
        why = (
            "; ".join(reasons(match, language, limit=2))
            if match.eligible
            else "✗ " + "; ".join(sentence(note, language) for note in match.refusals)
        )
        table.add_row(
            str(suggestion.rank),
            f"{match.score:.2f}",
            f"{match.asked:.2f}",
            f"{match.wanted:.2f}",
            escape(line),
            escape(why),
            style=None if match.eligible else "dim",
        )
    console.print(table)
    if explain:
        for suggestion, match in matches:
            other = match.vacancy_id if of_person else match.candidate_id
            console.print(f"\n  [bold]{suggestion.rank}. {escape(other)}[/bold]  score {match.score:.2f}")
            for line in explanation_lines(match, language):
                console.print(f"     {escape(line)}", highlight=False)


def person_line(engine: Engine, candidate_id: str) -> str:
    """A person in one line: id, occupations, place."""
    person = engine.candidate(candidate_id)
    titles = person.desired_occupations or tuple(one.title for one in person.experiences if one.title)
    said = ", ".join(titles[:2]) or _beginning(person.text)
    return " · ".join(part for part in (person.id, said, person.place) if part)


def vacancy_line(engine: Engine, vacancy_id: str) -> str:
    """A vacancy in one line: id, title, place."""
    offer = engine.vacancy(vacancy_id)
    return " · ".join(part for part in (offer.id, offer.title or _beginning(offer.description), offer.place) if part)


def _beginning(text: str | None) -> str:
    return next((line.strip()[:70] for line in (text or "").splitlines() if line.strip()), "")


def _rows(engine: Engine, explained: Explained, language: str) -> Iterator[tuple[Any, ...]]:
    from matching.wording import reasons, sentence

    for suggestion, match in explained:
        yield (
            suggestion.query_id,
            suggestion.rank,
            match.candidate_id,
            match.vacancy_id,
            engine.vacancy(match.vacancy_id).title or "",
            round(match.score, 6),
            round(match.asked, 6),
            round(match.wanted, 6),
            "yes" if match.eligible else "no",
            "; ".join(sentence(note, language) for note in match.refusals),
            "; ".join(reasons(match, language)),
            "; ".join(skill.asked for skill in match.matched_skills),
            "; ".join(match.missing_skills),
            "; ".join(sentence(note, language) for note in match.to_check),
        )


def _harmless(cell: Any) -> Any:
    """Text that a spreadsheet would run as a formula, kept as text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _replace(out: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises ``InputFileError`` where that is not possible."""
    try:
        handle, made = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(made).replace(out)
    except OSError as fault:
        raise InputFileError(out, f"cannot be written ({fault.strerror})", "Choose another file with --out.") from None
