"""Do ESCO's downloads of any version become one taxonomy, and does a bad one leave the taxonomy in use as it was?"""

import gzip
import itertools
import zipfile
from pathlib import Path

import pytest
import taxonomy_files as files
from hypothesis import given
from hypothesis import strategies as st
from taxonomy_files import BAKER, DRAWINGS, ESCO, METALWORK, OVENS, PIPE_WELDER, TIG, WELDER

from matching.errors import TaxonomyError
from matching.taxonomy import ConceptKind, open_taxonomy
from matching.taxonomy.esco import import_taxonomy
from matching.taxonomy.gathering import LabelRole, preferred_first

UNION = f"{ESCO}occupation/o-new"


def skills_of(taxonomy, uri: str) -> set[str]:
    return {taxonomy.uris[row] for row in taxonomy.essential[taxonomy.row(uri)].indices}


def merged(folder: Path, labels: list[tuple[str, ...]], descriptions: list[tuple[str, ...]] = ()) -> list[Path]:
    """The project's own tables of several versions and languages."""
    tables = {
        "labels.tsv.gz": [("concept_uri", "kind", "lang", "role", "label"), *labels],
        "descriptions.tsv.gz": [("concept_uri", "lang", "description"), *descriptions],
    }
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        text = "".join("\t".join(row) + "\n" for row in rows)
        (folder / name).write_bytes(gzip.compress(text.encode("utf-8")))
    return [folder / name for name in tables]


@pytest.mark.parametrize("version", files.VERSIONS)
def test_every_version_is_read(tmp_path, version):
    report = import_taxonomy(files.downloads(tmp_path, version), tmp_path / "var")
    taxonomy = open_taxonomy(tmp_path / "var")
    assert report.version == taxonomy.version == version
    assert report.languages == ("en", "fr", "ka")
    assert report.concepts[ConceptKind.OCCUPATION] == 3
    assert report.concepts[ConceptKind.SKILL] == 5
    assert report.concepts[ConceptKind.ISCO_GROUP] == 619
    assert report.relations == {"essential": 4, "optional": 2, "broader": 614 - (version == "1.0.3"), "related": 2}
    assert [label.text for label in taxonomy.labels(taxonomy.row(WELDER), "fr")] == [
        "soudeur/soudeuse",
        "soudeur",
        "soudeuse",
    ]
    assert taxonomy.isco(taxonomy.row(PIPE_WELDER)) == "7212"
    assert skills_of(taxonomy, PIPE_WELDER) == {TIG}
    assert (taxonomy.row(METALWORK) is None) == (version == "1.0.3")


def test_what_is_not_needed_is_passed_over_and_said(tmp_path):
    report = import_taxonomy(files.downloads(tmp_path, languages=["en"]), tmp_path / "var")
    assert [Path(name).name for name in report.passed_over] == [
        "ESCO dataset - v1.1.1 - classification - en - csv.zip: conceptSchemes_en.csv",
        "ESCO dataset - v1.1.1 - classification - en - csv.zip: greenSkillsCollection_en.csv",
    ]
    assert "ESCO dataset - v1.1.1 - classification - en - csv.zip: occupations_en.csv" in report.tables
    assert report.notes == ()
    assert report.gone == ()


def test_folders_archives_and_single_tables_give_the_same_bytes(tmp_path):
    zips = files.downloads(tmp_path / "zips" if (tmp_path / "zips").mkdir() is None else tmp_path)
    folder = tmp_path / "ESCO v1.1.1"
    for part, tables in enumerate(
        (files.classification("1.1.1", "en"), files.classification("1.1.1", "fr"), files.relations("1.1.1"))
    ):
        files.write_folder(folder / str(part), tables)
    singles = (
        sorted(folder.rglob("*s_*.csv"), reverse=True)
        + sorted(folder.rglob("*Rel*.csv"))
        + sorted(folder.rglob("*roader*.csv"))
    )
    outs = [tmp_path / name for name in ("a", "b", "c", "d")]
    for paths, out in zip(([*zips], [*reversed(zips)], [folder], [tmp_path / "zips"]), outs, strict=True):
        import_taxonomy(paths, out)
    assert open_taxonomy(outs[0]).uris == open_taxonomy(outs[2]).uris
    assert (outs[0] / "taxonomy.zip").read_bytes() == (outs[1] / "taxonomy.zip").read_bytes()
    assert (outs[0] / "taxonomy.zip").read_bytes() == (outs[3] / "taxonomy.zip").read_bytes()
    assert singles
    import_taxonomy(
        [path for path in singles if "conceptSchemes" not in path.name and "green" not in path.name], tmp_path / "e"
    )
    one, other = open_taxonomy(outs[2]), open_taxonomy(tmp_path / "e")
    assert one.all_labels()[1] == other.all_labels()[1]
    assert (one.essential != other.essential).nnz == 0


