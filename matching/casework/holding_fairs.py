"""How is a fair held: planned, repaired during the day, played through beforehand, kept and handed out on paper?

Whoever holds a fair works on the cases of all who are invited: other actors are refused. What an organiser hands in is
read with the functions of ``fairs`` that are named here again, since the doors know no floor below this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path

from matching.casework.disclosing import check_sees_cases
from matching.casework.session import Session
from matching.domain import Candidate, Vacancy
from matching.domain.fair import Fair, Meeting, Rule
from matching.domain.match import Message
from matching.fairs import planning, repair, simulation
from matching.fairs.expectations import expectations
from matching.fairs.files import Inputs, check_folder, read_plan, write_plan
from matching.fairs.lists import clock, read_ids, read_late, read_names
from matching.fairs.plan import FairPlan, PlanChange, Summary
from matching.fairs.reading import read_fair
from matching.fairs.scheduling.disruptions import Disruptions
from matching.fairs.scoring import Progress
from matching.fairs.sheets.writing import write_sheets
from matching.fairs.simulation import Figure
from matching.intake import read_candidates, stripped
from matching.store.memory import MemoryStore

__all__ = [
    "Disruptions",
    "FairForecast",
    "FairPlan",
    "Figure",
    "Inputs",
    "PlanChange",
    "RuleForecast",
    "Summary",
    "bringing",
    "check_folder",
    "clock",
    "expectations_of",
    "forecast_fair",
    "inputs_of_repair",
    "plan_fair",
    "plan_of_timetable",
    "print_sheets",
    "read_disruptions",
    "read_fair",
    "read_names",
    "read_plan",
    "repair_fair",
    "write_folder",
]


@dataclass(frozen=True, slots=True)
class RuleForecast:
    """What comes of a fair planned by one rule: means over all runs.

    ``above_first`` holds the placements beyond those of the first rule, run by run; None for the first rule itself.
    """

    rule: Rule
    planned: int
    """Meetings in the plan."""
    meetings: Figure
    people_met: Figure
    placements: Figure
    above_first: Figure | None


@dataclass(frozen=True, slots=True)
class FairForecast:
    """How many people are invited, and what comes of the fair by each rule, in the order of ``Rule``."""

    invited: int
    rules: tuple[RuleForecast, ...]


def bringing(session: Session, candidates: Sequence[Candidate] | None, vacancies: Sequence[Vacancy] | None) -> Session:
    """The same over people or vacancies that were sent, None for those held; identity in their texts is cut first."""
    if candidates is None and vacancies is None:
        return session
    engine = session.engine.over(
        None if candidates is None else [stripped(one) for one in candidates],
        None if vacancies is None else [stripped(one) for one in vacancies],
    )
    store = MemoryStore.of(engine.candidates, engine.vacancies, session.store.courses.values())
    return replace(session, engine=engine, store=store)


def plan_fair(session: Session, fair: Fair, *, time_limit: float = 30.0, progress: Progress | None = None) -> FairPlan:
    """Who meets whom when, with those who meet nobody and the wishes that conflict; see ``planning.plan_fair``.

    Raises ``UnknownIdError``, ``InvalidValueError`` and ``NotDisclosedError``.
    """
    check_sees_cases(session.actor)
    return planning.plan_fair(fair, session.engine, session.today, time_limit=time_limit, progress=progress)


def repair_fair(
    session: Session,
    plan: FairPlan,
    happened: Disruptions,
    *,
    time_limit: float = 30.0,
    progress: Progress | None = None,
) -> tuple[FairPlan, list[PlanChange]]:
    """The plan for the rest of the day, and what became of every meeting; see ``repair.repair_plan``.

    Raises ``UnknownIdError``, ``InvalidValueError`` and ``NotDisclosedError``.
    """
    check_sees_cases(session.actor)
    return repair.repair_plan(
        plan,
        session.engine,
        session.today,
        absent=happened.absent,
        closed=happened.closed,
        late=happened.late,
        walk_ins=happened.walk_ins,
        now=happened.now,
        time_limit=time_limit,
        progress=progress,
    )


def forecast_fair(
    session: Session,
    fair: Fair,
    *,
    no_show: float = 0.15,
    runs: int = 200,
    seed: int = 1,
    time_limit: float = 30.0,
    progress: Progress | None = None,
) -> FairForecast:
    """What comes of the fair by each rule when each person stays away with chance ``no_show``.

    Each plan may take ``time_limit`` seconds; see ``simulation.simulate``. Raises ``UnknownIdError``,
    ``InvalidValueError`` and ``NotDisclosedError``.
    """
    check_sees_cases(session.actor)
    plans = simulation.plan_by_each_rule(fair, session.engine, session.today, time_limit=time_limit, progress=progress)
    # Every plan names all who are invited.
    invited = {one.candidate_id for plan in plans.values() for one in plan.fair.invitations}
    played = simulation.simulate(
        {rule.value: plan.meetings for rule, plan in plans.items()},
        invited,
        {one.id: one.positions for one in session.store.vacancies.values()},
        no_show=no_show,
        runs=runs,
        seed=seed,
    )
    rules: list[RuleForecast] = []
    first: simulation.Forecast | None = None
    for rule in plans:
        found = played[rule.value]
        rules.append(
            RuleForecast(
                rule,
                found.planned,
                Figure.of(found.meetings),
                Figure.of(found.people_met),
                Figure.of(found.placements),
                None if first is None else Figure.of(found.placements - first.placements),
            )
        )
        first = first or found
    return FairForecast(len(invited), tuple(rules))


def write_folder(
    session: Session,
    plan: FairPlan,
    inputs: Inputs,
    out: Path,
    *,
    names: Mapping[str, str] | None = None,
    changes: Sequence[PlanChange] | None = None,
) -> None:
    """Keep a plan in a folder with the sheets for booths, people and the door; ask ``check_folder`` first.

    ``names`` by candidate id are printed on the sheets and kept nowhere else; ``changes`` are those of a repair.
    Raises ``InputFileError`` where it cannot be written, ``InvalidValueError`` and ``NotDisclosedError``.
    """
    check_sees_cases(session.actor)

    def add_sheets(folder: Path) -> None:
        print_sheets(session, plan, folder, names=names)

    write_plan(plan, inputs, out, changes=changes, lang=session.language, more=add_sheets)


def print_sheets(session: Session, plan: FairPlan, folder: Path, *, names: Mapping[str, str] | None = None) -> None:
    """Only the sheets of a plan, into any folder: workbook, handouts, list for the door, calendars.

    Raises ``InputFileError``, ``InvalidValueError`` and ``NotDisclosedError``.
    """
    check_sees_cases(session.actor)
    write_sheets(plan, session.engine, session.today, folder, names=names, lang=session.language)


def expectations_of(session: Session, candidate_id: str, vacancy_id: str) -> tuple[Message, ...]:
    """What both sides should know before they meet: where they differ, then what neither has said.

    Raises ``UnknownIdError`` and ``NotDisclosedError``.
    """
    check_sees_cases(session.actor)
    return expectations(session.engine, candidate_id, vacancy_id, session.today)


def read_disruptions(
    *,
    now: time,
    absent: Path | None = None,
    closed: Path | None = None,
    late: Path | None = None,
    walk_ins: Path | None = None,
    skip_invalid: bool = False,
) -> Disruptions:
    """What happened until ``now``, from the lists of those who do not come, come later or came unasked, and of booths
    that closed; raises ``InputFileError`` and what ``read_candidates`` raises."""
    return Disruptions(
        frozenset(read_ids(absent) if absent else ()),
        frozenset(read_ids(closed) if closed else ()),
        read_late(late) if late else {},
        tuple(one.id for one in read_candidates(walk_ins, skip_invalid=skip_invalid).items) if walk_ins else (),
        now,
    )


def inputs_of_repair(
    inputs: Inputs,
    *,
    candidates: Path | None = None,
    vacancies: Path | None = None,
    walk_ins: Path | None = None,
    taxonomy: bool = True,
) -> Inputs:
    """From what a repair is made: as the plan was, other files in place of its own, and those who walked in."""
    candidate_files = inputs.candidates if candidates is None else (candidates.resolve(),)
    return replace(
        inputs,
        candidates=candidate_files if walk_ins is None else (*candidate_files, walk_ins.resolve()),
        vacancies=inputs.vacancies if vacancies is None else vacancies.resolve(),
        taxonomy=inputs.taxonomy and taxonomy,
    )


def plan_of_timetable(fair: Fair, meetings: Sequence[Meeting]) -> FairPlan:
    """A plan of which only the meetings are known: nothing is said of what it left open or of how good it is."""
    load = {booth.id: 0 for booth in fair.booths}
    for one in meetings:
        load[one.booth_id] = load.get(one.booth_id, 0) + 1
    met = {one.candidate_id for one in meetings}
    total = sum(one.score for one in meetings)
    summary = Summary(
        policy=fair.policy.rule.value,
        objective=total,
        bound=None,
        gap=None,
        seconds=0.0,
        candidates=len(fair.invitations) or len(met),
        candidates_met=len(met),
        meetings=len(meetings),
        booth_load=load,
        mean_score=total / max(1, len(meetings)),
        first_choice_share=0.0,
        exposure_gini=0.0,
    )
    return FairPlan(fair, tuple(meetings), (), summary)
