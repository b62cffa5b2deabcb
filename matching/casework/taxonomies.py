"""Which taxonomy is in use, what does it say of an occupation or a skill, and who names what it does not hold?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from matching.domain import Candidate, Vacancy
from matching.errors import InvalidValueError, UnknownIdError
from matching.intake import Intake, read_candidates, read_vacancies
from matching.taxonomy import FILE_NAME, ConceptKind, Mention, Taxonomy, mentions, open_taxonomy, vanished
from matching.taxonomy.esco import ImportReport, import_taxonomy
from matching.taxonomy.isco import (
    LANGUAGES,
    all_isco,
    is_isco,
    isco_ancestry,
    isco_code,
    isco_members,
    isco_title,
    near_isco,
)

__all__ = [
    "LANGUAGES",
    "ConceptCheck",
    "ConceptHit",
    "ConceptView",
    "ImportReport",
    "IscoGroupView",
    "Taxonomy",
    "TaxonomyStatus",
    "check_concepts",
    "describe_concept",
    "describe_isco_group",
    "find_concepts",
    "import_taxonomy",
    "is_imported",
    "is_isco",
    "isco_groups",
    "open_taxonomy",
    "taxonomy_file",
    "taxonomy_status",
]

RELATIONS = ("essential", "optional", "broader", "related")
_SHOWN = "en"
"""Language of names where none is asked for."""
_LIKE = 50
"""Labels looked at for those that are spelled like what was typed."""

Noticed = Callable[[Intake[Candidate] | Intake[Vacancy], Path], None]
"""Told what was noticed when a file was read."""


@dataclass(frozen=True, slots=True)
class TaxonomyStatus:
    """What an imported taxonomy holds: concepts by kind, relations by name, labels by language."""

    version: str
    path: Path
    size: int
    """Bytes of its file."""
    concepts: Mapping[ConceptKind, int]
    relations: Mapping[str, int]
    rome_codes: int
    labels: Mapping[str, int]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConceptHit:
    """A concept found by a label: ``how`` the words agree, ``label`` in ``lang`` that they agree with."""

    uri: str
    name: str
    kind: ConceptKind
    isco: str | None
    label: str
    lang: str
    how: str


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A concept in one language: its labels by language, the first preferred, and where it stands among others."""

    uri: str
    name: str
    kind: ConceptKind
    isco: str | None
    description: str | None
    labels: Mapping[str, tuple[str, ...]]
    above: tuple[tuple[str, str], ...]
    """Code and name of the ISCO-08 groups that it stands in, the nearest first."""
    relations: Mapping[str, tuple[str, ...]]
    """Names of its neighbours by what they are to it ("Broader", "Essential skills", …), by alphabet."""


@dataclass(frozen=True, slots=True)
class IscoGroupView:
    """A group of ISCO-08 as the program knows it without ESCO: titles by language, code and title of its neighbours."""

    code: str
    title: str
    labels: Mapping[str, str]
    above: tuple[tuple[str, str], ...]
    below: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConceptCheck:
    """How many concepts people and vacancies name, how many of them are gone, and who names those."""

    named: int
    gone: int
    mentions: tuple[Mention, ...]


def taxonomy_file(folder: Path) -> Path:
    """Where a data folder keeps its taxonomy, whether there is one or not."""
    return folder / FILE_NAME


def is_imported(folder: Path) -> bool:
    """Whether a data folder holds a taxonomy."""
    return taxonomy_file(folder).exists()


def isco_groups() -> int:
    """How many groups of ISCO-08 the program itself knows, in ``LANGUAGES``."""
    return len(all_isco())


def taxonomy_status(taxonomy: Taxonomy) -> TaxonomyStatus:
    """What the taxonomy holds, counted."""
    return TaxonomyStatus(
        taxonomy.version,
        taxonomy.path,
        taxonomy.path.stat().st_size,
        {kind: len(taxonomy.rows_of(kind)) for kind in ConceptKind},
        {name: getattr(taxonomy, name).nnz for name in RELATIONS},
        len(taxonomy.rome_to_isco),
        {lang: len(taxonomy.all_labels(languages=[lang])[1]) for lang in taxonomy.languages},
        tuple(taxonomy.sources),
    )


def find_concepts(
    taxonomy: Taxonomy, text: str, *, lang: str | None = None, kind: str | None = None, top: int = 10
) -> list[ConceptHit]:
    """The concepts whose labels hold the words of ``text``, or words that begin so, best first.

    ``lang`` and ``kind`` narrow the search; raises ``InvalidValueError`` for one that does not exist.
    """
    _check_language(taxonomy, lang)
    if kind is not None and kind not in set(ConceptKind):
        raise InvalidValueError("--kind", kind, f"Choose one of {', '.join(ConceptKind)}.")
    return [
        ConceptHit(
            taxonomy.uris[hit.row],
            taxonomy.label(hit.row, lang or _SHOWN),
            taxonomy.kind(hit.row),
            taxonomy.isco(hit.row),
            hit.label.text,
            hit.label.lang,
            hit.how,
        )
        for hit in taxonomy.search(text, lang, None if kind is None else ConceptKind(kind), top)
    ]


