"""Titles and skills are linked to concepts: by spelling, words or meaning, with every likely reading, or to none."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from builders import ENCODER
from hypothesis import given, settings
from hypothesis import strategies as st
from taxonomy_files import BAKER, DOUGH, PIPE_WELDER, TIG, WELDER, write_folder
from tiny_taxonomy import imported
from typer.testing import CliRunner

from matching.cli.app import app
from matching.errors import InputFileError, TaxonomyError
from matching.linking.confidence import LinkWeights, bundled_weights, none_features, read_weights
from matching.linking.corrections import Corrections
from matching.linking.evidence import FEATURES, gather
from matching.linking.labels import build_labels, spelling
from matching.linking.linker import FAINTEST, Linker, open_linker
from matching.linking.titles import core
from matching.taxonomy import ConceptKind, open_taxonomy

OCCUPATION, SKILL = ConceptKind.OCCUPATION, ConceptKind.SKILL
COLUMN = {name: at for at, name in enumerate(FEATURES)}
# One likeness of meaning and exact spelling decide, so that tests do not follow the weights that ship.
PLAIN = LinkWeights(
    np.array([{"meaning_nearest": 6.0, "exact": 2.0, "exact_preferred": 1.0}.get(name, 0.0) for name in FEATURES]),
    np.array([2.5, 0.0]),
    0.3,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A data folder with the tiny taxonomy of ``taxonomy_files``: three occupations and five skills in en and fr."""
    return imported(tmp_path_factory.mktemp("linking"))


@pytest.fixture(scope="module")
def linker(folder) -> Linker:
    return Linker(open_taxonomy(folder), ENCODER, weights=PLAIN)


def uris(links) -> list[str]:
    return [one.uri for one in links]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Senior Welder (m/w/d) - Batumi", "Welder"),
        ("Lagermitarbeiter/in", "Lagermitarbeiter"),
        ("Infirmier H/F", "Infirmier"),
        ("Verkäufer:in", "Verkäufer"),
        ("Wanted: plumber", "plumber"),
        ("PROMOTER @ TROPICANA GARDEN", "PROMOTER"),
        ("Product Engineer (Fresh Graduate) - 39657 (Contract)", "Product Engineer"),
        ("Secrétaire-comptable", "Secrétaire-comptable"),
        ("E-Commerce Manager", "E-Commerce Manager"),
        ("შემდუღებელი (ქუთაისი)", "შემდუღებელი"),
        ("C#", "C#"),
        ("Senior", "Senior"),
    ],
)
def test_what_names_the_occupation_in_a_title(title, kept):
    assert core(title) == kept


@given(st.text(max_size=60))
def test_a_title_is_never_emptied(title):
    assert core(title).strip() or not title.strip()


@pytest.mark.parametrize("phrase", ["welder", "WELDER", "  Welder. ", "Welder (m/w/d) - Poti"])
def test_an_exact_label_is_found_however_it_is_dressed(linker, phrase):
    first = linker.link([phrase], OCCUPATION)[0][0]
    assert (first.uri, first.how, first.label, first.lang) == (WELDER, "exact", "welder", "en")
    assert first.concept == linker.taxonomy.row(WELDER)


def test_the_label_told_is_in_the_language_of_the_phrase(linker):
    first = linker.link(["soudeuse"], OCCUPATION)[0][0]
    assert (first.uri, first.label, first.lang, first.how) == (WELDER, "soudeuse", "fr", "exact")


def test_shared_words_are_called_lexical_and_shared_parts_of_words_meaning(linker):
    (pipe, *_), (joined, *_) = linker.link(["welder of a pipe", "soudagiste"], OCCUPATION)
    assert (pipe.uri, pipe.how) == (PIPE_WELDER, "lexical")
    assert (joined.uri, joined.how) == (WELDER, "meaning")


def test_every_likely_reading_is_kept_with_its_share(folder):
    weights = LinkWeights(PLAIN.features / 64, np.array([0.0, 0.0]), 0.5)
    links = Linker(open_taxonomy(folder), ENCODER, weights=weights).link(["pipe and metal welder"], OCCUPATION)[0]
    assert set(uris(links)) >= {WELDER, PIPE_WELDER}
    # Neither is likelier than not, but together they are.
    assert max(one.confidence for one in links) < 0.5 < sum(one.confidence for one in links) <= 1
    assert [one.confidence for one in links] == sorted((one.confidence for one in links), reverse=True)
    assert all(one.confidence >= FAINTEST for one in links)


