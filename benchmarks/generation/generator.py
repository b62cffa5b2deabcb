"""Which people and vacancies, drawn from occupations, belong together, so that a ranking of them can be judged?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.generation.catalogue import Occupation, Skill, held_out
from benchmarks.generation.labour_market import generate_population
from benchmarks.generation.prose import candidate_text, vacancy_text
from matching.domain import Candidate, Evidence, Experience, SkillClaim, SkillDemand, Vacancy
from matching.errors import InvalidValueError

__all__ = ["PersonVacancyBenchmark", "generate_benchmark", "generate_population"]

SAME, NEAR = 2, 1
"""Grades: the vacancy is of the person's occupation, or of one near it."""

VACANCIES_EACH = 3
"""Vacancies of one occupation that a benchmark aims at."""
NEIGHBOURS = 3
"""Near occupations that come with each one drawn, as distractors."""
SHARED_SKILLS = 0.3
"""Share of an occupation's skills that its people and its vacancies may both name; the rest is split between them."""
RETURNED_FROM = ("PL", "DE", "GR", "TR", "IT", "FR", "ES", "IL", "US", "GE")


@dataclass(frozen=True, slots=True)
class PersonVacancyBenchmark:
    """People, vacancies, and which belong together: ``qrels[candidate_id][vacancy_id]`` is 2, 1, or absent for 0."""

    candidates: tuple[Candidate, ...]
    vacancies: tuple[Vacancy, ...]
    qrels: dict[str, dict[str, int]]
    drawn_from: dict[str, str]
    """Occupation of each candidate and vacancy by its id: for those who judge, never for a ranker."""

    def qrels_by_vacancy(self) -> dict[str, dict[str, int]]:
        """The same grades for the other direction: vacancy id, then candidate id."""
        turned: dict[str, dict[str, int]] = {}
        for candidate, grades in self.qrels.items():
            for vacancy, grade in grades.items():
                turned.setdefault(vacancy, {})[candidate] = grade
        return turned


