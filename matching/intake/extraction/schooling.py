"""Which years of experience and which level of education does a text ask for or tell of?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from matching.intake.extraction.found import FoundEducation, FoundExperience, Kind, Place
from matching.intake.extraction.parts import TextPart
from matching.intake.extraction.sentences import DEMANDING, Scopes, sentences
from matching.intake.extraction.vocabulary import Occurrence, Vocabulary, vocabulary

_MOST_YEARS = 50
_REACH = 90
_NO_LEVEL = "-"
"""Value of words that hold the name of a diploma and mean none ("master data")."""
_LONGEST_DIPLOMA = 120
_LONGEST_ABBREVIATION = 3
_OPENING = 22
"""A demand that opens with a length of time ("at least two years in a factory") asks for experience."""
_FIGURE = r"(?<![\w.,/-])(\d{1,2})(?:[.,]5)?(?:\s*(?:-|–|—|to|a|à|bis|до|და|do|până la|or|ou)\s*(\d{1,2}))?\s*\+?"
_JOINT = re.compile(
    r"(?:['’]?\s*(?:\(\d{1,2}\)|\+|plus|or more|ou plus|и более|de|-|ზე მეტი|და მეტი|full)?[\s-]*){0,2}"
)
_FIGURES = re.compile(_FIGURE)
_UNSURE, _SURE = 0.6, 0.9


def find_experience(
    text: str, folded: str, parts: Sequence[TextPart], scopes: Sequence[Scopes], kind: Kind
) -> Iterator[FoundExperience]:
    """Lengths of experience: a number of years or months with the word for experience near it."""
    durations = list(_durations(folded))
    none_needed = list(vocabulary("terms", "kind", "no experience").find(folded)) if kind == "advert" else []
    for part, scope in zip(parts, scopes, strict=True):
        for one in none_needed:
            if part.start <= one.start < part.end:
                yield FoundExperience(_place(text, one.start, one.end), _SURE, 0, scope.importance(one.start))
        if not any(part.start <= start < part.end for start, _, _ in durations):
            continue
        if kind == "advert" and part.section in ("about", "offer", "apply"):
            continue
        for begin, end in sentences(folded, part.start, part.end):
            words = list(vocabulary("terms", "kind", "experience").find(folded, begin, end))
            for start, stop, months in durations:
                if not begin <= start < end or months > 12 * _MOST_YEARS:
                    continue
                near = any(abs(one.start - stop) < _REACH for one in words)
                opening = part.section in ("required", "desired") and start - begin < _OPENING and part.bulleted
                if not near and not opening:
                    continue
                asked = near and (part.section in DEMANDING or (kind == "cv" and part.section in ("summary", "")))
                yield FoundExperience(
                    _place(text, start, stop), _SURE if asked else _UNSURE, months, scope.importance(start)
                )


def _durations(folded: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and months of every length of time; of "3-5 years" the least."""
    units = vocabulary("terms", "kind", "duration", "value")
    starts = {one.start: one for one in units.find(folded)}
    numbers = [(match.start(), match.end(), int(match[1])) for match in _FIGURES.finditer(folded)]
    numbers += [(*one[:2], int(one.value)) for one in vocabulary("terms", "kind", "number", "value").find(folded)]
    for start, end, number in numbers:
        joint = _JOINT.match(folded, end)
        unit = starts.get(joint.end() if joint else end)
        if unit is not None:
            yield start, unit.end, number * int(unit.value)


def find_education(
    text: str, folded: str, parts: Sequence[TextPart], scopes: Sequence[Scopes], kind: Kind
) -> Iterator[FoundEducation]:
    """Levels of education, each with its words."""
    listed = [one for one in _widest(_levels().find(folded)) if one.value != _NO_LEVEL and _is_diploma(text, one)]
    schooled = any(part.section == "education" for part in parts)
    for part, scope in zip(parts, scopes, strict=True):
        inside = [one for one in listed if part.start <= one.start < part.end]
        if not inside:
            continue
        if kind == "advert":
            if part.section in ("about", "offer", "apply", "title", "place", "pay", "terms"):
                continue
            confidence = _SURE if part.section in DEMANDING else _UNSURE
        else:
            if schooled and part.section not in ("education", "summary"):
                continue
            confidence = _SURE if part.section == "education" else _UNSURE
        for one in inside:
            # In a CV the whole line is the name of the diploma.
            line = text.find("\n", one.end, part.end) if kind == "cv" and len(inside) == 1 else one.end
            start = part.start if kind == "cv" and len(inside) == 1 and one.start - part.start < _REACH else one.start
            end = part.end if line < 0 else line
            if end - start > _LONGEST_DIPLOMA:
                start, end = one.start, one.end
            yield FoundEducation(_place(text, start, end), confidence, int(one.value), scope.importance(one.start))


def _is_diploma(text: str, one: Occurrence) -> bool:
    """Whether a short word is the abbreviation of a diploma: "CAP" is one, "cap" is none."""
    word = text[one.start : one.end]
    return len(word) > _LONGEST_ABBREVIATION or word.upper() == word


@cache
def _levels() -> Vocabulary:
    return vocabulary("terms", "kind", "isced", "value")


def _widest(found: Iterator[Occurrence]) -> list[Occurrence]:
    """One finding where two stand side by side: "Master of Business Administration (MBA)" is one degree."""
    kept: list[Occurrence] = []
    for one in found:
        if kept and one.value == kept[-1].value and one.start - kept[-1].end < 45:
            kept[-1] = Occurrence(kept[-1].start, one.end, one.value)
        else:
            kept.append(one)
    return kept


def _place(text: str, start: int, end: int) -> Place:
    return Place(start, end, text[start:end])
