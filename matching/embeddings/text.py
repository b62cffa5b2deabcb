"""What text of a person or a vacancy is embedded, in which role, and with which weight?

Weights were chosen on the generated person-vacancy benchmark and the demo texts (``benchmarks/matching.md``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from matching.domain import Candidate, Evidence, Vacancy

TEXT_VERSION = "1"
"""Goes into every index manifest: a change of what is embedded makes older indexes stale."""

CHUNK_WORDS = 6
TITLE_WORDS = 14
MAX_CHUNKS = 400
"""Chunks kept of one text; three dense pages hold about 300."""


class PassageRole(StrEnum):
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

    role: PassageRole
    text: str
    evidence: Evidence | None = None
    months: float = float("nan")
    """Length of the experience that a ``HELD`` title comes from."""


POOLED_SHARE = {
    PassageRole.WISH: 3.0,
    PassageRole.HELD: 2.0,
    PassageRole.SKILL: 3.0,
    PassageRole.TITLE: 3.0,
    PassageRole.TITLE_PART: 0.0,
    PassageRole.ESSENTIAL: 3.0,
    PassageRole.OPTIONAL: 1.0,
    PassageRole.TEXT: 1.5,
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


def candidate_passages(candidate: Candidate, as_of: date | None = None) -> list[Passage]:
    """Every phrase of a person with its role; ``as_of``: the day until which work that goes on has lasted."""
    found = [Passage(PassageRole.WISH, phrase) for phrase in candidate.desired_occupations]
    texts: list[str] = []
    for experience in candidate.experiences:
        if experience.title:
            months = experience.lasted(as_of)
            found.append(
                Passage(PassageRole.HELD, experience.title, months=float("nan") if months is None else float(months))
            )
        if experience.description:
            texts.append(experience.description)
    found += [Passage(PassageRole.SKILL, claim.phrase, evidence=claim.evidence) for claim in candidate.skills]
    found += [Passage(PassageRole.SKILL, one.name, evidence=Evidence.CERTIFIED) for one in candidate.certificates]
    found += [Passage(PassageRole.TEXT, one.title) for one in candidate.education if one.title]
    if candidate.text:
        texts.append(candidate.text)
    return found + [Passage(PassageRole.TEXT, piece) for piece in chunks("\n".join(texts))]


def vacancy_passages(vacancy: Vacancy) -> list[Passage]:
    """Every phrase of a vacancy with its role."""
    description = vacancy.description or ""
    title = vacancy.title or first_line(description)
    found = [Passage(PassageRole.TITLE, title)] if title else []
    found += [Passage(PassageRole.TITLE_PART, part) for part in title_parts(title or "")]
    found += [Passage(PassageRole.ESSENTIAL, demand.phrase) for demand in vacancy.essential_skills]
    found += [Passage(PassageRole.OPTIONAL, demand.phrase) for demand in vacancy.optional_skills]
    return found + [Passage(PassageRole.TEXT, piece) for piece in chunks(description)]


def full_text(passages: Iterable[Passage]) -> str:
    """All that is said, for lexical retrieval."""
    return "\n".join(passage.text for passage in passages if passage.role is not PassageRole.TITLE_PART)


MIN_LETTERS = 20
"""A shorter text could be any of several languages."""

LETTERS_READ = 2_000
"""Beginning of a text that is read; more of it told nothing else of 900 CVs and adverts, and takes its time."""

# Written alike, so words are shared: one language for the comparison of words.
_ALIKE = {"bs": "sr", "hr": "sr", "sh": "sr", "nb": "no", "nn": "no"}


def text_language(stated: str | None, text: str) -> str | None:
    """The language of a text (ISO 639-1) as stated by its owner or else as detected; None where it is too short."""
    if stated is None:
        if sum(map(str.isalpha, text)) < MIN_LETTERS:
            return None
        # Loading its model takes half a second, which data that states its language need not pay.
        import py3langid

        stated = str(py3langid.classify(text[:LETTERS_READ])[0])
    return _ALIKE.get(stated, stated)
