"""Where may output be written, and how does it get there whole or not at all?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from matching.errors import InputFileError, InvalidValueError

_REMEDY = "Choose another file with --out."


def check_out(out: Path, read: Iterable[Path | None]) -> None:
    """Refuse a file that cannot be written, or that is being ``read``, before any work is done for it.

    Raises ``InputFileError`` or ``InvalidValueError``.
    """
    if out.is_dir():
        raise InputFileError(out, "this is a folder, not a file", "Name a file in it with --out.")
    if not out.parent.is_dir():
        raise InputFileError(out, f"there is no folder {out.parent}", "Make it first, or choose another with --out.")
    if not os.access(out if out.exists() else out.parent, os.W_OK):
        raise InputFileError(out, "it cannot be written here", _REMEDY)
    for path in read:
        if path is not None and out.exists() and path.exists() and out.samefile(path):
            raise InvalidValueError("--out", out, "The matches would replace what they are made from.")


def replace_file(out: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises ``InputFileError`` where that is not possible."""
    draft = out.with_name(f".{out.name}-{os.getpid()}.part")
    try:
        if out.exists() and not out.is_file():
            # A device or a pipe (/dev/stdout) is written to, never replaced.
            out.write_bytes(content)
            return
        try:
            draft.write_bytes(content)
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as fault:
        raise InputFileError(out, f"it cannot be written ({fault.strerror})", _REMEDY) from None
