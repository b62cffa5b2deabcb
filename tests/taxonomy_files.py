"""Tiny downloads that look like ESCO's official ones, in the layouts of 1.0, 1.1 and 1.2; all words are our own.

Three occupations (a welder, a pipe welder below it, a baker), five skills, one skill group.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ESCO = "http://data.europa.eu/esco/"
WELDER, PIPE_WELDER, BAKER = (f"{ESCO}occupation/{name}" for name in ("o-welder", "o-pipe-welder", "o-baker"))
TIG, SHIELDING, DRAWINGS, DOUGH, OVENS = (
    f"{ESCO}skill/{name}" for name in ("s-tig", "s-shielding", "s-drawings", "s-dough", "s-ovens")
)
METALWORK = f"{ESCO}skill/S-metal"

LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        WELDER: ("welder", "metal joiner", "torch worker"),
        PIPE_WELDER: ("pipe welder", "pipeline welder"),
        BAKER: ("baker",),
        TIG: ("TIG-weld stainless steel", "weld with tungsten"),
        SHIELDING: ("choose a shielding gas",),
        DRAWINGS: ("read drawings of parts", "read plans"),
        DOUGH: ("knead dough",),
        OVENS: ("watch ovens", "tend ovens"),
        METALWORK: ("work on metal",),
    },
    "fr": {
        WELDER: ("soudeur/soudeuse", "soudeur", "soudeuse"),
        PIPE_WELDER: ("soudeur de tuyaux/soudeuse de tuyaux",),
        BAKER: ("boulanger/boulangère", "boulangère"),
        TIG: ("souder l’inox au TIG",),
        SHIELDING: ("choisir un gaz de protection",),
        DRAWINGS: ("lire des plans de pièces",),
        DOUGH: ("pétrir la pâte",),
        OVENS: ("surveiller les fours",),
        METALWORK: ("travailler le métal",),
    },
}
"""Language, concept, preferred label and others."""
DESCRIPTIONS = {WELDER: "Joins pieces of metal with heat.\n\nReads the drawing first.", TIG: "Welds with an inert gas."}
GROUPS = {WELDER: "7212", PIPE_WELDER: "7212", BAKER: "7512"}
ESSENTIAL = ((WELDER, SHIELDING), (WELDER, DRAWINGS), (PIPE_WELDER, TIG), (BAKER, DOUGH))
OPTIONAL = ((WELDER, TIG), (BAKER, OVENS))
RELATED = ((TIG, SHIELDING),)
BROADER_OCCUPATIONS = (
    (WELDER, f"{ESCO}isco/C7212"),
    (PIPE_WELDER, WELDER),
    (BAKER, f"{ESCO}isco/C7512"),
    (f"{ESCO}isco/C7212", f"{ESCO}isco/C721"),
)
BROADER_SKILLS = ((TIG, METALWORK), (SHIELDING, TIG))
VERSIONS = ("1.0.3", "1.1.1", "1.2.0")

Rows = Iterable[Mapping[str, str]]


def table(columns: Sequence[str], rows: Rows) -> bytes:
    """A CSV table as ESCO writes it: UTF-8, commas, quotes where they are needed, what a row lacks empty."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, restval="", lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def classification(version: str, lang: str, *, without: Sequence[str] = ()) -> dict[str, bytes]:
    """Tables of concepts in one language by file name, ``without`` some concepts."""
    first = version.startswith("1.0")
    common = ["preferredLabel", "altLabels"] if first else ["preferredLabel", "altLabels", "hiddenLabels", "status"]
    occupations = ["conceptType", "conceptUri", "iscoGroup", *common, "description"]
    if not first:
        occupations += ["code"]
    if version.startswith("1.2"):
        occupations += ["naceCode"]
    skills = ["conceptType", "conceptUri", "skillType", "reuseLevel", *common, "description"]
    rows: dict[str, list[dict[str, str]]] = {"Occupation": [], "KnowledgeSkillCompetence": [], "SkillGroup": []}
    for uri, (preferred, *others) in LABELS[lang].items():
        kind = (
            "SkillGroup" if uri == METALWORK else "Occupation" if "/occupation/" in uri else "KnowledgeSkillCompetence"
        )
        if uri not in without:
            rows[kind].append({
                "conceptType": kind,
                "conceptUri": uri,
                "iscoGroup": GROUPS.get(uri, ""),
                "code": f"{GROUPS.get(uri, '')}.1",
                "preferredLabel": preferred,
                "altLabels": "\n".join(others),
                "status": "released",
                "description": DESCRIPTIONS.get(uri, "") if lang == "en" else "",
            })  # fmt: skip
    isco = {"conceptType": "ISCOGroup", "conceptUri": f"{ESCO}isco/C7212", "code": "7212"}
    isco |= {"preferredLabel": "Welders and flame cutters" if lang == "en" else "Soudeurs et oxycoupeurs"}
    tables = {
        f"occupations_{lang}.csv": table(occupations, rows["Occupation"]),
        f"skills_{lang}.csv": table(skills, rows["KnowledgeSkillCompetence"]),
        f"ISCOGroups_{lang}.csv": table(["conceptType", "conceptUri", "code", *common, "description"], [isco]),
        f"conceptSchemes_{lang}.csv": table(["conceptType", "conceptSchemeUri", "preferredLabel"], []),
    }
    if not first:
        tables[f"skillGroups_{lang}.csv"] = table(["conceptType", "conceptUri", *common], rows["SkillGroup"])
        collection = ["conceptType", "conceptUri", "preferredLabel", "broaderConceptUri", "broaderConceptPT"]
        tables[f"greenSkillsCollection_{lang}.csv"] = table(collection, rows["KnowledgeSkillCompetence"][:1])
    return tables


