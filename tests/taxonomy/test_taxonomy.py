"""What does an opened taxonomy say of its concepts, and what when its file is absent, damaged or of another format?"""

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import taxonomy_files as files
from hypothesis import given
from hypothesis import strategies as st
from taxonomy_files import BAKER, DOUGH, DRAWINGS, ESCO, METALWORK, OVENS, PIPE_WELDER, SHIELDING, TIG, WELDER

from matching.domain import Candidate, Experience, SkillClaim, SkillDemand, Vacancy
from matching.errors import TaxonomyError, UnknownIdError
from matching.taxonomy import ConceptKind, Label, Taxonomy, mentions, open_taxonomy, vanished
from matching.taxonomy.esco import import_taxonomy
from matching.taxonomy.words import fold_label


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory) -> Taxonomy:
    folder = tmp_path_factory.mktemp("esco")
    paths = [*files.downloads(folder), files.write_rome(folder / "rome.xlsx")]
    return open_taxonomy(import_taxonomy(paths, folder / "var").path)


def uris(taxonomy: Taxonomy, rows) -> set[str]:
    return {taxonomy.uris[row] for row in rows}


def ends(taxonomy: Taxonomy, matrix, uri: str) -> set[str]:
    return uris(taxonomy, matrix[taxonomy.row(uri)].indices)


def test_it_says_what_it_holds(taxonomy):
    assert taxonomy.version == "1.1.1"
    assert taxonomy.languages == ("en", "fr", "ka")
    assert len(taxonomy) == 3 + 5 + 1 + 619
    assert uris(taxonomy, taxonomy.rows_of(ConceptKind.OCCUPATION)) == {WELDER, PIPE_WELDER, BAKER}
    assert uris(taxonomy, taxonomy.rows_of(ConceptKind.SKILL)) == {TIG, SHIELDING, DRAWINGS, DOUGH, OVENS}
    assert uris(taxonomy, taxonomy.rows_of(ConceptKind.SKILL_GROUP)) == {METALWORK}
    assert taxonomy.kind(taxonomy.row("7212")) is ConceptKind.ISCO_GROUP


def test_rows_are_ordered_by_uri(taxonomy):
    assert list(taxonomy.uris) == sorted(taxonomy.uris)
    assert [taxonomy.row(uri) for uri in taxonomy.uris] == list(range(len(taxonomy)))


@pytest.mark.parametrize(
    "name", ["7212", "C7212", "c7212", " 7212 ", "H2913", "h2913", "https://data.europa.eu/esco/isco/C7212"]
)
def test_a_group_is_found_by_its_codes(taxonomy, name):
    assert taxonomy.uris[taxonomy.row(name)] == f"{ESCO}isco/C7212"


@pytest.mark.parametrize("name", ["", "7219", "Z9999", "welder", f"{ESCO}occupation/gone", "72125"])
def test_what_is_not_there_has_no_row(taxonomy, name):
    assert taxonomy.row(name) is None


def test_a_rome_code_has_its_unit_group_with_the_zero_that_spreadsheets_drop(taxonomy):
    assert taxonomy.isco_of_rome("H2913") == "7212"
    assert taxonomy.isco_of_rome("k1703") == "0110"
    with pytest.raises(UnknownIdError, match=r'No ROME code has the id "H2999". Nearest ids: H2913'):
        taxonomy.isco_of_rome("H2999")


def test_a_label_falls_back_to_english_then_to_any_language(taxonomy, tmp_path):
    welder = taxonomy.row(WELDER)
    assert [taxonomy.label(welder, lang) for lang in ("fr", "en", "ka", "xx")] == [
        "soudeur/soudeuse",
        "welder",
        "welder",
        "welder",
    ]
    assert taxonomy.label(taxonomy.row("7212"), "ka") == "შემდუღებლები და ლითონის აირით მჭრელები"
    french = open_taxonomy(
        import_taxonomy([files.write_zip(tmp_path / "fr.zip", files.classification("1.1", "fr"))], tmp_path).path
    )
    assert french.label(french.row(WELDER), "en") == "soudeur/soudeuse"


def test_labels_have_one_preferred_in_each_language(taxonomy):
    assert taxonomy.labels(taxonomy.row(WELDER)) == [
        Label("welder", "en", preferred=True),
        Label("metal joiner", "en", preferred=False),
        Label("torch worker", "en", preferred=False),
        Label("soudeur/soudeuse", "fr", preferred=True),
        Label("soudeur", "fr", preferred=False),
        Label("soudeuse", "fr", preferred=False),
    ]
    assert taxonomy.labels(taxonomy.row(WELDER), "ka") == []
    assert taxonomy.labels(taxonomy.row(BAKER), "en") == [Label("baker", "en", preferred=True)]


