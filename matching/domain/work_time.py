"""How many months has somebody worked as of a day, where jobs go on, run side by side, or tell no dates?

One rule for every reader of it:

- Months that are stated count as stated; else those between the dates, and of work that goes on those until the day.
- Work is placed in time by its dates, or by one of them and its months. Months that are stated beside both dates are
  spread evenly between them: a season of six months a year for two years is half a month of work each month.
- Months that are still to come on the day do not count; a year without a month stands for its middle.
- In a stretch of time shared by several jobs the fullest of them counts, once. Work that is placed nowhere (months, and
  no dates) is taken to have been at another time: it adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

ONGOING = "ongoing"
"""When work ends that still goes on."""
SAME_YEAR_MONTHS = 4
"""Length of work begun and ended in one year: two days of a year are a third of it apart, on average."""
MOST_MONTHS = 900


class Work(Protocol):
    """What is told of the time of one job, as ``Experience`` holds it."""

    @property
    def started(self) -> str | None:
        """Year, or year and month."""

    @property
    def ended(self) -> str | None:
        """The same, or ``ONGOING``."""

    @property
    def months(self) -> int | None:
        """Its length, stated or counted."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A stretch of time in which several jobs were held: its months, and each job's place and months per month."""

    months: float
    jobs: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where work stands in time, in months since year 0, and how much of each month was worked."""

    start: int
    end: int
    density: float


def months_lasted(work: Work, as_of: date | None = None) -> int | None:
    """Months of one job as of that day; None where that is not known. Without a day, nothing is still to come."""
    placed = _placed(work, as_of)
    if placed is None or placed.end - placed.start <= 0:
        return work.months if placed is None else 0
    return min(round(placed.density * (placed.end - placed.start)), MOST_MONTHS)


def months_worked(jobs: Sequence[Work], as_of: date | None = None) -> int | None:
    """Months of all the jobs as of that day, those held side by side once; None where the length of none is known."""
    known = [months for work in jobs if (months := months_lasted(work, as_of)) is not None]
    if not known:
        return None
    twice = 0.0
    for stretch in shared_stretches(jobs, as_of):
        shares = [density for _, density in stretch.jobs]
        twice += stretch.months * (sum(shares) - max(shares))
    return max(0, round(sum(known) - twice))


def shared_stretches(jobs: Sequence[Work], as_of: date | None = None) -> list[Shared]:
    """Stretches of time that several of the jobs share, in order; who held one after the other shares none."""
    placed = [(at, one) for at, work in enumerate(jobs) if (one := _placed(work, as_of)) and one.end > one.start]
    edges = sorted({edge for _, one in placed for edge in (one.start, one.end)}) if len(placed) > 1 else []
    found: list[Shared] = []
    for start, end in pairwise(edges):
        held = tuple((at, one.density) for at, one in placed if one.start <= start and end <= one.end)
        if len(held) > 1:
            found.append(Shared(float(end - start), held))
    return found


def months_between(started: str, ended: str) -> int:
    """Months from the beginning of the first month to the end of the last; a year alone stands for its middle.

    Negative where it ended before it started.
    """
    start, end = _edges(started, ended)
    return min(end - start, MOST_MONTHS) if end > start else end - start - 1


def year_and_month(moment: str) -> tuple[int, int | None]:
    """Year and, where it is told, month."""
    return int(moment[:4]), int(moment[5:7]) if len(moment) > 4 else None


def _placed(work: Work, as_of: date | None) -> _Placed | None:
    """Where work stands, as far as the day; None where its dates and months do not tell."""
    today = 12 * as_of.year + as_of.month if as_of else None
    if work.started and work.ended and work.ended != ONGOING:
        start, end = _edges(work.started, work.ended)
        if as_of and work.ended == str(as_of.year):
            # It is said to have ended, in a month that nobody told: by today.
            late = max(0, end - (12 * as_of.year + as_of.month))
            start, end = start - late, end - late
    elif work.started and work.ended == ONGOING and as_of:
        start, end = _edges(work.started, f"{as_of:%Y-%m}")
        if work.started == str(as_of.year):
            start, end = max(12 * as_of.year, 12 * as_of.year + as_of.month - SAME_YEAR_MONTHS), today or end
    elif work.months is None:
        return None
    elif work.started:
        # Months that are stated were worked, whatever the month was in which it began.
        start = _beginning(work.started)
        end = start + work.months
        if today is not None and start < today < end:
            start, end = today - work.months, today
    elif work.ended and (work.ended != ONGOING or today is not None):
        end = today if work.ended == ONGOING and today is not None else _finish(work.ended)
        start = end - work.months
    else:
        return None
    density = 1.0 if work.months is None or end <= start else work.months / (end - start)
    return _Placed(start, end if today is None else min(end, today), density)


def _edges(started: str, ended: str) -> tuple[int, int]:
    """Beginning of the first month and end of the last, in months since year 0."""
    (first, month), (last, until) = year_and_month(started), year_and_month(ended)
    if first != last or (month and until):
        return _beginning(started), _finish(ended)
    if month:
        return _beginning(started), _beginning(started) + SAME_YEAR_MONTHS
    end = _finish(ended) + (0 if until else SAME_YEAR_MONTHS // 2)
    return end - SAME_YEAR_MONTHS, end


def _beginning(moment: str) -> int:
    """Months from year 0 to the beginning of a month, or to the middle of a year."""
    year, month = year_and_month(moment)
    return 12 * year + (6 if month is None else month - 1)


def _finish(moment: str) -> int:
    """Months from year 0 to the end of a month, or to the middle of a year."""
    year, month = year_and_month(moment)
    return 12 * year + (6 if month is None else month)