def generate_benchmark(
    occupations: Sequence[Occupation],
    *,
    candidate_language: str,
    vacancy_language: str,
    people: int,
    vacancies: int,
    seed: int,
    held_out_every: int | None = None,
    as_texts: bool = False,
) -> PersonVacancyBenchmark:
    """Draw people and vacancies from ``occupations``, each side with a sample of its own of titles and skills.

    People state titles, jobs and skills in ``candidate_language``; some fields are missing, some skills belong to
    another occupation, some people have an older job of another kind. Vacancies state title and skills in
    ``vacancy_language``, or only a title, or an advert in running text. With ``as_texts`` both sides are free text
    and nothing else (``candidate.text``, ``vacancy.description``). Nothing in them decides eligibility.
    ``held_out_every`` keeps the occupations of ``held_out``. Same arguments, same benchmark.
    Raises ``InvalidValueError`` where fewer than two occupations have titles and skills in both languages.
    """
    for what, count in (("people", people), ("vacancies", vacancies)):
        if count < 1:
            raise InvalidValueError(what, count, "Give 1 or more.")
    kept = occupations if held_out_every is None else held_out(occupations, held_out_every)
    speaking = [one for one in kept if one.speaks(candidate_language, vacancy_language)]
    if len(speaking) < 2:
        raise InvalidValueError(
            "language pair",
            f"{candidate_language}-{vacancy_language}",
            f"Only {len(speaking)} of {len(kept)} occupations have titles and 6 skills in both; choose other languages "
            "or another catalogue.",
        )
    draw = random.Random(f"market {seed}")
    market = _market(speaking, max(2, vacancies // VACANCIES_EACH), draw)
    sides = {one.id: _two_sides(one, (candidate_language, vacancy_language), draw) for one in market}
    owners = {"c": _shared_out(market, people, draw), "v": _shared_out(market, vacancies, draw)}
    candidates = [
        _candidate(f"c-{number:05d}", one, sides[one.id][0], market, candidate_language, as_texts, seed)
        for number, one in enumerate(owners["c"], start=1)
    ]
    offers = [
        _vacancy(f"v-{number:05d}", one, sides[one.id][1], vacancy_language, as_texts, seed)
        for number, one in enumerate(owners["v"], start=1)
    ]
    offered: dict[str, list[str]] = {}
    for offer, one in zip(offers, owners["v"], strict=True):
        offered.setdefault(one.id, []).append(offer.id)
    grades = {
        one.id: dict.fromkeys((offer for near in sorted(one.near) for offer in offered.get(near, ())), NEAR)
        | dict.fromkeys(offered.get(one.id, ()), SAME)
        for one in market
    }
    drawn_from = {item.id: one.id for item, one in zip(candidates, owners["c"], strict=True)}
    return PersonVacancyBenchmark(
        tuple(candidates),
        tuple(offers),
        {item.id: dict(sorted(grades[drawn_from[item.id]].items())) for item in candidates},
        drawn_from | {item.id: one.id for item, one in zip(offers, owners["v"], strict=True)},
    )


def _market(occupations: Sequence[Occupation], size: int, draw: random.Random) -> list[Occupation]:
    """Up to ``size`` occupations in small neighbourhoods: one at random, then some near it, and so on."""
    by_id = {one.id: one for one in occupations}
    chosen: dict[str, Occupation] = {}
    for first in draw.sample(occupations, len(occupations)):
        near = [other for other in sorted(first.near) if other in by_id]
        for member in (first.id, *draw.sample(near, min(NEIGHBOURS, len(near)))):
            chosen.setdefault(member, by_id[member])
        if len(chosen) >= size:
            break
    return list(chosen.values())[:size]


def _shared_out(market: Sequence[Occupation], count: int, draw: random.Random) -> list[Occupation]:
    """``count`` owners, each occupation as often as any other, in an order that tells nothing."""
    owners = [market[number % len(market)] for number in range(count)]
    draw.shuffle(owners)
    return owners


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side of the market says of an occupation."""

    essential: tuple[Skill, ...]
    optional: tuple[Skill, ...]


def _two_sides(occupation: Occupation, languages: Sequence[str], draw: random.Random) -> tuple[_Side, _Side]:
    """Skills for its people and skills for its vacancies, with only ``SHARED_SKILLS`` of them on both sides."""
    parts: list[tuple[tuple[Skill, ...], tuple[Skill, ...]]] = []
    for skills in (occupation.essential, occupation.optional):
        labelled = [skill for skill in skills if all(language in skill.labels for language in languages)]
        draw.shuffle(labelled)
        shared = round(len(labelled) * SHARED_SKILLS)
        half = (len(labelled) + shared + 1) // 2
        parts.append((tuple(labelled[:half]), tuple(labelled[half - shared :])))
    (people_essential, asked_essential), (people_optional, asked_optional) = parts
    return _Side(people_essential, people_optional), _Side(asked_essential, asked_optional)


def _candidate(
    name: str,
    occupation: Occupation,
    side: _Side,
    market: Sequence[Occupation],
    language: str,
    as_text: bool,
    seed: int,
) -> Candidate:
    # A stream of its own for each person: the free text tells of the same person as the fields.
    draw = random.Random(f"{seed} {name}")
    other = draw.choice([one for one in market if one is not occupation])
    titles = _own_forms(occupation.names(language))
    known = draw.sample((*side.essential, *side.optional), min(draw.randint(3, 8), len(side.essential + side.optional)))
    skills = [_worded(skill, language, draw) for skill in known] if draw.random() < 0.9 else []
    if skills and draw.random() < 0.5:
        strange = [one for one in (*other.essential, *other.optional) if language in one.labels and one not in known]
        skills += [_worded(one, language, draw) for one in draw.sample(strange, min(len(strange), draw.randint(1, 2)))]
    wishes = draw.sample(titles, min(len(titles), draw.choice((1, 1, 2)))) if draw.random() < 0.7 else []
    held: list[Experience] = []
    if draw.random() < 0.75 or not (wishes or skills):
        country = draw.choice(RETURNED_FROM)
        held.append(Experience(title=draw.choice(titles), country=country, months=draw.randint(5, 180)))
    if held and draw.random() < 0.3:
        former = draw.choice(_own_forms(other.names(language)))
        held.append(Experience(title=former, country="GE", months=draw.randint(3, 40)))
    candidate = Candidate(
        id=name,
        desired_occupations=tuple(wishes),
        experiences=tuple(held),
        skills=tuple(
            SkillClaim(phrase=phrase, evidence=draw.choices(tuple(Evidence), (0.6, 0.25, 0.15))[0])
            for phrase in dict.fromkeys(skills)
        ),
        lang=language,
    )
    return Candidate(id=name, text=candidate_text(candidate, draw), lang=language) if as_text else candidate


def _vacancy(name: str, occupation: Occupation, side: _Side, language: str, as_text: bool, seed: int) -> Vacancy:
    draw = random.Random(f"{seed} {name}")
    title = draw.choice(occupation.names(language))
    chance = draw.random()
    told = chance >= 0.15
    essential = draw.sample(side.essential, min(len(side.essential), draw.randint(2, 6))) if told else []
    optional = draw.sample(side.optional, min(len(side.optional), draw.randint(0, 4))) if told else []
    vacancy = Vacancy(
        id=name,
        title=title,
        essential_skills=tuple(SkillDemand(phrase=_worded(skill, language, draw)) for skill in essential),
        optional_skills=tuple(SkillDemand(phrase=_worded(skill, language, draw)) for skill in optional),
        lang=language,
    )
    if as_text or 0.15 <= chance < 0.4:
        headed = not as_text and draw.random() < 0.5
        advert = vacancy_text(vacancy, draw)
        return Vacancy(id=name, title=title if headed else None, description=advert, lang=language)
    return vacancy


def _own_forms(names: Sequence[str]) -> list[str]:
    """Names that one person has: "soudeur" or "soudeuse", not "soudeur/soudeuse"."""
    return [name for name in names if "/" not in name] or list(names)


def _worded(skill: Skill, language: str, draw: random.Random) -> str:
    """The preferred label of a skill more often than not, else another one."""
    labels = skill.labels[language]
    return labels[0] if draw.random() < 0.6 else draw.choice(labels)
