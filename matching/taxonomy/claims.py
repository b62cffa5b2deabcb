"""Which concepts do people and vacancies name, and which of those are in the taxonomy no more?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from matching.domain import Candidate, Vacancy
from matching.taxonomy.concepts import Taxonomy


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
