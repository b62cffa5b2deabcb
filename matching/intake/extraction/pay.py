"""Which wage does a text name?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from matching.domain import PayPeriod, Wage
from matching.intake.extraction.found import FoundWage, Place
from matching.intake.extraction.parts import TextPart
from matching.intake.extraction.vocabulary import Occurrence, vocabulary

_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₾": "GEL",
    "₺": "TRY",
    "₽": "RUB",
    "₴": "UAH",
    "֏": "AMD",
    "₼": "AZN",
    "₪": "ILS",
}
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,'’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_JOIN = (
    r"\s*(?:-|–|—|to|until|up to|à|a|au|bis|до|do|până la|la|και|et|and|und|და|y|e|ile|մինչև|til|tot|და|إلى|-დან|დან)"
    r"\s*(?:jusqu'a |do |до )?"
)
_SIGN = "[" + "".join(_SIGNS) + "]"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<sign>(?:us)?{_SIGN})?\s?(?P<low>{_NUMBER})\s?(?P<k1>k|тыс\.?|mii|хил)?\s?(?P<mid>{_SIGN})?"
    rf"(?:{_JOIN}(?:{_SIGN})?\s?(?P<high>{_NUMBER})\s?(?P<k2>k|тыс\.?|mii|хил)?)?\s?(?P<after>{_SIGN})?"
)
_LEAST = re.compile(
    r"(?:from|starting (?:at|from)|at least|min(?:imum|\.)?|a partir de|au moins|des|от|ab|desde|a partire da|da|od|"
    r"de la|minim|від|από|vanaf|არანაკლებ|սկսած|من)\s*$"
)
_MOST = re.compile(r"(?:up to|jusqu['’]a|до|bis(?: zu)?|hasta|fino a|do|pana la|μεχρι|tot|ate|მაქსიმუმ|մինչև|حتى)\s*$")
_FROM_AFTER = re.compile(r"\s*-?(?:დან|ից|'?den|'?dan)(?!\w)")
_TO_AFTER = re.compile(r"\s*-?(?:მდე|amde)(?!\w)")
_MILLIONS = re.compile(r"\s*(?:m|mln|million\w*|billion\w*|milioane|миллион\w*|млн|mio|b|m\+|%)(?!\w)")
_PERIOD_JOINT = re.compile(
    r"[\s,]*(?:\(?(?:net|gross|brute?|brutto|netto|bruto|neto|нетто|брутто|чистыми|на руки|in hand|ხელზე|დარიცხული|"
    r"სუფთა|ბრუტო)\)?[\s,]*)*"
    r"(?:/|per|par|a|na|in|pe|за|в|al|el|por|pro|im|je|ανα|τον|την|each|every|la|le)?\s*"
)
_BEFORE, _PERIOD_BEFORE = 80, 40
_SURE, _LIKELY, _UNSURE = 0.95, 0.8, 0.55
_LEAST_PAY, _MOST_PAY = 1, 10_000_000
_LEAST_OFFERED = 200
"""An amount among what an employer offers, without a word for pay or a period, is a bonus where it is smaller."""


def find_wages(text: str, folded: str, parts: Sequence[TextPart]) -> Iterator[FoundWage]:
    """Amounts with a currency that are pay by their section, by a word for pay near them, or by their period."""
    currencies = {one.start: one for one in vocabulary("terms", "kind", "currency", "value").find(folded)}
    ends = {one.end: one for one in currencies.values()}
    if not currencies and not any(sign in text for sign in _SIGNS):
        return
    pays = list(vocabulary("terms", "kind", "pay").find(folded))
    for part in parts:
        if part.section in ("about",):
            continue
        for match in _AMOUNT.finditer(folded, part.start, part.end):
            found = _wage(text, folded, part, match, currencies, ends, pays)
            if found:
                yield found


def _wage(
    text: str,
    folded: str,
    part: TextPart,
    match: re.Match[str],
    currencies: dict[int, Occurrence],
    ends: dict[int, Occurrence],
    pays: list[Occurrence],
) -> FoundWage | None:
    start, end = match.span()
    end = start + len(match.group().rstrip())
    sign = match["sign"] or match["mid"] or match["after"]
    currency = _SIGNS[sign[-1]] if sign else None
    suffix = _FROM_AFTER.match(folded, end) or _TO_AFTER.match(folded, end)
    gap = re.compile(r"\s*").match(folded, suffix.end() if suffix else end)
    if currency is None and gap and gap.end() in currencies:
        one = currencies[gap.end()]
        currency, end = one.value, one.end
    before = ends.get(start) or ends.get(start - 1)
    if currency is None and before is not None and before.start >= part.start:
        currency, start = before.value, before.start
    if currency is None or _MILLIONS.match(folded, end):
        return None
    period, period_end = _period(folded, part, start, end)
    near = any(
        -_BEFORE < one.end - start <= 0 or 0 <= one.start - end < 25
        for one in pays
        if part.start <= one.start < part.end
    )
    if part.section == "tasks" and not near:
        return None
    if part.section not in ("pay", "offer") and not near and period is None:
        return None
    low, high = (_number(match[name], match[k] or match["k2"]) for name, k in (("low", "k1"), ("high", "k2")))
    least = _LEAST.search(folded, max(part.start, match.start() - 22), start) or _FROM_AFTER.match(
        folded, match.end("low")
    )
    most = _MOST.search(folded, max(part.start, match.start() - 22), start) or _TO_AFTER.match(folded, match.end("low"))
    if high is None:
        low, high = (None, low) if most and not least else (low, None if least else low)
    if low is not None and high is not None and low > high:
        return None
    if part.section == "offer" and not near and period is None and (low or high or 0) < _LEAST_OFFERED:
        return None
    if not _LEAST_PAY <= (low if low is not None else high or 0) <= _MOST_PAY:
        return None
    sure = (_SURE if period else _LIKELY) if part.section == "pay" or near else _UNSURE
    wage = Wage(minimum=low, maximum=high, currency=currency, period=PayPeriod(period or "month"))
    end = max(end, period_end)
    return FoundWage(Place(start, end, text[start:end]), sure, wage)


def _period(folded: str, part: TextPart, start: int, end: int) -> tuple[str | None, int]:
    """Period named right after an amount, or before it ("monthly salary: …"), with where its words end."""
    joint = _PERIOD_JOINT.match(folded, end, part.end)
    begin = joint.end() if joint else end
    for one in vocabulary("terms", "kind", "period", "value").find(folded, end, part.end):
        if one.start > begin:
            break
        if one.start >= end:
            return one.value, one.end
    earlier = [
        one
        for one in vocabulary("terms", "kind", "period", "value").find(
            folded, max(part.start, start - _PERIOD_BEFORE), start
        )
        if one.end - one.start > 3
    ]
    return (earlier[-1].value, end) if earlier else (None, end)


@cache
def _number(words: str | None, thousand: str | None) -> float | None:
    if not words:
        return None
    grouped = re.fullmatch(r"\d{1,3}(?:[ \u00a0\u202f.,'’]\d{3})+(?:[.,]\d{1,2})?", words)
    if grouped:
        whole = re.sub(r"[.,]\d{1,2}$", "", words) if re.search(r"[.,]\d{1,2}$", words) else words
        value = float(re.sub(r"\D", "", whole))
    else:
        value = float(words.replace(",", "."))
    return value * (1_000 if thousand else 1)
