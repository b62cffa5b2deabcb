"""What do the texts of files say, as plain data that a page or a program can show?"""

import json
from pathlib import Path

import pytest
from builders import ENCODER
from taxonomy_files import DOUGH
from tiny_taxonomy import SPELLED, imported

from matching.casework.extracting import DocumentText, concept_links, findings_in, read_texts
from matching.linking.linker import Linker
from matching.taxonomy import open_taxonomy

ADVERT = "Baker\n\nRequirements:\n- Only women\n- Good English\n- knead dough\n- from 1200 GEL a month\n"
CV = "Nino Beridze\nnino.beridze@example.org\n\nSkills\nbaking, cake decoration\n"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a-1.txt").write_text(ADVERT, encoding="utf-8")
    (folder / "p-1.txt").write_text(CV, encoding="utf-8")
    return folder


def test_each_text_says_what_it_is_unless_that_is_said(documents: Path) -> None:
    _, told = read_texts(documents)
    _, cvs = read_texts(documents, "cv")
    _, adverts = read_texts(documents, "advert")
    assert {one.id: one.kind for one in told} == {"a-1": "advert", "p-1": "cv"}
    assert {one.kind for one in cvs} == {"cv"}
    assert {one.kind for one in adverts} == {"advert"}
    assert not any("Beridze" in one.text or "@" in one.text for one in (*told, *cvs))


def test_the_title_of_an_advert_in_a_table_stands_before_its_text(tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_text("id,title,description\nv-1,Baker,We bake\nv-2,Baker,\n", encoding="utf-8")
    intake, texts = read_texts(tmp_path / "jobs.csv", "advert")
    assert [one.id for one in intake.items] == ["v-1", "v-2"]
    assert [one.text for one in texts] == ["Baker\nWe bake", ""]


def test_findings_are_plain_data_with_their_words() -> None:
    found = findings_in(DocumentText("a-1", ADVERT, "advert"))
    record = found.record()
    assert json.loads(json.dumps(record)) == record
    assert list(record) == ["id", "kind", "text", "findings", "flags"]
    assert all(found.text[one.start : one.end] == one.quote for one in (*found.findings, *found.flags))
    (wage,) = (one for one in found.findings if one.what == "wage")
    assert (wage.fields["wage"]["currency"], wage.concepts) == ("GEL", ())
    assert [flag.kind for flag in found.flags] == ["sex"]


def test_phrases_get_the_concepts_that_they_are_spelled_like(tmp_path: Path) -> None:
    linker = Linker(open_taxonomy(imported(tmp_path)), ENCODER, weights=SPELLED)
    found = findings_in(DocumentText("a-1", ADVERT, "advert"), link=concept_links(linker, "fr"))
    ((concept, *_),) = (one.concepts for one in found.findings if one.quote == "knead dough")
    assert (concept["uri"], concept["label"], concept["lang"]) == (DOUGH, "pétrir la pâte", "fr")
    assert concept["evidence"] == "exact: knead dough (en)"