@pytest.mark.parametrize("phrase", ["", "  ", "…", "our company values honesty", "14 500"])
def test_what_is_no_concept_is_linked_to_none(linker, phrase):
    assert linker.link([phrase], OCCUPATION) == [[]]


def test_kinds_are_kept_apart(linker):
    assert uris(linker.link(["knead dough"], SKILL)[0])[0] == DOUGH
    assert DOUGH not in uris(linker.link(["knead dough"], OCCUPATION)[0])


def test_phrases_are_answered_in_their_order_repeated_ones_alike(linker):
    found = linker.link(["baker", "", "welder", "baker"], OCCUPATION, top=1)
    assert [uris(links) for links in found] == [[BAKER], [], [WELDER], [BAKER]]
    assert linker.link([], OCCUPATION) == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["baker", "welder", "pipe welder", "boulangère", "nothing at all"]), max_size=8))
def test_a_phrase_means_the_same_alone_and_among_others(linker, phrases):
    def rounded(links):
        return [(one.uri, round(one.confidence, 3), one.label) for one in links]

    together = linker.link(phrases, OCCUPATION)
    assert [rounded(links) for links in together] == [
        rounded(linker.link([phrase], OCCUPATION)[0]) for phrase in phrases
    ]


def test_only_labels_of_the_languages_asked_for_are_used(folder):
    french = Linker(open_taxonomy(folder), ENCODER, languages=["fr"], weights=PLAIN)
    assert french.labels(OCCUPATION).names == ("fr",)
    assert french.link(["soudeur"], OCCUPATION)[0][0].lang == "fr"


def test_labels_know_their_concept_language_and_preferred_form(folder):
    labels = build_labels(open_taxonomy(folder), OCCUPATION, ENCODER, None)
    said = {
        (labels.label(row), labels.lang(row)): (int(labels.owner[row]), bool(labels.preferred[row]))
        for row in range(len(labels.spelled))
    }
    assert said["welder", "en"][1]
    assert not said["metal joiner", "en"][1]
    assert said["welder", "en"][0] == said["soudeuse", "fr"][0] != said["baker", "en"][0]
    assert np.allclose(np.linalg.norm(labels.prototypes, axis=2), 1, atol=1e-5)


def test_the_language_of_a_phrase_is_told_from_the_labels(folder):
    labels = build_labels(open_taxonomy(folder), OCCUPATION, ENCODER, None)
    told = labels.languages_of(labels.read(["pipeline welder", "soudeur de tuyaux", "შემდუღებელი"]))
    assert [labels.names[place] if place >= 0 else None for place in told] == ["en", "fr", None]


def test_evidence_says_what_is_alike(folder):
    labels = build_labels(open_taxonomy(folder), OCCUPATION, ENCODER, None)
    evidence = gather(labels, ENCODER, ["metal joiner"])
    place = int(np.flatnonzero(labels.concepts[evidence.concept] == open_taxonomy(folder).row(WELDER))[0])
    facts = evidence.features[place]
    assert facts[COLUMN["exact"]] == 1
    assert facts[COLUMN["exact_preferred"]] == 0
    assert facts[COLUMN["meaning_nearest"]] == pytest.approx(1, abs=0.01)
    assert facts[COLUMN["words_nearest"]] == pytest.approx(1, abs=1e-5)


def test_a_phrase_in_a_language_without_labels_is_compared_with_the_english_ones(folder):
    labels = build_labels(open_taxonomy(folder), OCCUPATION, ENCODER, None)

    def nearest(phrase: str, **stated) -> tuple[float, set[str]]:
        evidence = gather(labels, ENCODER, [phrase], **stated)
        return evidence.features[:, COLUMN["meaning_nearest"]].max(), {labels.lang(row) for row in evidence.label}

    assert nearest("soudeur xx", lang="fr")[0] > nearest("soudeur xx", lang="ka")[0]
    assert nearest("soudeur xx", lang="ka")[1] == {"en"}
    assert nearest("შემდუღებელი")[1] == {"en"}


