"""How does a file, or a folder, get to its place whole or not at all?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matching.errors import InputFileError, TaxonomyError


@contextmanager
def atomic_file(
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


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """An empty folder beside ``path``: it becomes ``path`` when the context ends, and is gone where that fails.

    A folder that stands there is replaced by it, or stays as it is. An ``OSError`` is raised as it comes.
    """
    draft = path.with_name(f".{path.name}-{os.getpid()}.part")
    earlier = path.with_name(f".{path.name}-{os.getpid()}.old")
    # What a process of this number left behind when it was killed is nobody's any more.
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        yield draft
        if path.exists():
            shutil.rmtree(earlier, ignore_errors=True)
            path.replace(earlier)
        try:
            draft.replace(path)
        except OSError:
            if earlier.exists():
                earlier.replace(path)
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    shutil.rmtree(earlier, ignore_errors=True)