def relations(version: str) -> dict[str, bytes]:
    """Tables of relations by file name; those of 1.2 name a language and repeat the labels."""
    new = version.startswith("1.2")
    end = "_en.csv" if new else ".csv"

    def broader(pairs: Iterable[tuple[str, str]]) -> bytes:
        columns = ["conceptType", "conceptUri", "conceptLabel", "broaderType", "broaderUri", "broaderLabel"]
        rows = [
            {"conceptUri": child, "broaderUri": parent, "broaderType": "SkillGroup" if parent == METALWORK else ""}
            for child, parent in pairs
        ]
        return table(columns if new else [name for name in columns if not name.endswith("Label")], rows)

    occupation_skills = ["occupationUri", "occupationLabel", "relationType", "skillType", "skillUri", "skillLabel"]
    if not new:
        occupation_skills = [name for name in occupation_skills if not name.endswith("Label")]
    rows = [{"occupationUri": one, "relationType": "essential", "skillUri": other} for one, other in ESSENTIAL]
    rows += [{"occupationUri": one, "relationType": "optional", "skillUri": other} for one, other in OPTIONAL]
    skill_skills = ["originalSkillUri", "originalSkillType", "relationType", "relatedSkillType", "relatedSkillUri"]
    related = [
        {"originalSkillUri": one, "relationType": "optional", "relatedSkillUri": other} for one, other in RELATED
    ]
    skills_pillar = [pair for pair in BROADER_SKILLS if not (version.startswith("1.0") and METALWORK in pair)]
    return {
        f"broaderRelationsOccPillar{end}": broader(BROADER_OCCUPATIONS),
        f"broaderRelationsSkillPillar{end}": broader(skills_pillar),
        f"occupationSkillRelations{end}": table(occupation_skills, rows),
        f"skillSkillRelations{end}": table(skill_skills, related),
    }


def write_zip(path: Path, tables: Mapping[str, bytes]) -> Path:
    """An archive of tables."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tables.items():
            archive.writestr(name, content)
    return path


def write_folder(path: Path, tables: Mapping[str, bytes]) -> Path:
    """A folder of tables."""
    path.mkdir(parents=True)
    for name, content in tables.items():
        (path / name).write_bytes(content)
    return path


def downloads(folder: Path, version: str = "1.1.1", languages: Sequence[str] = ("en", "fr")) -> list[Path]:
    """The archives that one downloads: a classification for each language, and the relations."""
    start = f"ESCO dataset - v{version} - "
    made = [
        write_zip(folder / f"{start}classification - {lang} - csv.zip", classification(version, lang))
        for lang in languages
    ]
    return [*made, write_zip(folder / f"{start}relations - csv.zip", relations(version))]


def write_rome(path: Path, rows: Sequence[tuple[str, int | str]] = (("H2913", 7212), ("K1703", 110))) -> Path:
    """A ROME–ISCO table as a workbook: a sheet of words first, codes as numbers without their zero, an empty row."""
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].append(["La table"])
    sheet = book.create_sheet("ROME to ISCO-08")
    sheet.append(["Code ROME", "Libellé codes ROME", "ISCO08 14SI4", "Code ISCO08", "Libellé codes ISCO08"])
    for rome, isco in rows:
        sheet.append([rome, "…", isco, isco, "…"])
    sheet.append([None] * 5)
    book.save(path)
    return path
