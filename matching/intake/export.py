"""How are candidates and vacancies written as a table that reads back equal?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.atomic_files import atomic_file
from matching.domain import Candidate, Evidence, SkillClaim, SkillDemand
from matching.domain.course import Course
from matching.errors import InputFileError
from matching.intake.tables.headers import KNOWN_EMPTY, VACANCIES, WAGE_FIELDS, Layout, Record, numbered
from matching.intake.values import lists, numbers
from matching.presentation.csv_lines import EXCEL_MARK, csv_text, guarded_text
from matching.presentation.spreadsheets import LONGEST_CELL, add_plain_row, add_sheet, excel_text, new_workbook

if TYPE_CHECKING:
    import pandas as pd

_WHOLE = frozenset({"experience_months", "education_isced", "positions", "seats", "months", "isced"})
_NUMBERS = frozenset({"radius_km", "wage_min", "wage_max", "price"})
_ANSWERS = frozenset({"relocation", "remote", "apprenticeship", "on_the_job_training", "wage_subsidy", "recognised"})
_DATES = frozenset({"available_from", "opens_on", "closes_on", "starts_on", "ends_on", "apply_by"})


def write_table(items: Sequence[Record], path: Path, layout: Layout) -> None:
    """Write items to ``.jsonl``, ``.csv`` or ``.xlsx`` so that they read back equal, whole or not at all.

    Raises ``InputFileError``.
    """
    write = {".jsonl": _write_json_lines, ".csv": _write_csv, ".xlsx": _write_excel}.get(path.suffix.lower())
    if write is None:
        raise InputFileError(path, "this ending is not known for writing", "Use .jsonl, .csv or .xlsx.")
    with atomic_file(path, "Check the folder and its permissions.") as draft:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(items, draft, layout)


def _write_json_lines(items: Sequence[Record], path: Path, layout: Layout) -> None:  # noqa: ARG001
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for item in items:
            stream.write(item.model_dump_json(exclude_defaults=True) + "\n")


def frame_of(items: Sequence[Record], layout: Layout) -> pd.DataFrame:
    """Items as a frame with the columns of a file, which ``read_candidates`` and the others read equal.

    Columns that no item needs are left out. Months, levels and numbers of places are ``Int64``, kilometres and money
    ``float64``, yes or no ``boolean``, days ``datetime64[s]``; all else is text, lists with "; " between their items.
    """
    import numpy as np
    import pandas as pd

    headers, rows = _rows(items, layout)
    columns: dict[str, Any] = {}
    for header in headers:
        texts = [row.get(header) for row in rows]
        group = numbered(header, layout)
        name = group[2] if group else header
        if name in _WHOLE:
            columns[header] = pd.array([None if one is None else int(one) for one in texts], dtype="Int64")
        elif name in _NUMBERS:
            columns[header] = np.array([np.nan if one is None else float(one) for one in texts], dtype=np.float64)
        elif name in _ANSWERS:
            columns[header] = pd.array([None if one is None else one == "yes" for one in texts], dtype="boolean")
        elif name in _DATES:
            columns[header] = np.array([one or "NaT" for one in texts], dtype="datetime64[s]")
        else:
            columns[header] = [None if one is None else guarded_text(one) for one in texts]
    return pd.DataFrame(columns)


def _rows(items: Sequence[Record], layout: Layout) -> tuple[list[str], list[dict[str, str]]]:
    """Columns that any item needs, in the order of the layout, and the cells of each item."""
    rows = [write_fields(item, layout) for item in items]
    used = {column for row in rows for column in row}
    ordered = [column for column in layout.columns if column in used or column in ("id", layout.free_text)]
    place = ordered.index(layout.free_text)
    ordered[place:place] = sorted((column for column in used if numbered(column, layout)), key=partial(_order, layout))
    return ordered, rows


def _order(layout: Layout, column: str) -> tuple[int, int, int]:
    """Place of a numbered column: its group, its number, its field."""
    group, number, name = numbered(column, layout) or ("", 0, "")
    return list(layout.groups).index(group), number, layout.groups[group].index(name)


def _write_csv(items: Sequence[Record], path: Path, layout: Layout) -> None:
    headers, rows = _rows(items, layout)
    table = [headers, *([row.get(header, "") for header in headers] for row in rows)]
    path.write_text(EXCEL_MARK + csv_text(table), encoding="utf-8", newline="")


def _write_excel(items: Sequence[Record], path: Path, layout: Layout) -> None:
    headers, rows = _rows(items, layout)
    chunks = [{header: _excel_chunks(row.get(header, "")) for header in headers} for row in rows]
    book = new_workbook(streamed=True)
    sheet = add_sheet(book, "vacancies" if layout is VACANCIES else f"{layout.noun}s")
    widths = {header: max([1, *(len(row[header]) for row in chunks)]) for header in headers}
    add_plain_row(
        sheet,
        [
            name
            for header in headers
            for name in (header, *(f"{header}_continued_{n}" for n in range(2, widths[header] + 1)))
        ],
    )
    for row in chunks:
        padded = (row[header][n] if n < len(row[header]) else None for header in headers for n in range(widths[header]))
        add_plain_row(sheet, [None if part is None else guarded_text(part) for part in padded])
    book.save(path)


def _excel_chunks(text: str) -> list[str]:
    """Parts of a text that fit a worksheet's cell and neither begin nor end with a blank, which readers would trim."""
    text = excel_text(text)
    parts = []
    while len(text) > LONGEST_CELL:
        end = LONGEST_CELL
        while end > 1 and (text[end - 1].isspace() or text[end].isspace()):
            end -= 1
        parts.append(text[:end])
        text = text[end:]
    return [*parts, text] if text else parts


