"""From a taxonomy and a lexicon to an encoder, the same again from the same seed."""

import gzip
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
from taxonomy_files import DESCRIPTIONS, DRAWINGS, ESCO, METALWORK, PIPE_WELDER, SHIELDING, TIG, WELDER, downloads

from matching.embeddings.spelling import as_typed
from matching.embeddings.static import load_static
from matching.embeddings.training.corpus import (
    Concept,
    gender_forms,
    join_lexicon,
    read_esco,
    read_lexicon,
    without_every,
)
from matching.embeddings.training.loop import Recipe, train_encoder, train_on
from matching.embeddings.training.official import read_concepts
from matching.embeddings.training.pairing import Mixture, epoch_of_pairs
from matching.embeddings.training.teacher import Lesson, english_texts, principal
from matching.errors import InputFileError, TaxonomyError

TRADES = {
    "welder": ["soudeur", "spawacz", "metal joiner"],
    "cook": ["cuisinier", "kucharz", "kitchen chef"],
    "nurse": ["infirmier", "pielegniarka", "hospital carer"],
    "driver": ["chauffeur", "kierowca", "lorry operator"],
    "tailor": ["couturier", "krawiec", "garment maker"],
    "farmer": ["agriculteur", "rolnik", "crop grower"],
}
SMALL = Recipe(dim=16, vocabulary=400, epochs=30, batch=8, threads=1)


@pytest.fixture
def esco(tmp_path: Path) -> Path:
    labels, descriptions, relations = ["concept_uri\tkind\tlang\trole\tlabel"], ["concept_uri\tlang\tdescription"], []
    for at, (english, (french, polish, other)) in enumerate(TRADES.items()):
        for lang, label in (("en", english), ("fr", french), ("pl", polish), ("en", other)):
            labels.append(f"o{at}\toccupation\t{lang}\tpreferred\t{label}")
        labels.append(f"s{at}\tskill\ten\tpreferred\twork as {english}")
        descriptions.append(f"o{at}\ten\tA {english} is a {other}.")
        relations.append(f"o{at},essential,skill/competence,s{at}")
    folder = tmp_path / "esco"
    folder.mkdir()
    for name, lines in (("labels", labels), ("descriptions", descriptions)):
        (folder / f"{name}.tsv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    with zipfile.ZipFile(folder / "small_relations_csv.zip", "w") as archive:
        header = "occupationUri,relationType,skillType,skillUri\n"
        archive.writestr("occupationSkillRelations.csv", header + "\n".join(relations))
    return folder


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    rows = "english,ka,kind\nWelder,შემდუღებელი,occupation\nteam work,გუნდური მუშაობა,phrase\n"
    (folder / "ka.csv").write_text(rows, encoding="utf-8")
    return folder


def test_loss_goes_down_and_synonyms_meet(esco: Path, lexicon: Path, tmp_path: Path) -> None:
    losses = train_encoder(esco, lexicon, tmp_path / "out", SMALL)
    assert losses[-1] < 0.6 * losses[0]
    encoder = load_static(tmp_path / "out")
    vectors = encoder.encode(list(TRADES)) @ encoder.encode([french for french, *_ in TRADES.values()]).T
    assert vectors.argmax(axis=1).tolist() == list(range(len(TRADES)))
    welder, cook, georgian = encoder.encode(["welder", "cook", "shemdughebeli"])
    assert georgian @ welder > georgian @ cook


def test_the_same_seed_gives_the_same_bytes(esco: Path, lexicon: Path, tmp_path: Path) -> None:
    recipe = Recipe(dim=8, vocabulary=300, epochs=2, batch=8, threads=1)
    for name in ("one", "two"):
        train_encoder(esco, lexicon, tmp_path / name, recipe)
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


@pytest.mark.slow
def test_a_teacher_pulls_english_texts_towards_its_own_vectors(esco: Path, tmp_path: Path) -> None:
    concepts = read_esco(esco)
    texts = english_texts(concepts.values(), least=1)
    wishes = principal(np.random.default_rng(0).normal(size=(len(texts), 24)), SMALL.dim)
    likeness = {}
    for lesson in (None, Lesson(texts, np.arange(len(texts)), wishes, len(texts))):
        train_on(concepts, tmp_path / "out", SMALL, lesson=lesson)
        likeness[lesson is None] = np.mean(np.sum(load_static(tmp_path / "out").encode(texts) * wishes, axis=1))
    assert likeness[False] > likeness[True] + 0.3


def test_every_fifth_occupation_and_skill_is_left_out_with_all_that_is_known_of_it(esco: Path) -> None:
    kept = without_every(read_esco(esco), 5)
    assert [uri for uri in sorted(kept) if uri.startswith("o")] == ["o1", "o2", "o3", "o4"]
    skills = sorted(f"s{at}" for at in range(len(TRADES)))
    assert [uri for uri in sorted(kept) if uri.startswith("s")] == [one for at, one in enumerate(skills) if at % 5]


@pytest.mark.parametrize(
    ("label", "forms"),
    [
        ("soudeur/soudeuse", ["soudeur", "soudeuse"]),
        ("directeur technique/directrice technique", ["directeur technique", "directrice technique"]),
        ("asystent / asystentka w laboratorium", ["asystent w laboratorium", "asystentka w laboratorium"]),
        ("pattern developer/grader", []),
        ("24/7 support", []),
    ],
)
def test_a_slash_between_two_forms_of_a_title_gives_both(label: str, forms: list[str]) -> None:
    assert gender_forms(label) == [label, *forms]


def test_a_lexicon_with_other_columns_is_refused_by_name(lexicon: Path) -> None:
    (lexicon / "notes.csv").write_text("what,ever\n1,2\n", encoding="utf-8")
    with pytest.raises(
        InputFileError, match=r"notes\.csv: a lexicon has the columns english, a language code and kind"
    ):
        read_lexicon(lexicon)


def test_the_two_forms_of_a_title_are_seen_as_a_pair() -> None:
    concept = Concept("o1", "occupation")
    concept.add("fr", "soudeur/soudeuse")
    only_forms = Mixture(descriptions=0, skill_lists=0, profiles=0, groups=0, typing=0, noise=0, repeat=0, forms=1)
    assert epoch_of_pairs({"o1": concept}, only_forms, 8, random.Random(0)) == [[("soudeuse", "soudeur")]]


def test_lexicon_terms_join_the_concept_whose_label_they_translate(esco: Path, lexicon: Path) -> None:
    concepts = read_esco(esco)
    join_lexicon(concepts, read_lexicon(lexicon))
    assert concepts["o0"].labels["ka"] == ["შემდუღებელი"]
    assert concepts["lexicon:phrase:team work"].labels == {"en": ["team work"], "ka": ["გუნდური მუშაობა"]}


def test_no_concept_stands_twice_in_a_batch() -> None:
    concepts = {f"c{n}": Concept(f"c{n}", "skill", {"en": [f"a{n}", f"b{n}", f"x{n}"]}) for n in range(40)}
    batches = epoch_of_pairs(concepts, Mixture(typing=0, noise=0, repeat=1), batch=20, draw=random.Random(3))
    assert sum(len(batch) for batch in batches) == 120
    for batch in batches:
        numbers = [anchor[1:] for anchor, _ in batch]
        assert len(numbers) == len(set(numbers))
        assert all(anchor != positive and anchor[1:] == positive[1:] for anchor, positive in batch)


def test_people_type_a_word_in_several_ways() -> None:
    draw = random.Random(0)
    typed = {as_typed("ქართული", "ka", draw) for _ in range(20)}
    assert typed == {"kartuli", "qartuli"}
    assert as_typed("njegovatelj", "hr", draw) == "negovatelj"
    slips = {as_typed("welder", "en", draw) for _ in range(200)}
    assert {"wlder", "weelder", "wedler"} <= slips
    assert all(5 <= len(slip) <= 7 for slip in slips)


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"labels\.tsv\.gz: there is no such file"):
        read_esco(tmp_path)
    (tmp_path / "labels.tsv.gz").write_bytes(gzip.compress(b"uri\tlabel\n"))
    with pytest.raises(InputFileError, match="it has no column concept_uri, kind, lang"):
        read_esco(tmp_path)


