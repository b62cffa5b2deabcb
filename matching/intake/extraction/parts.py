"""Of which lines, items and sections does a CV or an advert consist?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from statistics import quantiles

from matching.intake import wordlists
from matching.intake.extraction.found import Kind
from matching.intake.extraction.vocabulary import vocabulary, word_set
from matching.intake.wordlists import fold

_BULLET = re.compile(r"[ \t]*(?:[•●▪■◦·*–—‣⁃➢✓✔►▶o-][ \t]+|[•●▪■◦·‣⁃➢✓✔►▶]|\(?\d{1,2}[.)][ \t]+(?!\d))+")
_LINE = re.compile(r"[^\n]+")
_ENDS = re.compile(r"[.;:!?։。؛…]\W*$")
_EDGE = ". \t#*_>•·●▪–—-=:|~\"'“”«»՝"
_LONGEST_HEADING = 60
_WORDS_IN_HEADING = 7
_ONE_LINE = frozenset({"wish", "place", "pay", "closes", "opens", "starts", "terms", "title"})
"""Sections that are a label and its value: the next line belongs to them only where their own is empty."""
_SHORT = 40
_WORDS_LOOKING = 4
_AND = re.compile(r"[/&|,]|\s(?:and|et|und|y|e|и|და|și|si|ve|і|և|i)\s", re.IGNORECASE)
_MARKED = re.compile(r"(?:--+|#+|==+)\s*\w")


@dataclass(frozen=True, slots=True)
class TextPart:
    """An item of a list, a paragraph or a line: ``text[start:end]``, in which section, and whether it has a bullet.

    ``section`` is "" before the first heading and "other" under one that is not known. ``first`` tells that it is
    the first of its section or follows a blank line.
    """

    start: int
    end: int
    section: str
    bulleted: bool = False
    first: bool = False


@cache
def _headings() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in wordlists.rows("extraction/headings"):
        for word in wordlists.listed(row["words"]):
            found.setdefault(_key(word), row["section"])
    return found


def _key(line: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(line)).strip()


def heading(line: str) -> str | None:
    """Section that a line opens as its heading, None where it is no known heading."""
    words = _key(re.sub(r"\([^)]*\)", " ", line))
    if not words or len(words) > _LONGEST_HEADING:
        return None
    first, _, further = words.partition(" ")
    if found := _headings().get(words) or (first in word_set("heading article") and _headings().get(further)) or None:
        return found
    sections = {_headings().get(_key(part)) for part in _AND.split(line)}
    return sections.pop() if len(sections) == 1 else None


def parts_of(text: str) -> list[TextPart]:
    """Items and paragraphs of ``text`` in order, headings left out; lines that were wrapped are joined again."""
    found: list[TextPart] = []
    section = ""
    only_this_line = labelled = False
    before = ""
    width = _width(text)
    previous: re.Match[str] | None = None
    for line in _LINE.finditer(text):
        raw = line.group()
        if not any(map(str.isalnum, raw)):
            continue
        blank_before = previous is None or text.count("\n", previous.end(), line.start()) > 1
        bullet = _BULLET.match(raw)
        start = line.start() + (bullet.end() if bullet else len(raw) - len(raw.lstrip()))
        if (
            previous is not None
            and found
            and found[-1].end >= previous.start()
            and not bullet
            and not blank_before
            and _continues(previous.group(), raw, width)
            and not _looks_headed(raw)
            and (raw.lstrip()[:1].islower() or (heading(raw.strip(_EDGE)) is None and _label(raw) is None))
        ):
            last = found[-1]
            found[-1] = TextPart(last.start, line.start() + len(raw.rstrip()), last.section, last.bulleted, last.first)
            previous = line
            continue
        previous = line
        content = text[start : line.end()]
        numbered = bullet is not None and any(map(str.isdigit, bullet.group()))
        if (opened := heading(content.strip(_EDGE))) and (not bullet or numbered or content.rstrip().endswith(":")):
            section, only_this_line, before, labelled = opened, opened in _ONE_LINE, section, False
            continue
        if not bullet and _unknown_heading(content, blank_before) and (opened := _partly(content)):
            section, only_this_line = opened, False
            continue
        if labelled and blank_before and not bullet:
            # What a label on the line of its value opened, a blank line closes.
            section, labelled = "other", False
        label = _label(content)
        if label:
            opened, length = label
            if bullet or opened in _ONE_LINE:
                # A label within a list speaks of its own line; "Location: …" does so anywhere.
                found.extend(_part(text, start + length, line.end(), opened, bulleted=bool(bullet), first=True))
                if not bullet and section:
                    # A list is over where the place or the pay of the work is named.
                    section = "other"
                continue
            section, only_this_line, labelled = opened, False, True
            inner = _BULLET.match(text, start + length, line.end())
            start = inner.end() if inner else start + length
            found.extend(_part(text, start, line.end(), section, bulleted=bool(inner), first=True))
            continue
        if not bullet and _unknown_heading(content, blank_before):
            # A heading in a word not listed still ends the section above it.
            section, only_this_line = "other", False
            found.extend(_part(text, start, line.end(), "heading", bulleted=False, first=True))
            continue
        first = blank_before or not found or found[-1].section != section
        found.extend(_part(text, start, line.end(), section, bulleted=bool(bullet), first=first))
        if only_this_line:
            section, only_this_line = before, False
    return found


def _part(text: str, start: int, end: int, section: str, *, bulleted: bool, first: bool) -> Iterator[TextPart]:
    piece = text[start:end]
    if any(map(str.isalnum, piece)):
        yield TextPart(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()), section, bulleted, first)


def _label(content: str) -> tuple[str, int] | None:
    """Section and length of a heading that stands before a colon on the line of what it heads."""
    colon = re.search(r"[:：]", content[: _LONGEST_HEADING + 2])
    if colon is None or not content[colon.end() :].strip():
        return None
    opened = heading(content[: colon.start()].strip(_EDGE))
    return (opened, colon.end()) if opened else None


def _width(text: str) -> int:
    """Columns at which the lines of ``text`` were wrapped, 0 where they seem not to be."""
    lengths = [len(line) for line in text.split("\n") if line.strip()]
    if len(lengths) < 4 or max(lengths) > 120:
        return 0
    return int(quantiles(lengths, n=10)[-1])


def _continues(above: str, line: str, width: int) -> bool:
    """Whether a line goes on with the sentence of the line above it, which was wrapped."""
    if not width or _ENDS.search(above):
        return False
    length, word = len(above.rstrip()), len(line.split()[0])
    opening = line.lstrip()[:1]
    small = opening.islower() or not opening.isalpha()
    return length + 1 + word > (0.75 if small else 0.92) * width and length > _SHORT


def _looks_headed(line: str) -> bool:
    return len(line.split()) <= _WORDS_LOOKING and line.rstrip().endswith(":") and line.lstrip()[:1].isupper()


def _partly(line: str) -> str | None:
    """Section of a heading of which one part is known: "Certificates and honours of the guild"."""
    pieces = _AND.split(line.strip(_EDGE))
    return next((found for piece in pieces if (found := heading(piece))), None)


def _unknown_heading(content: str, blank_before: bool) -> bool:
    """Whether a line looks like a heading: short, no sentence, in capitals or with a colon at its end."""
    line = content.strip()
    words = line.split()
    if len(line) > _LONGEST_HEADING or len(words) > _WORDS_IN_HEADING:
        return False
    if _MARKED.match(line):
        return True
    letters = [sign for sign in line if sign.isalpha()]
    capitals = len(letters) > 3 and all(sign.isupper() for sign in letters) and not any(map(str.isdigit, line))
    return blank_before and (capitals or (line.endswith((":", "：")) and line[:1].isupper()))


_ADVERT = frozenset({"required", "desired", "tasks", "offer", "apply", "closes", "opens", "pay", "about"})
_CV = frozenset({"experience", "education", "skills", "summary", "interests", "wish", "certificates"})
_CV_TITLE = re.compile(r"\s*(?:curriculum vitae|c\.?v\.?|resume|резюме|რეზიუმე|lebenslauf|hoja de vida|سيرة ذاتية)\b")
_HEAD = 600


def likely_kind(text: str) -> Kind:
    """The kind that the headings of ``text`` speak for; without headings an advert where its head seeks somebody."""
    folded = fold(text)
    if _CV_TITLE.match(folded):
        return "cv"
    sections = {part.section for part in parts_of(text)}
    advert, person = len(sections & _ADVERT), len(sections & _CV)
    if advert != person:
        return "advert" if advert > person else "cv"
    seeks = next(vocabulary("cues", "kind", "seeking").find(folded, 0, min(len(folded), _HEAD)), None)
    return "advert" if seeks else "cv"
