"""Which texts mean the same, so that the encoder can learn it: labels, descriptions, skills, lexicon?"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from matching.embeddings.spelling import fold
from matching.errors import InputFileError

LABELS = "labels.tsv.gz"
LEXICON_COLUMNS = ("english", "kind")
_OCCUPATION_KINDS = frozenset({"isco_group", "occupation"})
_FORMS = re.compile(r"\s*/\s*")
_WORD_FORMS = re.compile(r"(?P<head>.*?)\b(?P<first>[\w-]{3,})\s*/\s*(?P<second>[\w-]{3,})\b(?P<tail>.*)", re.DOTALL)


@dataclass
class Concept:
    """One meaning: its labels by language, its descriptions by language, and for an occupation its skills."""

    uri: str
    kind: str
    labels: dict[str, list[str]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    essential: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    preferred: set[str] = field(default_factory=set)
    """English labels that some version of the taxonomy prefers."""
    forms: list[tuple[str, str]] = field(default_factory=list)
    """Two forms of one title, mostly masculine and feminine."""

    def add(self, lang: str, label: str, *, preferred: bool = False) -> None:
        """Add a label once, with the two forms that a slash in it parts; a preferred one goes before the others."""
        known = self.labels.setdefault(lang, [])
        written, *forms = gender_forms(label)
        if len(forms) == 2:
            self.forms.append((forms[0], forms[1]))
        for form in (*forms, written):
            if form not in known:
                known.insert(0 if preferred else len(known), form)
            if preferred and lang == "en":
                self.preferred.add(form)


def gender_forms(label: str) -> list[str]:
    """Return the forms that a label with a slash holds, or the label alone: "soudeur/soudeuse" gives both."""
    halves = _FORMS.split(label)
    if len(halves) == 2 and all(halves):
        ends_alike = halves[0].split()[-1][:3].casefold() == halves[1].split()[-1][:3].casefold()
        starts_alike = halves[0][:3].casefold() == halves[1][:3].casefold()
        if starts_alike and (ends_alike or len(halves[0].split()) == len(halves[1].split())):
            return [label, *halves]
    found = _WORD_FORMS.fullmatch(label)
    if found and found["first"][:3].casefold() == found["second"][:3].casefold():
        return [label, *(f"{found['head']}{form}{found['tail']}" for form in (found["first"], found["second"]))]
    return [label]


def read_esco(folder: Path) -> dict[str, Concept]:
    """Read ``labels.tsv.gz``, ``descriptions.tsv.gz`` and the relations archive; return concepts by URI.

    Raises ``InputFileError`` where a file is missing or has other columns.
    """
    concepts: dict[str, Concept] = {}
    for row in _table(folder / LABELS, ("concept_uri", "kind", "lang", "label")):
        uri = row["concept_uri"]
        concept = concepts.get(uri)
        if concept is None:
            concept = concepts[uri] = Concept(uri, row["kind"])
        concept.add(row["lang"], row["label"], preferred=row.get("role") == "preferred")
    for row in _table(folder / "descriptions.tsv.gz", ("concept_uri", "lang", "description")):
        if row["concept_uri"] in concepts and row["description"]:
            concepts[row["concept_uri"]].descriptions[row["lang"]] = row["description"]
    for row in _relations(folder, "occupationSkillRelations.csv"):
        occupation, skill = concepts.get(row["occupationUri"]), row["skillUri"]
        if occupation is not None and skill in concepts:
            (occupation.essential if row["relationType"] == "essential" else occupation.optional).append(skill)
    for row in _relations(folder, "broaderRelationsOccPillar.csv"):
        occupation, group = concepts.get(row["conceptUri"]), row["broaderUri"]
        if occupation is not None and occupation.kind == "occupation" and group in concepts:
            occupation.groups.append(group)
    return concepts


def _table(path: Path, columns: Iterable[str]) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise InputFileError(path, "there is no such file", "Give the folder that holds the ESCO files (see --help).")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [column for column in columns if column not in (rows.fieldnames or ())]
        if missing:
            raise InputFileError(path, f"it has no column {', '.join(missing)}", "Line 1 must name the columns.")
        yield from rows


def _relations(folder: Path, name: str) -> Iterator[dict[str, str]]:
    archives = sorted(folder.glob("*relations*.zip"))
    if not archives:
        raise InputFileError(folder, "there is no *relations*.zip in it", "Add the ESCO relations download.")
    with zipfile.ZipFile(archives[-1]) as archive:
        if name in archive.namelist():
            with archive.open(name) as raw:
                yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))


def without_every(concepts: dict[str, Concept], every: int) -> dict[str, Concept]:
    """Leave out every ``every``-th occupation and skill by URI (the first ones included), with all known of them."""
    held = {
        uri
        for kind in ("occupation", "skill")
        for uri in sorted(uri for uri, concept in concepts.items() if concept.kind == kind)[::every]
    }
    return {
        uri: replace(concept, groups=[group for group in concept.groups if group not in held])
        for uri, concept in concepts.items()
        if uri not in held
    }


@dataclass(frozen=True)
class Entry:
    """One line of a lexicon: an English term, the same in another language, and its kind."""

    english: str
    lang: str
    text: str
    kind: str


def read_lexicon(folder: Path) -> list[Entry]:
    """Read every CSV in ``folder``, by file name; each has the columns ``english``, a language code and ``kind``.

    Raises ``InputFileError`` for a file with other columns.
    """
    entries: list[Entry] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            names = list(rows.fieldnames or ())
            languages = [name for name in names if name not in LEXICON_COLUMNS]
            if any(column not in names for column in LEXICON_COLUMNS) or len(languages) != 1:
                raise InputFileError(
                    path, "a lexicon has the columns english, a language code and kind", "Mend line 1."
                )
            lang = languages[0]
            entries += [
                Entry(row["english"].strip(), lang, row[lang].strip(), row["kind"])
                for row in rows
                if row["english"] and row[lang]
            ]
    return entries


def join_lexicon(concepts: dict[str, Concept], entries: Iterable[Entry]) -> None:
    """Add lexicon terms to the concepts whose preferred English label they translate; others become concepts.

    An alternative label may be wider than its concept ("driver" of a hearse driver), and would lead a term astray.
    """
    by_english: dict[tuple[bool, str], str] = {}
    for uri, concept in concepts.items():
        for label in concept.preferred:
            by_english[concept.kind in _OCCUPATION_KINDS, fold(label)] = uri
    for entry in entries:
        key = (entry.kind in _OCCUPATION_KINDS, fold(entry.english))
        uri = by_english.get(key)
        if uri is None:
            uri = by_english[key] = f"lexicon:{entry.kind}:{entry.english}"
            concepts[uri] = Concept(uri, entry.kind, {"en": [entry.english]})
        concepts[uri].add(entry.lang, entry.text)
