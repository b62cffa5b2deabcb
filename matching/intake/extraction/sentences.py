"""Where do the sentences of an item end, and which of them say "is a plus" of what?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.intake.extraction.found import Importance, Kind
from matching.intake.extraction.locale_names import language_names
from matching.intake.extraction.parts import TextPart
from matching.intake.extraction.vocabulary import Vocabulary, vocabulary
from matching.intake.pseudonymization.contacts import Span

DEMANDING = frozenset(
    {"required", "desired", "skills", "experience", "education", "languages", "licences", "certificates"}
)
"""Sections of an advert that say what is asked."""
_END = re.compile(r"[;.!?։。؟]+")
_BEFORE_END = re.compile(r"(?:[^\W\d_]{2}|[\d)+»\"])$")
_COMMA = re.compile(r"[,،]\s+|\s[–—-]\s|\s(?:but|mais|но|pero|ma|aber|ale|dar|მაგრამ|але)\s")
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:etc|e\.g|i\.e|incl|min|max|approx|no|cat|кат|др|т\.д|т\.п|г|ş|bzw|ca|z\.b|ex|resp)$"
)
_WORDS_TO_HEAD = 3
_NEAR_COMMA = 4
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Scopes:
    """How important an advert calls what: the importance of a section, and the passages that a cue makes optional."""

    usual: Importance
    optional: tuple[Span, ...]
    cues: tuple[Span, ...]

    def importance(self, position: int) -> Importance:
        """Importance of what stands at ``position``."""
        if self.usual == "stated":
            return "stated"
        return "optional" if any(start <= position < end for start, end in self.optional) else self.usual


def sentences(folded: str, start: int, end: int) -> Iterator[Span]:
    """Positions of the sentences and semicolon clauses in ``folded[start:end]``; brackets are not cut."""
    begin = start
    for stop in _END.finditer(folded, start, end):
        before = folded[begin : stop.start()]
        if folded[stop.start()] not in ";։" and (
            (not folded[stop.end() : stop.end() + 1].isspace() and stop.end() < end) or not _BEFORE_END.search(before)
        ):
            continue
        if before.count("(") > before.count(")") or _ABBREVIATION.search(before):
            continue
        if _WORD.search(before):
            yield begin, stop.start()
            begin = stop.end()
    if _WORD.search(folded[begin:end]):
        yield begin, end


def scopes_of(folded: str, part: TextPart, kind: Kind) -> Scopes:
    """What the cues in one item reach."""
    if kind == "cv":
        return Scopes("stated", (), ())
    optional: list[Span] = []
    cues: list[Span] = []
    overruled = False
    for start, end in sentences(folded, part.start, part.end):
        found = list(_cues(folded, start, end))
        cues += [cue for cue, _ in found]
        optional += [scope for _, scope in found]
        musts = [(one.start, one.end) for one in vocabulary("cues", "kind", "essential").find(folded, start, end)]
        cues += [must for must in musts if not any(cue[0] < must[1] and must[0] < cue[1] for cue, _ in found)]
        overruled = overruled or (bool(musts) and not found)
    usual: Importance = "optional" if part.section == "desired" and not overruled else "essential"
    return Scopes(usual, tuple(optional), tuple(sorted(cues)))


def _cues(folded: str, start: int, end: int) -> Iterator[tuple[Span, Span]]:
    """Each cue for "nice to have" in a sentence, with what it reaches."""
    back = {one[:2] for one in vocabulary("cues", "kind", "optional back").find(folded, start, end)}
    ahead = {one[:2] for one in vocabulary("cues", "kind", "optional ahead").find(folded, start, end)}
    for cue in sorted(back | ahead):
        if any(other != cue and other[0] <= cue[0] and cue[1] <= other[1] for other in back | ahead):
            continue
        before, after = folded[start : cue[0]], folded[cue[1] : end]
        if not _WORD.search(after):
            forward = False
        elif not _WORD.search(before):
            forward = True
        elif cue in back and cue in ahead:
            forward = before.rstrip().endswith((",", ":", "-", "–", "—", "،"))
        else:
            forward = cue in ahead
        others = [one.end for one in vocabulary("cues", "kind", "essential").find(folded, start, cue[0])]
        others += [one[1] for one in back | ahead if one[1] <= cue[0]]
        yield cue, (cue[0], end) if forward else (_subject_start(folded, start, cue[0], others), cue[1])


def _subject_start(folded: str, start: int, cue: int, others: Sequence[int]) -> int:
    """Where the demand begins that ends before ``cue``: at the last comma after which a demand of its own stands.

    ``others`` are the ends of the cues before it: "drawings are a must, welding is a plus" is two demands.
    """
    breaks = [comma.end() for comma in _COMMA.finditer(folded, start, cue)]
    for begin in reversed(breaks):
        if any(0 <= begin - end <= _NEAR_COMMA for end in others):
            return begin
        if folded.count("(", begin, cue) == folded.count(")", begin, cue) and begins_demand(folded, begin, cue):
            return begin
    return start


def begins_demand(folded: str, start: int, end: int) -> bool:
    """Whether one of the first words of ``folded[start:end]`` names a demand: knowledge of, a degree, a language."""
    words = list(re.finditer(r"\w[\w'’.+-]*", folded[start:end]))[:_WORDS_TO_HEAD]
    if not words:
        return False
    until = min(end, start + words[-1].end())
    lists: tuple[Vocabulary, ...] = (
        vocabulary("cues", "kind", "head"),
        vocabulary("levels", "level"),
        language_names(),
    )
    return any(next(one.find(folded, start, until), None) for one in lists)
