"""Which lists does an organiser hand in: who is absent, which booths closed, who comes late?"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import time
from pathlib import Path

from matching.errors import InputFileError

HEADS = ("id", "candidate_id", "booth_id")


def read_ids(path: Path) -> tuple[str, ...]:
    """Ids of a text file, one a line, each once; a head line and lines that begin with # are passed over.

    Raises ``InputFileError``.
    """
    lines = [line.strip() for line in _text(path).splitlines()]
    ids = [line for line in lines if line and not line.startswith("#")]
    return tuple(dict.fromkeys(ids[1:] if ids and ids[0].lower() in HEADS else ids))


def read_late(path: Path) -> dict[str, time]:
    """Times of arrival by candidate id, from a CSV file with the columns ``candidate_id,arrives``.

    Raises ``InputFileError``.
    """
    found: dict[str, time] = {}
    for number, (person, arrives) in _rows(path, "arrives"):
        try:
            found[person] = clock(arrives)
        except ValueError:
            remedy = 'Write a time of the day, such as "11:20".'
            raise InputFileError(path, f'row {number}: arrives "{arrives}" is not a time', remedy) from None
    return found


def clock(text: str) -> time:
    """A time of the day written as HH:MM; raises ``ValueError``."""
    hour, sign, minute = text.strip().partition(":")
    if not (sign and hour.isascii() and minute.isascii() and hour.isdigit() and minute.isdigit() and len(minute) == 2):
        raise ValueError(f"{text!r} is not written as HH:MM")
    return time(int(hour), int(minute))


def _rows(path: Path, column: str) -> Iterator[tuple[int, tuple[str, str]]]:
    """Row number, as a spreadsheet counts, candidate id and the value of ``column``; an id may stand once."""
    remedy = f"Give a CSV file with the columns candidate_id,{column}."
    text = _text(path)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    seen: set[str] = set()
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter)
    if not {"candidate_id", column} <= set(rows.fieldnames or ()):
        raise InputFileError(path, f"its columns are {', '.join(rows.fieldnames or ['none'])}", remedy)
    for number, row in enumerate(rows, start=2):
        person, value = str(row["candidate_id"] or "").strip(), str(row[column] or "").strip()
        if not person and not value:
            continue
        if not person:
            raise InputFileError(path, f"row {number} has no candidate_id", "Add the id, or take the row out.")
        if person in seen:
            raise InputFileError(path, f'row {number}: the id "{person}" stands twice', "Leave one of the rows.")
        seen.add(person)
        yield number, (person, value)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputFileError(path, "there is no such file", "Check the path.") from None
    except OSError as error:
        raise InputFileError(path, f"it cannot be read ({error.strerror})", "Check the path.") from None
    except UnicodeDecodeError:
        raise InputFileError(path, "it is not a text in UTF-8", "Save it as UTF-8.") from None
