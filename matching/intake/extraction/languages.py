"""Which languages does a text ask for or tell of, and at which level?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from matching.domain import CefrLevel
from matching.intake.extraction.found import FoundLanguage, Kind, Place
from matching.intake.extraction.locale_names import language_names
from matching.intake.extraction.parts import TextPart
from matching.intake.extraction.sentences import Scopes, sentences
from matching.intake.extraction.vocabulary import Occurrence, vocabulary, word_set

_CEFR = re.compile(r"(?<![^\W_])([abcавс][12])(?:\+|(?![^\W_]))")
_CYRILLIC_TWINS = str.maketrans("авс", "abc")
_WORD = re.compile(r"\w+")
_SIGN = re.compile(r"[^\w\s]")
_ADJACENT = re.compile(r"[\s:(\-–—/=|՝,~\[]*")
_WEAK_IN = {
    "advert": frozenset({"tasks", "about", "offer", "apply", "other"}),
    "cv": frozenset({"experience", "education", "interests", "certificates"}),
}
"""Sections in which a language is most often part of something else: only one with its level counts there."""
_FROM_SECTION, _FROM_WORDS, _UNSURE_LEVEL = 0.95, 0.85, 0.65
_REACH = 80
_NEXT = 4


def find_languages(
    text: str, folded: str, parts: Sequence[TextPart], scopes: Sequence[Scopes], kind: Kind
) -> Iterator[FoundLanguage]:
    """Languages with their levels; one finding for each mention that is a demand or a statement."""
    mentions = list(language_names().find(folded))
    for part, scope in zip(parts, scopes, strict=True):
        inside = [one for one in mentions if part.start <= one.start < part.end]
        if not inside:
            continue
        for start, end in sentences(folded, part.start, part.end):
            here = [
                one for one in inside if start <= one.start < end and _means_language(folded, one, start, end, scope)
            ]
            if here:
                yield from _in_sentence(text, folded, here, (start, end), part, scope, kind)


def _in_sentence(
    text: str, folded: str, names: list[Occurrence], span: tuple[int, int], part: TextPart, scope: Scopes, kind: Kind
) -> Iterator[FoundLanguage]:
    levels = _levels(folded, names, *span)
    told = list(vocabulary("levels", "level", "language").find(folded, *span))
    given = _assigned(folded, names, levels, scope)
    if part.section == "languages" and len(names) == 1 and levels:
        given.setdefault(names[0], levels[-1].value)
    alone = not re.sub(r"[\W_]+", "", folded[part.start : names[0].start] + folded[names[-1].end : part.end])
    for name in names:
        level = given.get(name)
        near = any(abs(one.start - name.start) < _REACH for one in told)
        near = near or any(begin <= name.start < stop for begin, stop in scope.optional)
        if part.section == "languages":
            confidence = _FROM_SECTION
        elif alone and part.section in ("required", "desired", "skills"):
            confidence = _FROM_WORDS
        elif part.section in _WEAK_IN[kind]:
            if level is None or not (near or kind == "cv"):
                continue
            confidence = _UNSURE_LEVEL
        elif level is not None or near:
            confidence = _FROM_WORDS
        else:
            continue
        if level is None and kind == "cv":
            confidence = min(confidence, _FROM_WORDS)
        yield FoundLanguage(
            Place(name.start, name.end, text[name.start : name.end]),
            confidence,
            name.value.rstrip("+"),
            CefrLevel(level) if level else None,
            scope.importance(name.start),
        )


def _levels(folded: str, names: list[Occurrence], start: int, end: int) -> list[Occurrence]:
    found = [one for one in vocabulary("levels", "level").find(folded, start, end) if one.value != "language"]
    codes = [
        Occurrence(*one.span(), one[1].translate(_CYRILLIC_TWINS).upper()) for one in _CEFR.finditer(folded, start, end)
    ]
    covered = [*codes, *names]
    words = [one for one in found if not any(one.start < other.end and other.start < one.end for other in covered)]
    return sorted([*words, *codes])


def _assigned(folded: str, names: list[Occurrence], levels: list[Occurrence], scope: Scopes) -> dict[Occurrence, str]:
    """Level of each name: the one right after it, else the last free one before it, else the next one after it.

    In "fluent English, Russian is a plus" the level of what is asked is not that of what is a plus.
    """
    given: dict[Occurrence, str] = {}
    taken: set[Occurrence] = set()
    for name, following in zip(names, [*names[1:], None], strict=True):
        limit = following.start if following else len(folded)
        right = [one for one in levels if name.end <= one.start < limit]
        # Of "B2 (good)" the code counts; of "fluent, B2" too.
        right = [one for one in right if _only_links(folded, name.end, one.start)]
        if right and not _leads(folded, right[0], name, following):
            code = next((one for one in right if len(one.value) == 2 and one.end - one.start == 2), right[0])
            given[name] = code.value
            taken.update(right)
    for number, name in enumerate(names):
        if name in given:
            continue
        left = [
            one
            for one in levels
            if one.end <= name.start
            and one not in taken
            and scope.importance(one.start) == scope.importance(name.start)
        ]
        later = [one for one in levels if one.start >= name.end]
        if left:
            given[name] = left[-1].value
        elif later and all(_only_links(folded, a.end, b.start) for a, b in _chain(names[number:], later[0])):
            given[name] = later[0].value
    return given


def _chain(names: list[Occurrence], level: Occurrence) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Neighbours on the way from the first name to the level."""
    way = [one for one in names if one.start < level.start] + [level]
    yield from pairwise(way)


def _leads(folded: str, level: Occurrence, name: Occurrence, following: Occurrence | None) -> bool:
    """Whether a level after a comma or an "and" belongs to the language that follows ("English, good Russian")."""
    if following is None or not _only_links(folded, level.end, following.start):
        return False
    between, after = folded[name.end : level.start], folded[level.end : following.start]
    separated = "," in between or bool(_WORD.search(between))
    return separated and not re.match(r"\s*[,;)/|]", after)


def _only_links(folded: str, start: int, end: int) -> bool:
    """Whether nothing but links and words about languages stands in ``folded[start:end]``."""
    lists = vocabulary("levels", "level")
    words = _WORD.findall(folded[start:end])
    return all(word in word_set("link") or lists.value(word) is not None or word.isdigit() for word in words)


def _means_language(folded: str, name: Occurrence, start: int, end: int, scope: Scopes) -> bool:
    """Whether a name is that of a language: "Armenian law" and "législation française" are not."""
    if any(0 <= cue[0] - name.end <= _NEXT or 0 <= name.start - cue[1] <= _NEXT for cue in scope.cues):
        return True
    if name.value.endswith("+"):
        before = folded[start : name.start]
        word = _last_word(before)
        return word is None or _is_link(word)
    after = folded[name.end : end]
    lead = _ADJACENT.match(after)
    if lead and lead.group().strip():
        return True
    word = re.match(r"\s*(\w+)", after)
    if word is None or _is_link(word[1]):
        return True
    level = next(vocabulary("levels", "level").find(folded, name.end, end), None)
    return level is not None and level.start == name.end + word.start(1)


def _last_word(before: str) -> str | None:
    """The word right before, None where a sign stands between."""
    word = re.search(r"(\w+)['’]?\s*$", before)
    return word[1] if word else None


def _is_link(word: str) -> bool:
    return (
        word in word_set("link")
        or vocabulary("levels", "level").value(word) is not None
        or language_names().value(word) is not None
        or bool(_CEFR.fullmatch(word))
    )
