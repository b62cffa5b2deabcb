"""Which day or month does a cell say?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from matching.intake.values.words import CellError, without_signs, words_of
from matching.intake.wordlists import plain


@cache
def _months() -> dict[str, int]:
    from babel import Locale

    found: dict[str, int] = {}
    for language in ("en", "fr", "ka", "ru", "es", "de", "it", "pl", "ro", "tr"):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[context][width].items():
                    found.setdefault(plain(name).rstrip("."), number)
    return found | {"sept": 9, "juil": 7, "fevr": 2}


_NUMERIC_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")


_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?\.? (?:de )?([^\W\d]+)\.?,? (?:de )?(\d{4})")


_MONTH_FIRST = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def day_month_order(cells: Iterable[str]) -> str | None:
    """ "dmy" or "mdy" where some date of the column can be read in one way only and none in the other, else None."""
    orders = set()
    for cell in cells:
        if match := _NUMERIC_DATE.fullmatch(cell.strip()):
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                orders.add("dmy")
            elif second > 12 >= first:
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def read_date(cell: str, order: str | None = None) -> date:
    """A date: ISO 8601, a written month ("10 February 2004"), or numbers that ``order`` or they make clear."""
    text = " ".join(cell.split())
    try:
        if iso := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?", text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if numeric := _NUMERIC_DATE.fullmatch(text):
            first, second, year = int(numeric[1]), int(numeric[2]), int(numeric[3])
            order = order or day_month_order([text])
            if order is None and first <= 12 and second <= 12 and first != second:
                raise CellError("may be read with the day or the month first", "Write YYYY-MM-DD.")
            return date(year, first, second) if order == "mdy" else date(year, second, first)
        if written := _DAY_FIRST.fullmatch(plain(text)):
            return date(int(written[3]), _months()[written[2]], int(written[1]))
        if written := _MONTH_FIRST.fullmatch(plain(text)):
            return date(int(written[3]), _months()[written[1]], int(written[2]))
    except (KeyError, ValueError) as error:
        if isinstance(error, CellError):
            raise
    raise CellError("is not a date", "Write YYYY-MM-DD.")


_YEAR_ALONE = re.compile(
    r"((?:19|20)\d{2})(?:[.,]0)?(?: ?-?(?:г|год|года|წ|წელი|წლის|წლამდე|წლიდან|მდე|დან|рік|року|р|r|rok)\.?)?"
)


_YEAR_AND_MONTH = re.compile(r"((?:19|20)\d{2})[-./ ](\d{1,2})")


_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-./ ]((?:19|20)\d{2})")


_MONTH_WORD_AND_YEAR = re.compile(r"([^\W\d]+)\.?,? ?(?:de )?((?:19|20)\d{2})(?: ?(?:г|года|წ|წლის)\.?)?")


_YEAR_AND_MONTH_WORD = re.compile(r"((?:19|20)\d{2}),? ?(?:წლის |წ\. )?([^\W\d]+)\.?")


_LEADING = re.compile(
    r"(?:jusqu['’ ]?(?:en|a|au)|until|till|to|since|from|depuis|de|du|до|по|с|bis|seit|hasta|desde|fino al?|dal?) "
)


def read_month(cell: str) -> str:
    """A year ("2019"), or the year and month of a month ("06/2019", "juin 2019") or date, as ``2019-06``."""
    text = _LEADING.sub("", plain(cell).strip(" .,"), count=1)
    if year := _YEAR_ALONE.fullmatch(text):
        return year[1]
    found = None
    if match := _YEAR_AND_MONTH.fullmatch(text):
        found = match[1], int(match[2])
    elif match := _MONTH_AND_YEAR.fullmatch(text):
        found = match[2], int(match[1])
    elif match := _MONTH_WORD_AND_YEAR.fullmatch(text):
        found = match[2], _monthnamed(match[1])
    elif match := _YEAR_AND_MONTH_WORD.fullmatch(text):
        found = match[1], _monthnamed(match[2])
    if found and 1 <= found[1] <= 12:
        return f"{found[0]}-{found[1]:02}"
    numeric = _NUMERIC_DATE.fullmatch(text)
    if numeric and numeric[1] != numeric[2] and int(numeric[1]) <= 12 and int(numeric[2]) <= 12:
        # Whichever of the two is the month, the year is the same.
        return numeric[3]
    try:
        return f"{read_date(cell):%Y-%m}"
    except CellError:
        raise CellError("is neither a year, a month nor a date", "Write 2019, 2019-06 or 2019-06-30.") from None


def _monthnamed(word: str) -> int:
    """Number of a month, cut short or with a Georgian ending as it may be; 0 for any other word."""
    months = _months()
    short = (word[:length] for length in range(len(word), 2, -1))
    return next((months[one] for one in short if one in months), 0)


def read_end(cell: str) -> str:
    """As :func:`read_month`; "ongoing" where a word says that it goes on ("present", "à ce jour", "დღემდე")."""
    words = words_of("end")
    return words.get(without_signs(cell)) or words.get(without_signs(cell.strip(" .()"))) or read_month(cell)


_WEEKDAY = re.compile(
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? ",
    re.IGNORECASE,
)


_DATE_INSIDE = re.compile(
    r"(?<![\w./-])(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}[\d:.]*(?:Z|[+-]\d{2}:?\d{2})?)?|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{1,2}(?:st|nd|rd|th|"
    r"er)?\.? [^\W\d]{3,12}\.?,? \d{4}|"
    r"[^\W\d]{3,12} \d{1,2},? \d{4})(?![\w/-])"
)


_TIME_OR_DAY = re.compile(
    r"(?:(?:at|by|until|before|a|avant|jusqu'a)? ?\d{1,2}(?:[:.h]\d{2})? ?(?:[ap]\.?m\.?)?|cob|close of business|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
    re.IGNORECASE,
)


def clear_date(cell: str, order: str | None) -> tuple[date, bool] | None:
    """The one date of a cell, or that which it begins with, and whether the cell says nothing else; else None."""
    text = _WEEKDAY.sub("", " ".join(cell.split()))
    match = _DATE_INSIDE.match(text)
    if match is None:
        dates = list(_DATE_INSIDE.finditer(text))
        if len(dates) != 1:
            return None
        match = dates[0]
    try:
        found = read_date(match.group(), order)
    except CellError:
        return None
    rest = (text[: match.start()] + text[match.end() :]).strip(" .,;()")
    return found, not rest or _TIME_OR_DAY.fullmatch(rest) is not None