def test_tables_saved_again_by_a_spreadsheet_are_read(tmp_path):
    tables = files.classification("1.1.1", "en")
    occupations = tables["occupations_en.csv"].decode().replace(",", ";").replace("\n", "|", 0)
    files.write_folder(tmp_path / "esco", tables | {"occupations_en.csv": b"\xef\xbb\xbf" + occupations.encode()})
    import_taxonomy([tmp_path / "esco"], tmp_path / "var")
    taxonomy = open_taxonomy(tmp_path / "var")
    assert taxonomy.label(taxonomy.row(BAKER), "en") == "baker"


def test_alternatives_may_be_parted_by_bars(tmp_path):
    columns = ["conceptUri", "preferredLabel", "altLabels", "iscoGroup"]
    rows = [
        {
            "conceptUri": WELDER,
            "preferredLabel": " welder ",
            "altLabels": "joiner | torch  worker",
            "iscoGroup": "C7212",
        }
    ]
    (tmp_path / "occupations_en.csv").write_bytes(files.table(columns, rows))
    report = import_taxonomy([tmp_path / "occupations_en.csv"], tmp_path / "var")
    taxonomy = open_taxonomy(tmp_path / "var")
    assert [label.text for label in taxonomy.labels(taxonomy.row(WELDER))] == ["welder", "joiner", "torch worker"]
    assert taxonomy.isco(taxonomy.row(WELDER)) == "7212"
    assert {taxonomy.uris[row] for row in taxonomy.broader[taxonomy.row(WELDER)].indices} == {f"{ESCO}isco/C7212"}
    assert report.version == "unstated"
    assert report.notes == ("No relations between occupations and skills were given: essential skills are not known.",)


def test_withdrawn_concepts_are_left_out(tmp_path):
    columns = ["conceptUri", "preferredLabel", "status"]
    rows = [{"conceptUri": WELDER, "preferredLabel": "welder", "status": "released"}]
    rows += [{"conceptUri": BAKER, "preferredLabel": "baker", "status": "obsolete"}]
    (tmp_path / "occupations_en.csv").write_bytes(files.table(columns, rows))
    assert import_taxonomy([tmp_path / "occupations_en.csv"], tmp_path / "var").concepts[ConceptKind.OCCUPATION] == 1


@pytest.mark.parametrize(
    ("roles", "order"),
    [
        ({"b": LabelRole.OTHER, "a": LabelRole.OTHER, "z": LabelRole.OFFICIAL}, ["z", "a", "b"]),
        ({"b": LabelRole.PREFERRED, "z": LabelRole.OFFICIAL, "a": LabelRole.PREFERRED}, ["z", "a", "b"]),
        ({"torch worker": LabelRole.OTHER, "welder": LabelRole.PREFERRED}, ["welder", "torch worker"]),
        (
            {"saldatore": LabelRole.OTHER, "saldatrice": LabelRole.OTHER, "saldatore/saldatrice": LabelRole.OTHER},
            ["saldatore/saldatrice", "saldatore", "saldatrice"],
        ),
        (
            {"ship": LabelRole.OTHER, "pipe welder": LabelRole.OTHER, "welder": LabelRole.OTHER},
            ["welder", "pipe welder", "ship"],
        ),
        ({"b": LabelRole.OTHER, "a": LabelRole.OTHER}, ["a", "b"]),
        ({"alone": LabelRole.OTHER}, ["alone"]),
    ],
)
def test_the_rule_for_several_preferred_labels(roles, order):
    assert preferred_first(roles) == order
    for shuffled in itertools.permutations(roles.items()):
        assert preferred_first(dict(shuffled)) == order