def test_confidences_and_that_of_no_concept_sum_to_one(folder):
    labels = build_labels(open_taxonomy(folder), OCCUPATION, ENCODER, None)
    phrases = ["welder", "something else altogether"]
    evidence = gather(labels, ENCODER, phrases)
    sure = PLAIN.confidences(evidence, phrases, (0.0, 1.0))
    strength = PLAIN.strengths(evidence, (0.0, 1.0))
    for at, none in enumerate(none_features(phrases) @ PLAIN.none):
        mine = evidence.phrase == at
        odds = np.exp(strength[mine])
        assert sure[mine] == pytest.approx(odds / (odds.sum() + np.exp(none)))


@pytest.mark.parametrize("kind", ConceptKind)
def test_weights_that_ship_name_every_feature_and_weigh_no_likeness_against(kind):
    weights = bundled_weights(kind)
    assert (weights.features >= 0).all()
    assert weights.features.any()
    assert 0 < weights.threshold < 1
    with pytest.raises(KeyError):
        read_weights({"features": {}, "none": {}, "threshold": 0.1})


def test_groups_are_weighed_as_what_they_hold():
    assert bundled_weights(ConceptKind.ISCO_GROUP).features.tolist() == bundled_weights(OCCUPATION).features.tolist()
    assert bundled_weights(ConceptKind.SKILL_GROUP).features.tolist() == bundled_weights(SKILL).features.tolist()
    assert bundled_weights(OCCUPATION).features.tolist() != bundled_weights(SKILL).features.tolist()


def test_labels_are_kept_and_read_again(folder, tmp_path, monkeypatch):
    first = Linker(open_taxonomy(folder), ENCODER, cache=tmp_path, weights=PLAIN)
    found = first.link(["welder", "pipe welder, Poti"], OCCUPATION)
    monkeypatch.setattr("matching.linking.linker.build_labels", None)
    again = Linker(open_taxonomy(folder), ENCODER, cache=tmp_path, weights=PLAIN)
    assert again.link(["welder", "pipe welder, Poti"], OCCUPATION) == found


def test_labels_of_another_encoder_or_languages_are_built_anew(folder, tmp_path):
    class Other(type(ENCODER)):
        name = "other"

    for linker in (
        Linker(open_taxonomy(folder), ENCODER, cache=tmp_path, weights=PLAIN),
        Linker(open_taxonomy(folder), Other(), cache=tmp_path, weights=PLAIN),
        Linker(open_taxonomy(folder), Other(), languages=["fr"], cache=tmp_path, weights=PLAIN),
    ):
        linker.labels(OCCUPATION)
    (kept,) = tmp_path.iterdir()
    manifest = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))["manifest"]
    assert (manifest["encoder"], manifest["languages"]) == ("other", ["fr"])


def test_damaged_labels_are_built_anew(folder, tmp_path):
    Linker(open_taxonomy(folder), ENCODER, cache=tmp_path, weights=PLAIN).labels(OCCUPATION)
    (kept,) = tmp_path.iterdir()
    (kept / "vectors.npy").write_bytes(b"half")
    again = Linker(open_taxonomy(folder), ENCODER, cache=tmp_path, weights=PLAIN)
    assert uris(again.link(["welder"], OCCUPATION)[0])[0] == WELDER


def test_what_a_counsellor_confirmed_comes_first_whatever_the_spelling(folder, tmp_path):
    corrections = Corrections(tmp_path / "corrections.jsonl")
    linker = Linker(open_taxonomy(folder), ENCODER, corrections=corrections, weights=PLAIN)
    corrections.remember("Soudeur à l'eau", "occupation", BAKER)
    corrections.remember("welder", "occupation", None)
    (confirmed,) = linker.link(["SOUDEUR A L’EAU"], OCCUPATION)[0]
    assert (confirmed.uri, confirmed.confidence, confirmed.how) == (BAKER, 1.0, "confirmed")
    assert linker.link(["Welder"], OCCUPATION) == [[]]
    assert linker.link(["knead dough"], SKILL)[0]


