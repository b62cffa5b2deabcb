"""Where may output be written, and how does it get there whole or not at all?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

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
