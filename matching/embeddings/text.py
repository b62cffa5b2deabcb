"""What text of a person or a vacancy is embedded, in which role, and with which weight?

Weights were chosen on the generated person-vacancy benchmark and the demo texts (``benchmarks/matching.md``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from matching.domain import Candidate, Evidence, Vacancy

TEXT_VERSION = "1"
"""Goes into every index manifest: a change of what is embedded makes older indexes stale."""

CHUNK_WORDS = 6
TITLE_WORDS = 14
MAX_CHUNKS = 400
"""Chunks kept of one text; three dense pages hold about 300."""


class Role(StrEnum):
    """What a phrase is to its owner. People have wishes, jobs held and skills; vacancies a title and demands."""

    WISH = "wish"
    HELD = "held"
    SKILL = "skill"
    TITLE = "title"
    TITLE_PART = "title_part"
    ESSENTIAL = "essential"
    OPTIONAL = "optional"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Passage:
    """A phrase to embed; ``evidence`` is that of a skill claim."""

    role: Role
    text: str
    evidence: Evidence | None = None
    months: float = float("nan")
    """Length of the experience that a ``HELD`` title comes from."""


POOLED_SHARE = {
    Role.WISH: 3.0,
    Role.HELD: 2.0,
    Role.SKILL: 3.0,
    Role.TITLE: 3.0,
    Role.TITLE_PART: 0.0,
    Role.ESSENTIAL: 3.0,
    Role.OPTIONAL: 1.0,
    Role.TEXT: 1.5,
}
"""Share of each role in the one vector that sums an owner up, with which neighbours are retrieved."""

_BREAKS = re.compile(r"[\n\r\t•●▪■◦·|;]+|(?<=[.!?:։。])\s+|\s[-–—*]\s|,\s+")
_TITLE_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LEADING = re.compile(r"^[\W_]+", re.UNICODE)


def chunks(text: str, *, words: int = CHUNK_WORDS, limit: int = MAX_CHUNKS) -> list[str]:
    """Short passages of a long text, in order and without repetition: lines, sentences, items of lists.

    A passage longer than ``words`` is cut into runs of at most ``words``.
    """
    found: dict[str, None] = {}
    for part in _BREAKS.split(text):
        tokens = _LEADING.sub("", part).split()
        for start in range(0, len(tokens), words):
            piece = " ".join(tokens[start : start + words]).strip(" .,:;!?")
            if sum(map(str.isalpha, piece)) >= 2:
                found.setdefault(piece)
        if len(found) >= limit:
            break
    return list(found)[:limit]


def first_line(text: str) -> str | None:
    """The first line of a text that holds words: in an advert without a title, most often its title."""
    for line in text.splitlines():
        if sum(map(str.isalpha, line)) >= 3:
            return " ".join(line.split()[:TITLE_WORDS])
    return None


def title_parts(title: str) -> list[str]:
    """Words, and pairs of neighbouring words, of a title of several words.

    A title says the occupation and more: "welder in a workshop of metal structures". Which part is the occupation
    differs between languages, so each part is offered and its salience decides.
    """
    words = [word for word in _TITLE_WORD.findall(title) if len(word) > 2]
    if len(words) < 3:
        return []
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    return [part for part in dict.fromkeys([*words, *pairs]) if part != title]


def candidate_passages(candidate: Candidate) -> list[Passage]:
    """Every phrase of a person with its role."""
    found = [Passage(Role.WISH, phrase) for phrase in candidate.desired_occupations]
    texts: list[str] = []
    for experience in candidate.experiences:
        months = float("nan") if experience.months is None else float(experience.months)
        if experience.title:
            found.append(Passage(Role.HELD, experience.title, months=months))
        if experience.description:
            texts.append(experience.description)
    found += [Passage(Role.SKILL, claim.phrase, evidence=claim.evidence) for claim in candidate.skills]
    found += [Passage(Role.SKILL, one.name, evidence=Evidence.CERTIFIED) for one in candidate.certificates]
    found += [Passage(Role.TEXT, one.title) for one in candidate.education if one.title]
    if candidate.text:
        texts.append(candidate.text)
    return found + [Passage(Role.TEXT, piece) for piece in chunks("\n".join(texts))]


def vacancy_passages(vacancy: Vacancy) -> list[Passage]:
    """Every phrase of a vacancy with its role."""
    description = vacancy.description or ""
    title = vacancy.title or first_line(description)
    found = [Passage(Role.TITLE, title)] if title else []
    found += [Passage(Role.TITLE_PART, part) for part in title_parts(title or "")]
    found += [Passage(Role.ESSENTIAL, demand.phrase) for demand in vacancy.essential_skills]
    found += [Passage(Role.OPTIONAL, demand.phrase) for demand in vacancy.optional_skills]
    return found + [Passage(Role.TEXT, piece) for piece in chunks(description)]


def full_text(passages: Iterable[Passage]) -> str:
    """All that is said, for lexical retrieval."""
    return "\n".join(passage.text for passage in passages if passage.role is not Role.TITLE_PART)