@given(st.dictionaries(st.text(min_size=1), st.sampled_from(LabelRole), min_size=1, max_size=6))
def test_no_label_is_lost_and_the_first_has_the_best_role(texts):
    ordered = preferred_first(texts)
    assert sorted(ordered) == sorted(texts)
    assert texts[ordered[0]] is min(texts.values())


def test_the_merged_labels_join_an_official_download(tmp_path):
    own = merged(
        tmp_path / "own",
        [
            (WELDER, "occupation", "en", "preferred", "welding person"),
            (WELDER, "occupation", "it", "unspecified", "saldatore"),
            (WELDER, "occupation", "it", "unspecified", '"saldatore ""esperto"""'),
            (UNION, "occupation", "en", "unspecified", "wind turbine climber"),
            (f"{ESCO}isco/C7212", "isco_group", "it", "unspecified", "Saldatori"),
            ("https://example.org/other", "occupation", "en", "preferred", "no concept"),
        ],
        [(BAKER, "it", "Fa il pane."), (WELDER, "en", "Another text.")],
    )
    report = import_taxonomy([*files.downloads(tmp_path), *own], tmp_path / "var")
    taxonomy = open_taxonomy(tmp_path / "var")
    assert (report.version, report.languages) == ("1.1.1", ("en", "fr", "it", "ka"))
    assert report.concepts[ConceptKind.OCCUPATION] == 4
    welder = taxonomy.row(WELDER)
    assert taxonomy.label(welder, "en") == "welder"
    assert "welding person" in [label.text for label in taxonomy.labels(welder, "en")]
    assert [label.text for label in taxonomy.labels(welder, "it")] == ["saldatore", 'saldatore "esperto"']
    assert taxonomy.label(taxonomy.row("7212"), "it") == "Saldatori"
    assert taxonomy.description(taxonomy.row(BAKER), "it") == "Fa il pane."
    assert taxonomy.description(welder, "en").startswith("Joins pieces")
    assert taxonomy.isco(taxonomy.row(UNION)) is None


def test_an_occupation_of_the_labels_alone_finds_its_group_on_the_way_up(tmp_path):
    labels = [(uri, "occupation", "en", "preferred", uri[-5:]) for uri in (WELDER, PIPE_WELDER, BAKER)]
    skills = [uri for uri in files.LABELS["en"] if "/skill/s" in uri]
    paths = merged(tmp_path / "own", labels + [(uri, "skill", "en", "preferred", uri[-5:]) for uri in skills])
    report = import_taxonomy(
        [*paths, files.write_zip(tmp_path / "relations.zip", files.relations("1.1.1"))], tmp_path / "var"
    )
    taxonomy = open_taxonomy(tmp_path / "var")
    assert taxonomy.version == "unstated"
    assert taxonomy.isco(taxonomy.row(PIPE_WELDER)) == "7212"
    assert report.notes == ("No table of skill groups was given: the place of skills in them was left out.",)


def test_a_newer_version_replaces_an_older_and_names_what_is_gone(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    import_taxonomy(files.downloads(old, "1.1.1"), tmp_path)
    tables = files.classification("1.2.0", "en", without=[OVENS])
    report = import_taxonomy([files.write_zip(new / "ESCO v1.2.0.zip", tables)], tmp_path)
    assert report.gone == (OVENS,)
    assert open_taxonomy(tmp_path).version == "1.2.0"


def test_rome_codes_are_added_kept_and_replaced(tmp_path):
    rome = files.write_rome(tmp_path / "rome.xlsx")
    paths = files.downloads(tmp_path)
    report = import_taxonomy([rome], tmp_path / "var")
    assert (report.version, report.rome_codes) == ("none", 2)
    assert import_taxonomy(paths, tmp_path / "var").notes == ("The ROME–ISCO table of the taxonomy before was kept.",)
    assert open_taxonomy(tmp_path / "var").isco_of_rome("K1703") == "0110"
    (tmp_path / "rome.csv").write_text("Code ROME,Code ISCO08\nH2913,7213\n", encoding="utf-8")
    report = import_taxonomy([tmp_path / "rome.csv"], tmp_path / "var")
    assert report.notes == ("The ROME–ISCO table was added to the taxonomy in use.",)
    taxonomy = open_taxonomy(tmp_path / "var")
    assert taxonomy.version == "1.1.1"
    assert taxonomy.rome_to_isco == {"H2913": "7213"}
    assert taxonomy.label(taxonomy.row(WELDER), "en") == "welder"


def test_progress_is_told_to_the_end(tmp_path):
    told = []
    import_taxonomy(files.downloads(tmp_path), tmp_path / "var", progress=lambda *news: told.append(news))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1][1] == told[-1][2]