def test_a_concept_forgets_a_broader_one_that_is_left_out() -> None:
    concepts = {
        "o1": Concept("o1", "occupation", {"en": ["baker"]}),
        "o2": Concept("o2", "occupation", {"en": ["pastry baker"]}, groups=["o1"]),
    }
    assert without_every(concepts, 2)["o2"].groups == []
    assert concepts["o2"].groups == ["o1"], "the concepts given stay as they were"


def test_official_downloads_give_the_same_kind_of_concepts(tmp_path: Path) -> None:
    downloads(tmp_path)
    concepts = read_concepts(tmp_path)
    welder = concepts[WELDER]
    assert (welder.kind, welder.labels["en"]) == ("occupation", ["welder", "metal joiner", "torch worker"])
    assert set(welder.labels["fr"]) == {"soudeur/soudeuse", "soudeur", "soudeuse"}
    assert welder.forms == [("soudeur", "soudeuse")]
    assert {lang: text.split() for lang, text in welder.descriptions.items()} == {"en": DESCRIPTIONS[WELDER].split()}
    assert set(welder.essential) == {SHIELDING, DRAWINGS}
    assert welder.optional == [TIG]
    assert welder.groups == [f"{ESCO}isco/C7212"]
    assert concepts[PIPE_WELDER].groups == [WELDER]
    assert concepts[welder.groups[0]].kind == "isco_group"
    assert METALWORK not in concepts


@pytest.mark.slow
def test_the_encoder_is_trained_from_a_download_as_it_comes(tmp_path: Path) -> None:
    (tmp_path / "esco").mkdir()
    downloads(tmp_path / "esco")
    train_encoder(tmp_path / "esco", None, tmp_path / "out", SMALL)
    encoder = load_static(tmp_path / "out")
    welder, boulanger, baker = encoder.encode(["welder", "boulanger", "baker"])
    assert boulanger @ baker > boulanger @ welder


def test_what_is_no_download_of_esco_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(TaxonomyError, match=r"notes\.csv|ESCO"):
        read_concepts(tmp_path)
