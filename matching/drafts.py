"""How does a file get to its place whole or not at all?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matching.errors import InputFileError, TaxonomyError


@contextmanager
def draft_of(
    path: Path, remedy: str, error: type[InputFileError] | type[TaxonomyError] = InputFileError
) -> Iterator[Path]:
    """The path of a draft beside ``path``: it becomes ``path`` when the context ends, and is gone where that fails.

    Until then a file that stands there stays as it is. An ``OSError`` in the context (no folder, no permission, no
    space) is raised as ``error``, with ``remedy`` for what to do next.
    """
    draft = path.with_name(f".{path.name}-{os.getpid()}.part")
    try:
        # A device or a pipe (/dev/stdout) is written to, never replaced.
        if path.exists() and not path.is_file():
            yield path
            return
        try:
            yield draft
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as fault:
        raise error(path, f"it cannot be written ({fault.strerror or fault})", remedy) from None
