"""Which wage or price does a cell name?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from matching.domain import PayPeriod
from matching.intake.values.numbers import read_number
from matching.intake.values.words import CellError, named, without_signs, words_of
from matching.intake.wordlists import plain


def read_currency(cell: str) -> str:
    """ISO 4217 code from a code, a sign or a usual name."""
    found = words_of("currency").get(plain(cell).rstrip("."))
    if found is None and re.fullmatch(r"[A-Za-z]{3}", cell.strip()):
        return cell.strip().upper()
    if found is None:
        raise CellError("is not a currency", "Write its three-letter code, such as GEL or EUR.")
    return found


def read_period(cell: str) -> PayPeriod:
    """A pay period by a usual word ("mois", "per hour")."""
    return PayPeriod(named("period", cell, "a pay period", PayPeriod))


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
