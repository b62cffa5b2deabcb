"""Which occupations can people and vacancies be drawn from, with which titles and skills, and which are near?"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from matching.embeddings.training.corpus import gender_forms
from matching.errors import InputFileError, InvalidRowsError, InvalidValueError

OWN_CATALOGUE = Path(__file__).resolve().parents[2] / "data" / "demo" / "occupations.csv"
"""The project's own catalogue: it stands in a clone of the project, not in an installed package."""

ESSENTIAL_SKILLS = 6
"""How many of the skills listed first in the project's catalogue are essential."""

NEAR_OVERLAP = 0.4
"""Jaccard overlap of skills from which two occupations are near. Three in four such pairs of ESCO share their unit
group; the others are pairs like insulation worker and plasterer."""

Labels = Mapping[str, tuple[str, ...]]
"""Labels by language code, the preferred ones first."""


@dataclass(frozen=True, slots=True, eq=False)
class Skill:
    """A skill with its labels in each language that has any."""

    id: str
    labels: Labels


@dataclass(frozen=True, slots=True, eq=False)
class Occupation:
    """An occupation as people and adverts name it; ``isco`` is its ISCO-08 unit group (4 digits) where known."""

    id: str
    isco: str | None
    titles: Labels
    synonyms: Labels
    essential: tuple[Skill, ...]
    optional: tuple[Skill, ...]
    near: frozenset[str]
    """Ids of the occupations that could be taken for it."""

    def names(self, language: str) -> tuple[str, ...]:
        """Titles, then synonyms, in ``language``."""
        return self.titles.get(language, ()) + self.synonyms.get(language, ())

    def speaks(self, *languages: str, skills: int = 6) -> bool:
        """Whether it has a name, and at least ``skills`` skills labelled, in each of ``languages``."""
        known = (*self.essential, *self.optional)
        labelled = sum(all(language in skill.labels for language in languages) for skill in known)
        return all(self.names(language) for language in languages) and labelled >= skills


