"""What did an import find: which people or vacancies, which bad rows, and what was left out?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from matching.intake.pseudonymization.contacts import without_contacts

T = TypeVar("T")

LONGEST_VALUE_SHOWN = 80


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One value, row or document that does not hold what it should; ``str()`` is one sentence for its owner.

    ``row`` is the number that a spreadsheet shows (the header is row 1), for JSON Lines the line, for a document None.
    ``value`` has contacts removed and is cut to 80 characters: a phone number in the wrong column is not repeated.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        unit = "line" if re.search(r"\.(?:jsonl|ndjson)(?:\.gz)?$", self.file, re.IGNORECASE) else "row"
        where = self.file if self.row is None else f"{self.file} {unit} {self.row}"
        what = " ".join(
            part for part in (self.column, None if self.value is None else f'"{self.value}"', self.problem) if part
        )
        return f"{where}: {what}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Intake(Generic[T]):
    """What an import gives: the good items, every problem, and notes on what was dropped, ignored or issued."""

    items: tuple[T, ...]
    problems: tuple[RowProblem, ...] = ()
    notes: tuple[str, ...] = ()


def shown(value: str) -> str:
    """``value`` as a message may repeat it: one line, no contacts, at most 80 characters."""
    line = " ".join(without_contacts(value[: 4 * LONGEST_VALUE_SHOWN]).split())
    return line if len(line) <= LONGEST_VALUE_SHOWN else line[: LONGEST_VALUE_SHOWN - 1] + "…"


@dataclass(slots=True)
class Findings:
    """Collects problems and counts while one file or folder is read."""

    file: str
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    kept_as_text: Counter[str] = field(default_factory=Counter)
    dropped_values: Counter[str] = field(default_factory=Counter)
    identity_passages: int = 0
    duplicates: int = 0
    repeats: int = 0
    unsafe_ids: int = 0

    def problem(self, row: int | None, column: str | None, value: str | None, problem: str, remedy: str) -> None:
        """Record a problem of one row."""
        safe = None if value is None else shown(value)
        self.problems.append(RowProblem(self.file, row, column, safe, problem, remedy))

    def notes(self) -> tuple[str, ...]:
        """Every remark in words; identity is counted, never repeated."""
        found = list(self.remarks)
        if self.duplicates:
            found.append(f"{_count(self.duplicates, 'exact duplicate')} dropped.")
        if self.repeats:
            kept = "repeats another word for word; it was" if self.repeats == 1 else "repeat others; they were"
            found.append(f"{_count(self.repeats, 'row')} without an id {kept} kept.")
        for column, count in self.kept_as_text.items():
            kept = _count(count, "value")
            found.append(f'Column "{column}": {kept} kept in the free text, which say more or other than it can hold.')
        if self.dropped_values:
            columns = ", ".join(f'"{column}"' for column in self.dropped_values)
            found.append(
                f"Identity columns {columns} not read: {_count(self.dropped_values.total(), 'value')} dropped."
            )
        if self.unsafe_ids:
            found.append(f"{_count(self.unsafe_ids, 'id')} would have identified a person; another was issued.")
        if self.identity_passages:
            found.append(f"{_count(self.identity_passages, 'passage')} with identity or contacts removed from texts.")
        return tuple(found)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def file_stem(path: Path) -> str:
    """Name of a file without its endings, ``vacancies.csv.gz`` -> ``vacancies``."""
    name = path.name
    if name.lower().endswith(".gz"):
        name = name[:-3]
    return Path(name).stem