def without(tables: dict[str, bytes], start: str) -> dict[str, bytes]:
    return {name: content for name, content in tables.items() if not name.startswith(start)}


def bad_downloads(folder: Path) -> dict[str, tuple[list[Path], str]]:
    """Wrong downloads by name, with what has to be said of each."""
    folder.mkdir()
    good = files.downloads(folder)
    english = files.classification("1.1.1", "en")
    occupations = english["occupations_en.csv"]

    def changed(name: str, **tables: bytes) -> Path:
        return files.write_zip(
            folder / f"{name}.zip", english | {f"{key}_en.csv": table for key, table in tables.items()}
        )

    cut = folder / "cut.zip"
    cut.write_bytes(good[0].read_bytes()[:-200])
    flipped = bytearray(good[0].read_bytes())
    flipped[60:70] = b"damage...."
    damaged = folder / "damaged.zip"
    damaged.write_bytes(flipped)
    (folder / "page.zip").write_text("<html>not found</html>", encoding="utf-8")
    (folder / "empty").mkdir()
    (folder / "empty.zip").write_bytes(b"")
    locked = bytearray(good[0].read_bytes())
    with zipfile.ZipFile(good[0]) as archive:
        start = archive.start_dir
    locked[start + 8] |= 1
    (folder / "locked.zip").write_bytes(locked)
    (folder / "half.tsv.gz").write_bytes(gzip.compress(b"concept_uri\tkind\tlang\trole\tlabel\n" * 50)[:-9])
    older = folder / "older"
    older.mkdir()
    newer = files.downloads(older, "1.2.0", ["fr"])
    unnamed = files.write_zip(folder / "fr.zip", files.classification("1.1.1", "fr", without=[BAKER]))
    elsewhere = files.write_zip(folder / "less.zip", files.classification("1.1.1", "en", without=[BAKER, DRAWINGS]))
    no_place = {**files.relations("1.1.1")}
    no_place["broaderRelationsOccPillar.csv"] = files.table(
        ["conceptUri", "broaderUri"], [{"conceptUri": WELDER, "broaderUri": f"{ESCO}isco/C7212"}]
    )
    rome = files.write_rome(folder / "rome.xlsx", [("H2913", 9999)])
    return {
        "absent": ([folder / "nowhere"], "there is no such file or folder. Check the path."),
        "empty folder": ([folder / "empty"], "there is no table in it. Download ESCO"),
        "empty file": ([folder / "empty.zip"], "this is no zip archive, or its download broke off. Download it again."),
        "page": ([folder / "page.zip"], "this is no zip archive, or its download broke off. Download it again."),
        "cut archive": ([cut], "this is no zip archive, or its download broke off. Download it again."),
        "damaged archive": ([damaged], "it is damaged, or its download broke off. Download it again."),
        "half of a gzip": ([folder / "half.tsv.gz"], "it is damaged, or its download broke off. Download it again."),
        "password": ([folder / "locked.zip"], "it is locked with a password. Unlock it, or download it again."),
        "something else": (
            [files.write_zip(folder / "x.zip", {"a.csv": b"id,name\n1,2\n", "b.txt": b"hello"})],
            "none of its tables is known (a.csv, b.txt). Download ESCO",
        ),
        "another form": (
            [files.write_zip(folder / "t.zip", {"esco.ttl": b"@prefix"})],
            "ESCO in another form than CSV",
        ),
        "zip in zip": (
            [files.write_zip(folder / "z.zip", {"e.zip": b"PK"})],
            "it holds archives in an archive. Unpack it",
        ),
        "our own": ([folder.parent / "var" / "taxonomy.zip"], "a taxonomy that was imported already"),
        "only relations": (
            [good[-1]],
            "it holds no occupations and no skills, only broader relations, occupation–skill",
        ),
        "only groups": (
            [files.write_zip(folder / "g.zip", {"ISCOGroups_en.csv": english["ISCOGroups_en.csv"]})],
            "it holds no occupations and no skills, only concepts",
        ),
        "mixed by name": ([good[0], newer[0]], "it is of version 1.1.1, but"),
        "mixed by concepts": ([good[0], unnamed], "they are of different versions, or one is not whole"),
        "mixed relations": (
            [elsewhere, good[-1]],
            "1 of the occupations is in the relations but in no table of concepts",
        ),
        "relations of few": (
            [good[0], files.write_zip(folder / "r.zip", no_place)],
            "2 of the occupations are without a broader group in the relations",
        ),
        "cut row": (
            [changed("row", occupations=occupations[: occupations.index(b"baker") + 3])],
            "cells, the header 9",
        ),
        "cut quotes": (
            [changed("quotes", occupations=occupations[: occupations.index(b"torch") + 3])],
            "it is no CSV any more: its download broke off. Download it again.",
        ),
        "not UTF-8": (
            [changed("latin", occupations=occupations.replace(b"baker", b"boulang\xe8re"))],
            "it is no UTF-8 text",
        ),
        "empty table": (
            [changed("hollow", skills=b"")],
            "called like a table of ESCO, but is empty or has other columns",
        ),
        "header only": (
            [changed("header", occupations=occupations.split(b"\r\n")[0])],
            "it has no rows that name a concept",
        ),
        "no language": (
            [files.write_zip(folder / "l.zip", {"occupations.csv": occupations})],
            "its name does not say in which language it is. Name it as ESCO does, for example occupations_fr.csv.",
        ),
        "wrong codes": ([rome], '"H2913" and "9999" are no codes of ROME and ISCO-08. Correct the row'),
    }


