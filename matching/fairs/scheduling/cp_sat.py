"""How can a few meetings be placed better, all others fixed? CP-SAT (OR-tools) decides, exactly where time allows."""

from __future__ import annotations

from collections import defaultdict
from time import monotonic
from typing import Any

import numpy as np

from matching.fairs.scheduling.availability import NO_HALL, Availability
from matching.fairs.scheduling.slot_assignment import NOWHERE, UNPLACED, Board, Flags, Ints, possible

_WORTH = 10_000
"""Steps of worth from 0 to 1 that are told apart."""

Literals = dict[int, list[tuple[int, Any]]]
"""By slot, the hall and the literal of each meeting that may take place then."""


def reoptimize(
    board: Board,
    rows: Ints,
    columns: Flags,
    *,
    effort: float,
    seed: int = 0,
    deadline: float | None = None,
    rooms: tuple[Ints, Ints] | None = None,
) -> float:
    """Place the meetings ``rows`` anew within ``columns``; the result is never worse than what was.

    A meeting may stay without a slot. ``rooms`` are the most of these meetings that each person and each booth may
    have. ``effort`` is in CP-SAT's deterministic time, with one worker, so that the same input gives the same answer;
    returns what was spent.
    """
    from ortools.sat.python import cp_model

    if not len(rows):
        return 0.0
    availability, requests = board.availability, board.requests
    before = board.at[rows].copy()
    board.move(rows, np.full(len(rows), UNPLACED))
    seats = availability.tables * columns
    placed = np.flatnonzero(board.at != UNPLACED)
    np.subtract.at(seats, (requests.booth[placed], board.at[placed]), 1)
    model = cp_model.CpModel()
    at_table: dict[tuple[int, int], list[Any]] = defaultdict(list)
    of_person: dict[int, Literals] = defaultdict(lambda: defaultdict(list))
    held: list[Any] = []
    places: list[dict[int, Any]] = []
    for row, old in zip(rows.tolist(), before.tolist(), strict=True):
        person, booth = int(requests.person[row]), int(requests.booth[row])
        hall = int(availability.hall[booth])
        free = possible(availability, board.where, requests.person[row : row + 1], hall)[0] & (seats[booth] > 0)
        literals = {column: model.new_bool_var("") for column in np.flatnonzero(free).tolist()}
        for column, literal in literals.items():
            at_table[booth, column].append(literal)
            of_person[person][column].append((hall, literal))
            model.add_hint(literal, column == old)
        held.append(model.new_bool_var(""))
        model.add_hint(held[-1], old != UNPLACED)
        model.add_exactly_one([*literals.values(), ~held[-1]])
        places.append(literals)
    for (booth, column), literals in at_table.items():
        if len(literals) > seats[booth, column]:
            model.add(sum(literals) <= int(seats[booth, column]))
    if rooms is not None:
        for owner, room in zip((requests.person[rows], requests.booth[rows]), rooms, strict=True):
            for one in np.unique(owner):
                own = np.flatnonzero(owner == one)
                if len(own) > room[one]:
                    model.add(sum(held[number] for number in own) <= int(max(0, room[one])))
    idle: list[Any] = []
    for person, by_column in of_person.items():
        for literals in by_column.values():
            model.add_at_most_one(literal for _, literal in literals)
        leave_walking_time(model, by_column, availability.walk)
        idle += _idle(model, availability, board.where[person] != NOWHERE, by_column)
    worth = [max(1, round(_WORTH * float(one))) for one in requests.worth[rows]]
    model.maximize((len(idle) + 1) * sum(one * own for one, own in zip(worth, held, strict=True)) - sum(idle))
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    if deadline is not None:
        solver.parameters.max_time_in_seconds = max(0.05, deadline - monotonic())
    status = solver.solve(model)
    after = before
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        after = np.array(
            [next((at for at, one in literals.items() if solver.boolean_value(one)), UNPLACED) for literals in places]
        )
    _keep_better(board, rows, before, after)
    return float(solver.response_proto.deterministic_time)


def leave_walking_time(model: Any, by_column: Literals, walk: int) -> None:
    """Nobody is in another hall before the walk is done."""
    for column, here in list(by_column.items()):
        for later in range(column + 1, column + walk + 1):
            there = by_column.get(later, [])
            for hall in sorted({hall for hall, _ in here} - {NO_HALL}):
                in_hall = [literal for other, literal in here if other == hall]
                elsewhere = [literal for other, literal in there if other not in (hall, NO_HALL)]
                if elsewhere:
                    model.add_at_most_one([*in_hall, *elsewhere])


def _keep_better(board: Board, rows: Ints, before: Ints, after: Ints) -> None:
    """Take the better of two placements: a solver that ran out of time may know only a worse one."""
    found: list[tuple[float, int]] = []
    for columns in (before, after):
        board.move(rows, columns)
        found.append(board.quality())
    if found[0] > found[1]:
        board.move(rows, before)


def _idle(model: Any, availability: Availability, fixed: Flags, by_column: Literals) -> list[Any]:
    """A literal for each slot that may be idle: it stands if one meeting came before, one follows, and none is then."""
    some = sorted({*by_column, *np.flatnonzero(fixed).tolist()})
    if len(some) < 3:
        return []
    slots = range(some[0], some[-1] + 1)
    started = {column: model.new_bool_var("") for column in slots}
    to_come = {column: model.new_bool_var("") for column in slots}
    found: list[Any] = []
    for column in slots:
        here = [literal for _, literal in by_column.get(column, [])]
        if column > some[0]:
            model.add_implication(started[column - 1], started[column])
            model.add_implication(to_come[column], to_come[column - 1])
        for literal in here:
            model.add_bool_and(started[column], to_come[column]).only_enforce_if(literal)
        if fixed[column]:
            model.add_bool_and(started[column], to_come[column])
        elif availability.counts[column]:
            nothing = model.new_bool_var("")
            model.add_bool_or(nothing, *here, ~started[column], ~to_come[column])
            found.append(nothing)
    return found
