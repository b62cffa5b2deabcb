"""What rows does a table file hold, whatever its format, delimiter and encoding?"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from matching.errors import InputFileError
from matching.presentation.csv_lines import unguarded

TABLE_ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".xlsx", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
Flatten = Callable[[dict[str, Any]], tuple[dict[str, str], dict[str, Any]]]
LARGEST_CELL = 1_000_000
"""Characters; the domain's limit of a free text."""
_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}
_SIGNATURES = {
    b"PK\x03\x04": "an Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old or password-protected Office file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "an RTF document",
    b"SQLite format": "a database",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"Rar!": "a RAR file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (for JSON Lines the line), its cells, its nested JSON values."""

    number: int
    cells: Sequence[str]
    nested: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: headers, rows, and remarks on how it was read."""

    headers: Sequence[str]
    rows: Sequence[Row]
    remarks: tuple[str, ...] = ()
    broken: tuple[int, ...] = ()
    """Lines that are no JSON object."""


def read_sheet(path: Path, recognises: Callable[[Sequence[str]], int], flatten: Flatten) -> Sheet:
    """Headers and rows of a table file, blank rows left out.

    ``recognises`` counts the headers that are known, which tells the delimiter; ``flatten`` turns a JSON object into
    cells by header and nested values. Raises :class:`InputFileError` for a file that is not what its name says.
    """
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(".xlsx"):
        return _excel(path)
    text, remarks = text_of(path)
    if name.endswith((".jsonl", ".ndjson")):
        return _json_lines(path, text, remarks, flatten)
    return _delimited(path, text, remarks, recognises)


def text_of(path: Path) -> tuple[str, tuple[str, ...]]:
    """Text of a file in UTF-8, UTF-16 or, failing both, Windows-1252, unpacked if compressed; and a remark if any.

    Raises :class:`InputFileError` for an empty, binary or unreadable file.
    """
    return _decoded(path, _content(path))


def _content(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputFileError(
            path, f"the file cannot be read ({error.strerror})", "Check its path and permissions."
        ) from error
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise InputFileError(path, "the compressed file is damaged", "Copy or download it again.") from error
    if not data.strip():
        raise InputFileError(path, "the file is empty", "Give a file with a header and at least one row.")
    return data


def _decoded(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputFileError(
                path, f"the file is {kind}, not text", "Save it as CSV (UTF-8), or give it its right ending."
            )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding, remarks = "utf-16", ()
    elif b"\0" in data[:4_000]:
        # UTF-16 without its mark has a zero in every other byte of Latin text; anything else with zeros is no text.
        odd, even = data[1:4_000:2].count(0), data[0:4_000:2].count(0)
        encoding, remarks = ("utf-16-le" if odd > even else "utf-16-be"), ()
        if min(odd, even) > 0.1 * max(odd, even) or max(odd, even) < len(data[:4_000]) // 8:
            raise InputFileError(
                path, "the file is binary, not text", "Save it as CSV (UTF-8), or give it its right ending."
            )
    else:
        encoding, remarks = "utf-8-sig", ()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        remarks = ("The file is not UTF-8; it was read as Windows-1252. Save it as UTF-8 if letters look wrong.",)
    controls = sum(sign < " " and sign not in "\t\n\r\f\v" for sign in text[:20_000])
    if "\0" in text[:20_000] or controls > 0.02 * len(text[:20_000]):
        raise InputFileError(
            path, "the file is binary, not text", "Save it as CSV (UTF-8), or give it its right ending."
        )
    return text, remarks


def unix_lines(text: str) -> str:
    """``text`` with one sign for every line break."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _delimited(path: Path, text: str, remarks: tuple[str, ...], recognises: Callable[[Sequence[str]], int]) -> Sheet:
    delimiter, headers = _sniffed(path, text, recognises)
    rows: list[Row] = []
    for number, record in enumerate(_records(path, text, delimiter), start=1):
        if number == 1 or not any(cell.strip() for cell in record):
            continue
        rows.append(Row(number, [unguarded(unix_lines(cell.strip())) for cell in record]))
    return _not_empty(path, Sheet(headers, rows, remarks))


def _not_empty(path: Path, sheet: Sheet) -> Sheet:
    if not sheet.rows:
        raise InputFileError(path, "the file has a header but no rows", "Add rows below the header.")
    return sheet


def _sniffed(path: Path, text: str, recognises: Callable[[Sequence[str]], int]) -> tuple[str, list[str]]:
    """The delimiter that makes most of the header known, or else parts it most, and the headers."""
    best: tuple[tuple[int, int], str, list[str]] | None = None
    for delimiter in _DELIMITERS:
        record = next((record for record in _records(path, text, delimiter, first_only=True)), [])
        headers = [unguarded(cell.strip()) for cell in record]
        score = (recognises(headers), len(headers))
        if best is None or score > best[0]:
            best = (score, delimiter, headers)
    assert best is not None  # noqa: S101  # there is at least one delimiter
    (known, width), delimiter, headers = best
    if not known and width == 1 and (wrong := re.search(r"[:~^§¦]", headers[0] if headers else "")):
        raise InputFileError(
            path,
            f'the columns seem to be parted by "{wrong.group()}"',
            f"Save the file with {', '.join(_DELIMITERS.values())} between columns.",
        )
    return delimiter, headers


def _records(path: Path, text: str, delimiter: str, *, first_only: bool = False) -> Iterator[list[str]]:
    """Records of a delimited text; a cell may hold line breaks and be of any length."""
    limit = csv.field_size_limit(2**31 - 1)
    try:
        # One quotation mark that is never closed would swallow the rest of the file without a word.
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=not first_only)
        try:
            records = [next(reader)] if first_only else list(reader)
        except StopIteration:
            records = []
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise InputFileError(
                    path,
                    f"a quotation mark is opened and never closed (near line {reader.line_num})",
                    'Close it, or write "" for a quotation mark in a cell.',
                ) from error
            records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    finally:
        csv.field_size_limit(limit)
    return iter(records)