CASES = (
    "absent", "empty folder", "empty file", "page", "cut archive", "damaged archive", "half of a gzip", "password",
    "something else", "another form", "zip in zip", "our own", "only relations", "only groups", "mixed by name",
    "mixed by concepts", "mixed relations", "relations of few", "cut row", "cut quotes", "not UTF-8", "empty table",
    "header only", "no language", "wrong codes",
)  # fmt: skip


@pytest.fixture(scope="module")
def in_use(tmp_path_factory) -> tuple[Path, dict[str, tuple[list[Path], str]]]:
    folder = tmp_path_factory.mktemp("import")
    (folder / "good").mkdir()
    import_taxonomy(files.downloads(folder / "good"), folder / "var")
    return folder / "var", bad_downloads(folder / "bad")


def test_every_bad_download_has_a_case(in_use):
    assert tuple(in_use[1]) == CASES


@pytest.mark.parametrize("case", CASES)
def test_a_bad_download_is_told_and_leaves_the_taxonomy_in_use(in_use, case):
    out, cases = in_use
    paths, told = cases[case]
    before = (out / "taxonomy.zip").read_bytes()
    with pytest.raises(TaxonomyError) as error:
        import_taxonomy(paths, out)
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert [path.name for path in out.iterdir()] == ["taxonomy.zip"]
    assert (out / "taxonomy.zip").read_bytes() == before


def test_relations_of_a_pillar_that_was_not_given_are_left_out(tmp_path):
    english = without(files.classification("1.1.1", "en"), "skill")
    report = import_taxonomy(
        [files.write_zip(tmp_path / "o.zip", english), files.write_zip(tmp_path / "r.zip", files.relations("1.1.1"))],
        tmp_path / "var",
    )
    assert report.notes[:2] == (
        "No table of skill groups was given: the place of skills in them was left out.",
        "The relations name skills, but no table of skills was given: those relations were left out.",
    )
    assert report.relations["essential"] == 0


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "var").write_text("a file stands here", encoding="utf-8")
    with pytest.raises(TaxonomyError, match=r"it cannot be written \(.*\). Check the folder \(MATCHING_DATA_DIR\)"):
        import_taxonomy(files.downloads(tmp_path), tmp_path / "var" / "taxonomy.zip")
