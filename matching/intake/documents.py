"""Which people or vacancies does a folder of documents hold, one in each document?"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from matching.errors import InputFileError
from matching.intake.building import validated, without_identity
from matching.intake.report import Findings
from matching.intake.tables.headers import CANDIDATES, Layout, Record
from matching.intake.tables.sheets import LARGEST_CELL, TABLE_ENDINGS, text_of, unix_lines

DOCUMENT_ENDINGS = (".txt", ".md", ".pdf", ".docx")
_OWN_ID = re.compile(r"[A-Za-z]{0,4}[-_]?\d+")
_LARGEST_TEXT_FILE = 8 * LARGEST_CELL
_LONGEST_TITLE = 150
_TITLE_LABEL = re.compile(
    r"^(?:job title|title|position|vacancy|poste|intitulé(?: du poste)?|offre|titre|poziți[ae]|titlu job|"
    r"stanowisko|должность|вакансия|"
    r"პოზიცია|ვაკანსია|თანამდებობა)\s*[:：–-]\s*",
    re.IGNORECASE,
)


class _UnreadableError(Exception):
    """A document without a text to read; the arguments are the problem and the remedy."""


def read_documents(
    path: Path, layout: Layout, progress: Callable[[int, int], None] | None
) -> tuple[list[Record], Findings]:
    """Good items of a folder (or of one document) in the order of file names, and everything that was found."""
    files, others = _documents(path)
    findings = Findings(path.name)
    if others:
        findings.remarks.append(f"{others} other file(s) in the folder not read.")
    items: dict[str, tuple[Path, Record]] = {}
    issued = 0
    numbers = _free_numbers({file.stem for file in files})
    for done, file in enumerate(files):
        if progress:
            progress(done, len(files))
        findings.file = file.name
        number = next(numbers)
        own = _OWN_ID.fullmatch(file.stem)
        issued += own is None
        try:
            text = _text(file)
        except _UnreadableError as error:
            findings.problem(None, None, None, *error.args)
            continue
        values, passages = without_identity({layout.free_text: text}, layout, (), document=True)
        findings.identity_passages += passages
        if layout is not CANDIDATES:
            values |= _title(values["description"])
        item = validated(values | {"id": file.stem if own else f"doc-{number}"}, layout)
        if isinstance(item, list):
            for fault in item:
                findings.problem(None, *fault)
            continue
        earlier = items.setdefault(item.id, (file, item))
        if earlier[0] is not file:
            if earlier[1] == item:
                findings.duplicates += 1
            else:
                findings.problem(
                    None,
                    "id",
                    item.id,
                    f"is also the name of {earlier[0].name}, with other content",
                    "Rename one of the two files.",
                )
    if progress:
        progress(len(files), len(files))
    findings.file = path.name
    if issued:
        findings.remarks.append(
            f"{issued} document(s) have no id for a name; they are doc-1, doc-2, … in the order of their names."
        )
    return [item for _, item in items.values()], findings


def _documents(path: Path) -> tuple[list[Path], int]:
    if path.is_file():
        return [path], 0
    files = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith((".", "~$")))
    documents = [file for file in files if file.suffix.lower() in DOCUMENT_ENDINGS]
    if not documents:
        tables = [file.name for file in files if file.name.lower().endswith(TABLE_ENDINGS)]
        remedy = (
            f"Give the table itself, such as {path / tables[0]}."
            if tables
            else f"Put documents into it ({', '.join(DOCUMENT_ENDINGS)})."
        )
        raise InputFileError(path, "the folder holds no documents", remedy)
    return documents, len(files) - len(documents)


def _free_numbers(stems: set[str]) -> Iterator[int]:
    """1, 2, 3, … one for each document, leaving out those whose ``doc-N`` is a document's own name."""
    number = 0
    while True:
        number += 1
        if f"doc-{number}" not in stems:
            yield number


def _title(text: str) -> dict[str, str]:
    """The first line as title where it is short and no sentence; nothing where it is not."""
    first = next((line.strip(" \t#*_-–—") for line in text.split("\n") if line.strip(" \t#*_-–—")), "")
    title = _TITLE_LABEL.sub("", first).strip()
    sentence = title.endswith((".", ":", ";", "!")) and not title.endswith("etc.")
    return {"title": title} if title and len(title) <= _LONGEST_TITLE and not sentence else {}


def _text(file: Path) -> str:
    """Text of a document. Raises :class:`_UnreadableError` where there is none to read."""
    read = {".pdf": _pdf_text, ".docx": _docx_text}.get(file.suffix.lower(), _plain_text)
    text = unix_lines(read(file)).replace("\0", "")
    if not re.search(r"\w", text):
        raise _UnreadableError("holds no text", "Fill it in or take it out of the folder.")
    if len(text) > LARGEST_CELL:
        raise _UnreadableError(
            f"holds {len(text) / 1e6:.1f} million characters; at most 1 million are read", "Shorten it."
        )
    return text


def _plain_text(file: Path) -> str:
    if file.stat().st_size > _LARGEST_TEXT_FILE:
        raise _UnreadableError(
            f"holds {file.stat().st_size / 1e6:.0f} MB; at most 1 million characters are read", "Shorten it."
        )
    if not file.stat().st_size:
        raise _UnreadableError("is empty", "Fill it in or take it out of the folder.")
    try:
        return text_of(file)[0]
    except InputFileError as error:
        raise _UnreadableError(
            error.problem.replace("the file is", "is").replace("the file cannot", "cannot"), error.remedy
        ) from error


def _pdf_text(file: Path) -> str:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    logger = logging.getLogger("pypdf")
    level = logger.level
    # pypdf repeats parts of damaged files in its warnings; a document's words belong in no log.
    logger.setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError
        text = "\n".join(page.extract_text() for page in reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise _UnreadableError("is protected by a password", "Remove the password and save it again.") from error
    except Exception as error:
        # pypdf raises whatever its parts raise on damaged files: KeyError, ValueError, RecursionError and more.
        raise _UnreadableError("is a damaged PDF", "Save or scan it again.") from error
    finally:
        logger.setLevel(level)
    if not re.search(r"\w", text):
        raise _UnreadableError("is a PDF without text (a scan)", "Run text recognition on it first, or type it.")
    return text


def _docx_text(file: Path) -> str:
    from docx import Document
    from docx.table import Table

    with file.open("rb") as stream:
        if stream.read(4) == b"\xd0\xcf\x11\xe0":
            raise _UnreadableError(
                "is protected by a password or in the old .doc format", "Remove the password and save it as .docx."
            )
    try:
        parts = []
        for block in Document(str(file)).iter_inner_content():
            if isinstance(block, Table):
                parts += ["\t".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in block.rows]
            else:
                parts.append(block.text)
    except Exception as error:
        # python-docx raises whatever zip and XML raise on damaged files.
        raise _UnreadableError(
            "is a damaged Word document", "Open it in a word processor and save it again."
        ) from error
    return "\n".join(parts)