def write_fields(item: Record, layout: Layout) -> dict[str, str]:
    """Cells by column, which :func:`read_fields` reads as an equal item."""
    data = item.model_dump(mode="json", exclude_defaults=True)
    row: dict[str, str] = {}
    for column in layout.columns:
        if column in data and column not in ("skills", "certificates"):
            _write_value(row, column, data[column])
    if isinstance(item, Course):
        _write_demands(row, "skill", "skills", item.skills)
        return row
    if item.wage is not None:
        wage = item.wage.model_dump(mode="json", exclude_none=True)
        row |= {column: _scalar(wage[name]) for column, name in WAGE_FIELDS.items() if name in wage}
    if isinstance(item, Candidate):
        _write_group(row, "experience", data.get("experiences", ()))
        _write_group(row, "education", data.get("education", ()))
        if any(certificate.country or certificate.recognised is not None for certificate in item.certificates):
            _write_group(row, "certificate", data["certificates"])
        elif item.certificates:
            row["certificates"] = lists.write_list(certificate.name for certificate in item.certificates)
        _write_claims(row, item.skills)
    else:
        _write_demands(row, "essential_skill", "skills_essential", item.essential_skills)
        _write_demands(row, "optional_skill", "skills_optional", item.optional_skills)
    return row


def _write_value(row: dict[str, str], column: str, value: Any) -> None:
    if column in ("languages", "languages_taught"):
        if value:
            row[column] = "; ".join(":".join(filter(None, (one["code"], one.get("level")))) for one in value)
    elif isinstance(value, list):
        if value or column in KNOWN_EMPTY:
            row[column] = lists.write_list(value) if value else "none"
    else:
        row[column] = _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return numbers.write_number(value) if isinstance(value, float) else str(value)


def _write_group(row: dict[str, str], group: str, items: Sequence[Mapping[str, Any]]) -> None:
    for number, item in enumerate((item for item in items if item), start=1):
        row |= {f"{group}_{number}_{name}": _scalar(value) for name, value in item.items()}


def _write_claims(row: dict[str, str], claims: Sequence[SkillClaim]) -> None:
    columns = {Evidence.CLAIMED: "skills", Evidence.SHOWN: "skills_shown", Evidence.CERTIFIED: "skills_certified"}
    ordered = sorted(claims, key=lambda claim: list(columns).index(claim.evidence))
    if list(claims) != ordered or any(claim.concept or claim.country for claim in claims):
        _write_group(row, "skill", [claim.model_dump(mode="json", exclude_none=True) for claim in claims])
        return
    for evidence, column in columns.items():
        if phrases := [claim.phrase for claim in claims if claim.evidence is evidence]:
            row[column] = lists.write_list(phrases)


def _write_demands(row: dict[str, str], group: str, column: str, demands: Sequence[SkillDemand]) -> None:
    if any(demand.concept for demand in demands):
        _write_group(row, group, [demand.model_dump(mode="json", exclude_none=True) for demand in demands])
    elif demands:
        row[column] = lists.write_list(demand.phrase for demand in demands)
