"""Which words does this package know: names, labels, column headers, words in cells?

The lists stand in ``names.csv``, ``labels.csv``, ``columns.csv`` and ``cells.csv`` beside the modules that use them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of the list ``name`` by column."""
    yield from csv.DictReader((files("matching.intake") / f"{name}.csv").read_text("utf-8").splitlines())


def listed(words: str) -> list[str]:
    """The words of a cell, which stand between semicolons."""
    return [word.strip() for word in words.split(";") if word.strip()]
