"""What does the taxonomy in use hold, what does it say of a concept, and who names what it lacks?"""

from pathlib import Path

import pytest
from taxonomy_files import BAKER, PIPE_WELDER, TIG, WELDER
from tiny_taxonomy import imported

from matching.casework.taxonomies import (
    Taxonomy,
    check_concepts,
    describe_concept,
    describe_isco_group,
    find_concepts,
    is_imported,
    isco_groups,
    open_taxonomy,
    taxonomy_status,
)
from matching.errors import InvalidValueError, UnknownIdError


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    return open_taxonomy(imported(tmp_path_factory.mktemp("taxonomies")))


def test_the_status_counts_what_there_is(taxonomy: Taxonomy, tmp_path: Path) -> None:
    status = taxonomy_status(taxonomy)
    assert (status.version, status.concepts["occupation"], status.concepts["skill"]) == ("1.1.1", 3, 5)
    assert status.relations["essential"] == 4
    assert status.size == status.path.stat().st_size
    assert set(status.labels) == {"en", "fr", "ka"}
    assert is_imported(status.path.parent)
    assert not is_imported(tmp_path)


def test_concepts_are_found_by_their_words(taxonomy: Taxonomy) -> None:
    first, second = find_concepts(taxonomy, "soudeur", lang="fr", kind="occupation")
    assert (first.uri, first.name, first.label, first.lang, first.isco) == (
        WELDER, "soudeur/soudeuse", "soudeur", "fr", "7212",
    )  # fmt: skip
    assert second.uri == PIPE_WELDER
    assert find_concepts(taxonomy, "xyzzy") == []
    with pytest.raises(InvalidValueError, match="en, fr, ka"):
        find_concepts(taxonomy, "welder", lang="xx")
    with pytest.raises(InvalidValueError, match="occupation, skill"):
        find_concepts(taxonomy, "welder", kind="job")


@pytest.mark.parametrize("name", [WELDER, "welder", "metal joiner", "soudeuse"])
def test_an_occupation_stands_among_its_neighbours(taxonomy: Taxonomy, name: str) -> None:
    found = describe_concept(taxonomy, name)
    assert (found.uri, found.name, found.kind, found.isco) == (WELDER, "welder", "occupation", "7212")
    assert found.above[0] == ("7212", "Welders and flame cutters")
    assert found.relations["Narrower"] == ("pipe welder",)
    assert found.relations["Optional skills"] == ("TIG-weld stainless steel",)
    assert next(iter(found.labels)) == "en"


def test_a_skill_says_who_needs_it(taxonomy: Taxonomy) -> None:
    found = describe_concept(taxonomy, TIG, "fr")
    assert (found.name, next(iter(found.labels))) == ("souder l’inox au TIG", "fr")
    assert found.relations["Essential for"] == ("soudeur de tuyaux/soudeuse de tuyaux",)


def test_what_is_no_concept_is_one_sentence(taxonomy: Taxonomy) -> None:
    with pytest.raises(UnknownIdError, match="7211"):
        describe_concept(taxonomy, "7219")
    with pytest.raises(InvalidValueError, match="no code, no URI"):
        describe_concept(taxonomy, "xyzzy")


def test_groups_are_known_without_esco() -> None:
    group = describe_isco_group("C721")
    assert (group.code, [code for code, _ in group.above]) == ("721", ["72", "7"])
    assert ("7212", "Welders and flamecutters") in group.below
    assert isco_groups() == 619


def test_files_that_name_vanished_concepts_are_told(taxonomy: Taxonomy, tmp_path: Path) -> None:
    jobs = tmp_path / "jobs.csv"
    jobs.write_text(f"id,title,occupation\nv-1,baker,{BAKER}\nv-2,welder,7219\n", encoding="utf-8")
    told: list[Path] = []
    done = check_concepts(taxonomy, None, jobs, noticed=lambda _, path: told.append(path))
    assert (done.named, done.gone, told) == (2, 1, [jobs])
    assert [(one.id, one.field, one.concept) for one in done.mentions] == [("v-2", "occupation", "7219")]
    assert check_concepts(taxonomy, None, None).named == 0
