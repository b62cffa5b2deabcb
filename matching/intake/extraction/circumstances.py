"""Where and when is the work, under which contract and for which hours?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Literal

from matching import geography
from matching.domain import Contract, Hours
from matching.intake.extraction.found import FoundDate, FoundTerm, FoundTown, Kind, Place
from matching.intake.extraction.locale_names import month_names
from matching.intake.extraction.parts import TextPart
from matching.intake.extraction.vocabulary import vocabulary

DateField = Literal["opens_on", "closes_on", "starts_on", "available_from"]
_SURE, _LIKELY, _UNSURE = 0.95, 0.8, 0.6
_WORDS_IN_PLACE = 4
_HEAD = 600
_CAPITAL_WORDS = re.compile(r"[^\W\d_][\w’'.-]*(?:\s[^\W\d_][\w’'.-]*){0,2}")
_SETTLEMENT = re.compile(
    r"\s*(?:town|city|village|region|district|marz|province|ville|région|город|г\.|ქალაქი|ქ\.|oraș|stadt|\(.*?\))[.,]?\s*",
    re.IGNORECASE,
)
_GEORGIAN_CASES = ("ისთვის", "შია", "დან", "ში", "თან", "ზე", "ის", "ს", "ი")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d.])(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d{2})(?!\d)")
_IN_SECTION: Mapping[str, DateField] = {"closes": "closes_on", "opens": "opens_on"}
_BEFORE_TERM = {
    Hours.FULL_TIME: _SURE, Hours.PART_TIME: _SURE, Contract.PERMANENT: _LIKELY, Contract.FIXED_TERM: _SURE,
    Contract.TEMPORARY: _UNSURE, Contract.SEASONAL: _LIKELY, Contract.SELF_EMPLOYED: _LIKELY,
    Contract.APPRENTICESHIP: _LIKELY, Contract.INTERNSHIP: _LIKELY,
}  # fmt: skip


def find_terms(text: str, folded: str, parts: Sequence[TextPart], kind: Kind) -> Iterator[FoundTerm]:
    """Contracts and hours by their usual words; sure under a heading of terms, less so in running text."""
    found = [(one, Contract(one.value)) for one in vocabulary("terms", "kind", "contract", "value").find(folded)]
    found += [(one, Hours(one.value)) for one in vocabulary("terms", "kind", "hours", "value").find(folded)]
    skipped = {"experience", "education", "skills"} if kind == "cv" else {"about"}
    for part in parts:
        for one, term in found:
            if not part.start <= one.start < part.end or part.section in skipped:
                continue
            confidence = _SURE if part.section in ("terms", "title") else _BEFORE_TERM[term]
            if part.section in ("required", "desired"):
                confidence = min(confidence, _UNSURE)
            yield FoundTerm(Place(one.start, one.end, text[one.start : one.end]), confidence, term)


def find_places(text: str, parts: Sequence[TextPart], kind: Kind) -> Iterator[FoundTown]:
    """The place of work or of living: under its label as it is written, else a town of the gazetteer in the text."""
    labelled = [part for part in parts if part.section == "place"]
    for part in labelled:
        yield from _labelled_place(text, part)
    if labelled:
        return
    skipped = {"about", "apply", "experience", "education", "interests", "certificates"}
    for part in parts:
        if part.section in skipped or (kind == "cv" and part.section == "" and part.start > _HEAD):
            continue
        for start, end in _town_spans(text, part):
            town = _locate(text[start:end])
            if town:
                sure = _LIKELY if part.start < _HEAD else _UNSURE
                yield FoundTown(Place(start, end, text[start:end]), sure, town.name, town.country)


def _labelled_place(text: str, part: TextPart) -> Iterator[FoundTown]:
    line = text[part.start : part.end].split("\n")[0]
    pieces = [piece for piece in re.finditer(r"[^,;(/]+", line) if piece.group().strip(" .")]
    country = next((code for piece in pieces if (code := geography.country_code(piece.group().strip(" .")))), None)
    for piece in pieces:
        name = _SETTLEMENT.sub("", piece.group()).strip(" .\t")
        town = _locate(name)
        if town:
            at = part.start + line.index(name, piece.start())
            yield FoundTown(Place(at, at + len(name), text[at : at + len(name)]), _SURE, town.name, town.country)
            return
    for start, end in _town_spans(text, part):
        town = _locate(text[start:end])
        if town:
            yield FoundTown(Place(start, end, text[start:end]), _LIKELY, town.name, town.country)
            return
    if pieces and len(pieces[0].group().split()) <= _WORDS_IN_PLACE:
        name = _SETTLEMENT.sub("", pieces[0].group()).strip(" .\t")
        if any(map(str.isalpha, name)) and geography.country_code(name) is None:
            at = part.start + line.index(name)
            yield FoundTown(Place(at, at + len(name), text[at : at + len(name)]), _LIKELY, name, country)


def _town_spans(text: str, part: TextPart) -> Iterator[tuple[int, int]]:
    """Positions of words that may be towns: with a capital, or in a script without capitals."""
    for match in _CAPITAL_WORDS.finditer(text, part.start, part.end):
        words = list(re.finditer(r"\S+", match.group()))
        for number, word in enumerate(words):
            letter = word.group()[0]
            if not (letter.isupper() or letter.lower() == letter.upper()):
                continue
            for count in (2, 1):
                if number + count <= len(words):
                    end = match.start() + words[number + count - 1].end()
                    start = match.start() + word.start()
                    if _locate(text[start:end].rstrip(".")):
                        yield start, start + len(text[start:end].rstrip("."))
                        break


@cache
def _locate(name: str) -> geography.Town | None:
    if len(name) < 3:
        return None
    if found := geography.locate(name):
        return found
    if "ა" <= name[0] <= "ჰ":
        for ending in _GEORGIAN_CASES:
            if name.endswith(ending) and len(name) - len(ending) > 2:
                stem = name.removesuffix(ending)
                if found := geography.locate(stem) or geography.locate(f"{stem}ი"):
                    return found
    return None


def find_dates(text: str, folded: str, parts: Sequence[TextPart], kind: Kind) -> Iterator[FoundDate]:
    """Dates under a heading or label that says what they are for."""
    for part in parts:
        field = _IN_SECTION.get(part.section)
        if part.section == "starts":
            field = "starts_on" if kind == "advert" else "available_from"
        if field is None:
            continue
        for start, end, day in _days(folded, part.start, part.end):
            yield FoundDate(Place(start, end, text[start:end]), _SURE, field, day)
            break


def _days(folded: str, start: int, end: int) -> Iterator[tuple[int, int, date]]:
    """Whole dates in ``folded[start:end]``: day, month and year in figures or with the name of the month."""
    found = [(*one.span(), one[1], one[2], one[3]) for one in _ISO.finditer(folded, start, end)]
    found += [(*one.span(), one[3], one[2], one[1]) for one in _DAY_FIRST.finditer(folded, start, end)]
    for month in month_names().find(folded, start, end):
        before = re.search(
            r"(\d{1,2})(?:st|nd|rd|th|er|\.|º|-го|-ე)?(?:\s+(?:de|of|d['’]))?\s+$",
            folded[max(start, month.start - 12) : month.start],
        )
        after = re.match(r"\.?,?(?:\s+(?:de|of|del))?\s+(\d{4})(?!\d)", folded[month.end : end])
        if before and after:
            begin = month.start - (len(before.group()))
            found.append((begin, month.end + after.end(1), after[1], month.value, before[1]))
            continue
        american = re.match(r"\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)", folded[month.end : end])
        if american:
            found.append((month.start, month.end + american.end(), american[2], month.value, american[1]))
    for begin, stop, year, month, day in sorted(found):
        try:
            yield begin, stop, date(int(year), int(month), int(day))
        except ValueError:
            continue
