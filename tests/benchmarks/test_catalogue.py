import csv
import gzip
import re
import zipfile

import pytest

from benchmarks.generation.catalogue import held_out, load_catalogue, load_esco
from matching.embeddings.training.corpus import read_esco, without_every
from matching.errors import InputFileError, InvalidRowsError

CATALOGUE = load_catalogue()
BY_ID = {one.id: one for one in CATALOGUE}
BY_TITLE = {one.titles["en"][0]: one for one in CATALOGUE}


# The project's catalogue


def test_an_occupation_has_its_titles_in_both_forms_and_its_first_six_skills_are_essential():
    welder = BY_TITLE["Welder"]
    assert welder.isco == "7212"
    assert welder.titles["fr"] == ("Soudeur", "Soudeuse")
    assert welder.names("en")[:2] == ("Welder", "metal welder")
    assert [skill.labels["fr"][0] for skill in welder.essential[:2]] == ["soudage MIG/MAG", "soudage TIG"]
    assert len(welder.essential) == 6
    assert all(one.speaks("en", "fr", "ka") for one in CATALOGUE)
    assert not welder.speaks("en", "de")


def test_near_is_mutual_and_holds_related_occupations_and_those_of_one_unit_group():
    assert BY_TITLE["Plumber"].id in BY_TITLE["Welder"].near
    assert BY_TITLE["Cleaner"].isco == BY_TITLE["Hotel room attendant"].isco
    assert BY_TITLE["Cleaner"].id in BY_TITLE["Hotel room attendant"].near
    assert all(one.id in BY_ID[other].near and one.id != other for one in CATALOGUE for other in one.near)


def test_one_skill_of_two_occupations_is_one_skill():
    def drawings(title: str):
        return next(
            s for s in (*BY_TITLE[title].essential, *BY_TITLE[title].optional) if s.id == "read technical drawings"
        )

    assert drawings("Welder") is drawings("Bricklayer")


def test_an_absent_catalogue_says_where_to_find_one(tmp_path):
    with pytest.raises(InputFileError, match=r"no such catalogue .*data/demo/occupations\.csv"):
        load_catalogue(tmp_path / "none.csv")


