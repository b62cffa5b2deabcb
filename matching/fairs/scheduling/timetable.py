"""When does each meeting take place? Nobody in two places, breaks, hours, walks between halls, and little waiting.

A first timetable and its descent come from ``slot_assignment``. CP-SAT (``cp_sat``) then works on what they left:
meetings without a slot, and people who wait, each with what is around them. The order of aims is fixed: first the worth
of the meetings that have a slot, then as few idle slots as possible.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import numpy as np

from matching.fairs.scheduling.availability import Availability
from matching.fairs.scheduling.cp_sat import reoptimize
from matching.fairs.scheduling.slot_assignment import UNPLACED, Board, Flags, Ints, MeetingRequests, sweep

SWEEPS = 20
"""Passes of the descent, at the most."""
PATIENCE = 3
"""Passes without a gain after which it ends."""
FREED = 60
"""Meetings that CP-SAT places anew at once."""
WINDOW = 8
"""Slots of the day around somebody who waits that CP-SAT looks at."""
EFFORT = 0.25
"""Deterministic time (about seconds) of CP-SAT for one neighbourhood: the result does not hang on the machine."""
WHOLE_EFFORT = 0.5
"""The same for all neighbourhoods together."""

Progress = Callable[[int, int], None]


def timetable(
    availability: Availability,
    requests: MeetingRequests,
    *,
    start: Ints | None = None,
    seed: int = 0,
    deadline: float | None = None,
    progress: Progress | None = None,
) -> Ints:
    """The column of each meeting requested, int64[m], ``UNPLACED`` where there is no room for it.

    ``start`` holds columns to begin with, which break no rule; pinned meetings keep theirs. The same input gives the
    same timetable, unless ``deadline`` (of ``time.monotonic``) comes first: then it is the best one found so far.
    """
    board = Board(availability, requests, np.full(len(requests.person), UNPLACED) if start is None else start.copy())
    booths = [np.flatnonzero(requests.booth == booth) for booth in range(len(availability.tables))]
    random = np.random.default_rng(seed)
    best, best_at, since = board.quality(), board.at.copy(), 0
    for number in range(SWEEPS):
        if number and (_late(deadline) or since == PATIENCE or _nothing_to_gain(board)):
            break
        sweep(board, booths, random, exchanges=number > 0)
        now = board.quality()
        since = 0 if now > best else since + 1
        if now >= best:
            best, best_at = now, board.at.copy()
        if progress:
            progress(number + 1, SWEEPS)
    board = Board(availability, requests, best_at)
    _improve(board, booths, seed, deadline)
    if progress:
        progress(SWEEPS, SWEEPS)
    return board.at


def _nothing_to_gain(board: Board) -> bool:
    return bool((board.at != UNPLACED).all()) and not board.needless().any()


def _improve(board: Board, booths: list[Ints], seed: int, deadline: float | None) -> None:
    """Let CP-SAT work around meetings without a slot, then around people who wait, until its effort is spent."""
    requests, left = board.requests, WHOLE_EFFORT
    for row in np.flatnonzero(board.at == UNPLACED):
        if left <= 0 or _late(deadline):
            return
        if board.at[row] == UNPLACED:
            everything = np.ones(board.availability.slots, dtype=bool)
            rows = _around(board, booths, int(requests.person[row]), everything, first=int(requests.booth[row]))
            left -= reoptimize(board, rows, everything, effort=min(left, EFFORT), seed=seed, deadline=deadline)
    waiting = board.needless()
    for person in np.argsort(-waiting, kind="stable")[: int((waiting > 0).sum())]:
        if left <= 0 or _late(deadline):
            return
        if board.needless()[person]:
            columns = _window(board, int(person))
            rows = _around(board, booths, int(person), columns)
            left -= reoptimize(board, rows, columns, effort=min(left, EFFORT), seed=seed, deadline=deadline)


def _window(board: Board, person: int) -> Flags:
    """The slots from somebody's first meeting to the last one, widened to ``WINDOW``."""
    own = board.at[(board.requests.person == person) & (board.at != UNPLACED)]
    wider = max(0, WINDOW - (int(own.max()) - int(own.min()) + 1))
    columns = np.zeros(board.availability.slots, dtype=bool)
    columns[max(0, int(own.min()) - wider // 2) : int(own.max()) + wider - wider // 2 + 1] = True
    return columns


def _around(board: Board, booths: list[Ints], person: int, columns: Flags, first: int | None = None) -> Ints:
    """Meetings in ``columns`` of somebody's booths, and of booths these share people with, up to ``FREED``.

    A booth named ``first`` is taken first, with all its meetings.
    """
    requests = board.requests
    inside = (board.at == UNPLACED) | columns[board.at]
    queue = [] if first is None else [first]
    queue += [int(booth) for booth in requests.booth[requests.person == person]]
    chosen: dict[int, Ints] = {}
    while queue:
        booth = queue.pop(0)
        own = booths[booth][inside[booths[booth]]]
        if booth in chosen:
            continue
        if chosen and sum(map(len, chosen.values())) + len(own) > FREED:
            break
        chosen[booth] = own
        met = inside & np.isin(requests.person, requests.person[own])
        others, shared = np.unique(requests.booth[met], return_counts=True)
        queue += others[np.argsort(-shared, kind="stable")].tolist()
    rows = np.concatenate(list(chosen.values()))
    return np.sort(rows[~requests.pinned[rows]])


def _late(deadline: float | None) -> bool:
    return deadline is not None and monotonic() > deadline
