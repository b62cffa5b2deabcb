"""Which yes or no, number, length or time does a cell say?"""

from __future__ import annotations

import re
from functools import lru_cache

from matching.intake.values.words import CellError, without_signs, words_of
from matching.intake.wordlists import plain


def read_bool(cell: str) -> bool:
    """yes / no in English, French, Georgian and a few more languages, true / false, 1 / 0."""
    found = words_of("answer").get(without_signs(cell))
    if found not in ("yes", "no"):
        raise CellError("is neither yes nor no", "Write yes or no.")
    return found == "yes"


def read_whole(cell: str) -> int:
    """A whole number; ``12.0`` is 12, spaces may part thousands."""
    match = re.fullmatch(r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,12})(?:[.,]0+)?", cell.strip())
    if not match:
        raise CellError("is not a whole number", "Write digits only, such as 12.")
    return int(re.sub(r"\D", "", match[1]))


def read_number(cell: str) -> float:
    """A number that is not negative, with a decimal point or comma; ``1,200`` may be two numbers and is refused."""
    text = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", cell.strip())
    if re.fullmatch(r"\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", text):
        raise CellError("is not a number", "Write digits with a decimal point, such as 1200 or 12.50.")
    return float(text)


def write_number(number: float) -> str:
    """Shortest form that :func:`read_number` reads as ``number``."""
    return str(int(number)) if number == int(number) and number < 1e15 else repr(number)


def read_km(cell: str) -> float:
    """A number of kilometres, with or without the unit."""
    return read_number(re.sub(r"\s*(?:km|kms|კმ|км)\.?$", "", cell.strip(), flags=re.IGNORECASE))


_DURATION = re.compile(
    r"(?:at least |min(?:imum|\.)?(?: of)? |minimum |more than |plus de |au moins )?(\d{1,2})(?:\+| et plus)?[ -]?"
    r"(years?|yrs?|ans?|annees?|წელი|წლის|лет|года?|months?|mois|თვე|თვის|месяц\w*)(?:'? ?(?:of )?(?:d'|"
    r"de )?(?:experience|work experience|exp\.?|გამოცდილება|опыта?))?\.?"
)


_NO_EXPERIENCE = re.compile(
    r"pas (?:nec+essaire|d'experience)|not? (?:experience )?(?:required|needed|necessary)|sans experience|"
    r"debutant accepte|none|aucune?"
)


@lru_cache(maxsize=4_096)
def clear_months(cell: str) -> int | None:
    """Months in a length such as "2 ans", "6 months", None where it is not clear; "no experience needed" is 0."""
    text = plain(cell)
    if _NO_EXPERIENCE.fullmatch(text):
        return 0
    if match := _DURATION.fullmatch(text):
        years = re.match(r"y|an|წ|ле|го", match[2])
        return int(match[1]) * (12 if years else 1)
    return None
