"""Which items does a list in one cell hold, and how is one written?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from matching.intake.values.words import nothing, without_signs


def read_list(cell: str) -> tuple[str, ...]:
    r"""Items between ``;`` or ``|``; ``\;``, ``\|`` and ``\\`` stand for the signs themselves."""
    if "\\" not in cell:
        items = re.split(r"[;|]", cell)
    else:
        items = [re.sub(r"\\([;|\\])", r"\1", item) for item in re.findall(r"(?:\\[;|\\]|[^;|])+", cell)]
    return tuple(stripped for item in items if (stripped := item.strip()))


def write_list(items: Iterable[str]) -> str:
    """The cell that :func:`read_list` reads as ``items``."""
    escaped = [re.sub(r"([;|\\])", r"\\\1", item) for item in items]
    # A closing semicolon tells the licence named "none" from having none.
    closing = ";" if len(escaped) == 1 and without_signs(escaped[0]) in nothing() else ""
    return "; ".join(escaped) + closing


def read_list_or_none(cell: str) -> tuple[str, ...]:
    """As :func:`read_list`; "none", "aucun" say that it is known that there are none."""
    return () if without_signs(cell) in nothing() else read_list(cell)
