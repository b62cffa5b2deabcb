"""What is missing between a person and a vacancy, or a wished occupation: what is near, what only needs recognition?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from matching import geography
from matching.domain import Candidate, Certificate, Match, Vacancy
from matching.domain.comparing import FOUND_FROM, compared_languages, is_below
from matching.domain.gap import CommonGap, Gap, GapKind, OccupationGaps, PairGaps, Standing
from matching.domain.licences import held_licences, is_driving, licence_keys
from matching.domain.match import MessageCode
from matching.engine import Engine
from matching.errors import InvalidValueError
from matching.gaps.phrases import group_skills
from matching.gaps.reach import ENOUGH_EXPERIENCE
from matching.gaps.standing import CandidateStanding
from matching.ranking.features import Rows

NEARLY_FROM = 0.35
"""Degree of likeness from which a skill that does not count as found is nearly there: "loosely related" and no less."""
MOST_VACANCIES = 50
"""Vacancies of one occupation that are compared with a person."""
_CLOSED_BY_PERSON = frozenset({"licence_absent", "language_below"})


def pair_gaps(standing: CandidateStanding, vacancies: Rows) -> list[PairGaps]:
    """What stands between a person and each of the vacancies in these rows."""
    candidate, found, inside = standing.candidate, standing.answers, standing.reach.inside[0]
    told: list[PairGaps] = []
    for row, match in zip(vacancies.tolist(), standing.matches(vacancies), strict=True):
        vacancy = standing.engine.vacancies[row]
        skills = [
            Gap(
                kind=GapKind.SKILL,
                standing=Standing.NEARLY if degree >= NEARLY_FROM else Standing.MISSING,
                asked=found.asked.text(at),
                held=found.words(0, at) if degree >= NEARLY_FROM else None,
                likeness=degree,
            )
            for at in found.asked.of(row)
            if (degree := float(found.degrees[0, at])) < FOUND_FROM
        ]
        gaps = [
            *_papers(candidate, vacancy, match),
            *_languages(candidate, vacancy),
            *skills,
            *_background(candidate, vacancy, match),
        ]
        told.append(
            PairGaps(
                candidate_id=candidate.id,
                vacancy_id=vacancy.id,
                score=match.score,
                in_reach=bool(inside[row]),
                gaps=tuple(dict.fromkeys(gaps)),
                obstacles=tuple(note for note in match.refusals if note.code not in _CLOSED_BY_PERSON),
                to_check=match.to_check,
            )
        )
    return told


def occupation_gaps(standing: CandidateStanding, occupation: str) -> OccupationGaps:
    """What the open vacancies of an occupation, named in any language, ask that the person lacks.

    The ``MOST_VACANCIES`` whose titles come nearest (``Engine.vacancies_named``). Gaps of the same kind and meaning are
    one, with the vacancies that have it. Raises ``InvalidValueError`` where no open vacancy is of that occupation.
    """
    rows = standing.engine.vacancies_named(occupation, standing.as_of, MOST_VACANCIES)
    if not len(rows):
        remedy = "No open vacancy has such a title; name the occupation in other words, or as an advert would."
        raise InvalidValueError("The occupation", occupation, remedy)
    told = pair_gaps(standing, rows)
    return OccupationGaps(
        candidate_id=standing.candidate.id,
        occupation=occupation,
        vacancies=tuple(one.vacancy_id for one in told),
        in_reach=tuple(one.vacancy_id for one in told if one.in_reach),
        gaps=_common(standing.engine, told),
    )


def country_of(paper: Certificate) -> str | None:
    """The country of a certificate: stated, else named in brackets ("HACCP (Turkey, 2023)"); None if not known."""
    if paper.country:
        return paper.country
    named = (part for inside in re.findall(r"\(([^)]*)\)", paper.name) for part in inside.split(","))
    return next((code for part in named if len(part.strip()) > 2 and (code := geography.country_code(part))), None)


def _papers(candidate: Candidate, vacancy: Vacancy, match: Match) -> Iterator[Gap]:
    """Licences that are absent; certificates and diplomas from abroad that answer what is asked, not recognised."""
    held = held_licences(candidate.licences or ())
    lacking = [one for one in vacancy.licences if candidate.licences is not None and not licence_keys(one) <= held]
    absent = any(note.code == MessageCode.LICENCE_ABSENT for note in match.refusals)
    if absent:
        for licence in lacking:
            yield Gap(kind=GapKind.LICENCE, standing=Standing.MISSING, asked=licence)
    answered = {skill.found for skill in match.matched_skills if skill.essential}
    trade = [one for one in vacancy.licences if not all(is_driving(key) for key in licence_keys(one) - held)]
    for paper in candidate.certificates:
        country = country_of(paper)
        foreign = country is not None and country != (vacancy.country or candidate.country)
        if foreign and paper.recognised is not True and (paper.name in answered or (trade and not absent)):
            yield Gap(
                kind=GapKind.RECOGNITION, standing=Standing.RECOGNITION, asked=paper.name, held=paper.name,
                country=country,
            )  # fmt: skip
    if not vacancy.education_isced:
        return
    enough = [one for one in candidate.education if one.isced is not None and one.isced >= vacancy.education_isced]
    if any(one.recognised for one in enough):
        return
    for diploma in enough:
        foreign = diploma.country is not None and diploma.country != (vacancy.country or candidate.country)
        if diploma.recognised is False or foreign:
            yield Gap(
                kind=GapKind.RECOGNITION,
                standing=Standing.RECOGNITION,
                asked=str(vacancy.education_isced),
                held=diploma.title,
                country=diploma.country,
            )


def _languages(candidate: Candidate, vacancy: Vacancy) -> Iterator[Gap]:
    for code, held, asked in compared_languages(candidate, vacancy):
        if held and asked and is_below(held, asked):
            yield Gap(
                kind=GapKind.LANGUAGE,
                standing=Standing.NEARLY if asked.rank - held.rank == 1 else Standing.MISSING,
                asked=code,
                asked_level=str(asked),
                held_level=str(held),
            )


def _background(candidate: Candidate, vacancy: Vacancy, match: Match) -> Iterator[Gap]:
    """Education below the level asked, and experience shorter than asked."""
    level = max((one.isced for one in candidate.education if one.isced is not None), default=None)
    if vacancy.education_isced and level is not None and level < vacancy.education_isced:
        yield Gap(
            kind=GapKind.EDUCATION, standing=Standing.MISSING, asked=str(vacancy.education_isced), held=str(level)
        )
    share = next((one.value for one in match.contributions if one.feature == "experience"), None)
    if vacancy.experience_months and share is not None and share < 1:
        yield Gap(
            kind=GapKind.EXPERIENCE,
            standing=Standing.NEARLY if share >= ENOUGH_EXPERIENCE else Standing.MISSING,
            asked=str(vacancy.experience_months),
            held=str(round(share * vacancy.experience_months)),
        )


def _common(engine: Engine, told: list[PairGaps]) -> tuple[CommonGap, ...]:
    """Gaps of several pairs, those of one kind and meaning together, the most frequent first."""
    skills = sorted({gap.asked for pair in told for gap in pair.gaps if gap.kind is GapKind.SKILL})
    weights = np.array([sum(gap.asked == skill for pair in told for gap in pair.gaps) for skill in skills], dtype=float)
    leader = group_skills(engine, skills, weights)
    leads = {skill: skills[at] for skill, at in zip(skills, leader, strict=True)}
    first: dict[tuple[GapKind, str, str | None], Gap] = {}
    shared: dict[tuple[GapKind, str, str | None], dict[str, None]] = {}
    for pair in told:
        for gap in pair.gaps:
            key = gap.kind, leads.get(gap.asked, gap.asked) if gap.kind is GapKind.SKILL else gap.asked, gap.asked_level
            first.setdefault(key, gap)
            shared.setdefault(key, {})[pair.vacancy_id] = None
    ordered = sorted(first, key=lambda key: (-len(shared[key]), list(GapKind).index(key[0]), key[1], key[2] or ""))
    return tuple(CommonGap(gap=first[key], vacancies=tuple(shared[key])) for key in ordered)