@pytest.mark.parametrize("kind", [None, *ConceptKind])
@pytest.mark.parametrize("languages", [None, ["fr"], ["ka", "xx", "en"], []])
def test_all_labels_are_those_of_each_row(taxonomy, kind, languages):
    rows, texts, langs = taxonomy.all_labels(kind, languages)
    expected = [
        (row, label.text, lang)
        for lang in (taxonomy.languages if languages is None else languages)
        for row in range(len(taxonomy))
        if kind is None or taxonomy.kind(row) is kind
        for label in taxonomy.labels(row, lang)
    ]
    assert rows.dtype == np.int64
    assert list(zip(rows.tolist(), texts, langs, strict=True)) == expected


def test_a_description_keeps_its_paragraphs(taxonomy):
    text = "Joins pieces of metal with heat.\nReads the drawing first."
    assert taxonomy.description(taxonomy.row(WELDER), "en") == text
    assert taxonomy.description(taxonomy.row(WELDER), "fr") == text
    assert taxonomy.description(taxonomy.row(BAKER), "en") is None


def test_isco_codes_and_ancestry(taxonomy):
    line = [f"{ESCO}isco/C{code}" for code in ("7212", "721", "72", "7")]
    assert taxonomy.isco(taxonomy.row(PIPE_WELDER)) == "7212"
    assert [taxonomy.uris[row] for row in taxonomy.isco_ancestry(taxonomy.row(PIPE_WELDER))] == line
    assert [taxonomy.uris[row] for row in taxonomy.isco_ancestry(taxonomy.row("721"))] == line[1:]
    assert taxonomy.isco(taxonomy.row("72")) == "72"
    assert taxonomy.isco(taxonomy.row(TIG)) is None
    assert taxonomy.isco_ancestry(taxonomy.row(TIG)) == []


def test_relations_go_from_occupations_to_skills_and_from_children_to_parents(taxonomy):
    assert ends(taxonomy, taxonomy.essential, WELDER) == {SHIELDING, DRAWINGS}
    assert ends(taxonomy, taxonomy.optional, WELDER) == {TIG}
    assert ends(taxonomy, taxonomy.essential, BAKER) == {DOUGH}
    assert ends(taxonomy, taxonomy.broader, PIPE_WELDER) == {WELDER}
    assert ends(taxonomy, taxonomy.broader, WELDER) == {f"{ESCO}isco/C7212"}
    assert ends(taxonomy, taxonomy.broader, f"{ESCO}isco/C72") == {f"{ESCO}isco/C7"}
    assert ends(taxonomy, taxonomy.broader, TIG) == {METALWORK}
    assert ends(taxonomy, taxonomy.narrower, WELDER) == {PIPE_WELDER}
    assert ends(taxonomy, taxonomy.related, TIG) == {SHIELDING}
    assert ends(taxonomy, taxonomy.related, SHIELDING) == {TIG}
    for matrix in (taxonomy.essential, taxonomy.optional, taxonomy.broader, taxonomy.related):
        assert matrix.shape == (len(taxonomy), len(taxonomy))
        assert matrix.dtype == np.bool_


def found(taxonomy: Taxonomy, *asked, **wanted) -> list[tuple[str, str, str]]:
    return [
        (taxonomy.uris[hit.row].rpartition("/")[2], hit.label.text, hit.how)
        for hit in taxonomy.search(*asked, **wanted)
    ]


def test_search_puts_exact_before_prefix_before_words(taxonomy):
    sheets = "Sheet and structural metal workers, moulders and welders, and related workers"
    assert found(taxonomy, "welder", "en") == [
        ("o-welder", "welder", "exact"),
        ("C7212", "Welders and flame cutters", "prefix"),
        ("o-pipe-welder", "pipe welder", "words"),
        ("C721", sheets, "words"),
    ]


def test_search_sets_accents_case_and_order_aside(taxonomy):
    assert found(taxonomy, "PETRIR la pate") == [("s-dough", "pétrir la pâte", "exact")]
    assert found(taxonomy, "tuyaux soudeuse") == [("o-pipe-welder", "soudeur de tuyaux/soudeuse de tuyaux", "words")]
    assert found(taxonomy, "შემდუღებლები", "ka", limit=1) == [
        ("C7212", "შემდუღებლები და ლითონის აირით მჭრელები", "prefix")
    ]


def test_search_without_all_words_gives_those_with_the_most_letters(taxonomy):
    assert found(taxonomy, "soudeur de nuit", "fr", limit=1) == [
        ("o-pipe-welder", "soudeur de tuyaux/soudeuse de tuyaux", "some words")
    ]
    assert found(taxonomy, "infirmière de nuit", "fr") == []
    assert found(taxonomy, "quantum dough", "en") == [("s-dough", "knead dough", "some words")]


def test_search_keeps_to_language_kind_and_limit(taxonomy):
    assert [name for name, _, _ in found(taxonomy, "welder", kind=ConceptKind.ISCO_GROUP)] == ["C7212", "C721"]
    assert found(taxonomy, "welder", "fr") == []
    assert found(taxonomy, "welder", "xx") == []
    assert len(taxonomy.search("workers", limit=4)) == 4
    assert found(taxonomy, "") == []
    assert found(taxonomy, "…?!") == []


