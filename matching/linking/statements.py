"""What does a person tell of occupations and skills, and a vacancy, phrase by phrase, and what does each weigh?

Skills from life: an occupation held implies the skills that the taxonomy calls essential to it, as shown by experience,
the surer the longer the work was and the shorter ago it ended. Paid or not, seasonal, at home or informal, work is
work: only its title and its time count. Who kept house or nursed a parent names no occupation; ``life_work.csv`` says,
in the project's own words, which one it was.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from matching.domain import Candidate, Evidence, Experience, Vacancy
from matching.embeddings.spelling import fold
from matching.embeddings.text import first_line
from matching.taxonomy import ConceptKind

EVIDENCE_WEIGHT = {Evidence.CERTIFIED: 1.0, Evidence.SHOWN: 0.95, Evidence.CLAIMED: 0.85}
"""What a skill counts by its evidence."""
SATURATION_MONTHS = 12.0
"""Work of m months shows ``1 - exp(-m / 12)`` of its skills: 0.63 after a year, 0.86 after two, 0.95 after three."""
UNKNOWN_MONTHS = 12.0
"""Length taken where none is stated."""
FADING_HALF_YEARS = 5.0
"""Years after the end of work in which half is gone of what its skills ever lose. A judgement, as ``NEVER_FADES`` is:
that skills fade without use is known, how fast depends on the skill and the person."""
NEVER_FADES = 0.6
"""Share of a skill shown by work that stays however long ago it was: two years of work still count as found."""

TEXTS_REMEMBERED = 2_000

OCCUPATION, SKILL = ConceptKind.OCCUPATION, ConceptKind.SKILL


@dataclass(frozen=True, slots=True)
class Telling:
    """A phrase that tells of a concept: its kind, what it weighs, and the concept stated with it."""

    phrase: str
    kind: ConceptKind
    weight: float = 1.0
    concept: str | None = None
    evidence: Evidence = Evidence.CLAIMED
    country: str | None = None
    work: bool = False
    """Whether it is work done, which shows skills."""
    ended: str | None = None
    """When that work ended, as ``Experience.ended``."""
    read: bool = False
    """Whether it was read from a running text."""


@cache
def life_work() -> tuple[tuple[str, str], ...]:
    """Words that tell of unpaid, informal or seasonal work, folded, and the occupation (in English) that it was."""
    with Path(__file__).with_name("life_work.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((fold(row["said"]), row["occupation"]) for row in csv.DictReader(lines))


def shown_by(work: Experience, as_of: date | None = None) -> float:
    """How surely work shows its skills on the day ``as_of``, 0 to 1: by how long it was and how long ago it ended.

    Work that goes on, or of which nobody has said when it ended, has not faded; nor has any without a day.
    """
    months = work.lasted(as_of)
    shown = 1 - float(np.exp(-(UNKNOWN_MONTHS if months is None else months) / SATURATION_MONTHS))
    years = work.years_since(as_of) if as_of else 0.0
    return shown * (NEVER_FADES + (1 - NEVER_FADES) * 2 ** (-years / FADING_HALF_YEARS))


def statements_of_candidate(candidate: Candidate, as_of: date | None = None) -> list[Telling]:
    """What a person tells of occupations and skills: what is stated, or else what the texts say."""
    found = [Telling(phrase, OCCUPATION) for phrase in candidate.desired_occupations]
    for one in candidate.experiences:
        if one.title or one.occupation:
            told = one.title or "", OCCUPATION, shown_by(one, as_of), one.occupation
            found.append(Telling(*told, country=one.country, work=True, ended=one.ended))
    found += [
        Telling(one.phrase, SKILL, EVIDENCE_WEIGHT[one.evidence], one.concept, one.evidence, one.country)
        for one in candidate.skills
    ]
    certified = EVIDENCE_WEIGHT[Evidence.CERTIFIED]
    found += [
        Telling(one.name, SKILL, certified, None, Evidence.CERTIFIED, one.country) for one in candidate.certificates
    ]
    texts = [one.description for one in candidate.experiences if one.description]
    texts += [candidate.text] if candidate.text else []
    return found + list(_from_texts(texts, found, "cv", as_of))


def statements_of_vacancy(vacancy: Vacancy, *, texts: bool = True) -> list[Telling]:
    """What a vacancy tells of its occupation and of the skills that it asks: stated, or else said in its text."""
    title = vacancy.title or first_line(vacancy.description or "")
    found = [Telling(title or "", OCCUPATION, concept=vacancy.occupation)] if title or vacancy.occupation else []
    found += [Telling(one.phrase, SKILL, concept=one.concept) for one in vacancy.essential_skills]
    if texts and vacancy.description:
        found += _from_texts([vacancy.description], found, "advert")
    return found


def _from_texts(
    texts: Iterable[str], stated: Sequence[Telling], kind: Literal["cv", "advert"], as_of: date | None = None
) -> Iterator[Telling]:
    """Occupations and skills that texts name, each only where none is stated: what is stated is surer."""
    kinds = {one.kind for one in stated}
    if kinds >= {OCCUPATION, SKILL}:
        return
    for text in texts:
        for meant, said, started, ended in _named_in(text, kind):
            if meant in kinds:
                continue
            if meant is OCCUPATION:
                shown = shown_by(Experience(started=started, ended=ended), as_of)
                yield Telling(said, OCCUPATION, shown, work=kind == "cv", ended=ended, read=True)
            else:
                yield Telling(said, SKILL, EVIDENCE_WEIGHT[Evidence.CLAIMED], read=True)


@lru_cache(maxsize=TEXTS_REMEMBERED)
def _named_in(text: str, kind: Literal["cv", "advert"]) -> tuple[tuple[ConceptKind, str, str | None, str | None], ...]:
    """What is sought in a text and what it calls for: each phrase, without those that would only be nice to have.

    With the beginning and end of the work that it names, where they are told.
    """
    from matching.intake.extraction import extract

    return tuple(
        (OCCUPATION if one.kind == "occupation" else SKILL, " ".join(one.place.quote.split()), one.started, one.ended)
        for one in extract(text, kind).phrases
        if one.importance != "optional"
    )