def test_a_confirmed_concept_that_is_gone_is_passed_over(folder, tmp_path):
    corrections = Corrections(tmp_path / "corrections.jsonl")
    corrections.remember("welder", "occupation", "http://data.europa.eu/esco/occupation/gone")
    linker = Linker(open_taxonomy(folder), ENCODER, corrections=corrections, weights=PLAIN)
    assert linker.link(["welder"], OCCUPATION)[0][0].how == "exact"
    assert corrections.uris() == ["http://data.europa.eu/esco/occupation/gone"]


def test_corrections_are_kept_without_who_made_them_and_the_last_word_counts(tmp_path):
    path = tmp_path / "new" / "corrections.jsonl"
    one, other = Corrections(path), Corrections(path)
    one.remember("შემდუღებელი", "occupation", BAKER)
    one.remember("Shemdughebeli", "occupation", WELDER)
    other.remember("TIG", "skill", TIG)
    again = Corrections(path)
    assert len(again) == 2
    assert again.concept("შემდუღებელი", "occupation") == WELDER
    assert not again.knows("TIG", "occupation")
    assert [set(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()] == [
        {"phrase", "kind", "concept"}
    ] * 2
    assert [file.name for file in path.parent.iterdir()] == ["corrections.jsonl"]


@pytest.mark.parametrize(
    "line", ["no json", "[]", '{"phrase": "x", "kind": "skill"}', '{"phrase":"x","kind":"y","concept":3}']
)
def test_a_damaged_correction_is_named_by_its_line(tmp_path, line):
    path = tmp_path / "corrections.jsonl"
    path.write_text(f'{{"phrase": "a", "kind": "skill", "concept": null}}\n{line}\n', encoding="utf-8")
    with pytest.raises(InputFileError, match="line 2 is no correction"):
        Corrections(path)


def test_spelling_forgets_case_accents_blanks_and_outer_signs():
    assert spelling("  Électricien   du bâtiment! ") == "electricien du batiment"


def test_without_a_taxonomy_there_is_no_linker(tmp_path):
    with pytest.raises(TaxonomyError):
        open_linker(tmp_path, ENCODER)


@pytest.fixture
def command(folder, monkeypatch):
    """``matching link`` in the data folder."""
    monkeypatch.setenv("MATCHING_DATA_DIR", str(folder))
    monkeypatch.setattr("matching.assembly.load_encoder", lambda *_: ENCODER)
    yield lambda *arguments: CliRunner().invoke(app, ["link", *map(str, arguments)])
    (folder / "corrections.jsonl").unlink(missing_ok=True)


def test_the_command_prints_concept_confidence_and_evidence(command):
    result = command("soudeuse", "--lang", "fr")
    assert result.exit_code == 0, result.output
    assert "soudeur/soudeuse · exact: soudeuse (fr)" in result.output
    assert WELDER in result.output


def test_the_command_remembers_and_forgets_nothing(command):
    assert "Remembered" in command("bread person", "--confirm", BAKER).output
    assert "100%  baker · confirmed" in command("Bread Person").output
    assert "none" in command("bread person", "--reject").output


def test_the_command_refuses_a_concept_of_another_kind(command):
    result = command("bread person", "--confirm", DOUGH)
    assert result.exit_code == 1
    assert DOUGH in str(result.exception)


@pytest.mark.parametrize("arguments", [(), ("welder", "--file", "x.txt"), ("welder", "--reject", "--confirm", "x")])
def test_the_command_refuses_what_contradicts_itself(command, arguments):
    assert command(*arguments).exit_code == 1


def test_the_command_links_files(command, tmp_path):
    write_folder(tmp_path / "in", {"phrases.txt": b"welder\n\n=baker\nzzz qqq xxx\n"})
    out = tmp_path / "links.csv"
    assert command("--file", tmp_path / "in" / "phrases.txt", "--out", out, "--top", 1).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["phrase"], row["rank"], row["uri"]) for row in rows] == [
        ("welder", "1", WELDER), ("'=baker", "1", BAKER), ("zzz qqq xxx", "", ""),
    ]  # fmt: skip
    assert rows[2]["how"] == "none"


def test_an_empty_file_is_refused(command, tmp_path):
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    result = command("--file", tmp_path / "empty.txt")
    assert "there is no phrase in it" in str(result.exception)
    assert os.listdir(tmp_path) == ["empty.txt"]  # noqa: PTH208
