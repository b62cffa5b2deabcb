"""How does a taxonomy lie in one file, and how is it read back?

A zip archive whose members are UTF-8 lists and numpy arrays. The archive is read whole when it is opened (so that it
can be replaced meanwhile, on Windows too) and its members are unpacked when they are first asked for; the checksum of
each member tells a damaged file.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.atomic_files import atomic_file
from matching.errors import TaxonomyError

FORMAT = 1
"""Raised whenever a file written before can no longer be read."""
AGAIN = "Run: matching taxonomy import PATH…"
SEPARATOR = "\x1e"
"""Stands between the texts of a member, so no text may hold it."""
_MANIFEST = "manifest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Members:
    """The parts of an opened taxonomy file by name. ``manifest`` says what it holds."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises ``TaxonomyError`` where it is absent, damaged or of another format."""
        self.path = path
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
            manifest: Any = json.loads(self._archive.read(_MANIFEST))
            found = manifest["format"]
        except FileNotFoundError:
            raise TaxonomyError(path, "no taxonomy is imported yet", AGAIN) from None
        except OSError as fault:
            raise TaxonomyError(path, f"it cannot be read ({fault.strerror})", "Check its permissions.") from None
        except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, NotImplementedError):
            raise self._damaged() from None
        if found != FORMAT:
            raise TaxonomyError(path, f"it was written in format {found}, this version reads {FORMAT}", AGAIN)
        self.manifest: dict[str, Any] = manifest

    def _damaged(self) -> TaxonomyError:
        return TaxonomyError(self.path, "it is damaged, or no taxonomy", AGAIN)

    def names(self) -> list[str]:
        """Names of all members but the manifest."""
        return [name for name in self._archive.namelist() if name != _MANIFEST]

    def content(self, name: str) -> bytes:
        """The bytes of a member; raises ``TaxonomyError`` where the file is damaged."""
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError):
            raise self._damaged() from None

    def array(self, name: str) -> NDArray[Any]:
        """A member that is an array."""
        try:
            return np.load(io.BytesIO(self.content(f"{name}.npy")), allow_pickle=False)
        except (ValueError, EOFError):
            raise self._damaged() from None

    def texts(self, name: str) -> list[str]:
        """A member that is a list of texts."""
        content = self.content(f"{name}.txt").decode("utf-8")
        return content.split(SEPARATOR) if content else []

    def record(self, name: str) -> Any:
        """A member that is JSON."""
        return json.loads(self.content(f"{name}.json"))


def texts_member(texts: Sequence[str]) -> bytes:
    """A list of texts as a member; none of them may hold the separator (U+001E) or be all there is and empty."""
    return SEPARATOR.join(texts).encode("utf-8")


def array_member(values: NDArray[Any]) -> bytes:
    """An array as a member."""
    buffer = io.BytesIO()
    np.save(buffer, values, allow_pickle=False)
    return buffer.getvalue()


def record_member(value: Any) -> bytes:
    """Plain data as a JSON member."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8")


def write_members(path: Path, manifest: Mapping[str, Any], members: Mapping[str, bytes]) -> None:
    """Write a taxonomy file, whole or not at all; the same content gives the same bytes.

    Raises ``TaxonomyError`` where it cannot be written; a file that stood there stays as it was.
    """
    with atomic_file(path, "Check the folder (MATCHING_DATA_DIR) and the free space.", TaxonomyError) as draft:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(draft, "w") as archive:
            _add(archive, _MANIFEST, record_member({**manifest, "format": FORMAT}))
            for name, content in members.items():
                _add(archive, name, content)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content, compresslevel=6)
