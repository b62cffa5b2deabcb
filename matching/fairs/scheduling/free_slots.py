"""Who takes the places that are free, when nobody else is to be moved?"""

from __future__ import annotations

import numpy as np

from matching.fairs.scheduling.cp_sat import reoptimize
from matching.fairs.scheduling.slot_assignment import NOWHERE, UNPLACED, Board, Ints, extra_waiting, possible

EFFORT = 0.5
"""Deterministic time (about seconds) in which CP-SAT may better what was filled booth by booth."""
LITERALS = 20_000
"""Possible places up to which it is asked to."""
_NO = 1e9


def fill_free_slots(
    board: Board,
    rows: Ints,
    person_room: Ints,
    booth_room: Ints,
    *,
    seed: int = 0,
    deadline: float | None = None,
) -> None:
    """Give free places to the meetings ``rows`` of ``board`` that have none, as much worth as possible.

    ``person_room`` and ``booth_room`` are the most further meetings of each. Booth by booth the best choice is an
    assignment problem; where there are not too many places CP-SAT then looks at all of ``rows`` together.
    """
    availability, requests = board.availability, board.requests
    rows = rows[(person_room[requests.person[rows]] > 0) & (booth_room[requests.booth[rows]] > 0)]
    if not len(rows):
        return
    left = person_room.copy(), booth_room.copy()
    worth_of_booth = np.bincount(requests.booth[rows], requests.worth[rows], len(availability.tables))
    for booth in np.argsort(-worth_of_booth, kind="stable"):
        own = rows[(requests.booth[rows] == booth) & (board.at[rows] == UNPLACED)]
        added = _fill_booth(board, int(booth), own[left[0][requests.person[own]] > 0], int(left[1][booth]))
        np.subtract.at(left[0], requests.person[added], 1)
        left[1][booth] -= len(added)
    free = _free_seats(board)
    reachable = rows[(free[requests.booth[rows]] > 0).any(axis=1) | (board.at[rows] != UNPLACED)]
    seats = free.copy()
    np.add.at(
        seats, (requests.booth[reachable], board.at[reachable]), (board.at[reachable] != UNPLACED).astype(np.int64)
    )
    if int((seats[requests.booth[reachable]] > 0).sum()) <= LITERALS:
        everything = np.ones(availability.slots, dtype=bool)
        rooms = (person_room, booth_room)
        reoptimize(board, reachable, everything, effort=EFFORT, seed=seed, deadline=deadline, rooms=rooms)


def _free_seats(board: Board) -> Ints:
    """Seats that nobody has, int64[booths, slots]."""
    seats = board.availability.tables.copy()
    placed = np.flatnonzero(board.at != UNPLACED)
    np.subtract.at(seats, (board.requests.booth[placed], board.at[placed]), 1)
    return seats


def _fill_booth(board: Board, booth: int, rows: Ints, room: int) -> Ints:
    """Place the meetings worth most in the free seats of one booth; returns those placed."""
    from scipy.optimize import linear_sum_assignment

    availability, requests = board.availability, board.requests
    taken = np.bincount(board.at[(requests.booth == booth) & (board.at != UNPLACED)], minlength=availability.slots)
    seat = np.repeat(np.arange(availability.slots), np.maximum(availability.tables[booth] - taken, 0))
    if not len(rows) or not len(seat) or room <= 0:
        return rows[:0]
    people = requests.person[rows]
    free = possible(availability, board.where, people, int(availability.hall[booth]))[:, seat]
    waiting = extra_waiting(availability, board.where[people] != NOWHERE)[:, seat]
    # Worth decides; among equals, who waits least.
    gain = requests.worth[rows, None] - waiting * 1e-6
    row, column = linear_sum_assignment(np.where(free, -gain, _NO))
    real = free[row, column]
    row, column = row[real], column[real]
    best = np.sort(np.argsort(-requests.worth[rows[row]], kind="stable")[:room])
    board.move(rows[row[best]], seat[column[best]])
    return rows[row[best]]
