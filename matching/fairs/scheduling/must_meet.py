"""Which must-meet pairs can hold together, and which stand in the way of which?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.domain.fair import Booth, Fair, Invitation
from matching.domain.match import Message, MessageCode
from matching.fairs.plan import Conflict
from matching.fairs.scheduling.availability import Availability, booths_of
from matching.fairs.scheduling.cp_sat import leave_walking_time
from matching.fairs.scheduling.slot_assignment import Ints
from matching.fairs.scoring import Barrier, ScoredFair

EFFORT = 10.0
"""Deterministic time (about seconds) to find out whether pairs can hold together."""
REFUSED = {
    Barrier.RULES: MessageCode.MUST_MEET_REFUSED,
    Barrier.FAR: MessageCode.MUST_MEET_FAR,
    Barrier.SCORE: MessageCode.MUST_MEET_SCORE,
    Barrier.LANGUAGE: MessageCode.MUST_MEET_LANGUAGE,
}


@dataclass(frozen=True, slots=True)
class MustMeetSelection:
    """Must-meet pairs that can all take place: rows of the offers, a column for each, and what the others met with."""

    rows: Ints
    columns: Ints
    conflicts: tuple[Conflict, ...]


def select_must_meet(
    fair: Fair,
    invitations: Sequence[Invitation],
    availability: Availability,
    scored: ScoredFair,
    person_most: Ints,
    place_most: Ints,
) -> MustMeetSelection:
    """Find as many must-meet pairs as can hold together, and say of each other one what it conflicts with.

    A set of pairs that cannot hold is made as small as possible; of its pairs the one with the lowest score gives way.
    """
    booths = booths_of(fair)
    at = {one.id: row for row, one in enumerate(booths)}
    of = {one.candidate_id: row for row, one in enumerate(invitations)}
    conflicts: list[Conflict] = []
    rows: list[int] = []
    for candidate, booth in sorted(set(fair.policy.must_meet)):
        row = scored.row(of[candidate], at[booth])
        if row is not None:
            rows.append(row)
            continue
        barrier = Barrier(int(scored.barriers[of[candidate], at[booth]]))
        conflicts.append(Conflict(Message(code=REFUSED[barrier], values={"candidate": candidate, "booth": booth})))
    pairs = _MustMeetPairs(availability, scored, person_most, place_most)
    while (found := pairs.columns_for(rows)) is None:
        core = pairs.smallest_conflict(rows)
        # Pairs are in the order of offers, so the first of equals has the lowest ids.
        given_up = min(reversed(core), key=lambda row: scored.offers.score[row])
        conflicts.append(Conflict(_note(core, given_up, scored, invitations, booths)))
        rows.remove(given_up)
    return MustMeetSelection(np.array(rows, dtype=np.int64), np.array(found, dtype=np.int64), tuple(conflicts))


@dataclass(frozen=True, slots=True)
class _MustMeetPairs:
    """What pairs of offers must obey to hold together."""

    availability: Availability
    scored: ScoredFair
    person_most: Ints
    place_most: Ints

    def columns_for(self, rows: Sequence[int]) -> list[int] | None:
        """A column for each pair, None where they cannot all hold."""
        if not rows:
            return []
        model, places, _ = self._model(rows)
        solver, feasible = _solve(model)
        if not feasible:
            return None
        return [next(column for column, one in at.items() if solver.boolean_value(one)) for at in places]

    def smallest_conflict(self, rows: Sequence[int]) -> list[int]:
        """Pairs that cannot hold together, while any of them without one another can."""
        model, _, chosen = self._model(rows, assumed=True)
        solver, _ = _solve(model)
        named = set(solver.sufficient_assumptions_for_infeasibility())
        core = [row for row, literal in zip(rows, chosen, strict=True) if literal.index in named] or list(rows)
        for row in tuple(core):
            others = [one for one in core if one != row]
            if others and self.columns_for(others) is None:
                core = others
        return core

    def _model(self, rows: Sequence[int], *, assumed: bool = False) -> tuple[Any, list[dict[int, Any]], list[Any]]:
        from ortools.sat.python import cp_model

        offers, availability = self.scored.offers, self.availability
        model = cp_model.CpModel()
        places: list[dict[int, Any]] = []
        chosen: list[Any] = []
        of_person: dict[int, dict[int, list[tuple[int, Any]]]] = defaultdict(lambda: defaultdict(list))
        of_booth: dict[tuple[int, int], list[Any]] = defaultdict(list)
        owners: dict[tuple[str, int], list[Any]] = defaultdict(list)
        for row in rows:
            person, booth = int(offers.person[row]), int(offers.place[row])
            free = np.flatnonzero(availability.present[person] & (availability.tables[booth] > 0)).tolist()
            literals = {column: model.new_bool_var("") for column in free}
            for column, literal in literals.items():
                of_person[person][column].append((int(availability.hall[booth]), literal))
                of_booth[booth, column].append(literal)
            places.append(literals)
            chosen.append(model.new_bool_var(""))
            model.add_exactly_one([*literals.values(), ~chosen[-1]])
            owners["person", person].append(chosen[-1])
            owners["booth", booth].append(chosen[-1])
        for by_column in of_person.values():
            for literals in by_column.values():
                model.add_at_most_one(literal for _, literal in literals)
            leave_walking_time(model, by_column, availability.walk)
        for (booth, column), literals in of_booth.items():
            model.add(sum(literals) <= int(availability.tables[booth, column]))
        for (kind, owner), literals in owners.items():
            most = self.person_most if kind == "person" else self.place_most
            model.add(sum(literals) <= int(most[owner]))
        if assumed:
            model.add_assumptions(chosen)
        else:
            model.add_bool_and(chosen)
        return model, places, chosen


def _solve(model: Any) -> tuple[Any, bool]:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = EFFORT
    return solver, solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _note(
    core: Sequence[int], given_up: int, scored: ScoredFair, invitations: Sequence[Invitation], booths: Sequence[Booth]
) -> Message:
    offers = scored.offers

    def pair(row: int) -> tuple[str, str]:
        return invitations[offers.person[row]].candidate_id, booths[offers.place[row]].id

    candidate, booth = pair(given_up)
    values: dict[str, str | int | float | None] = {"candidate": candidate, "booth": booth}
    if len(core) == 1:
        return Message(code=MessageCode.MUST_MEET_NO_TIME, values=values)
    values["pairs"] = ", ".join(" – ".join(pair(row)) for row in core)
    if len({int(offers.person[row]) for row in core}) == 1:
        return Message(code=MessageCode.MUST_MEET_PERSON, values=values)
    if len({int(offers.place[row]) for row in core}) == 1:
        return Message(code=MessageCode.MUST_MEET_BOOTH, values=values)
    return Message(code=MessageCode.MUST_MEET_TOGETHER, values=values)


def unmet_requirements(
    fair: Fair, met: dict[str, set[str]], bookable: dict[str, int], named: Sequence[Conflict]
) -> Iterator[Conflict]:
    """What a plan leaves open: must-meet pairs that nothing in ``named`` speaks of, and people below the least.

    ``met`` holds the booths of each person, ``bookable`` how many booths each could meet; who could never reach the
    least is not named, since the policy asks for it only where there are enough booths.
    """
    told = {(one.note.values.get("candidate"), one.note.values.get("booth")) for one in named}
    for candidate, booth in sorted(set(fair.policy.must_meet)):
        if booth not in met.get(candidate, ()) and (candidate, booth) not in told:
            yield Conflict(Message(code=MessageCode.MUST_MEET_UNMET, values={"candidate": candidate, "booth": booth}))
    least = fair.policy.least_meetings
    for candidate, booths in sorted(bookable.items()):
        if booths >= least > len(met.get(candidate, ())):
            values: dict[str, str | int | float | None] = {"candidate": candidate, "least": least}
            yield Conflict(
                Message(code=MessageCode.LEAST_UNMET, values=values | {"meetings": len(met.get(candidate, ()))})
            )
