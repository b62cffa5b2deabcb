"""How would a person or an employer say in running text what the fields of a profile or a vacancy hold?

The sentences stand in ``sentences.json`` by language, register and block. They are the project's own writing, with
the small talk and the company praise that real texts drown in.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from matching.domain import Candidate, Evidence, Vacancy
from matching.geography import country_name

BARE = {"wish": "{titles}", "held": "{title}", "skills": "{skills}", "certified": "{skills}"} | {
    "title": "{title}",
    "essential": "{skills}",
    "optional": "{skills}",
}
"""What stands for a sentence in a language that has none: the phrases alone."""


@dataclass(frozen=True, slots=True)
class Register:
    """How a kind of text is set: between its blocks, between the items of a list, and how many idle sentences."""

    block: str
    item: str
    idle: tuple[int, int]


PERSON_REGISTERS = {
    "cv": Register("\n", "\n- ", (1, 2)),
    "message": Register(" ", ", ", (1, 4)),
    "notes": Register(" ", ", ", (1, 3)),
}
ADVERT_REGISTERS = {"formal": Register("\n", "; ", (2, 5)), "short": Register(" ", ", ", (0, 2))}


def candidate_text(candidate: Candidate, draw: random.Random) -> str:
    """A CV, a message or notes of an interview, in ``candidate.lang``, that say what the fields hold."""
    name = draw.choice(tuple(PERSON_REGISTERS))
    language, register = candidate.lang or "en", PERSON_REGISTERS[name]
    claims = {certified: [] for certified in (True, False)}
    for claim in candidate.skills:
        claims[claim.evidence is Evidence.CERTIFIED].append(claim.phrase)
    body: list[str] = []
    if candidate.desired_occupations:
        wishes = " / ".join(_plain(title) for title in candidate.desired_occupations)
        body.append(_sentence(language, name, "wish", draw).format(titles=wishes))
    for experience in candidate.experiences:
        if experience.title:
            told = BARE["held"] if experience.months is None else _sentence(language, name, "held", draw)
            country = country_name(experience.country or "GE", language)
            duration = _duration(experience.months, language)
            body.append(told.format(title=_plain(experience.title), country=country, duration=duration))
    for block, certified in (("skills", False), ("certified", True)):
        if claims[certified]:
            listed = _listed(claims[certified], register)
            body.append(_sentence(language, name, block, draw).format(skills=listed))
    if name != "cv":
        draw.shuffle(body)
    idle = _idle(language, name, "filler", draw, register.idle)
    return register.block.join([*_idle(language, name, "opening", draw, (1, 1)), *body, *idle]).replace(" \n", "\n")


def vacancy_text(vacancy: Vacancy, draw: random.Random) -> str:
    """An advert that says, in ``vacancy.lang``, what title and skills of ``vacancy`` say; praise comes first in it."""
    name = draw.choice(tuple(ADVERT_REGISTERS))
    language, register = vacancy.lang or "en", ADVERT_REGISTERS[name]
    body = []
    if vacancy.title:
        body.append(_sentence(language, name, "title", draw).format(title=_plain(vacancy.title)))
    for block, demands in (("essential", vacancy.essential_skills), ("optional", vacancy.optional_skills)):
        if demands:
            listed = _listed([demand.phrase for demand in demands], register)
            body.append(_sentence(language, name, block, draw).format(skills=listed))
    praise = _idle(language, name, "praise", draw, register.idle)
    # Some adverts name the job first, others the company.
    opening = [*praise, *body] if draw.random() < 0.5 else [*body[:1], *praise, *body[1:]]
    return register.block.join([*opening, *_idle(language, name, "conditions", draw, register.idle)])


@cache
def _sentences() -> dict[str, dict[str, Any]]:
    return json.loads((files("benchmarks.generation") / "sentences.json").read_text(encoding="utf-8"))


def _sentence(language: str, register: str, block: str, draw: random.Random) -> str:
    known = _sentences().get(language)
    return draw.choice(known[register][block]) if known else BARE[block]


def _idle(language: str, register: str, block: str, draw: random.Random, count: tuple[int, int]) -> Iterable[str]:
    known = _sentences().get(language, {}).get(register, {}).get(block, [])
    return draw.sample(known, min(len(known), draw.randint(*count)))


def _plain(title: str) -> str:
    """A title as written within a sentence: "Welder" as "welder", "CNC operator" as it is."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _listed(phrases: Sequence[str], register: Register) -> str:
    lead = register.item if register.item.startswith("\n") else ""
    return lead + register.item.join(phrases)


def _duration(months: int | None, language: str) -> str:
    words = _sentences().get(language, _sentences()["en"])["duration"]
    # "1 year" and "1 month" need other words; nobody counts so closely.
    spent = max(months or 0, 2)
    return words["years"].format(n=round(spent / 12)) if spent >= 18 else words["months"].format(n=spent)
