"""Which slot does each meeting take, booth by booth? A first timetable and its descent, exact for one booth at a time.

With everything else fixed, the best slots for one booth's meetings are an assignment problem: rows are meetings,
columns the seats of open slots, costs the waiting that a slot means for the person. And two slots of the day can be
exchanged within any group of people and booths that meet one another only (a Kempe chain of edge colouring).
Both steps never lose a meeting that has a slot, and are repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.fairs.scheduling.availability import NO_HALL, Availability

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

UNPLACED = -1
NOWHERE = -2
"""Hall of a person who meets nobody."""
_LOST = 1e6
"""Cost of a meeting without a slot beside one slot of waiting: waiting never decides who meets."""
_IMPOSSIBLE = 1e12


@dataclass(frozen=True, slots=True)
class MeetingRequests:
    """Meetings that want a slot: rows of people and booths of an ``Availability``, what each is worth (above 0), and
    whether it stays where it is."""

    person: Ints
    booth: Ints
    worth: Floats
    pinned: Flags


@dataclass(slots=True)
class Board:
    """A timetable in the making: the column of each meeting in ``at``, ``UNPLACED`` where it has none."""

    availability: Availability
    requests: MeetingRequests
    at: Ints
    where: NDArray[np.int16] = field(init=False)
    """Hall of each person in each slot; ``NO_HALL`` at a booth of unknown hall."""

    def __post_init__(self) -> None:
        self.where = np.full(self.availability.present.shape, NOWHERE, dtype=np.int16)
        self._mark(np.arange(len(self.at)))

    def move(self, rows: Ints, columns: Ints) -> None:
        """Give the meetings ``rows`` other slots; nobody's slot may be taken twice by it."""
        placed = rows[self.at[rows] != UNPLACED]
        self.where[self.requests.person[placed], self.at[placed]] = NOWHERE
        self.at[rows] = columns
        self._mark(rows)

    def _mark(self, rows: Ints) -> None:
        placed = rows[self.at[rows] != UNPLACED]
        self.where[self.requests.person[placed], self.at[placed]] = self.availability.hall[self.requests.booth[placed]]

    def kept(self) -> float:
        """Worth of the meetings that have a slot."""
        return float(self.requests.worth[self.at != UNPLACED].sum())

    def waiting(self) -> Ints:
        """Idle slots between first and last meeting of each person, int64[people]; the fair's breaks do not count."""
        return idle_slots(self.availability, self.where != NOWHERE)

    def quality(self) -> tuple[float, int]:
        """What is compared of two boards, more is better: worth kept, then how little people wait."""
        return round(self.kept(), 6), -int(self.waiting().sum())

    def needless(self) -> Ints:
        """Waiting beyond the walks that the halls of each person's meetings ask for at the least, int64[people]."""
        if not self.availability.walk:
            return self.waiting()
        halls = np.arange(self.availability.hall.max() + 1)
        visited = (self.where[:, :, None] == halls).any(axis=1).sum(axis=1)
        # A meeting at a booth of unknown hall may take place while others would walk.
        walks = np.maximum(visited - 1, 0) * self.availability.walk - (self.where == NO_HALL).sum(axis=1)
        return np.maximum(self.waiting() - np.maximum(walks, 0), 0)


def idle_slots(availability: Availability, busy: Flags) -> Ints:
    """How many slots of each row ``is_idle`` holds."""
    return is_idle(availability, busy).sum(axis=1)


def is_idle(availability: Availability, busy: Flags) -> Flags:
    """Slots between the first and the last busy one of each row that are neither busy nor a break of the fair."""
    started = np.logical_or.accumulate(busy, axis=1)
    ends_later = np.logical_or.accumulate(busy[:, ::-1], axis=1)[:, ::-1]
    return started & ends_later & ~busy & availability.counts


def possible(availability: Availability, where: NDArray[np.int16], people: Ints, hall: int) -> Flags:
    """Slots in which each of ``people`` could be in ``hall``, bool[people, slots], given where they are otherwise."""
    there = where[people]
    free = availability.present[people] & (there == NOWHERE)
    if availability.walk and hall != NO_HALL:
        away = (there >= 0) & (there != hall)
        for step in range(1, availability.walk + 1):
            free[:, step:] &= ~away[:, :-step]
            free[:, :-step] &= ~away[:, step:]
    return free


