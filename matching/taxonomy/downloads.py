"""Which tables of ESCO, or beside it, are in these files, folders and archives, of which version and language?"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from matching.errors import TaxonomyError

DOWNLOAD = (
    "Download ESCO from esco.ec.europa.eu (Use ESCO, Download: classification, CSV) and give the zip as it comes."
)
DOWNLOAD_AGAIN = "Download it again."
_VERSION = re.compile(r"(?:(?<![a-z])v|esco)[\W_]*v?[\W_]*(\d+\.\d+(?:\.\d+)*)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[_-]([a-z]{2}(?:-[a-z]{2,4})?)$", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[\W_]+")
_TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".xlsx")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError)


class TableKind(StrEnum):
    """What the rows of a table are."""

    CONCEPTS = "concepts"
    BROADER = "broader relations"
    OCCUPATION_SKILLS = "occupation–skill relations"
    SKILL_SKILLS = "skill–skill relations"
    LABELS = "labels of several languages"
    DESCRIPTIONS = "descriptions of several languages"
    ROME = "ROME–ISCO table"


# Only what every version has in common: columns of ESCO are called alike but stand in other places, among others.
_COLUMNS: tuple[tuple[TableKind, frozenset[str]], ...] = (
    (TableKind.BROADER, frozenset({"concepturi", "broaderuri"})),
    (TableKind.OCCUPATION_SKILLS, frozenset({"occupationuri", "relationtype", "skilluri"})),
    (TableKind.SKILL_SKILLS, frozenset({"originalskilluri", "relatedskilluri"})),
    (TableKind.LABELS, frozenset({"concepturi", "kind", "lang", "label"})),
    (TableKind.DESCRIPTIONS, frozenset({"concepturi", "lang", "description"})),
    (TableKind.CONCEPTS, frozenset({"concepturi", "preferredlabel"})),
    (TableKind.ROME, frozenset({"coderome", "codeisco08"})),
)
_NEEDED = frozenset({
    "occupations", "skills", "skillgroups", "iscogroups", "broaderrelationsoccpillar", "broaderrelationsskillpillar",
    "occupationskillrelations", "skillskillrelations",
})  # fmt: skip
_EXTRACT = "broaderconcepturi"
"""ESCO's collections (green skills, digital skills, …) repeat concepts of the large tables and have this column."""


@dataclass(frozen=True)
class Table:
    """One table: where it stands (for messages), what it holds, its language and version where its names say so."""

    where: str
    kind: TableKind
    lang: str | None
    version: str | None
    _open: Callable[[], BinaryIO]

    @property
    def short(self) -> str:
        """Where it stands without the folders of this machine."""
        outer, _, inner = self.where.partition(": ")
        name = Path(outer).name
        return f"{name}: {PurePosixPath(inner).name}" if inner else name

    def rows(self) -> Iterator[dict[str, str]]:
        """Rows by column name in lower case without signs ("conceptUri" → "concepturi").

        Raises ``TaxonomyError`` where the table ends too early or is damaged.
        """
        if self.where.lower().endswith(".xlsx"):
            yield from _sheet(self.where, self._open, wanted=self.kind)
        else:
            yield from _lines(self.where, self._open)


def find_tables(paths: Sequence[Path]) -> tuple[list[Table], list[str]]:
    """Tables in files, archives and folders (with what lies in them), in order of name; and what was passed over.

    Raises ``TaxonomyError`` for a path that is absent, unreadable or holds no table that is known.
    """
    tables: list[Table] = []
    passed: list[str] = []
    for path in paths:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.is_file() and _readable(file.name))
        elif path.is_file():
            files = [path]
        else:
            raise TaxonomyError(path, "there is no such file or folder", "Check the path.")
        found: list[Table] = []
        others: list[str] = []
        for file in files:
            names = [part for part in (path.name, *file.relative_to(path).parts) if part not in (".", "")]
            for where, opener, inner in _contents(file):
                table = _recognise(where, opener, [*names, *PurePosixPath(inner).parts])
                if table:
                    found.append(table)
                else:
                    others.append(where)
        if not found:
            raise _nothing_known(path, others)
        tables += found
        passed += others
    return tables, passed


def _nothing_known(path: Path, others: Sequence[str]) -> TaxonomyError:
    if any(name.endswith("manifest.json") for name in others):
        return TaxonomyError(path, "this is a taxonomy that was imported already, not a download", DOWNLOAD)
    if any(name.lower().endswith(".zip") for name in others):
        return TaxonomyError(path, "it holds archives in an archive", "Unpack it, and give the folder.")
    if any(name.lower().endswith((".ttl", ".rdf", ".jsonld", ".ods")) for name in others):
        return TaxonomyError(path, "it holds ESCO in another form than CSV", DOWNLOAD)
    names = ", ".join(Path(name.rpartition(": ")[2]).name for name in others[:3]) + (", …" if len(others) > 3 else "")
    what = f"none of its tables is known ({names})" if others else "there is no table in it"
    return TaxonomyError(path, what, DOWNLOAD)


def _readable(name: str) -> bool:
    return name.lower().endswith((*_TABLE_ENDINGS, ".zip")) and not name.startswith((".", "~$"))