def describe_concept(taxonomy: Taxonomy, concept: str, lang: str = _SHOWN) -> ConceptView:
    """The concept of a URI, an ISCO-08 or ROME code or a whole label, worded in ``lang``.

    Raises ``InvalidValueError`` or ``UnknownIdError`` with the nearest concepts, or the several that may be meant.
    """
    _check_language(taxonomy, lang)
    row = _meant(taxonomy, concept, lang)
    kind = taxonomy.kind(row)
    neighbours = {"Broader": taxonomy.related_to(row, "broader"), "Narrower": taxonomy.related_to(row, "narrower")}
    if kind is ConceptKind.OCCUPATION:
        neighbours["Essential skills"] = taxonomy.related_to(row, "essential")
        neighbours["Optional skills"] = taxonomy.related_to(row, "optional")
    if kind is ConceptKind.SKILL:
        neighbours["Related skills"] = taxonomy.related_to(row, "related")
        neighbours["Essential for"] = taxonomy.related_to(row, "essential", backwards=True)
        neighbours["Optional for"] = taxonomy.related_to(row, "optional", backwards=True)
    return ConceptView(
        taxonomy.uris[row],
        taxonomy.label(row, lang),
        kind,
        taxonomy.isco(row),
        taxonomy.description(row, lang),
        {
            language: tuple(label.text for label in taxonomy.labels(row, language))
            for language in dict.fromkeys((lang, *taxonomy.languages))
        },
        tuple(
            (taxonomy.isco(above) or "", taxonomy.label(above, lang))
            for above in taxonomy.isco_ancestry(row)
            if above != row
        ),
        {title: tuple(sorted(taxonomy.label(one, lang) for one in rows)) for title, rows in neighbours.items()},
    )


def describe_isco_group(code: str) -> IscoGroupView:
    """What the program knows of a group without ESCO; raises ``UnknownIdError``."""
    return IscoGroupView(
        isco_code(code),
        isco_title(code),
        {lang: isco_title(code, lang) for lang in LANGUAGES},
        tuple((above, isco_title(above)) for above in isco_ancestry(code)[1:]),
        tuple((below, isco_title(below)) for below in isco_members(code)),
    )


def check_concepts(
    taxonomy: Taxonomy,
    candidates: Path | None,
    vacancies: Path | None,
    *,
    column_map: Mapping[str, str] = MappingProxyType({}),
    skip_invalid: bool = False,
    noticed: Noticed = lambda _intake, _path: None,
) -> ConceptCheck:
    """The concepts that the people and vacancies of files name and the taxonomy does not hold; nothing is changed.

    Raises what ``read_candidates`` raises.
    """
    named: list[Mention] = []
    for path, read in ((candidates, read_candidates), (vacancies, read_vacancies)):
        if path is not None:
            intake = read(path, column_map=column_map, skip_invalid=skip_invalid)
            noticed(intake, path)
            named += mentions(intake.items)
    gone = set(vanished(taxonomy, (mention.concept for mention in named)))
    return ConceptCheck(
        len({mention.concept for mention in named}),
        len(gone),
        tuple(mention for mention in named if mention.concept in gone),
    )


def _check_language(taxonomy: Taxonomy, lang: str | None) -> None:
    if lang is not None and lang not in taxonomy.languages:
        raise InvalidValueError("--lang", lang, f"The taxonomy has labels in {', '.join(taxonomy.languages)}.")


def _meant(taxonomy: Taxonomy, concept: str, lang: str) -> int:
    """Row of the one concept that is meant."""
    row = taxonomy.row(concept)
    if row is not None:
        return row
    if len(concept) == 5 and concept[0].isalpha() and concept[1:].isdigit():
        taxonomy.isco_of_rome(concept)
    if concept.strip().isdigit():
        raise UnknownIdError("ISCO-08 group", concept, near_isco(concept))
    exact = [hit for hit in taxonomy.search(concept, limit=_LIKE) if hit.how == "exact"]
    preferred = [hit for hit in exact if hit.label.preferred]
    meant = (
        [hit for hit in preferred if hit.label.lang == lang]
        or preferred
        or [hit for hit in exact if hit.label.lang == lang]
        or exact
    )
    if len(meant) == 1:
        return meant[0].row
    if meant:
        several = "; ".join(f"{taxonomy.label(hit.row, lang)} <{taxonomy.uris[hit.row]}>" for hit in meant)
        raise InvalidValueError("The label", concept, f"It is that of several concepts; give one URI: {several}.")
    near = dict.fromkeys(f'"{hit.label.text}"' for hit in taxonomy.search(concept, lang, limit=5))
    hint = f"The nearest are {', '.join(near)}." if near else "Look for it with: matching taxonomy search WORDS"
    raise InvalidValueError("The concept", concept, f"It is no code, no URI and no whole label here. {hint}")
