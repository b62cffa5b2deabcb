"""What do phrases mean, by name, and what is remembered of a counsellor's word?"""

from pathlib import Path

import pytest
from builders import ENCODER
from taxonomy_files import BAKER, DOUGH, WELDER
from tiny_taxonomy import SPELLED, imported

from matching.casework.linking import link_phrases, read_phrases, remember_meaning
from matching.errors import InputFileError, UnknownIdError
from matching.linking.corrections import Corrections
from matching.linking.linker import Linker
from matching.taxonomy import open_taxonomy


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("links"))


@pytest.fixture
def linker(folder: Path, tmp_path: Path) -> Linker:
    corrections = Corrections(tmp_path / "corrections.jsonl")
    return Linker(open_taxonomy(folder), ENCODER, weights=SPELLED, corrections=corrections)


def test_concepts_are_named_in_the_language_asked_for_and_in_english_without_one(linker: Linker) -> None:
    ((french, *_),) = link_phrases(linker, ["soudeuse"], "occupation", lang="fr")
    ((english, *_),) = link_phrases(linker, ["soudeuse"], "occupation")
    assert (french.uri, french.name, french.evidence) == (WELDER, "soudeur/soudeuse", "exact: soudeuse (fr)")
    assert (english.uri, english.name, english.evidence) == (WELDER, "welder", "exact: soudeuse (fr)")
    assert link_phrases(linker, ["zzz qqq xxx"], "occupation") == [[]]


def test_what_a_counsellor_said_is_kept_and_needs_no_label(linker: Linker, tmp_path: Path) -> None:
    assert remember_meaning(linker, "bread person", "occupation", BAKER) == tmp_path / "corrections.jsonl"
    ((said,),) = link_phrases(linker, ["Bread Person"], "occupation")
    assert (said.uri, said.name, said.confidence, said.evidence) == (BAKER, "baker", 1.0, "confirmed")
    remember_meaning(linker, "bread person", "occupation", None)
    assert link_phrases(linker, ["bread person"], "occupation") == [[]]


def test_a_concept_of_another_kind_is_not_remembered(linker: Linker, tmp_path: Path) -> None:
    with pytest.raises(UnknownIdError, match="occupation"):
        remember_meaning(linker, "bread person", "occupation", DOUGH)
    assert not (tmp_path / "corrections.jsonl").exists()


def test_without_a_place_to_keep_it_nothing_is_kept(folder: Path) -> None:
    linker = Linker(open_taxonomy(folder), ENCODER, weights=SPELLED)
    assert remember_meaning(linker, "bread person", "occupation", BAKER) is None


def test_phrases_of_a_file_are_its_lines(tmp_path: Path) -> None:
    (tmp_path / "phrases.txt").write_text("\ufeffwelder\n\n  baker \n", encoding="utf-8")
    assert read_phrases(tmp_path / "phrases.txt") == ["welder", "baker"]


@pytest.mark.parametrize(
    ("content", "told"), [(None, "it cannot be read"), (b"\xff\xfe\xff", "it is no UTF-8 text"), (b" \n", "no phrase")]
)
def test_a_file_without_phrases_is_one_sentence(tmp_path: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / "phrases.txt").write_bytes(content)
    with pytest.raises(InputFileError, match=told):
        read_phrases(tmp_path / "phrases.txt")