def _contents(file: Path) -> Iterator[tuple[str, Callable[[], BinaryIO], str]]:
    """What can be opened in a file: where it stands, how to open it, its path inside the file."""
    if not file.name.lower().endswith(".zip"):
        yield str(file), lambda: _open_file(file), ""
        return
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        problem = "this is no zip archive, or its download broke off"
        raise TaxonomyError(file, problem, DOWNLOAD_AGAIN) from None
    except OSError as fault:
        raise TaxonomyError(file, f"it cannot be read ({fault.strerror})", "Check the file.") from None
    with archive:
        members = sorted(archive.infolist(), key=lambda info: info.filename)
    for info in members:
        inner = PurePosixPath(info.filename)
        if info.is_dir() or inner.name.startswith(".") or "__MACOSX" in inner.parts:
            continue
        if info.flag_bits & 1:
            raise TaxonomyError(file, "it is locked with a password", "Unlock it, or download it again.")
        yield f"{file}: {info.filename}", _member_opener(file, info), info.filename


def _member_opener(file: Path, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        # The whole member is read, since only then its checksum is compared.
        with zipfile.ZipFile(file) as archive:
            return io.BytesIO(archive.read(info))

    return opened


def _open_file(file: Path) -> BinaryIO:
    if file.name.lower().endswith(".gz"):
        with gzip.open(file) as stream:
            return io.BytesIO(stream.read())
    return file.open("rb")


def _recognise(where: str, opener: Callable[[], BinaryIO], names: Sequence[str]) -> Table | None:
    if not where.lower().endswith(_TABLE_ENDINGS):
        return None
    if where.lower().endswith(".xlsx"):
        columns = next((set(row) for row in _sheet(where, opener, wanted=TableKind.ROME)), set())
    else:
        columns = _header(where, opener)
    kind = next((kind for kind, needed in _COLUMNS if needed <= columns), None)
    stem = names[-1].partition(".")[0]
    if kind is None and stem.partition("_")[0].lower() in _NEEDED:
        problem = "it is called like a table of ESCO, but is empty or has other columns"
        raise TaxonomyError(where, problem, DOWNLOAD_AGAIN)
    if kind is None or (kind is TableKind.CONCEPTS and _EXTRACT in columns):
        return None
    language = _LANGUAGE.search(stem)
    # The name nearest to the table counts: a folder "v1.2" may hold an archive "v1.1.1".
    versions = [found[1] for name in reversed(names) if (found := _VERSION.search(name))]
    return Table(where, kind, language[1].lower() if language else None, versions[0] if versions else None, opener)


def _column(name: object) -> str:
    return _NOT_IN_NAMES.sub("", str(name or "")).lower()


def _opened(where: str, opener: Callable[[], BinaryIO]) -> BinaryIO:
    try:
        return opener()
    except _UNREADABLE:
        raise TaxonomyError(where, "it is damaged, or its download broke off", DOWNLOAD_AGAIN) from None
    except OSError as fault:
        raise TaxonomyError(where, f"it cannot be read ({fault.strerror})", "Check the file.") from None


def _reader(lines: Iterable[str], header: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=max(",;\t", key=header.count), strict=True)


def _header(where: str, opener: Callable[[], BinaryIO]) -> set[str]:
    with _opened(where, opener) as stream:
        # Another encoding is told when the rows are read, not taken for another table here.
        header = stream.readline().decode("utf-8-sig", errors="replace")
    try:
        return {_column(name) for name in next(_reader([header], header), [])}
    except csv.Error:
        return set()


def _lines(where: str, opener: Callable[[], BinaryIO]) -> Iterator[dict[str, str]]:
    with io.TextIOWrapper(_opened(where, opener), encoding="utf-8-sig", newline="") as lines:
        number = 1
        try:
            header = lines.readline()
            columns = [_column(name) for name in next(_reader([header], header))]
            for number, cells in enumerate(_reader(lines, header), start=2):
                if not cells:
                    continue
                if len(cells) != len(columns):
                    problem = f"row {number} has {len(cells)} cells, the header {len(columns)}: its download broke off"
                    raise TaxonomyError(where, problem, DOWNLOAD_AGAIN)
                yield dict(zip(columns, cells, strict=True))
        except UnicodeDecodeError:
            raise TaxonomyError(where, f"after row {number} it is no UTF-8 text", DOWNLOAD_AGAIN) from None
        except csv.Error:
            problem = f"after row {number} it is no CSV any more: its download broke off"
            raise TaxonomyError(where, problem, DOWNLOAD_AGAIN) from None


def _sheet(where: str, opener: Callable[[], BinaryIO], *, wanted: TableKind) -> Iterator[dict[str, str]]:
    """Rows of the first worksheet that has the columns wanted."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    needed = dict(_COLUMNS)[wanted]
    try:
        with opener() as stream:
            book = load_workbook(stream, read_only=True, data_only=True)
            for sheet in book.worksheets:
                rows = sheet.iter_rows(values_only=True)
                columns = [_column(name) for name in next(rows, ())]
                if not needed <= set(columns):
                    continue
                for cells in rows:
                    values = ("" if cell is None else str(cell) for cell in cells)
                    yield dict(zip(columns, values, strict=False))
                return
    except (*_UNREADABLE, InvalidFileException, KeyError, ValueError):
        raise TaxonomyError(where, "it is no workbook, or its download broke off", DOWNLOAD_AGAIN) from None