def load_catalogue(path: Path | None = None) -> list[Occupation]:
    """Read a catalogue of the project's own form; None reads ``data/demo/occupations.csv`` of the clone.

    Columns ``id``, ``isco``, ``related``, and for each language ``title_xx`` (``title_xx_f`` for the feminine),
    ``synonyms_xx`` and ``skills_xx``; lists are split on ``;`` and skills stand in the same order in all languages.
    Raises ``InputFileError`` for a file that is absent or has other columns, ``InvalidRowsError`` for bad rows.
    """
    place = OWN_CATALOGUE if path is None else path
    if not place.is_file():
        raise InputFileError(
            place,
            "there is no such catalogue of occupations",
            "Give the path of data/demo/occupations.csv of the project's source, or the folder of an ESCO download.",
        )
    try:
        with place.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            columns = tuple(reader.fieldnames or ())
            rows = [{name: cell or "" for name, cell in row.items() if name} for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputFileError(place, "it is not a CSV file in UTF-8", "Save it as CSV (UTF-8).") from error
    languages = [name.removeprefix("title_") for name in columns if name.startswith("title_") and len(name) <= 9]
    wanted = ("id", "isco", "related", *(f"{part}_{code}" for code in languages for part in ("synonyms", "skills")))
    missing = [name for name in wanted if name not in columns]
    if missing or not languages:
        raise InputFileError(
            place, f"it has no column {', '.join(missing) or 'title_en'}", "Its first line must name the columns."
        )
    if problems := _problems(rows, languages):
        raise InvalidRowsError(place, problems)
    near = _groups((row["id"], row["isco"]) for row in rows)
    for row in rows:
        for other in _items(row["related"]):
            near[row["id"]].add(other)
            near[other].add(row["id"])
    skills: dict[str, Skill] = {}
    return [_occupation(row, languages, near[row["id"]], skills) for row in rows]


def _items(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(";") if item.strip())


def _problems(rows: Sequence[Mapping[str, str]], languages: Sequence[str]) -> list[str]:
    found: list[str] = []
    ids = [row["id"] for row in rows]
    for number, row in enumerate(rows, start=2):
        if not row["id"] or ids.index(row["id"]) != number - 2:
            found.append(f'row {number}: id "{row["id"]}" is empty or was used before. Give each row an id of its own.')
        found += [
            f'row {number}: related id "{other}" is in no row. Correct it or add the row.'
            for other in _items(row["related"])
            if other not in ids
        ]
        counts = {code: len(_items(row[f"skills_{code}"])) for code in languages}
        if len(set(counts.values())) > 1:
            listed = ", ".join(f"skills_{code} {count}" for code, count in counts.items())
            found.append(f"row {number}: lists of different length ({listed}). List the same skills in each language.")
    return found


def _occupation(
    row: Mapping[str, str], languages: Sequence[str], near: Iterable[str], skills: dict[str, Skill]
) -> Occupation:
    by_language = {code: _items(row[f"skills_{code}"]) for code in languages}
    own: list[Skill] = []
    for labels in zip(*by_language.values(), strict=True):
        # A skill of two occupations is one skill: its label in the first language names it.
        skill = Skill(labels[0], {code: (label,) for code, label in zip(languages, labels, strict=True)})
        own.append(skills.setdefault(skill.id, skill))
    forms = {code: _items(f"{row[f'title_{code}']};{row.get(f'title_{code}_f', '')}") for code in languages}
    titles = {code: tuple(dict.fromkeys(names)) for code, names in forms.items() if names}
    synonyms = {code: _items(row[f"synonyms_{code}"]) for code in languages}
    return Occupation(
        row["id"],
        row["isco"] or None,
        titles,
        {code: names for code, names in synonyms.items() if names},
        tuple(own[:ESSENTIAL_SKILLS]),
        tuple(own[ESSENTIAL_SKILLS:]),
        frozenset(near) - {row["id"]},
    )


def load_esco(folder: Path, languages: Sequence[str] = ("en", "fr", "es")) -> list[Occupation]:
    """Read ``labels.tsv.gz`` and ``*relations*.zip`` of an ESCO folder; return every occupation, by URI.

    Every one, also without labels in ``languages`` or without skills: rules like "each fifth one" need them all.
    Near is: same ISCO unit group, or a label in common, or an overlap of skills of at least ``NEAR_OVERLAP``.
    Raises ``InputFileError`` for a file that is absent, damaged or has other columns.
    """
    titles: dict[str, dict[str, list[str]]] = {}
    synonyms: dict[str, dict[str, list[str]]] = {}
    skill_labels: dict[str, dict[str, list[str]]] = {}
    for uri, kind, language, role, label in _labels(folder / "labels.tsv.gz"):
        if kind == "occupation":
            labels = (titles if role == "preferred" else synonyms).setdefault(uri, {})
        elif kind == "skill":
            labels = skill_labels.setdefault(uri, {})
        else:
            continue
        if language in languages:
            known = labels.setdefault(language, [])
            known[0 if kind == "skill" and role == "preferred" else len(known) : 0] = (
                gender_forms(label) if kind == "occupation" else [label]
            )
    uris = sorted(titles.keys() | synonyms.keys())
    related, unit_groups = _relations(folder)
    skills = {uri: Skill(uri, _frozen(labels)) for uri, labels in skill_labels.items() if labels}
    owned = [{skill: kind for skill, kind in related.get(uri, {}).items() if skill in skill_labels} for uri in uris]
    near = _groups((uri, unit_groups.get(uri)) for uri in uris)
    by_label: dict[tuple[str, str], set[str]] = {}
    for source in (titles, synonyms):
        for uri, labels in source.items():
            for language, names in labels.items():
                for name in names:
                    by_label.setdefault((language, name.casefold()), set()).add(uri)
    for one, other in (pair for sharing in by_label.values() for pair in combinations(sorted(sharing), 2)):
        near[one].add(other)
        near[other].add(one)
    for one, other in _overlapping(owned):
        near[uris[one]].add(uris[other])
    return [
        Occupation(
            uri,
            unit_groups.get(uri),
            _frozen(titles.get(uri, {})),
            _frozen(synonyms.get(uri, {})),
            tuple(skills[skill] for skill, kind in own.items() if kind == "essential" and skill in skills),
            tuple(skills[skill] for skill, kind in own.items() if kind != "essential" and skill in skills),
            frozenset(near[uri] - {uri}),
        )
        for uri, own in zip(uris, owned, strict=True)
    ]


def _frozen(labels: Mapping[str, Sequence[str]]) -> Labels:
    return {language: tuple(dict.fromkeys(names)) for language, names in labels.items()}


def _groups(members: Iterable[tuple[str, str | None]]) -> dict[str, set[str]]:
    """For each member those of the same group, itself included."""
    groups: dict[str, list[str]] = {}
    alone: dict[str, str | None] = dict(members)
    for member, group in alone.items():
        groups.setdefault(group or "", []).append(member)
    return {member: set(groups[group]) if group else {member} for member, group in alone.items()}


def _overlapping(owned: Sequence[Iterable[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of owners (both ways round) whose sets overlap by ``NEAR_OVERLAP`` or more."""
    column: dict[str, int] = {}
    cells = [(row, column.setdefault(item, len(column))) for row, items in enumerate(owned) for item in items]
    if not cells:
        return
    rows, columns = np.array(cells).T
    holds = csr_matrix((np.ones(len(cells), dtype=np.float32), (rows, columns)), shape=(len(owned), len(column)))
    common = (holds @ holds.T).tocoo()
    sizes = np.asarray(holds.sum(axis=1)).ravel()
    overlap = common.data / (sizes[common.row] + sizes[common.col] - common.data)
    chosen = (overlap >= NEAR_OVERLAP) & (common.row != common.col)
    yield from zip(common.row[chosen].tolist(), common.col[chosen].tolist(), strict=True)


def _labels(path: Path) -> Iterator[list[str]]:
    wanted = ["concept_uri", "kind", "lang", "role", "label"]
    if not path.is_file():
        raise InputFileError(path, "there is no such file", "Give the folder that holds the ESCO files.")
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            if next(lines, "").rstrip("\r\n").split("\t") != wanted:
                raise InputFileError(path, f"its columns are not {', '.join(wanted)}", "Take the file as delivered.")
            for line in lines:
                fields = line.rstrip("\r\n").split("\t")
                if len(fields) == len(wanted):
                    yield fields
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise InputFileError(path, "it is damaged or no gzip file", "Fetch it again.") from error


def _relations(folder: Path) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Kind of relation by occupation and skill, and the ISCO-08 unit group of each occupation."""
    archives = sorted(folder.glob("*relations*.zip"))
    if not archives:
        raise InputFileError(folder, "there is no *relations*.zip in it", "Add the ESCO relations download.")
    path = archives[-1]
    skills: dict[str, dict[str, str]] = {}
    broader: dict[str, str] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for row in _rows(archive, "occupationSkillRelations.csv"):
                skills.setdefault(row["occupationUri"], {})[row["skillUri"]] = row["relationType"]
            for row in _rows(archive, "broaderRelationsOccPillar.csv"):
                if row["conceptType"] == "Occupation":
                    broader[row["conceptUri"]] = row["broaderUri"]
    except (zipfile.BadZipFile, KeyError, zlib.error, UnicodeDecodeError) as error:
        raise InputFileError(path, "it is not a whole ESCO relations archive", "Fetch it again.") from error
    return skills, {uri: code for uri in broader if (code := _unit_group(uri, broader))}


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    with archive.open(name) as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))


def _unit_group(uri: str, broader: Mapping[str, str]) -> str | None:
    # An occupation stands below another or below its unit group; a chain longer than this is a ring.
    for _ in range(12):
        uri = broader.get(uri, "")
        if "/isco/C" in uri:
            return uri.rsplit("/C", 1)[1]
    return None


def held_out(occupations: Sequence[Occupation], every: int) -> list[Occupation]:
    """Every ``every``-th occupation by id, the first one included: those that ``encoder train`` leaves out.

    The rule of ``matching encoder train --hold-out-every``: so give all occupations that ``load_esco`` returned.
    """
    if every < 1:
        raise InvalidValueError("held_out_every", every, "Give 1 or more: 5 keeps every fifth occupation.")
    return sorted(occupations, key=lambda one: one.id)[::every]