def test_a_catalogue_without_its_columns_names_them(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("id,isco,title_en\no-1,7212,Welder\n", encoding="utf-8")
    with pytest.raises(InputFileError, match="no column related, synonyms_en, skills_en"):
        load_catalogue(path)


def test_every_bad_row_of_a_catalogue_is_listed(tmp_path):
    path = tmp_path / "c.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines)
        names = ["title_en", "title_fr", "synonyms_en", "synonyms_fr", "skills_en", "skills_fr"]
        rows.writerow(["id", "isco", *names, "related"])
        rows.writerow(["o-1", "7212", "Welder", "Soudeur", "", "", "weld; cut", "souder", ""])
        rows.writerow(["o-1", "7112", "Mason", "Maçon", "", "", "lay", "poser", "o-9"])
    with pytest.raises(InvalidRowsError) as error:
        load_catalogue(path)
    assert error.value.problems == (
        "row 2: lists of different length (skills_en 2, skills_fr 1). List the same skills in each language.",
        'row 3: id "o-1" is empty or was used before. Give each row an id of its own.',
        'row 3: related id "o-9" is in no row. Correct it or add the row.',
    )


# ESCO


@pytest.fixture
def esco(tmp_path):
    """Eleven occupations: 0-4 welders of one unit group, 5-9 bakers of another, 10 without skills."""
    base = "http://data.europa.eu/esco"
    occupations = [f"{base}/occupation/{number:02d}" for number in range(11)]
    labels = [(f"{base}/isco/C7212", "isco_group", "en", "preferred", "Welders")]
    relations: list[tuple[str, str, str, str]] = []
    broader = [("ISCOGroup", f"{base}/isco/C7212", "ISCOGroup", f"{base}/isco/C721")]
    for number, uri in enumerate(occupations):
        trade = "welder" if number < 5 else "baker"
        labels.append((uri, "occupation", "en", "alternative", f"senior {trade} {number}"))
        labels.append((uri, "occupation", "en", "preferred", f"{trade} {number}"))
        labels.append((uri, "occupation", "fr", "preferred", "soudeur/soudeuse" if number == 0 else f"métier {number}"))
        above = f"{base}/isco/C{'7212' if number < 5 else '7512'}" if number != 1 else occupations[0]
        broader.append(("Occupation", uri, "ISCOGroup" if number != 1 else "Occupation", above))
        if number < 10:
            for item in range(8):
                # Bakers 5 and 6 share six of ten skills (8 + 8 - 6), all others none.
                skill = f"{base}/skill/{5 if number == 6 and item < 6 else number}-{item}"
                relations.append((uri, "essential" if item < 5 else "optional", "skill", skill))
                if skill.endswith(f"{number}-{item}"):
                    labels.append((skill, "skill", "en", "alternative", f"to do {number} {item}"))
                    labels.append((skill, "skill", "en", "preferred", f"do {number} {item}"))
                    labels.append((skill, "skill", "fr", "preferred", f"faire {number} {item}"))
    with gzip.open(tmp_path / "labels.tsv.gz", "wt", encoding="utf-8") as lines:
        lines.writelines("\t".join(row) + "\n" for row in [("concept_uri", "kind", "lang", "role", "label"), *labels])
    with gzip.open(tmp_path / "descriptions.tsv.gz", "wt", encoding="utf-8") as lines:
        lines.write("concept_uri\tlang\tdescription\n")
    with zipfile.ZipFile(tmp_path / "esco_relations_csv.zip", "w") as archive:
        for name, header, rows in (
            ("occupationSkillRelations.csv", "occupationUri,relationType,skillType,skillUri", relations),
            ("broaderRelationsOccPillar.csv", "conceptType,conceptUri,broaderType,broaderUri", broader),
        ):
            archive.writestr(name, "\n".join([header, *(",".join(row) for row in rows)]))
    return tmp_path


def test_esco_gives_every_occupation_with_labels_skills_and_unit_group(esco):
    occupations = load_esco(esco, ("en", "fr"))
    first = occupations[0]
    assert len(occupations) == 11
    assert [one.id for one in occupations] == sorted(one.id for one in occupations)
    assert first.titles == {"en": ("welder 0",), "fr": ("soudeur/soudeuse", "soudeur", "soudeuse")}
    assert first.synonyms == {"en": ("senior welder 0",)}
    assert first.essential[0].labels == {"en": ("do 0 0", "to do 0 0"), "fr": ("faire 0 0",)}
    assert (len(first.essential), len(first.optional)) == (5, 3)
    assert [one.isco for one in occupations] == ["7212"] * 5 + ["7512"] * 6
    assert not occupations[10].speaks("en")


def test_esco_nearness_is_a_unit_group_in_common_or_half_of_the_skills(esco):
    welder, *_ = occupations = load_esco(esco, ("en", "fr"))
    assert {occupation_number(one) for one in welder.near} == {1, 2, 3, 4}
    relations = {occupation_number(one.id): {occupation_number(other) for other in one.near} for one in occupations}
    assert relations[6] == {5, 7, 8, 9, 10}


def occupation_number(uri: str) -> int:
    return int(uri.rsplit("/", 1)[1])


def test_skills_or_a_label_in_common_make_occupations_of_other_groups_near(esco):
    def moved(uri: str, row: str) -> str:
        return row.replace("C7512", "C1111") if uri in row else row

    archive_path = esco / "esco_relations_csv.zip"
    with zipfile.ZipFile(archive_path) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(archive_path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, "\n".join(moved("occupation/06", row) for row in text.splitlines()))
    with gzip.open(esco / "labels.tsv.gz", "at", encoding="utf-8") as lines:
        lines.write("http://data.europa.eu/esco/occupation/09\toccupation\ten\talternative\tWelder 0\n")
    near = {occupation_number(one.id): {occupation_number(x) for x in one.near} for one in load_esco(esco)}
    assert near[6] == {5}
    assert 6 in near[5]
    assert 9 in near[0]
    assert 0 in near[9]


def test_held_out_occupations_are_those_that_the_encoder_training_leaves_out(esco):
    everything = read_esco(esco)
    trained = without_every(everything, 5)
    left_out = {uri for uri in everything if uri not in trained and everything[uri].kind == "occupation"}
    assert {one.id for one in held_out(load_esco(esco, ("fr",)), 5)} == left_out
    assert sorted(map(occupation_number, left_out)) == [0, 5, 10]


@pytest.mark.parametrize("name", ["labels.tsv.gz", "esco_relations_csv.zip"])
def test_a_damaged_or_absent_esco_file_is_named(esco, name):
    (esco / name).write_bytes(b"no archive")
    with pytest.raises(InputFileError, match=re.escape(name)):
        load_esco(esco)
    (esco / name).unlink()
    with pytest.raises(InputFileError, match="there is no"):
        load_esco(esco)