def test_every_label_finds_its_concept(taxonomy):
    rows, texts, langs = taxonomy.all_labels(languages=["en", "fr"])
    for row, text, lang in list(zip(rows.tolist(), texts, langs, strict=True))[::7]:
        exact = [hit.row for hit in taxonomy.search(text, lang, limit=20) if hit.how == "exact"]
        assert row in exact, text


@given(st.text(max_size=40))
def test_search_answers_any_text(taxonomy, text):
    hits = taxonomy.search(text, limit=5)
    assert len(hits) <= 5
    assert len({hit.row for hit in hits}) == len(hits)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text):
    assert fold_label(fold_label(text)) == fold_label(text)


def test_threads_share_one_taxonomy(tmp_path):
    shared = open_taxonomy(import_taxonomy(files.downloads(tmp_path), tmp_path / "var").path)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: (found(shared, "welder", "en"), shared.essential.nnz), range(32)))
    assert all(answer == answers[0] for answer in answers)


def test_vanished_concepts_are_reported_once_in_their_order(taxonomy):
    gone = f"{ESCO}skill/gone"
    assert vanished(taxonomy, [gone, TIG, "7212", "7219", gone, "H2913"]) == [gone, "7219"]


def test_everything_that_names_a_concept_is_asked():
    person = Candidate(
        id="p-1",
        experiences=(Experience(title="welder", occupation=WELDER), Experience(title="father")),
        skills=(SkillClaim(phrase="TIG", concept=TIG), SkillClaim(phrase="ovens")),
    )
    job = Vacancy(
        id="v-1",
        title="baker",
        occupation=BAKER,
        essential_skills=(SkillDemand(phrase="dough", concept=DOUGH),),
        optional_skills=(SkillDemand(phrase="ovens", concept=OVENS),),
    )
    assert list(mentions([person, job])) == [
        ("p-1", "experiences", WELDER),
        ("p-1", "skills", TIG),
        ("v-1", "occupation", BAKER),
        ("v-1", "essential_skills", DOUGH),
        ("v-1", "optional_skills", OVENS),
    ]


def test_an_absent_taxonomy_is_told_with_what_to_do(tmp_path):
    with pytest.raises(
        TaxonomyError, match=r"taxonomy.zip: no taxonomy is imported yet. Run: matching taxonomy import"
    ):
        open_taxonomy(tmp_path)
    with pytest.raises(TaxonomyError, match="no taxonomy is imported yet"):
        open_taxonomy(tmp_path / "nowhere")


def test_a_taxonomy_without_rome_codes_says_so(tmp_path):
    plain = open_taxonomy(import_taxonomy(files.downloads(tmp_path), tmp_path / "var").path)
    assert plain.row("H2913") is None
    with pytest.raises(TaxonomyError, match=r"it holds no ROME–ISCO table. Run: matching taxonomy import TABLE"):
        plain.isco_of_rome("H2913")


def rewritten(taxonomy: Taxonomy, path: Path, **manifest) -> Path:
    with zipfile.ZipFile(taxonomy.path) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | manifest).encode()
            new.writestr(name, content)
    return path


def test_another_format_is_told(taxonomy, tmp_path):
    other = rewritten(taxonomy, tmp_path / "t.zip", format=99)
    with pytest.raises(
        TaxonomyError, match=r"it was written in format 99, this version reads 1. Run: matching taxonomy"
    ):
        open_taxonomy(other)


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>", b"\x00" * 1000])
def test_what_is_no_taxonomy_is_told(tmp_path, content):
    (tmp_path / "taxonomy.zip").write_bytes(content)
    with pytest.raises(TaxonomyError, match=r"it is damaged, or no taxonomy. Run: matching taxonomy import"):
        open_taxonomy(tmp_path)


def use(path: Path) -> None:
    opened = open_taxonomy(path)
    opened.all_labels()
    opened.search("welder")
    opened.description(0, "en")
    opened.isco_ancestry(0)
    assert opened.rome_to_isco is not None
    for name in ("essential", "optional", "broader", "related"):
        getattr(opened, name)


@pytest.mark.parametrize("part", range(20))
def test_a_damaged_or_truncated_file_is_told_when_it_is_used(taxonomy, tmp_path, part):
    content = bytearray(taxonomy.path.read_bytes())
    place = len(content) * part // 20 + 50
    path = tmp_path / "t.zip"
    path.write_bytes(content[:place])
    with pytest.raises(TaxonomyError):
        use(path)
    if part == 0:
        return
    content[place - 40 : place] = bytes(255 - byte for byte in content[place - 40 : place])
    path.write_bytes(content)
    with pytest.raises(TaxonomyError):
        use(path)
