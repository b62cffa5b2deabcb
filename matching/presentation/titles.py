"""What are a person and a vacancy called, on a page, on paper, in a table and on a screen?"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from matching.domain import Candidate, Vacancy
from matching.geography import locate, place_key, place_text
from matching.wording.catalogues import marked, translator
from matching.wording.sentences import shortened

_LONGEST_TITLE = 80
# The words are those by which extraction finds the sections of a CV: one list of them, read as data from here too.
_HEADINGS = Path(__file__).parents[1] / "intake" / "extraction" / "headings.csv"
_SECTIONS_OF_CV = frozenset(
    {"experience", "education", "skills", "summary", "languages", "certificates", "interests", "wish", "licences"}
)
_DAY = r"(?:\d{1,2}[./])?\d{4}"
_PERIOD = re.compile(rf"{_DAY}\s*[-–—]\s*(?:{_DAY}|\w+)")
"""A line that only says from when to when."""


def candidate_title(candidate: Candidate, language: str) -> str:
    """What a person is called without a name: ``candidate_words``, else that the occupation is not known."""
    return candidate_words(candidate) or translator(language)(marked("Occupation not known"))


def vacancy_title(vacancy: Vacancy, language: str) -> str:
    """``vacancy_words``, else that there is no title."""
    return vacancy_words(vacancy) or translator(language)(marked("No title"))


def candidate_line(candidate: Candidate, language: str) -> str:
    """A person in one line: id, title, place."""
    return _line(candidate, candidate_title(candidate, language), language)


def vacancy_line(vacancy: Vacancy, language: str) -> str:
    """A vacancy in one line: id, title, place."""
    return _line(vacancy, vacancy_title(vacancy, language), language)


def candidate_words(candidate: Candidate) -> str:
    """In the person's own words the work wished for, else done, else the first that the text says of it, else nothing.

    What only tells which kind of paper the text is, and where somebody lives, is no title.
    """
    return ", ".join((candidate.desired_occupations or titles_held(candidate))[:3]) or _opening(candidate.text)


def vacancy_words(vacancy: Vacancy) -> str:
    """In the employer's own words the title, else the first line of the description, else nothing."""
    first = next((line.strip() for line in (vacancy.description or "").splitlines() if line.strip()), "")
    return vacancy.title or first[:120]


def titles_held(candidate: Candidate) -> tuple[str, ...]:
    """The titles of work done, as stated."""
    return tuple(one.title for one in candidate.experiences if one.title)


def _line(one: Candidate | Vacancy, title: str, language: str) -> str:
    return " · ".join(shortened(part) for part in (one.id, title, place_text(one.place, one.country, language)) if part)


@cache
def _openings() -> frozenset[str]:
    """Headings of a text about somebody, and labels before a value, that say nothing of the work."""
    listed = [row["words"] for row in _rows(Path(__file__).with_name("openings.csv"))]
    listed += [row["words"] for row in _rows(_HEADINGS) if row["section"] in _SECTIONS_OF_CV]
    return frozenset(place_key(word) for words in listed for word in words.split("; ") if word)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _opening(text: str | None) -> str:
    """The first line of a text that says something of the work; headings, labels of contacts and places do not."""
    for line in (text or "").splitlines():
        words = " ".join(line.split()).strip(" #*_=-–—•|")
        before_colon, _, _ = words.partition(":")
        told = sum(map(str.isalpha, words)) >= 3 and not _PERIOD.fullmatch(words)
        if not told or place_key(before_colon) in _openings() or locate(words):
            continue
        return shortened(words, _LONGEST_TITLE)
    return ""
