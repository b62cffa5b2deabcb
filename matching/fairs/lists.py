"""Which lists does an organiser hand in: who is absent, which booths closed, who comes late, who is called what?

Names are read when sheets are printed, and kept nowhere.
"""

from __future__ import annotations

from datetime import time
from pathlib import Path

from matching.errors import InputFileError
from matching.intake.lists import read_two_columns

ARRIVAL_COLUMNS = ("candidate_id", "arrives")
NAME_COLUMNS = ("candidate_id", "name")
LONGEST_NAME = 200
HEADS = ("id", "candidate_id", "booth_id")


def read_ids(path: Path) -> tuple[str, ...]:
    """Ids of a text file, one a line, each once; a head line and lines that begin with # are passed over.

    Raises ``InputFileError``.
    """
    lines = [line.strip() for line in _text(path).splitlines()]
    ids = [line for line in lines if line and not line.startswith("#")]
    return tuple(dict.fromkeys(ids[1:] if ids and ids[0].lower() in HEADS else ids))


def read_late(path: Path) -> dict[str, time]:
    """Times of arrival by candidate id, from a CSV or Excel file with the columns ``candidate_id,arrives``.

    Raises ``InputFileError``.
    """
    found: dict[str, time] = {}
    for row in read_two_columns(path, ARRIVAL_COLUMNS):
        if not row.first and not row.second:
            continue
        if not row.first:
            raise InputFileError(path, f"row {row.number} has no candidate_id", "Add the id, or take the row out.")
        if row.first in found:
            raise InputFileError(path, f'row {row.number}: the id "{row.first}" stands twice', "Leave one of the rows.")
        try:
            found[row.first] = clock(row.second)
        except ValueError:
            remedy = 'Write a time of the day, such as "11:20".'
            raise InputFileError(path, f'row {row.number}: arrives "{row.second}" is not a time', remedy) from None
    return found


def clock(text: str) -> time:
    """A time of the day written as HH:MM; raises ``ValueError``."""
    hour, sign, minute = text.strip().partition(":")
    if not (sign and hour.isascii() and minute.isascii() and hour.isdigit() and minute.isdigit() and len(minute) == 2):
        raise ValueError(f"{text!r} is not written as HH:MM")
    return time(int(hour), int(minute))


def read_names(path: Path) -> dict[str, str]:
    """Names by candidate id from a table with the columns ``candidate_id,name``; rows without a name are passed over.

    Raises ``InputFileError`` for a file that is no such table, a name without an id, an id with two names, or a name
    longer than any is.
    """
    names: dict[str, str] = {}
    for row in read_two_columns(path, NAME_COLUMNS):
        if not row.second:
            continue
        if not row.first:
            raise InputFileError(path, f"row {row.number} has a name and no candidate_id", "Add the id.")
        if len(row.second) > LONGEST_NAME:
            problem = (
                f"the name in row {row.number} has {len(row.second)} characters, at most {LONGEST_NAME} are printed"
            )
            raise InputFileError(path, problem, "Shorten it, or look for a missing quotation mark.")
        if names.setdefault(row.first, row.second) != row.second:
            problem = f'row {row.number} gives the id "{row.first}" a second name'
            raise InputFileError(path, problem, "Give each person one row.")
    return names


def _text(path: Path) -> str:
    # An empty list is an answer: nobody is absent.
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputFileError(path, "there is no such file", "Check the path.") from None
    except OSError as error:
        raise InputFileError(path, f"it cannot be read ({error.strerror})", "Check the path.") from None
    except UnicodeDecodeError:
        raise InputFileError(path, "it is not a text in UTF-8", "Save it as UTF-8.") from None
