"""Do the tables given together come from one version of ESCO, each of them whole, and do ids still name concepts?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from matching.domain import Candidate, Vacancy
from matching.errors import TaxonomyError
from matching.taxonomy.concepts import ESCO, ConceptKind, Taxonomy
from matching.taxonomy.downloads import Table, TableKind
from matching.taxonomy.gathering import Gathered

MOST_UNLIKE = 0.002
"""Share of concepts by which tables of one version may differ. Versions 1.1 and 1.2 differ by 1 % of the occupations;
the relations of 1.1.1 name one occupation of 3,008 and 7 of 14,500 skills that its classification lacks."""
_ONE_VERSION = "Give the downloads of one version only, each of them whole."
_OFFICIAL = frozenset({TableKind.CONCEPTS, TableKind.BROADER, TableKind.OCCUPATION_SKILLS, TableKind.SKILL_SKILLS})
_PILLARS = {"occupation": "occupations", "skill": "skills"}


def one_version(tables: Sequence[Table]) -> str | None:
    """The version that the names of the official tables state, the fullest form of it ("1.1" and "1.1.1" agree).

    Raises ``TaxonomyError`` where they state several.
    """
    stated = {table.version: table.short for table in tables if table.version and table.kind in _OFFICIAL}
    for (one, where), (other, elsewhere) in combinations(sorted(stated.items()), 2):
        if not other.startswith(f"{one}."):
            problem = f"it is of version {one}, but {elsewhere} is of {other}"
            raise TaxonomyError(where, problem, _ONE_VERSION)
    return max(stated, key=len) if stated else None


def check_alike(gathered: Gathered) -> None:
    """Compare the concepts that the tables of several languages name; raises ``TaxonomyError`` where they differ."""
    for kind in (ConceptKind.OCCUPATION, ConceptKind.SKILL):
        holding = [(where, kinds[kind]) for where, kinds in gathered.official.items() if kind in kinds]
        for where, concepts in holding[1:]:
            first, others = holding[0]
            if len(concepts ^ others) > MOST_UNLIKE * len(concepts | others):
                problem = (
                    f"it names {len(concepts):,} {kind}s, {first} {len(others):,}, and {len(concepts ^ others):,} of "
                    "them are in one only: they are of different versions, or one is not whole"
                )
                raise TaxonomyError(where, problem, _ONE_VERSION)


def check_relations(gathered: Gathered) -> list[str]:
    """Compare the relations with the concepts; return what is good to know.

    Raises ``TaxonomyError`` where the relations name other concepts than the tables of concepts.
    """
    notes: list[str] = []
    named = {uri for pairs in gathered.relations.values() for pair in pairs for uri in pair}
    if gathered.headings and not gathered.headings & gathered.kinds.keys():
        notes.append("No table of skill groups was given: the place of skills in them was left out.")
        named -= gathered.headings
    for pillar, noun in _PILLARS.items():
        there = {uri for uri in named if uri.startswith(f"{ESCO}{pillar}/")}
        unknown = there - gathered.kinds.keys()
        if unknown and len(unknown) == len(there) and pillar not in {kind.value for kind in gathered.kinds.values()}:
            notes.append(f"The relations name {noun}, but no table of {noun} was given: those relations were left out.")
        elif len(unknown) > MOST_UNLIKE * len(there):
            raise _unlike(len(unknown), noun, "in the relations but in no table of concepts")
        elif unknown:
            count = len(unknown)
            notes.append(f"{count} of the {noun} in the relations {_be(count)} in no table of concepts: left out.")
    placed = {child for child, _ in gathered.relations["broader"]}
    official = {uri for kinds in gathered.official.values() for uri in kinds.get(ConceptKind.OCCUPATION, ())}
    homeless = official - placed
    if placed & official and len(homeless) > MOST_UNLIKE * len(official):
        raise _unlike(len(homeless), "occupations", "without a broader group in the relations")
    if not gathered.relations["essential"]:
        notes.append("No relations between occupations and skills were given: essential skills are not known.")
    return notes


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _unlike(count: int, noun: str, what: str) -> TaxonomyError:
    reason = "relations and classification are of different versions, or one is not whole"
    return TaxonomyError("The ESCO tables", f"{count:,} of the {noun} {_be(count)} {what}: {reason}", _ONE_VERSION)


class Mention(NamedTuple):
    """A concept (URI or code) that a person or vacancy names, and in which field."""

    id: str
    field: str
    concept: str


def mentions(items: Iterable[Candidate | Vacancy]) -> Iterator[Mention]:
    """Every concept that they name, in their order."""
    for item in items:
        if isinstance(item, Candidate):
            named = [("experiences", one.occupation) for one in item.experiences]
            named += [("skills", one.concept) for one in item.skills]
        else:
            named = [("occupation", item.occupation)]
            named += [("essential_skills", one.concept) for one in item.essential_skills]
            named += [("optional_skills", one.concept) for one in item.optional_skills]
        yield from (Mention(item.id, field, concept) for field, concept in named if concept)


def vanished(taxonomy: Taxonomy, uris: Iterable[str]) -> list[str]:
    """The concepts among ``uris`` (URIs or codes) that the taxonomy does not hold, each once, in their order."""
    return [uri for uri in dict.fromkeys(uris) if taxonomy.row(uri) is None]
