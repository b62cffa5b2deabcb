"""Which lines of a text are personal by their label ("Name: …", "Дата рождения: …", "მისამართი | …")?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from matching.intake import wordlists
from matching.intake.pseudonymization.contacts import MARK, Span
from matching.intake.pseudonymization.names import is_georgian, is_ordinary
from matching.intake.wordlists import fold

DECORATION = " \t#*_>•·●▪-–—=:~\"'“”«»"
"""Signs of lists, headings and Markdown around what is written."""
SEPARATORS = re.compile(r"[|•·▪●\t❘¦]| {3,}|;")
_LONGEST_LABEL = 48
_LONGEST_VALUE_BELOW = 60
_LONGEST_STREET = 60
_WORDS_IN_LABEL = 4
_NUMBER_FIRST = re.compile(r"(?!\d\d-\d{3}\b)\d{1,3}(?:-?[a-z]\b)?(?:[-/]\d{1,5})*(?:[ ](?:bis|ter))?,?[ ]+[^\W\d]")
_HOUSE_NUMBER = re.compile(r"(?:[^\W\d][\w.’'-]*[ ]){1,5}(?:no?[.°º]?[ ]?|#|№[ ]?)?\d{1,3}(?:[-/]\d{1,2})*[a-z]?")
_BARE_NUMBER = re.compile(r"(?:no\.? ?|nr\.? ?|№ ?|#)?\d{1,4}[a-z]?(?:[/-]\d+)?")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Where a label and its value stand; ``kind`` is "name", "person", "contact", "personal" or "address"."""

    kind: str
    label: Span
    value: Span


@cache
def _labels() -> dict[str, str]:
    return {_key(label): kind for kind, label in _rows() if not kind.startswith("street")}


@cache
def _street() -> re.Pattern[str]:
    words = "|".join(re.escape(fold(word)) for kind, word in _rows() if kind == "street")
    endings = "|".join(re.escape(fold(word)) for kind, word in _rows() if kind == "street ending")
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)|\w(?:{endings})(?!\w)")


def _rows() -> Iterator[tuple[str, str]]:
    for row in wordlists.rows("pseudonymization/labels"):
        for label in wordlists.listed(row["labels"]):
            yield row["kind"], label


def _key(label: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(label)).strip()


def label_kind(label: str) -> str | None:
    """Kind of a label such as "Full name" or "Nom / Name (as in passport)"; None if it asks for nothing personal."""
    if not 1 <= len(label) <= _LONGEST_LABEL:
        return None
    plain = re.sub(r"\([^)]*\)", " ", label)
    whole = _labels().get(_key(plain))
    if whole:
        return whole
    kinds = {_labels().get(_key(part)) for part in re.split(r"[/|,]| - ", plain) if _key(part)}
    return kinds.pop() if len(kinds) == 1 else None


def labelled_values(text: str) -> Iterator[Labelled]:
    """Every labelled personal value: on the label's line, in the next cell of its line, or on the line below."""
    lines = list(re.finditer(r"[^\n]+", text))
    for number, line in enumerate(lines):
        below = lines[number + 1 : number + 4]
        for start, end in line_parts(line.start(), line.group()):
            if ":" in line.group() or "：" in line.group():
                yield from _with_colon(text, start, end, line.end(), below)
            if ":" not in text[start:end] and label_kind(text[start:end].strip(DECORATION)) in ("name", "personal"):
                alone = not line.group()[: start - line.start()].strip()
                value = _next_cell(text, end, line.end()) or (_line_below(below[:1]) if alone else None)
                yield from _usable(text, label_kind(text[start:end].strip(DECORATION)), (start, end), value)


def _with_colon(text: str, start: int, end: int, line_end: int, below: list[re.Match[str]]) -> Iterator[Labelled]:
    """Labels before colons; a value ends where the next known label begins ("Nom : Dupont Prénom : Jean")."""
    labels = []
    for colon in re.finditer(r"[:：]", text[start:end]):
        before = text[start + (labels[-1][2] if labels else 0) : start + colon.start()]
        words = list(re.finditer(r"\S+", before))[-_WORDS_IN_LABEL:]
        candidates = [before, *(before[word.start() :] for word in words)] if labels else [before]
        candidates += [re.split(r"[.,]\s", before)[-1]]
        label = next((one for one in candidates if label_kind(one.strip(DECORATION))), None)
        if label is not None:
            labels.append((label_kind(label.strip(DECORATION)), colon.start() - len(label), colon.end()))
    for (kind, label_start, value_start), following in zip(labels, [*labels[1:], None], strict=False):
        value = _trimmed(text, start + value_start, start + following[1] if following else end)
        if value[0] >= value[1]:
            value = _next_cell(text, end, line_end) or _line_below(below)
        yield from _usable(text, kind, (start + label_start, start + value_start - 1), value)


def _usable(text: str, kind: str | None, label: Span, value: Span | None) -> Iterator[Labelled]:
    if kind and value and MARK not in text[slice(*value)] and any(map(str.isalnum, text[slice(*value)])):
        start, end = _trimmed(text, *label)
        yield Labelled(kind, (start + len(text[start:end]) - len(text[start:end].lstrip(DECORATION)), end), value)


def line_parts(offset: int, line: str) -> Iterator[Span]:
    """Positions of the parts of a line between separators (``|``, ``;``, bullets, tabs, wide gaps)."""
    position = 0
    for separator in (*SEPARATORS.finditer(line), None):
        end = separator.start() if separator else len(line)
        if line[position:end].strip():
            yield offset + position, offset + end
        position = separator.end() if separator else end


def _next_cell(text: str, start: int, end: int) -> Span | None:
    return next((_trimmed(text, *part) for part in line_parts(start, text[start:end])), None)


def _line_below(lines: list[re.Match[str]]) -> Span | None:
    for line in lines:
        if value := line.group().strip():
            usable = len(value) <= _LONGEST_VALUE_BELOW and ":" not in value
            return _trimmed(line.string, *line.span()) if usable else None
    return None


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def street_spans(text: str, start: int, end: int, *, address: bool) -> Iterator[Span]:
    """Positions of the segments between commas that name a street or a house; the town stays.

    ``address``: this is known to be an address, so that any segment with a number but a postal code goes as well.
    """
    segments = list(re.finditer(r"[^,]+", text[start:end]))
    plains = [fold(segment.group()).strip(" .-") for segment in segments]
    before = False
    for segment, plain, following in zip(segments, plains, [*plains[1:], ""], strict=True):
        before = bool(plain) and (
            _names_street(segment.group().strip(), plain, following, address)
            or (before and _BARE_NUMBER.fullmatch(plain) is not None)
        )
        if before:
            yield _trimmed(text, start + segment.start(), start + segment.end())


def _names_street(segment: str, plain: str, following: str, address: bool) -> bool:
    numbered = any(map(str.isdigit, plain))
    if _street().search(plain) and len(plain) <= _LONGEST_STREET:
        return numbered or address or _BARE_NUMBER.fullmatch(following) is not None
    if not numbered:
        return False
    if address and not re.search(r"\d{4}", plain):
        return True
    # Without a word for street only the form tells "Birkenweg 12" from "10 years as a welder".
    proper = all(word[0].isupper() or word[0].isdigit() or is_georgian(word) for word in segment.split())
    form = _NUMBER_FIRST.match(plain) or _HOUSE_NUMBER.fullmatch(plain)
    return bool(form) and proper and not any(is_ordinary(word) for word in re.findall(r"[^\W\d_]+", plain))
