"""Which people, vacancies or courses does a table hold?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from matching.errors import InputFileError
from matching.intake.building import identifies, validated, without_identity
from matching.intake.report import Findings, file_stem
from matching.intake.tables import headers as columns
from matching.intake.tables.headers import (
    CANDIDATES,
    VACANCIES,
    Layout,
    Plan,
    Record,
    known_count,
    numbered,
    plan_columns,
    quoted,
)
from matching.intake.tables.objects import flatten
from matching.intake.tables.records import date_orders, read_fields
from matching.intake.tables.sheets import LARGEST_CELL, TABLE_ENDINGS, Row, Sheet, read_sheet
from matching.intake.wordlists import squeezed

Progress = Callable[[int, int], None]
_PROGRESS_EVERY = 250


def read_table(
    path: Path, layout: Layout, column_map: Mapping[str, str], progress: Progress | None
) -> tuple[list[Record], Findings]:
    """Good items of a table in its order, and everything that was found on the way."""
    sheet = read_sheet(
        path, lambda headers: columns.known_count(headers, layout), lambda record: flatten(record, layout)
    )
    return items_of(path, sheet, layout, column_map, progress)


def items_of(
    path: Path, sheet: Sheet, layout: Layout, column_map: Mapping[str, str], progress: Progress | None
) -> tuple[list[Record], Findings]:
    """As ``read_table``, of a table that is read already; ``path`` is what messages call it."""
    findings = Findings(path.name)
    findings.remarks += sheet.remarks
    for line in sheet.broken:
        findings.problem(line, None, None, "is no JSON object", "Write one JSON object on each line.")
    plan = _plan(path, sheet, layout, column_map)
    if plan.ignored:
        findings.remarks.append(f"Columns not used: {columns.quoted(plan.ignored)}.")
    orders = date_orders(plan, (row.cells for row in sheet.rows))
    seen_rows: set[int] = set()
    by_id: dict[str, tuple[int, Record]] = {}
    for done, row in enumerate(sheet.rows):
        if progress and done % _PROGRESS_EVERY == 0:
            progress(done, len(sheet.rows))
        if not _fits(row, sheet, findings):
            continue
        fingerprint = hash((tuple(row.cells), json.dumps(row.nested, sort_keys=True) if row.nested else ""))
        repeats = fingerprint in seen_rows
        seen_rows.add(fingerprint)
        item = _item(row, file_stem(path), plan, layout, orders, findings)
        if item is None:
            continue
        earlier = by_id.get(item.id)
        if earlier is None:
            # Without an id of its own a repeated row may be a second opening as well as a slip: kept, and reported.
            findings.repeats += repeats
            by_id[item.id] = (row.number, item)
        elif earlier[1] == item:
            findings.duplicates += 1
        else:
            findings.problem(
                row.number,
                "id",
                item.id,
                f"already stands in row {earlier[0]} with other content",
                "Give each row an id of its own.",
            )
    if progress:
        progress(len(sheet.rows), len(sheet.rows))
    return [item for _, item in by_id.values()], findings


def _plan(path: Path, sheet: Sheet, layout: Layout, column_map: Mapping[str, str]) -> Plan:
    nested = {name for row in sheet.rows for name in row.nested}
    return plan_columns(path, sheet.headers, layout, column_map, nested=bool(nested))


def _fits(row: Row, sheet: Sheet, findings: Findings) -> bool:
    """Whether a row has no cell beyond its header and none that is too long."""
    good = True
    if any(row.cells[len(sheet.headers) :]):
        findings.problem(
            row.number, None, None, f"has {len(row.cells)} cells where the header has {len(sheet.headers)}",
            "Put quotation marks around cells that hold the delimiter.",
        )  # fmt: skip
        good = False
    if sum(map(len, row.cells)) > LARGEST_CELL:
        for header, cell in zip(sheet.headers, row.cells, strict=False):
            if len(cell) > LARGEST_CELL:
                size = f"holds {len(cell) / 1e6:.1f} million characters; at most 1 million are read"
                findings.problem(
                    row.number, header or "(no header)", None, size, "Shorten it, or look for a missing quotation mark."
                )
                good = False
    return good


def _item(
    row: Row, stem: str, plan: Plan, layout: Layout, orders: Mapping[int, str], findings: Findings
) -> Record | None:
    cells = _continued(row.cells, plan)
    names = []
    for position, is_name in plan.identity.items():
        if position < len(cells) and cells[position]:
            findings.dropped_values[plan.headers[position]] += 1
            if is_name:
                names.append(cells[position])
    as_text: set[str] = set()
    while True:
        fields = read_fields(cells, plan, layout, orders, as_text)
        for header, cell, error in fields.problems:
            findings.problem(row.number, header, cell, error.problem, error.remedy)
        if fields.problems:
            return None
        values, passages = without_identity(fields.values | dict(row.nested), layout, names)
        given = str(values.get("id", "")).strip()
        unsafe = bool(given) and layout is CANDIDATES and identifies(given)
        values["id"] = f"{stem}-{row.number}" if unsafe or not given else given
        item = validated(values, layout)
        if not isinstance(item, list):
            findings.identity_passages += passages
            findings.unsafe_ids += unsafe
            findings.kept_as_text.update(fields.kept_as_text)
            return item
        # What somebody else's column says beyond what we can hold is text, not a mistake of the file.
        foreign = {fields.foreign.get(fault.column or "opens_on", "") for fault in item} - as_text - {""}
        if not foreign:
            for fault in item:
                findings.problem(row.number, *fault)
            return None
        as_text |= foreign


def _continued(cells: Sequence[str], plan: Plan) -> Sequence[str]:
    """Cells with what goes on in continuing columns put back."""
    if not plan.continued:
        return cells
    whole = list(cells)
    for position, start in plan.continued.items():
        if position < len(whole):
            whole[start] += whole[position]
    return whole


def split_map(
    column_map: Mapping[str, str], candidates: Path, vacancies: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """The part of ``column_map`` (header to our column) that speaks of candidates, and that of vacancies.

    A header speaks of the file that has it; where both do, of those whose records have such a column. Raises
    :class:`InputFileError` for a header that neither file has, or a file that cannot be read.
    """
    if not column_map:
        return {}, {}
    files = ((candidates, CANDIDATES), (vacancies, VACANCIES))
    headers = [_headers(path, layout) for path, layout in files]
    parts: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for source, target in column_map.items():
        having = [at for at in (0, 1) if squeezed(source) in map(squeezed, headers[at])]
        if not having:
            both = [header for found in headers for header in found]
            names = f"{candidates.name}, {vacancies.name}"
            raise InputFileError(names, f'there is no column "{source}" to map', f"Their columns are {quoted(both)}.")
        knowing = [at for at in having if target in files[at][1].columns or numbered(target, files[at][1])]
        for at in knowing or having:
            parts[at][source] = target
    return parts


def _headers(path: Path, layout: Layout) -> tuple[str, ...]:
    """Headers of a table; none for documents, and for what is not there, which its reader will say better."""
    if not path.is_file() or not path.name.lower().endswith(TABLE_ENDINGS):
        return ()
    sheet = read_sheet(path, lambda found: known_count(found, layout), lambda record: flatten(record, layout))
    return tuple(sheet.headers)
