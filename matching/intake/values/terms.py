"""Which contract, hours, country, school level or other word of a closed list does a cell name?"""

from __future__ import annotations

import re
from functools import lru_cache

from matching import geography
from matching.domain import Contract, Evidence, Hours, ReturnStatus
from matching.intake.values.lists import read_list_or_none
from matching.intake.values.words import CellError, named, without_signs, words_of
from matching.intake.wordlists import plain


def read_contract(cell: str) -> Contract:
    """A contract by a usual word ("CDI", "seasonal")."""
    return Contract(named("contract", cell, "a contract", Contract))


def read_hours(cell: str) -> Hours:
    """Full or part time by a usual word."""
    return Hours(named("hours", cell, "a kind of hours", Hours))


def read_return_status(cell: str) -> ReturnStatus:
    """A return status by a usual word."""
    return ReturnStatus(named("return_status", cell, "a return status", ReturnStatus))


def read_evidence(cell: str) -> Evidence:
    """Evidence of a skill by a usual word."""
    return Evidence(named("evidence", cell, "evidence of a skill", Evidence))


def read_contracts(cell: str) -> tuple[Contract, ...]:
    """A list of contracts, or "none"."""
    return tuple(read_contract(item) for item in read_list_or_none(cell))


def read_hours_list(cell: str) -> tuple[Hours, ...]:
    """A list of working hours, or "none"."""
    return tuple(read_hours(item) for item in read_list_or_none(cell))


def read_country(cell: str) -> str:
    """ISO 3166 alpha-2 code from a code or a name."""
    text = cell.strip()
    found = geography.country_code(text)
    if found is None and re.fullmatch(r"[A-Za-z]{2}", text):
        return text.upper()
    if found is None:
        raise CellError("is not a country that is known here", "Write its two-letter code, such as GE or FR.")
    return found


@lru_cache(maxsize=4_096)
def clear_isced(cell: str) -> int | None:
    """ISCED level (0 to 8) of a school level in usual words, None where it is not clear."""
    text = plain(cell)
    if match := re.fullmatch(r"(?:isced|cite)(?: 2011)?[ :-]*([0-8])(?:\.0+)?", text):
        return int(match[1])
    found = words_of("isced").get(without_signs(text))
    return None if found is None else int(found)


def read_isced(cell: str) -> int:
    """ISCED level: a digit 0 to 8, or a school level in usual words."""
    if re.fullmatch(r"[0-8](?:\.0+)?", cell.strip()):
        return int(cell.strip()[0])
    found = clear_isced(cell)
    if found is None:
        raise CellError("is not an ISCED level", "Write a digit from 0 to 8, such as 3 for upper secondary school.")
    return found
