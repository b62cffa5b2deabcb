"""What does a table of pandas hold, row by row, as a file would?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.errors import InputFileError, InvalidValueError
from matching.intake.tables.headers import Layout
from matching.intake.tables.objects import flatten
from matching.intake.tables.sheets import Row, Sheet, typed_cell

if TYPE_CHECKING:
    import pandas as pd

NAME = Path("table")
"""What messages call a table that stands in no file, and what ids issued for its rows begin with."""


def sheet_of(frame: pd.DataFrame, layout: Layout) -> Sheet:
    """Headers and rows of a frame, blank rows left out; a named index is a column like any other.

    NaN, NaT, None and NA are missing. Numbers, dates and yes or no are read as in Excel, lists as lists, and
    dictionaries as objects of JSON Lines. The number of a row is its label where the index is one of different whole
    numbers, else its place, from 0. Raises ``InputFileError`` for a frame without rows or with two columns of one
    name, ``InvalidValueError`` for what is no frame.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        remedy = "Give the path of a file or folder, or a pandas.DataFrame."
        raise InvalidValueError("The source", type(frame).__name__, remedy)
    numbers = _numbers(frame)
    if named := [name for name in frame.index.names if name is not None and name not in frame.columns]:
        frame = frame.reset_index(level=named)
    names = [_header(name) for name in frame.columns]
    if twice := next((name for place, name in enumerate(names) if name and name in names[:place]), None):
        raise InputFileError(NAME, f'the column "{twice}" stands twice', "Remove or rename one of the two.")
    columns = {name: frame.iloc[:, place].tolist() for place, name in enumerate(names) if name}
    headers = {name: place for place, name in enumerate(columns)}
    found: list[tuple[int, dict[str, str], Mapping[str, Any]]] = []
    for number, *values in zip(numbers, *columns.values(), strict=True):
        record = {name: plain for name, one in zip(columns, values, strict=True) if (plain := _plain(one)) is not None}
        texts, nested = flatten(record, layout)
        if nested or any(texts.values()):
            found.append((number, texts, nested))
        for header in texts:
            headers.setdefault(header, len(headers))
    if not found:
        raise InputFileError(NAME, "the table has no rows", "Give a table with at least one row that is not empty.")
    return Sheet(
        list(headers), [Row(number, [texts.get(one, "") for one in headers], nested) for number, texts, nested in found]
    )


def _numbers(frame: pd.DataFrame) -> list[int]:
    """What a row is called in messages: what the reader of the frame sees before it, where that is one number."""
    index = frame.index
    if index.names == [None] and index.dtype.kind in "iu" and index.is_unique:
        return [int(one) for one in index]
    return list(range(len(frame)))


def _header(name: Hashable) -> str:
    """The name of a column as a header: text without blanks around it, empty where there is none."""
    import pandas as pd

    if isinstance(name, tuple):
        return "_".join(filter(None, map(_header, name)))
    # A column without a name is NaN where the frame was made of others.
    return "" if name is None or pd.isna(name) is True else str(name).strip()


def _plain(value: Any) -> Any:
    """A value as JSON would hold it; None where it is missing."""
    import pandas as pd

    if isinstance(value, Mapping):
        plain = {str(name): inner for name, one in value.items() if (inner := _plain(one)) is not None}
        return plain or None
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        # A set has no order of its own; files of the same set are to be read the same.
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [inner for one in items if (inner := _plain(one)) is not None]
    if value is None or pd.isna(value) is True:
        return None
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    elif isinstance(value, np.generic):
        value = value.item()
    elif isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    return typed_cell(value)
