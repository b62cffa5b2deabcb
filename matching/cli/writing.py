"""Where may output be written, how does it get there whole or not at all, and how does a table read as CSV?"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typer

from matching.errors import InputFileError, InvalidValueError

_REMEDY = "Choose another file with --out."


def check_out(out: Path, read: Iterable[Path | None]) -> None:
    """Refuse a file that cannot be written, or that is being ``read``, before any work is done for it.

    Raises ``InputFileError`` or ``InvalidValueError``.
    """
    if out.is_dir():
        raise InputFileError(out, "this is a folder, not a file", "Name a file in it with --out.")
    if out.suffix.lower() == ".db":
        raise InputFileError(out, "files with this ending hold what is registered", _REMEDY)
    if not out.parent.is_dir():
        raise InputFileError(out, f"there is no folder {out.parent}", "Make it first, or choose another with --out.")
    if not os.access(out if out.exists() else out.parent, os.W_OK):
        raise InputFileError(out, "it cannot be written here", _REMEDY)
    for path in read:
        if path is not None and out.exists() and path.exists() and out.samefile(path):
            raise InvalidValueError("--out", out, "The matches would replace what they are made from.")


def replace_file(out: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises ``InputFileError`` where that is not possible."""
    from matching.atomic_files import atomic_file

    with atomic_file(out, _REMEDY) as draft:
        draft.write_bytes(content)


def write_out(text: str, out: Path | None) -> None:
    """To the file, or to the screen; the ending .csv has the mark by which Excel knows UTF-8."""
    if out is None:
        typer.echo(text, nl=False)
        return
    replace_file(out, text.encode("utf-8-sig" if out.suffix.lower() == ".csv" else "utf-8"))
    typer.echo(f"Written to {out}.", err=True)


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV, each a ``csv_line``."""
    return "".join(csv_line(row) + "\n" for row in rows)


def csv_line(row: Sequence[Any]) -> str:
    """One row as CSV, without its end; text that a spreadsheet would run as a formula is kept as text."""
    from matching.intake.tables.sheets import guarded

    written = io.StringIO()
    # The writer quotes a line break in a cell only where it is one of those that end its lines.
    end = "\r\n"
    csv.writer(written, lineterminator=end).writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return written.getvalue().removesuffix(end)
