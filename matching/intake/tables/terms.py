"""Which contract, country, currency, school level, wage or language does a cell name?

Readers raise ``CellError``; ``clear_…`` readers, for columns of foreign files, return None where the cell is not clear,
so that it can be kept as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from matching import geography
from matching.domain import CefrLevel, Contract, Evidence, Hours, PayPeriod, ReturnStatus
from matching.intake.tables.cells import CellError, read_list, read_list_or_none, read_number, without_signs, words_of
from matching.intake.wordlists import plain


def _named(kind: str, cell: str, what: str, allowed: Iterable[str]) -> str:
    found = words_of(kind).get(without_signs(cell))
    if found is None:
        raise CellError(f"is not {what}", f"Write one of: {', '.join(allowed)}.")
    return found


def read_contract(cell: str) -> Contract:
    """A contract by a usual word ("CDI", "seasonal")."""
    return Contract(_named("contract", cell, "a contract", Contract))


def read_hours(cell: str) -> Hours:
    """Full or part time by a usual word."""
    return Hours(_named("hours", cell, "a kind of hours", Hours))


def read_period(cell: str) -> PayPeriod:
    """A pay period by a usual word ("mois", "per hour")."""
    return PayPeriod(_named("period", cell, "a pay period", PayPeriod))


def read_return_status(cell: str) -> ReturnStatus:
    """A return status by a usual word."""
    return ReturnStatus(_named("return_status", cell, "a return status", ReturnStatus))


def read_evidence(cell: str) -> Evidence:
    """Evidence of a skill by a usual word."""
    return Evidence(_named("evidence", cell, "evidence of a skill", Evidence))


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


def read_currency(cell: str) -> str:
    """ISO 4217 code from a code, a sign or a usual name."""
    found = words_of("currency").get(plain(cell).rstrip("."))
    if found is None and re.fullmatch(r"[A-Za-z]{3}", cell.strip()):
        return cell.strip().upper()
    if found is None:
        raise CellError("is not a currency", "Write its three-letter code, such as GEL or EUR.")
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


_AMOUNT = r"(\d{1,3}(?:[ \u00a0,.]\d{3})+|\d+(?:[.,]\d{1,2})?)"
_WAGE = re.compile(
    rf"(?P<least>starting (?:from|at)|from|min(?:imum)?\.?|plus de|more than|au moins|a partir de|up to|jusqu'a|"
    rf"equivalent of)?[: ]*"
    rf"(?P<before>[^\W\d]{{2,8}}|us\$|[$€£₾₺₽֏])? ?{_AMOUNT}(?: ?(?:-|–|—|to|a|au|bis) ?(?:[$€£₾₺₽֏] ?)?{_AMOUNT})? ?"
    rf"(?P<after>[^\W\d]{{2,8}}|us\$|[$€£₾₺₽֏])?(?: (?:net|gross|brut|brute|equivalent in [^\W\d]+))?"
    rf"(?: ?(?:/|per|par|a|in|თვეში|в)? ?(?P<period>[^\W\d]{{1,9}}))?(?: ?\(?(?:net|gross|brut|brute|before tax|"
    rf"after tax)\)?)?\.?"
)


@lru_cache(maxsize=4_096)
def clear_wage(cell: str) -> Mapping[str, Any] | None:
    """Fields of a wage in an amount or range with its currency ("2 000 - 3 000 DH"), None where it is not clear.

    Without a period a month is meant; without a currency nothing is clear.
    """
    match = _WAGE.fullmatch(plain(cell))
    if not match:
        return None
    currencies = {words_of("currency").get(word) for word in (match["before"], match["after"]) if word}
    if len(currencies) != 1 or None in currencies:
        return None
    period = words_of("period").get(match["period"]) if match["period"] else PayPeriod.MONTH
    if period is None:
        return None
    low, high = (_amount(group) if group else None for group in match.groups()[2:4])
    if high is None and match["least"] in ("up to", "jusqu'a"):
        low, high = None, low
    elif high is None and not match["least"]:
        high = low
    if low is not None and high is not None and low > high:
        return None
    return {"minimum": low, "maximum": high, "currency": currencies.pop(), "period": PayPeriod(period)}


def read_price(cell: str) -> float:
    """An amount, or 0 for a word that says that nothing is to be paid ("free", "gratuit", "უფასო")."""
    return 0.0 if words_of("price").get(without_signs(cell)) == "0" else read_number(cell)


def clear_cost(cell: str) -> Mapping[str, Any] | None:
    """Price and currency of a cell such as "350 GEL", or a price of 0 for "gratuit"; None where it is not clear."""
    if words_of("price").get(without_signs(cell)) == "0":
        return {"price": 0.0}
    wage = clear_wage(cell)
    if wage is None or wage["minimum"] is None or wage["minimum"] != wage["maximum"]:
        return None
    return {"price": wage["minimum"], "currency": wage["currency"]}


def _amount(text: str) -> float:
    grouped = re.fullmatch(r"\d{1,3}(?:[ \u00a0,.]\d{3})+", text)
    return float(re.sub(r"\D", "", text)) if grouped else float(text.replace(",", "."))


@cache
def _language_codes() -> dict[str, str]:
    """Two- or three-letter code by the name of a language in many languages, from the Unicode locale data."""
    from babel import Locale

    found = dict(words_of("language"))
    for name in ("en", "fr", "ka", "ru", "de", "es", "it", "pl", "tr", "ro", "uk", "el", "hy", "az", "ar", "sr"):
        for code, language in Locale(name).languages.items():
            if re.fullmatch(r"[a-z]{2,3}", code):
                found.setdefault(plain(language), code)
    return found


def language_code(text: str) -> str | None:
    """ISO 639 code of a language given by its code or by its name in one of sixteen languages; None if unknown."""
    word = plain(text)
    # No language has a name of two letters, and the names of all of them take a while to load.
    if re.fullmatch(r"[a-z]{2}", word):
        return word
    if re.fullmatch(r"[a-z]{3}", word):
        return _language_codes().get(word, word)
    # Georgian names a language by its adjective ("ფრანგული"), often with the word for language after it.
    return _language_codes().get(word) or _language_codes().get(word.removesuffix(" ენა").removesuffix(" language"))


def read_language(cell: str) -> str:
    """ISO 639 code of one language."""
    found = language_code(cell)
    if found is None:
        raise CellError("is not a language that is known here", "Write its two-letter code, such as fr or ka.")
    return found


def _level(words: str) -> CefrLevel | None:
    found = words_of("level").get(without_signs(words))
    return CefrLevel(found) if found else None


def read_languages(cell: str) -> list[dict[str, Any]]:
    """Languages with CEFR levels: ``fr:B2; ka:C2``, ``French B2``, ``ru``; "native" is C2, "fluent" C1, "basic" A2."""
    found = []
    for item in read_list(cell):
        name, level = item, None
        if match := re.fullmatch(r"(.+?)\s*(?:[:：(/]|\s-|\s–|\s)\s*([ABCabc][12])\+?\)?(?:\s*\(?[^)]*\)?)?", item):
            name, level = match[1], CefrLevel(match[2].upper())
        elif match := re.fullmatch(r"(.+?)\s*(?:[:：(]|\s-|\s–)\s*(.+?)\)?", item):
            name, level = match[1], _level(match[2])
            if level is None:
                raise CellError(
                    f'holds "{match[2]}", which is no level',
                    "Write fr:B2; ka:C2 (levels A1 to C2), or the language alone.",
                )
        elif (match := re.fullmatch(r"(\S+)\s+(.+)", item)) and (word := _level(match[2])):
            name, level = match[1], word
        code = language_code(name)
        if code is None:
            raise CellError(f'holds "{name}", which is no language known here', "Write codes, such as fr:B2; ka:C2.")
        found.append({"code": code, "level": level})
    return found
