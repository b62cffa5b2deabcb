"""What is an ISCO-08 code called, and which groups does it stand in? Answers without any ESCO file.

Titles: English and French by the International Labour Organization, Georgian by this project (not official).
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from matching.errors import InvalidValueError, UnknownIdError

LANGUAGES = ("en", "fr", "ka")
LEVELS = ("major group", "sub-major group", "minor group", "unit group")
"""Names of the groups with codes of one, two, three and four digits."""
_TABLE = Path(__file__).with_name("isco08.csv")


@cache
def _titles() -> dict[str, dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: {lang: row[lang] for lang in LANGUAGES} for row in csv.DictReader(lines)}


def isco_code(text: str) -> str:
    """The code that is written as "7212", "C7212" or " 7212 ", whether it exists or not."""
    return text.strip().upper().removeprefix("C")


def is_isco(code: str) -> bool:
    """Whether this is a code of ISCO-08, of one to four digits."""
    return isco_code(code) in _titles()


def all_isco(digits: int | None = None) -> tuple[str, ...]:
    """All codes of ISCO-08, or those with so many digits, ascending."""
    return tuple(code for code in sorted(_titles()) if digits is None or len(code) == digits)


def isco_title(code: str, lang: str = "en") -> str:
    """Title of a group in English, French or Georgian.

    Raises ``UnknownIdError`` with the nearest codes where there is no such group, ``InvalidValueError`` for another
    language.
    """
    return _in(lang, _known(code))


def isco_titles(lang: str = "en") -> dict[str, str]:
    """Title by code, of all groups, in en, fr or ka; raises ``InvalidValueError`` for another language."""
    return {code: _in(lang, code) for code in all_isco()}


def isco_ancestry(code: str) -> tuple[str, ...]:
    """Codes of a group and of those it stands in, the group first: "7212" → 7212, 721, 72, 7.

    Raises ``UnknownIdError``.
    """
    known = _known(code)
    return tuple(known[:length] for length in range(len(known), 0, -1))


def isco_members(code: str) -> tuple[str, ...]:
    """Codes of the groups directly below a group; raises ``UnknownIdError``."""
    known = _known(code)
    return tuple(below for below in all_isco(len(known) + 1) if below.startswith(known))


def near_isco(code: str, most: int = 5) -> tuple[str, ...]:
    """Existing codes of the same length nearest to one that does not exist: those that share most first digits."""
    wanted = isco_code(code)
    for length in range(len(wanted), 0, -1):
        start = wanted[:length]
        near = [known for known in all_isco() if len(known) == min(len(wanted), 4) and known.startswith(start)]
        if near:
            return tuple(near[:most])
    return ()


def _known(code: str) -> str:
    wanted = isco_code(code)
    if wanted not in _titles():
        raise UnknownIdError("ISCO-08 group", code, near_isco(code))
    return wanted


def _in(lang: str, code: str) -> str:
    if lang not in LANGUAGES:
        raise InvalidValueError("The language", lang, f"Titles of ISCO-08 are there in {', '.join(LANGUAGES)}.")
    return _titles()[code][lang]