def _json_lines(
    path: Path,
    text: str,
    remarks: tuple[str, ...],
    flatten: Flatten,
) -> Sheet:
    records: list[tuple[int, dict[str, str], dict[str, Any]]] = []
    headers: dict[str, int] = {}
    broken: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            record = None
        if not isinstance(record, dict):
            broken.append(number)
            continue
        cells, nested = flatten(record)
        records.append((number, cells, nested))
        for header in cells:
            headers.setdefault(header, len(headers))
    if not records:
        raise InputFileError(path, "no line is a JSON object", "Write one JSON object on each line (JSON Lines).")
    rows = [
        Row(number, [unix_lines(cells.get(header, "")) for header in headers], nested)
        for number, cells, nested in records
    ]
    return Sheet(list(headers), rows, remarks, tuple(broken))


def _excel(path: Path) -> Sheet:
    """The first worksheet that holds anything."""
    from zipfile import BadZipFile, ZipFile

    try:
        with path.open("rb") as stream:
            start = stream.read(8)
        if not start:
            raise InputFileError(path, "the file is empty", "Give a file with a header and at least one row.")
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise InputFileError(
                path,
                "the workbook is protected by a password or in the old .xls format",
                "Remove the password and save it as .xlsx.",
            )
        with ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise BadZipFile
    except BadZipFile as error:
        raise InputFileError(
            path, "the file is no Excel workbook", "Save it as .xlsx, or give it its right ending."
        ) from error
    except OSError as error:
        raise InputFileError(
            path, f"the file cannot be read ({error.strerror})", "Check its path and permissions."
        ) from error
    return _not_empty(path, _first_worksheet(path))


def _first_worksheet(path: Path) -> Sheet:
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                filled = [(sheet.title, found) for sheet in book.worksheets if (found := _worksheet_rows(sheet))]
            finally:
                book.close()
    except Exception as error:
        # openpyxl raises whatever its parts raise on damaged files: KeyError, ValueError, XML errors and more.
        raise InputFileError(
            path, "the workbook is damaged", "Open it in a spreadsheet program and save it again."
        ) from error
    if not filled:
        raise InputFileError(path, "the workbook is empty", "Give a file with a header and at least one row.")
    others = [title for title, _ in filled[1:]]
    remarks = (f'Only the worksheet "{filled[0][0]}" was read, {len(others)} more were not.',) if others else ()
    (_, headers), *records = filled[0][1]
    return Sheet(headers, [Row(number, cells) for number, cells in records], remarks)


def _worksheet_rows(sheet: Any) -> list[tuple[int, list[str]]]:
    """Row numbers and cells of a worksheet, blank rows and cells at the right end left out."""
    rows = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [typed_cell(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append((number, cells))
    return rows


def typed_cell(value: object) -> str:
    """What a cell that knows numbers, dates, yes and no would say in a text file; the guard of formulas is undone."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return unguarded(unix_lines(str(value).strip()))
