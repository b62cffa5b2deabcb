"""What happened on the day, and what is the fair from then on: who left, who comes late, who walked in, what closed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from matching.domain.fair import Booth, Fair, Invitation, Span
from matching.engine import Engine
from matching.errors import InvalidValueError, UnknownIdError


@dataclass(frozen=True, slots=True)
class Disruptions:
    """What happened until ``now``: ids of people and booths, times of arrival by candidate id."""

    absent: frozenset[str]
    closed: frozenset[str]
    late: Mapping[str, time]
    walk_ins: tuple[str, ...]
    now: time


def check_disruptions(disruptions: Disruptions, fair: Fair, guests: Sequence[Invitation], engine: Engine) -> None:
    """Refuse disruptions that cannot be: raises ``UnknownIdError`` or ``InvalidValueError``."""
    people = {one.candidate_id: one for one in guests}
    booths = {one.id for one in fair.booths}
    for kind, known, asked in (
        ("invited person", people, (*sorted(disruptions.absent), *sorted(disruptions.late))),
        ("booth of the fair", booths, sorted(disruptions.closed)),
    ):
        for one in asked:
            if one not in known:
                raise UnknownIdError.among(kind, one, known)
    if both := sorted(disruptions.absent & set(disruptions.late)):
        raise InvalidValueError("Absent and late:", both[0], "Name the person in one of the two lists.")
    for number, one in enumerate(disruptions.walk_ins):
        if one in people and not has_left(people[one], fair, disruptions.now):
            raise InvalidValueError("The walk-in", one, "The person is invited already; leave the id out.")
        if one in disruptions.walk_ins[:number]:
            raise InvalidValueError("The walk-in", one, "The id stands twice; give each person one of their own.")
        engine.candidate(one)
    if disruptions.now >= fair.closes:
        closes = f"The fair closes at {fair.closes:%H:%M}; there is nothing left to plan."
        raise InvalidValueError("The time", f"{disruptions.now:%H:%M}", closes)


def changed_fair(fair: Fair, guests: Sequence[Invitation], disruptions: Disruptions) -> Fair:
    """The fair from then on, with everybody named; raises ``InvalidValueError`` for an arrival after leaving."""
    arrives = disruptions.now if disruptions.now > fair.opens else None
    people = [_changed(one, fair, disruptions) for one in guests if one.candidate_id not in disruptions.walk_ins]
    known = {one.candidate_id: one for one in guests}
    for one in disruptions.walk_ins:
        # Somebody given up as absent may turn up after all.
        invitation = known.get(one) or Invitation(candidate_id=one)
        people.append(invitation.model_copy(update={"arrives": arrives, "leaves": None}))
    booths = tuple(_closed(one, fair, disruptions) for one in fair.booths)
    return fair.model_copy(update={"booths": booths, "invitations": tuple(people)})


def has_left(guest: Invitation, fair: Fair, now: time) -> bool:
    """Whether somebody's stay is over, or never began."""
    return guest.leaves is not None and guest.leaves <= max(now, fair.opens)


def _changed(guest: Invitation, fair: Fair, disruptions: Disruptions) -> Invitation:
    if guest.candidate_id in disruptions.absent:
        left = max(disruptions.now, fair.opens)
        arrived = guest.arrives if guest.arrives and guest.arrives < left else None
        return guest.model_copy(update={"arrives": arrived, "leaves": min(left, guest.leaves or left)})
    if (arrives := disruptions.late.get(guest.candidate_id)) is None:
        return guest
    if has_left(guest, fair, disruptions.now):
        return guest.model_copy(update={"arrives": arrives, "leaves": None})
    if guest.leaves and arrives >= guest.leaves:
        remedy = f"The stay ends at {guest.leaves:%H:%M}: name the person as absent."
        raise InvalidValueError(f"Arrival of {guest.candidate_id} at", f"{arrives:%H:%M}", remedy)
    return guest.model_copy(update={"arrives": arrives})


def _closed(booth: Booth, fair: Fair, disruptions: Disruptions) -> Booth:
    if booth.id not in disruptions.closed:
        return booth
    rest = Span(start=max(disruptions.now, fair.opens), end=fair.closes)
    return booth.model_copy(update={"breaks": (*booth.breaks, rest)})
