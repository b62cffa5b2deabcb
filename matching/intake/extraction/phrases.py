"""Which phrases of a CV or an advert name occupations, skills, certificates and tasks?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from matching.intake.extraction.found import FoundPhrase, Kind, PhraseKind, Place
from matching.intake.extraction.jobs import DATE, job_title
from matching.intake.extraction.parts import TextPart
from matching.intake.extraction.periods import job_period
from matching.intake.extraction.sentences import DEMANDING, Scopes, begins_demand, sentences
from matching.intake.extraction.vocabulary import vocabulary, word_set
from matching.intake.pseudonymization.contacts import MARK, Span
from matching.intake.wordlists import fold

_LIST_SIGN = re.compile(r"[,;|/•·●▪?，،]\s+|\s[|•·●▪]\s|[;\n\t|]|[,،](?=\S)")
_LABEL = re.compile(r"[^:(]{2,48}[:：]\s+")
_WANTED = re.compile(
    r"[\s:]*(?:an?|une?|un|o|ein(?:e[nrm]?)?|una|uno|bir|the|our|\d{1,3})?\s*((?:[^\W\d_][\w’'./+#&-]*\s?){1,6}?)"
    r"(?=\s(?:to|who|with|for|in|on|at|care|să|pentru|în|la|cu|qui|pour|avec|à|dans|mit|für|zur|zum|in|che|per|con|"
    r"para|que|с|в|на|для|со|რომელიც|ში|і|з|до|od|do|na|w|z|die|voor|met|me|για|με)\s|[,.;:!?\n(]|$)"
)
_WORDS_IN_TITLE = 9
_WORDS_IN_ENTRY = 6
_WORDS_IN_SKILL = 14
_LONG_SENTENCE = 32
_NEAR_HEAD = 30
_SHORT_NAMES = frozenset({"C", "R", "C++", "C#", "F#", "1C", "1С", "5S"})
_WORDS_BEFORE, _WORDS_LEFT = 3, 7
"""A phrase is understood whole where a degree or language stands at its head, or few other words are left of it."""
_SURE, _LIKELY, _UNSURE, _WEAK = 0.9, 0.8, 0.6, 0.4
_FILLER = re.compile(
    r"[\s'’+)]*(?:(?:of|de|d['’])\b)?\s*(?:(?:relevant|work(?:ing)?|professional|proven|related)\b)?\s*"
)


class Said(NamedTuple):
    """Passages understood already: languages, levels of education, licences and flags; and lengths of experience."""

    whole: Sequence[Span] = ()
    years: Sequence[Span] = ()


def find_phrases(
    text: str, folded: str, parts: Sequence[TextPart], scopes: Sequence[Scopes], kind: Kind, said: Said
) -> Iterator[FoundPhrase]:
    """Phrases with their places, without what was ``said`` in other terms."""
    if kind == "advert":
        yield from _of_advert(text, folded, parts, scopes, said)
    else:
        yield from _of_cv(text, folded, parts, said)


def _of_advert(
    text: str, folded: str, parts: Sequence[TextPart], scopes: Sequence[Scopes], said: Said
) -> Iterator[FoundPhrase]:
    yield from _advert_title(text, parts)
    structured = any(part.section in DEMANDING for part in parts)
    for part, scope, following in zip(parts, scopes, [*parts[1:], None], strict=False):
        if part.section in DEMANDING or (part.section == "other" and part.bulleted and not structured):
            if following is not None and _heads(text, part, following):
                continue
            for start, end in _demands(text, folded, part, scope):
                sure = (_SURE if part.bulleted else _LIKELY) if part.section in DEMANDING else _UNSURE
                if len(text[start:end].split()) > _LONG_SENTENCE:
                    sure = _UNSURE
                yield from _phrase(text, folded, start, end, "skill", scope, sure, said)
        elif part.section == "tasks" or not structured:
            if part.section in (
                "heading",
                "title",
                "place",
                "pay",
                "closes",
                "opens",
                "starts",
                "terms",
                "apply",
                "about",
                "offer",
            ):
                continue
            for start, end in sentences(folded, part.start, part.end):
                if part is parts[0]:
                    break
                asked = begins_demand(folded, start, end) and part.section != "tasks"
                if asked:
                    yield from _phrase(text, folded, start, end, "skill", scope, _UNSURE, said)
                elif part.section == "tasks" or part.bulleted:
                    yield from _phrase(
                        text, folded, start, end, "task", scope, _LIKELY if part.bulleted else _UNSURE, Said()
                    )


def _heads(text: str, part: TextPart, following: TextPart) -> bool:
    """Whether a part is the heading of the list below it."""
    few = len(text[part.start : part.end].split()) <= _WORDS_IN_ENTRY
    return few and not part.bulleted and following.bulleted and following.section == part.section


def _sought(text: str, parts: Sequence[TextPart]) -> Iterator[FoundPhrase]:
    """The occupation after "we are looking for a" in the first lines, where no line is a title."""
    folded = fold(text)
    for part in parts[:3]:
        for cue in vocabulary("cues", "kind", "seeking").find(folded, part.start, part.end):
            wanted = _WANTED.match(text, cue.end, part.end)
            if wanted:
                start, end = _trimmed(text, *wanted.span(1))
                yield FoundPhrase(Place(start, end, text[start:end]), _UNSURE, "occupation", "stated")
                return


def _advert_title(text: str, parts: Sequence[TextPart]) -> Iterator[FoundPhrase]:
    """The occupation offered: after its label, else the first line where it is short and no sentence."""
    labelled = next((part for part in parts if part.section == "title"), None)
    part = labelled or (parts[0] if parts and parts[0].section in ("", "heading") else None)
    if part is None or (labelled is None and text[part.start : part.end].rstrip().endswith((".", "!", "?", ";"))):
        yield from _sought(text, parts)
        return
    line = text[part.start : part.end].split("\n")[0]
    start, end = _trimmed(text, part.start, part.start + len(line))
    if 0 < end - start <= 150 and (labelled or not line.rstrip().endswith((".", "!", "?", ";"))):
        quote = text[start:end]
        cut = re.search(r",\s+(?=[A-Z]{2,}-?\d)|\s+\((?![mfwhdMFWHD]/)", quote)
        end = start + cut.start() if cut else end
        words = len(text[start:end].split())
        sure = _SURE if labelled or words <= _WORDS_IN_TITLE else _UNSURE
        yield FoundPhrase(Place(start, end, text[start:end]), sure, "occupation", "stated")


def _demands(text: str, folded: str, part: TextPart, scope: Scopes) -> Iterator[Span]:
    """Clauses of an item: its sentences, cut where what is essential and what is optional meet; lists taken apart."""
    for start, end in sentences(folded, part.start, part.end):
        cuts = sorted({edge for one in scope.optional for edge in one if start < edge < end})
        for begin, stop in zip([start, *cuts], [*cuts, end], strict=True):
            entries = list(_entries(text, begin, stop))
            short = all(len(text[a:b].split()) <= 3 for a, b in entries)
            headed = next(vocabulary("cues", "kind", "head").find(folded, begin, stop), None)
            if len(entries) >= 3 and short and headed is None:
                yield from entries
            else:
                yield begin, stop


def _of_cv(text: str, folded: str, parts: Sequence[TextPart], said: Said) -> Iterator[FoundPhrase]:
    stated = Scopes("stated", (), ())
    lists = _skill_lists(text, parts)
    timed: set[int] = set()
    sectioned = any(part.section in ("experience", "skills") for part in parts)
    for number, part in enumerate(parts):
        previous = parts[number - 1] if number else None
        if part.section == "skills" or number in lists:
            sure = _SURE if part.section == "skills" else _UNSURE
            for start, end in _entries(text, part.start, part.end, label=True):
                few = len(text[start:end].split()) <= _WORDS_IN_SKILL
                yield from _phrase(text, folded, start, end, "skill", stated, sure if few else _UNSURE, said)
        elif part.section == "certificates":
            start, end = _trimmed(text, part.start, part.end)
            yield from _phrase(text, folded, start, end, "certificate", stated, _LIKELY, Said())
        elif part.section in ("wish", "title"):
            for start, end in _entries(text, part.start, part.end):
                yield from _phrase(text, folded, start, end, "occupation", stated, _SURE, Said())
        elif part.section == "experience":
            for phrase in _of_experience(text, folded, part, previous, stated):
                if phrase.kind == "occupation":
                    started, ended = job_period(text, folded, parts, number, timed)
                    phrase = replace(phrase, started=started, ended=ended)
                yield phrase
        elif not sectioned and part.section in ("", "summary", "other"):
            for start, end in sentences(folded, part.start, part.end):
                for begin, stop in _entries(text, start, end):
                    yield from _phrase(text, folded, begin, stop, "skill", stated, _WEAK, said)


def _of_experience(
    text: str, folded: str, part: TextPart, previous: TextPart | None, stated: Scopes
) -> Iterator[FoundPhrase]:
    title = job_title(text, folded, part, previous)
    if title is not None:
        sure = _LIKELY if title.certain else _UNSURE
        yield from _phrase(text, folded, title.start, title.end, "occupation", stated, sure, Said())
    if part.bulleted and (title is None or title.of_item):
        for start, end in sentences(folded, part.start, part.end):
            yield from _phrase(text, folded, start, end, "task", stated, _LIKELY, Said())


def _skill_lists(text: str, parts: Sequence[TextPart]) -> set[int]:
    """Numbers of the parts that list skills under a heading in words not known: three or more short items in a row."""
    found: set[int] = set()
    run: list[int] = []
    for number, part in enumerate([*parts, None]):
        if part is not None and part.section == "other":
            run.append(number)
            continue
        entries = [text[a:b] for one in run for a, b in _entries(text, parts[one].start, parts[one].end, label=True)]
        short = [one for one in entries if len(one.split()) <= _WORDS_IN_ENTRY and not DATE.search(one)]
        dated = sum(DATE.search(text, parts[one].start, parts[one].end) is not None for one in run)
        if dated < 2 and len(short) >= 3 and len(short) >= 0.8 * len(entries):
            found.update(run)
        run = []
    return found


def _entries(text: str, start: int, end: int, *, label: bool = False) -> Iterator[Span]:
    """Entries of a list between commas or bullets, brackets kept whole; without its label where ``label``."""
    if label and (found := _LABEL.match(text, start, end)):
        start = found.end()
    begin = start
    for sign in _LIST_SIGN.finditer(text, start, end):
        before = text[begin : sign.start()]
        if before.count("(") > before.count(")"):
            continue
        yield from _some(text, begin, sign.start())
        begin = sign.end()
    yield from _some(text, begin, end)


def _some(text: str, start: int, end: int) -> Iterator[Span]:
    start, end = _trimmed(text, start, end)
    if sum(map(str.isalpha, text[start:end])) >= 2 or text[start:end] in _SHORT_NAMES:
        yield start, end


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = re.match(r"[\s\W_]*", piece)
    start += left.end() if left and left.end() < len(piece) else 0
    piece = text[start:end]
    right = re.search(r"[\s,;:.!?…/\\|*_–—(\[«\"-]+$", piece)
    end = start + right.start() if right and not piece.endswith("etc.") else end
    if text[start:end].count("(") < text[start:end].count(")") and text[end - 1 : end] == ")":
        end -= 1
    return start, max(start, end)


def _phrase(
    text: str,
    folded: str,
    start: int,
    end: int,
    kind: PhraseKind,
    scope: Scopes,
    confidence: float,
    said: Said,
) -> Iterator[FoundPhrase]:
    """The phrase at a place, without the cues at its ends; nothing where only what was already understood is left."""
    middle = (start + end) // 2
    importance = scope.importance(start)
    start, end = _trimmed(text, start, end)
    for _ in range(3):
        for cue in scope.cues:
            if cue[0] <= start < cue[1] < end:
                start, end = _trimmed(text, cue[1], end)
            elif start < cue[0] < end <= cue[1] + 2:
                start, end = _trimmed(text, start, _without_verb(folded, start, cue[0]))
    for one in said.years:
        degree = any(start <= other[0] < one[0] for other in said.whole)
        if start <= one[0] and one[1] < end and (degree or one[0] - start < _NEAR_HEAD):
            start, end = _trimmed(text, _content(folded, one[1], end), end)
    quote = text[start:end]
    if (
        (sum(map(str.isalpha, quote)) < 2 and quote not in _SHORT_NAMES)
        or MARK in quote
        or folded[end : end + 1] == ":"
    ):
        return
    if _understood(folded, start, end, said.whole) or _says_only_experience(folded, start, end, said.years):
        return
    if importance != "stated" and scope.importance(middle) != importance:
        confidence = min(confidence, _UNSURE)
    yield FoundPhrase(Place(start, end, quote), confidence, kind, importance)


def _without_verb(folded: str, start: int, end: int) -> int:
    """End of what stands before a cue without "is", "will be", "would" and an opening bracket."""
    tail = re.search(
        r"[\s(,:–—-]*(?:\b(?:is|are|will|would|be|also|considered|as|highly|strongly|a|an|est|sont|serait|будет|является|este|ist|sind|wäre|sarà|será|és|е)\b[\s(]*)*$",
        folded[start:end],
    )
    return start + tail.start() if tail and tail.start() > 0 else end


def _understood(folded: str, start: int, end: int, said: Sequence[Span]) -> bool:
    """Whether a phrase says a language, a degree or a licence, and little else."""
    inside = [one for one in said if start <= one[0] < end]
    if not inside:
        return False
    if len(re.findall(r"\w+", folded[start : inside[0][0]])) <= _WORDS_BEFORE:
        return True
    rest = "".join(
        sign for at, sign in enumerate(folded[start:end], start) if not any(one[0] <= at < one[1] for one in inside)
    )
    known = vocabulary("levels", "level")
    return sum(known.value(word) is None for word in re.findall(r"[^\W\d_]{3,}", rest)) <= _WORDS_LEFT


def _content(folded: str, start: int, end: int) -> int:
    """Where the field of the experience begins after its years: "of work experience in" is left out of what follows."""
    filler = _FILLER.match(folded, start, end)
    return filler.end() if filler else start


def _says_only_experience(folded: str, start: int, end: int, years: Sequence[Span]) -> bool:
    """Whether a phrase holds no more than a length of experience."""
    if not any(one[0] <= end and start <= one[1] + 40 for one in years):
        return False
    experience = vocabulary("terms", "kind", "experience")
    words = [word for word in re.findall(r"[^\W\d_]{3,}", folded[start:end]) if experience.value(word) is None]
    return len([word for word in words if word not in word_set("about experience")]) < 1
