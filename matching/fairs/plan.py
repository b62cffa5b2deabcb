"""What is a plan of a fair: who meets whom when, who meets nobody and why, which wishes conflict, in figures?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from matching.domain.fair import Fair, Meeting
from matching.domain.match import Message


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A person invited who meets nobody: why, and what else there is."""

    candidate_id: str
    reason: Message
    alternatives: tuple[str, ...] = ()
    """Vacancy ids, eligible ones first."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Wishes that cannot hold together, in one sentence that names them."""

    note: Message


@dataclass(frozen=True, slots=True)
class Summary:
    """A plan in figures; ``bound`` and ``gap`` are None where the policy has none (stable)."""

    policy: str
    objective: float
    bound: float | None
    gap: float | None
    seconds: float
    candidates: int
    candidates_met: int
    meetings: int
    booth_load: Mapping[str, int]
    """Meetings of each booth."""
    mean_score: float
    first_choice_share: float
    """Share of the people met whose best eligible booth is among their meetings."""
    exposure_gini: float
    """Gini coefficient of meetings over all invited people with at least one eligible booth; 0 is equal."""


@dataclass(frozen=True, slots=True)
class FairPlan:
    """The plan of one fair."""

    fair: Fair
    meetings: tuple[Meeting, ...]
    unplaced: tuple[Unplaced, ...]
    summary: Summary
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What became of one meeting in a repair; a slot is None where there was or is no meeting."""

    what: Literal["kept", "moved", "cancelled", "added"]
    candidate_id: str
    booth_id: str
    vacancy_id: str
    slot_before: int | None
    slot_after: int | None
    reason: Message
