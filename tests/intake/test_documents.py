"""A folder of documents is one person or vacancy in each, with an id that names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from matching.errors import InputFileError, InvalidRowsError, InvalidValueError
from matching.intake import read_candidates, read_vacancies


def pdf(path: Path, lines: list[str], password: str | None = None) -> None:
    """A PDF of one page with the lines in it, or a blank one (a scan) for none."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    if lines:
        font = DictionaryObject({
            NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        })  # fmt: skip
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = DecodedStreamObject()
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        content.set_data(f"BT /F1 12 Tf 20 250 Td {shown} ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(path)


def test_each_document_is_a_person_without_a_name(tmp_path: Path) -> None:
    (tmp_path / "10007.txt").write_text("Marc Dubois\nmarc.dubois@mail.be\n\nWelder. Dubois welds.", encoding="utf-8")
    (tmp_path / "cv_12.md").write_text("# Cook\n\nFive years in Poland", encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    found = read_candidates(tmp_path)
    assert [(person.id, person.text) for person in found.items] == [
        ("10007", "[…]\n[…]\n\nWelder. […] welds."),
        ("cv_12", "# Cook\n\nFive years in Poland"),
    ]
    assert found.notes == (
        "1 other file(s) in the folder not read.",
        "3 passages with identity or contacts removed from texts.",
    )


def test_a_name_of_a_file_is_no_id(tmp_path: Path) -> None:
    for stem in ("Marc Dubois CV", "dubois-1985-cv", "doc-2", "résumé 3"):
        (tmp_path / f"{stem}.txt").write_text(f"Cook {len(stem)}", encoding="utf-8")
    found = read_candidates(tmp_path)
    assert [(person.id, person.text) for person in found.items] == [
        ("doc-1", "Cook 14"),
        ("doc-2", "Cook 5"),
        ("doc-4", "Cook 14"),
        ("doc-5", "Cook 8"),
    ]
    assert found.notes == (
        "3 document(s) have no id for a name; they are doc-1, doc-2, … in the order of their names.",
    )
    assert "Dubois" not in repr(found)


def test_word_documents_give_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Nino Kapanadze")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Date of birth", "12.03.1985", "Job", "Cook"), strict=True
    ):
        cell.text = text
    document.add_paragraph("Cooks in Athens.")
    document.core_properties.author = "Nino Kapanadze"
    document.save(str(tmp_path / "c-1.docx"))
    (person,) = read_candidates(tmp_path).items
    assert person.text == "[…]\n[…]\t[…]\nJob\tCook\nCooks in Athens."


def test_pdf_documents_and_a_single_one(tmp_path: Path) -> None:
    pdf(tmp_path / "7.pdf", ["Giulia Rossi", "Tel. 06 12 34 56 78", "Baker in Rome"])
    (person,) = read_candidates(tmp_path / "7.pdf").items
    assert person.id == "7"
    assert person.text is not None
    assert person.text.split() == ["[…]", "Tel.", "[…]", "Baker", "in", "Rome"]


def test_the_first_short_line_of_a_vacancy_is_its_title(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("Job title: Cook\n\nCooks. Ask cook@hotel.ge", encoding="utf-8")
    (tmp_path / "2.txt").write_text("We seek somebody who cooks for our guests.\nCook", encoding="utf-8")
    first, second = read_vacancies(tmp_path).items
    assert (first.title, first.description) == ("Cook", "Job title: Cook\n\nCooks. Ask […]")
    assert (second.title, second.description) == (None, "We seek somebody who cooks for our guests.\nCook")


def test_every_unreadable_document_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "c.txt").write_text("x" * 9_000_000)
    (tmp_path / "d.docx").write_bytes(b"PK\x03\x04zzz")
    (tmp_path / "e.docx").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(99))
    (tmp_path / "f.pdf").write_bytes(b"%PDF-1.4 zzz")
    pdf(tmp_path / "g.pdf", [])
    pdf(tmp_path / "h.pdf", ["Cook"], password="secret")
    (tmp_path / "i.md").write_text("Cook")
    with pytest.raises(InvalidRowsError) as caught:
        read_candidates(tmp_path)
    assert [problem.split(". ")[0] for problem in caught.value.problems] == [
        "a.txt: is empty",
        "b.txt: is binary, not text",
        "c.txt: holds 9 MB; at most 1 million characters are read",
        "d.docx: is a damaged Word document",
        "e.docx: is protected by a password or in the old .doc format",
        "f.pdf: is a damaged PDF",
        "g.pdf: is a PDF without text (a scan)",
        "h.pdf: is protected by a password",
    ]
    found = read_candidates(tmp_path, skip_invalid=True)
    assert [person.text for person in found.items] == ["Cook"]
    assert len(found.problems) == 8


def test_two_documents_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "1.md").write_text("Cook")
    (tmp_path / "1.txt").write_text("Cook")
    assert read_candidates(tmp_path).notes == ("1 exact duplicate dropped.",)
    (tmp_path / "1.txt").write_text("Baker")
    with pytest.raises(InvalidRowsError) as caught:
        read_candidates(tmp_path)
    assert caught.value.problems == (
        '1.txt: id "1" is also the name of 1.md, with other content. Rename one of the two files.',
    )


def test_a_folder_without_documents(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"the folder holds no documents\. Put documents into it"):
        read_candidates(tmp_path)
    (tmp_path / "people.csv").write_text("title\nCook\n")
    with pytest.raises(InputFileError, match=r"Give the table itself, such as .*people\.csv\.$"):
        read_candidates(tmp_path)
    (tmp_path / "1.txt").write_text("Cook")
    with pytest.raises(InvalidValueError, match="Documents have no columns"):
        read_candidates(tmp_path, column_map={"a": "title"})


def test_progress_counts_documents(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Cook {number}")
    calls: list[tuple[int, int]] = []
    read_candidates(tmp_path, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(0, 3), (1, 3), (2, 3), (3, 3)]
