"""When is who free: the hours of a fair, its booths and its people as arrays over slots?

Column ``t`` of every array is slot ``t + 1``. A slot counts only if the whole of it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

import numpy as np
from numpy.typing import NDArray

from matching.domain.fair import Booth, Fair, Invitation, Span

NO_HALL = -1
"""Hall of a booth of which nobody said where it stands: no walk is asked for."""


@dataclass(frozen=True, slots=True)
class Availability:
    """The hours of people, in the order in which they were given, and of booths, in the order of ids.

    ``present`` bool[people, slots]; ``tables`` int64[booths, slots], interviewers free in a slot; ``hall``
    int64[booths], ``NO_HALL`` where unknown; ``walk`` free slots needed between two halls; ``counts`` bool[slots],
    False in the fair's own breaks, which nobody calls waiting.
    """

    present: NDArray[np.bool_]
    tables: NDArray[np.int64]
    hall: NDArray[np.int64]
    walk: int
    counts: NDArray[np.bool_]

    @property
    def slots(self) -> int:
        """Slots of the day."""
        return self.tables.shape[1]


def booths_of(fair: Fair) -> tuple[Booth, ...]:
    """The booths in the order of their ids: rows of every array over booths."""
    return tuple(sorted(fair.booths, key=lambda one: one.id))


def availability_of(fair: Fair, invitations: Sequence[Invitation]) -> Availability:
    """The hours of a fair's booths, as ``booths_of`` orders them, and of the people in ``invitations``."""
    booths = booths_of(fair)
    spans = [fair.slot_span(slot) for slot in range(1, fair.slots + 1)]
    starts = np.array([_minute(start, fair) for start, _ in spans])
    ends = np.array([_minute(end, fair) for _, end in spans])
    counts = ~_touched(fair.breaks, starts, ends)
    arrives = np.array([_clock(one.arrives, 0) for one in invitations], dtype=np.int64)
    leaves = np.array([_clock(one.leaves, 24 * 60) for one in invitations], dtype=np.int64)
    halls = {name: number for number, name in enumerate(sorted({one.hall for one in booths if one.hall}))}
    return Availability(
        present=(starts >= arrives[:, None]) & (ends <= leaves[:, None]) & counts,
        tables=np.array([_tables(booth, starts, ends) * counts for booth in booths], dtype=np.int64),
        hall=np.array([halls.get(one.hall or "", NO_HALL) for one in booths], dtype=np.int64),
        walk=-(-fair.walking_minutes // fair.slot_minutes),
        counts=counts,
    )


def slots_from(fair: Fair, now: time) -> int:
    """The first slot (from 1) that has not begun before ``now``; one more than there are where all have."""
    return next(
        (slot for slot in range(1, fair.slots + 1) if fair.slot_span(slot)[0].time() >= now),
        fair.slots + 1,
    )


def _tables(booth: Booth, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    free = ~_touched(booth.breaks, starts, ends)
    if booth.hours:
        free &= (starts >= _clock(booth.hours.start, 0)) & (ends <= _clock(booth.hours.end, 0))
    return free * np.int64(booth.interviewers)


def _touched(spans: Sequence[Span], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    found = np.zeros(len(starts), dtype=bool)
    for span in spans:
        found |= (starts < _clock(span.end, 0)) & (ends > _clock(span.start, 0))
    return found


def _clock(clock: time | None, unknown: int) -> int:
    return unknown if clock is None else clock.hour * 60 + clock.minute


def _minute(moment: datetime, fair: Fair) -> int:
    # A slot that ends at midnight ends on the next day.
    return int((moment - datetime.combine(fair.day, time())).total_seconds() // 60)
