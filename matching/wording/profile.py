"""What does a profile say of work done, schooling, skills and ways to work, line by line?

``longest``: characters of somebody's own words on a line; None leaves a title whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from matching.domain import Candidate, Evidence, Experience
from matching.domain.work_time import ONGOING
from matching.wording.catalogues import country_name, duration_text, month_text, number_text, translator
from matching.wording.labels import education_label
from matching.wording.sentences import shortened


def experience_lines(
    candidate: Candidate, language: str, longest: int | None = None, as_of: date | None = None
) -> Iterator[str]:
    """Each work done: its title, else the description in short, the country, from when to when, and how long.

    ``as_of``: the day until which work that goes on has lasted; without a day its length is not told.
    """
    for one in candidate.experiences:
        title = _cut(one.title or shortened(one.description or ""), longest)
        country = country_name(one.country, language) if one.country else None
        lasted = one.lasted(as_of)
        months = duration_text(lasted, language) if lasted else None
        yield ", ".join(part for part in (title, country, _period(one, language), months) if part)


def _period(work: Experience, language: str) -> str | None:
    if not (work.started or work.ended):
        return None
    say = translator(language)
    first = month_text(work.started, language) if work.started else "…"
    last = month_text(work.ended, language) if work.ended and work.ended != ONGOING else "…"
    if work.ended == ONGOING:
        last = say("today")
    return f"{first} – {last}"


def education_lines(candidate: Candidate, language: str, longest: int | None = None) -> Iterator[str]:
    """Each diploma: its title, level and country, and whether it is recognised, where that is known."""
    say = translator(language)
    recognised = {True: say("recognised"), False: say("not recognised yet"), None: None}
    for one in candidate.education:
        level = None if one.isced is None else education_label(one.isced, language)
        country = country_name(one.country, language) if one.country else None
        parts = (_cut(one.title or "", longest), level, country, recognised[one.recognised])
        yield ", ".join(part for part in parts if part)


def mobility_lines(candidate: Candidate, language: str) -> Iterator[str]:
    """How far the person goes, to which regions, and whether to move or to work from home comes into question."""
    say = translator(language)
    if candidate.radius_km is not None:
        yield say("up to {km} km").format(km=number_text(candidate.radius_km, language))
    yield from candidate.regions
    if candidate.relocation:
        yield say("would move")
    if candidate.remote:
        yield say("would work from home")


def skills_by(candidate: Candidate, evidence: Evidence) -> list[str]:
    """Phrases of the skills whose strongest evidence is ``evidence``, in the order in which they were first stated."""
    strength = list(Evidence)
    strongest: dict[str, int] = {}
    for claim in candidate.skills:
        strongest[claim.phrase] = max(strongest.get(claim.phrase, 0), strength.index(claim.evidence))
    return [phrase for phrase, at in strongest.items() if strength[at] is evidence]


def _cut(words: str, longest: int | None) -> str:
    return words if longest is None else shortened(words, longest)
