"""When did the job that a line of a CV tells of begin and end?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from matching.domain.work_time import ONGOING
from matching.intake.extraction.jobs import names_employer, only_dates
from matching.intake.extraction.locale_names import month_names
from matching.intake.extraction.parts import TextPart
from matching.intake.extraction.vocabulary import vocabulary

_YEAR = re.compile(
    r"(?<!\d)(?:(?:\d{1,2}[./-])?(?P<before>\d{1,2})[./-])?(?P<year>(?:19|20)\d{2})"
    r"(?:-(?P<after>0[1-9]|1[0-2])(?:-\d{2})?(?![./-]?\d))?(?!\d)"
)
_MONTH_BEFORE = re.compile(r"(?P<word>[^\W\d_]{3,12})\.?,?\s(?:del?\s)?$")
_MONTH_AFTER = re.compile(r"\s*წ(?:ლის|\.)\s*(?P<word>[^\W\d_]{3,14})")
_WORD_TO = r"(?:to|until|till|a|au|jusqu['’ ](?:en|a|au)|bis|do|до|по|al|hasta|pana in)(?=\s)"
_TO = re.compile(
    r"[\s.,-]*(?:წლიდან|დან)[\s.,-]*|"
    rf"[\s.,]*(?:წლის|წელი|წ|гг|года?|г|р)?[\s.,]*(?:[-–—/]+\s*(?:{_WORD_TO})?|{_WORD_TO})[\s.,]*"
)
_SINCE = re.compile(r"(?<!\w)(?:since|from|depuis|с|з|від|od|seit|desde|dal|din|de la)\s+$")
_UNTIL = re.compile(r"(?<!\w)(?:until|till|jusqu['’ ](?:en|a|au)|до|по|bis|hasta|do|fino al?|pana in)\s+$")
_SINCE_AFTER = re.compile(r"[\s-]*(?:წლიდან|დან)(?!\w)")
_ALONE = re.compile(r"[\s.)\]]*(?:წ(?:ელი|\.)?|г(?:ода?|\.)?)?[\s.)\]:,|–—-]*$")
_SHORT_END = re.compile(r"\s?[-–—/]\s?(\d{2})(?![\d./-])")
"""Of "2015–19"."""
_LONGEST_LEAD = 30


class Period(NamedTuple):
    """When work began and ended, as ``Experience`` has them."""

    started: str | None = None
    ended: str | None = None


class _Moment(NamedTuple):
    start: int
    end: int
    told: str


def period_in(folded: str, start: int, end: int) -> Period:
    """The first time that ``folded[start:end]`` tells: from when to when, since or until when, or in which year."""
    moments = list(_moments(folded, start, end))
    if not moments:
        return Period()
    first = moments[0]
    if len(moments) > 1 and _TO.fullmatch(folded, first.end, moments[1].start):
        return _in_order(first.told, moments[1].told)
    for word in vocabulary("terms", "kind", "ongoing").find(folded, first.end, end):
        if not folded[first.end : word.start].strip(" \t,(") or _TO.fullmatch(folded, first.end, word.start):
            return Period(first.told, ONGOING)
    if (short := _SHORT_END.match(folded, first.end, end)) and int(short[1]) > int(first.told[2:4]):
        return Period(first.told, first.told[:2] + short[1])
    if _TO.match(folded, first.end, end):
        # It ended, or goes on, in words that are not known.
        return Period(first.told)
    lead = max(start, first.start - _LONGEST_LEAD)
    if _SINCE.search(folded, lead, first.start) or _SINCE_AFTER.match(folded, first.end, end):
        return Period(first.told, ONGOING)
    alone = not folded[start : first.start].strip(" \t([") or _ALONE.match(folded, first.end, end)
    return Period(None, first.told) if alone or _UNTIL.search(folded, lead, first.start) else Period()


def job_period(text: str, folded: str, parts: Sequence[TextPart], number: int, taken: set[int]) -> Period:
    """When the job was whose title stands in part ``number``: on its line, on that above it, or on the next.

    ``taken`` holds the numbers of lines of time that belong to another job, and gets that of this one.
    """
    own = period_in(folded, *_line(text, parts[number]))
    if own != Period():
        return own
    for at in (number - 1, number + 1, number + 2):
        if not 0 <= at < len(parts) or at in taken or parts[at].bulleted or (at > number and parts[at].first):
            if at > number:
                break
            continue
        start, end = _line(text, parts[at])
        timed = only_dates(text[start:end])
        if not timed and not names_employer(text[start:end]):
            if at > number:
                break
            continue
        found = period_in(folded, start, end) if timed or at > number else Period()
        if found != Period():
            taken.add(at)
            return found
    return Period()


def _line(text: str, part: TextPart) -> tuple[int, int]:
    end = text.find("\n", part.start, part.end)
    return part.start, part.end if end < 0 else end


def _moments(folded: str, start: int, end: int) -> Iterator[_Moment]:
    months = month_names()
    for match in _YEAR.finditer(folded, start, end):
        begin, stop = match.span()
        month = int(match["before"] or match["after"] or 0)
        if not month and (word := _MONTH_BEFORE.search(folded, max(start, begin - _LONGEST_LEAD), begin)):
            month = int(months.value(word["word"]) or 0)
            begin = word.start() if month else begin
        if not month and (word := _MONTH_AFTER.match(folded, stop, end)):
            month = int(months.value(word["word"]) or 0)
            stop = word.end() if month else stop
        yield _Moment(begin, stop, f"{match['year']}-{month:02}" if 1 <= month <= 12 else match["year"])


def _in_order(started: str, ended: str) -> Period:
    """Who writes the end first means the same."""
    compared = min(len(started), len(ended))
    return Period(ended, started) if started[:compared] > ended[:compared] else Period(started, ended)