def reassign_booth(board: Board, booth: int, rows: Ints, random: np.random.Generator) -> None:
    """Give the meetings ``rows`` of a booth their best slots, all else fixed; ``random`` chooses among equals."""
    availability, requests = board.availability, board.requests
    stay, move = rows[requests.pinned[rows]], rows[~requests.pinned[rows]]
    if not len(move):
        return
    from scipy.optimize import linear_sum_assignment

    seats = availability.tables[booth].copy()
    np.subtract.at(seats, board.at[stay][board.at[stay] != UNPLACED], 1)
    board.move(move, np.full(len(move), UNPLACED))
    people = requests.person[move]
    seat = np.repeat(np.arange(availability.slots), np.maximum(seats, 0))
    free = possible(availability, board.where, people, int(availability.hall[booth]))
    chance = random.random((len(move), availability.slots)) / (2 * len(rows))
    cost = extra_waiting(availability, board.where[people] != NOWHERE) + chance
    table = np.where(free, cost, _IMPOSSIBLE)[:, seat]
    lost = np.broadcast_to(_LOST * requests.worth[move, None], (len(move), len(move)))
    row, column = linear_sum_assignment(np.hstack([table, lost]))
    columns = np.full(len(move), UNPLACED)
    seated = column < len(seat)
    columns[row[seated]] = seat[column[seated]]
    board.move(move, columns)


def extra_waiting(availability: Availability, busy: Flags) -> Floats:
    """How far a meeting in each slot would stretch each row's time from first to last, float64[rows, slots]."""
    passed = np.cumsum(availability.counts)
    column = np.arange(availability.slots)
    some = busy.any(axis=1, keepdims=True)
    first = np.argmax(busy, axis=1)[:, None]
    last = availability.slots - 1 - np.argmax(busy[:, ::-1], axis=1)[:, None]
    stretched = passed[np.maximum(last, column)] - passed[np.minimum(first, column)] - (passed[last] - passed[first])
    return np.where(some, stretched, 0).astype(float)


def exchange_slots(board: Board, one: int, other: int, random: np.random.Generator) -> None:
    """Exchange two slots within groups of people and booths where that shortens waiting or, at random, costs none."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    availability, requests = board.availability, board.requests
    rows = np.flatnonzero((board.at == one) | (board.at == other))
    if not len(rows):
        return
    person, booth = requests.person[rows], requests.booth[rows]
    people, booths = availability.present.shape[0], len(availability.tables)
    size = people + booths
    links = coo_matrix((np.ones(len(rows), dtype=np.int8), (person, people + booth)), shape=(size, size))
    count, group = connected_components(links, directed=False)
    target = np.where(board.at[rows] == one, other, one)
    held = (
        requests.pinned[rows]
        | ~availability.present[person, target]
        | (availability.tables[booth, one] != availability.tables[booth, other])
    )
    who = np.unique(person)
    before = board.where[who]
    after = before.copy()
    after[:, [one, other]] = after[:, [other, one]]
    gain = np.bincount(
        group[who],
        idle_slots(availability, before != NOWHERE)
        - idle_slots(availability, after != NOWHERE)
        - _LOST * _lacks_walking_time(availability, after),
        count,
    )
    gain[group[person[held]]] = -1
    taken = (gain > 0) | ((gain == 0) & (random.random(count) < 0.3))
    chosen = taken[group[person]]
    board.move(rows[chosen], np.full(int(chosen.sum()), UNPLACED))
    board.move(rows[chosen], target[chosen])


def _lacks_walking_time(availability: Availability, where: NDArray[np.int16]) -> Flags:
    """Whether somebody of each row would have too little time between two halls."""
    found = np.zeros(len(where), dtype=bool)
    for step in range(1, availability.walk + 1):
        here, there = where[:, :-step], where[:, step:]
        found |= ((here >= 0) & (there >= 0) & (here != there)).any(axis=1)
    return found


def sweep(board: Board, booths: list[Ints], random: np.random.Generator, *, exchanges: bool) -> None:
    """One pass over all booths (rows of each in ``booths``) in random order and, if asked, over pairs of slots."""
    for booth in random.permutation(len(booths)):
        reassign_booth(board, int(booth), booths[booth], random)
    if exchanges:
        for one, other in _promising(board):
            exchange_slots(board, one, other, random)


def _promising(board: Board) -> list[tuple[int, int]]:
    """Pairs of slots of which somebody meets in one and waits in the other."""
    busy = board.where != NOWHERE
    idle = is_idle(board.availability, busy)
    waits = idle.any(axis=1)
    both = busy[waits].T.astype(np.int64) @ idle[waits].astype(np.int64)
    return [(int(one), int(other)) for one, other in np.argwhere(np.triu(both + both.T, 1) > 0)]
