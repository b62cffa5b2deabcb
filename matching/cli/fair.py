"""Which commands plan a job fair, repair its plan during the day, and say what will come of it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matching.cli.arguments import (
    CandidatesSource,
    ColumnMap,
    EncoderName,
    FairDay,
    FairPath,
    Language,
    NoTaxonomy,
    SkipInvalid,
    VacanciesSource,
    read_day,
    read_language,
    read_map,
)
from matching.cli.opening import open_session
from matching.cli.progress import Report, progress_bar
from matching.errors import InputFileError, InvalidValueError

if TYPE_CHECKING:
    from matching.casework.holding_fairs import FairPlan, Inputs
    from matching.casework.session import LanguageTag, Session

fair_app = typer.Typer(help="Plan a job fair: who meets whom, when.", no_args_is_help=True)

TOLD = 10
"""Conflicts and unplaced people that the screen names; the files name all."""


class PolicyChoice(StrEnum):
    """How scores and capacities decide who meets whom."""

    MAX_TOTAL = "max-total"
    FAIR_FIRST = "fair-first"
    STABLE = "stable"


PlanOut = Annotated[Path, typer.Option("--out", help="Folder to write the plan to.")]
Names = Annotated[
    Path | None, typer.Option("--names", help="CSV with candidate_id,name: names to print on the sheets, else ids.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a plan that is in the folder already.")]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", min=0.1, metavar="S", help="Seconds for planning after scoring, at the most.")
]


@fair_app.command("plan", short_help="Plan who meets whom when, and print it.")
def plan_command(
    *,
    event: FairPath,
    candidates: CandidatesSource = None,
    vacancies: VacanciesSource = None,
    out: PlanOut,
    policy: Annotated[
        PolicyChoice | None,
        typer.Option("--policy", help="How to decide who meets whom.", show_default="that of the fair"),
    ] = None,
    time_limit: TimeLimit = 30.0,
    names: Names = None,
    as_of: FairDay = None,
    force: Force = False,
    map_: ColumnMap = None,
    skip_invalid: SkipInvalid = False,
    encoder: EncoderName = None,
    no_taxonomy: NoTaxonomy = False,
    lang: Language = "en",
) -> None:
    """Plan a job fair: who meets whom when, with sheets for booths, people and the door.

    Limits of the fair's policy are never broken; wishes that cannot hold are named, and so is everybody without a
    meeting, with the reason.
    """
    mapping, language = read_map(map_), read_language(lang)

    from matching.casework.holding_fairs import Inputs, check_folder, plan_fair, read_fair, read_names, write_folder
    from matching.domain.fair import Rule

    check_folder(out, force=force, read=(event, candidates, vacancies, names))
    fair = read_fair(event)
    if policy:
        changed = fair.policy.model_copy(update={"rule": Rule(policy.value)})
        fair = fair.model_copy(update={"policy": changed})
    day = read_day(as_of) if as_of else fair.day
    called = read_names(names) if names else None
    candidate_files, vacancy_file = (candidates and candidates.resolve(),), vacancies and vacancies.resolve()
    inputs = Inputs(
        candidate_files, vacancy_file, day.isoformat(), mapping, skip_invalid, encoder, taxonomy=not no_taxonomy
    )
    with progress_bar() as report:
        session = _open(inputs, language, report)
        plan = plan_fair(session, fair, time_limit=time_limit, progress=report)
        report("Writing", 0, 1)
        write_folder(session, plan, inputs, out, names=called)
    _tell(plan, out, language)


@fair_app.command("repair", short_help="Plan the rest of the day after no-shows, late comers, walk-ins.")
def repair_command(
    plan: Annotated[Path, typer.Option("--plan", help="Folder of the plan to repair.")],
    out: PlanOut,
    absent: Annotated[Path | None, typer.Option("--absent", help="Text file: ids of people who do not come.")] = None,
    closed: Annotated[Path | None, typer.Option("--closed", help="Text file: ids of booths that closed.")] = None,
    late: Annotated[
        Path | None, typer.Option("--late", help="CSV with candidate_id,arrives: who comes later than planned.")
    ] = None,
    walk_ins: Annotated[
        Path | None, typer.Option("--walk-ins", help="People who came unasked: CSV, Excel, JSON Lines.")
    ] = None,
    now: Annotated[
        str | None, typer.Option("--now", metavar="HH:MM", help="Time of the repair.", show_default="the opening")
    ] = None,
    candidates: Annotated[
        Path | None, typer.Option("--candidates", help="People.", show_default="those the plan was made from")
    ] = None,
    vacancies: Annotated[
        Path | None, typer.Option("--vacancies", help="Vacancies.", show_default="those the plan was made from")
    ] = None,
    time_limit: TimeLimit = 30.0,
    names: Names = None,
    force: Force = False,
    no_taxonomy: NoTaxonomy = False,
    lang: Language = "en",
) -> None:
    """Repair a plan during the day: whoever can keep a meeting keeps it, and free places are given anew.

    Meetings that have begun stay as they are. changes.csv in the new folder says what became of each meeting.
    """
    language = read_language(lang)

    from matching.casework.holding_fairs import (
        check_folder,
        inputs_of_repair,
        read_disruptions,
        read_names,
        read_plan,
        repair_fair,
        write_folder,
    )

    check_folder(out, force=force, read=(absent, closed, late, walk_ins, candidates, vacancies, names))
    before, inputs = read_plan(plan)
    happened = read_disruptions(
        now=_read_clock(now) if now else before.fair.opens,
        absent=absent,
        closed=closed,
        late=late,
        walk_ins=walk_ins,
        skip_invalid=inputs.skip_invalid,
    )
    called = read_names(names) if names else None
    inputs = inputs_of_repair(
        inputs, candidates=candidates, vacancies=vacancies, walk_ins=walk_ins, taxonomy=not no_taxonomy
    )
    for path in (*inputs.candidates, inputs.vacancies):
        if path is not None and not path.exists():
            option = "--vacancies" if path == inputs.vacancies else "--candidates"
            raise InputFileError(path, "the plan was made from it, but it is not there", f"Name it with {option}.")
    with progress_bar() as report:
        session = _open(inputs, language, report)
        after, changes = repair_fair(session, before, happened, time_limit=time_limit, progress=report)
        report("Writing", 0, 1)
        write_folder(session, after, inputs, out, names=called, changes=changes)
    counts = {what: sum(one.what == what for one in changes) for what in ("kept", "moved", "cancelled", "added")}
    typer.echo(", ".join(f"{count:,} {what}" for what, count in counts.items()))
    _tell(after, out, language)


def _read_clock(value: str) -> time:
    """The time of the day that ``--now`` names; raises ``InvalidValueError``."""
    from matching.casework.holding_fairs import clock

    try:
        return clock(value)
    except ValueError:
        raise InvalidValueError("--now", value, "Write a time of the day, such as 11:20.") from None


def _open(inputs: Inputs, language: LanguageTag, report: Report) -> Session:
    """The session over what a plan is made from."""
    first, *others = inputs.candidates
    return open_session(
        first,
        inputs.vacancies,
        date.fromisoformat(inputs.as_of),
        inputs.encoder,
        no_taxonomy=not inputs.taxonomy,
        column_map=inputs.column_map,
        skip_invalid=inputs.skip_invalid,
        joining=[path for path in others if path is not None],
        language=language,
        report=report,
    )


def _tell(plan: FairPlan, out: Path, language: str) -> None:
    """A plan on the screen: what it holds, what could not be, and who meets nobody."""
    from matching.wording import sentence

    figures = plan.summary
    gap = (
        "" if figures.gap is None else ", proven best" if figures.gap == 0 else f", at most {figures.gap:.2%} from best"
    )
    typer.echo(
        f"{figures.meetings:,} meetings of {figures.candidates_met:,} of {figures.candidates:,} people at "
        f"{len(plan.fair.booths):,} booths ({figures.policy}: {figures.objective:,.2f}{gap}; {figures.seconds:.1f} s)."
    )
    _list("Wishes that cannot hold:", [sentence(one.note, language) for one in plan.conflicts])
    without = [f"{one.candidate_id}: {sentence(one.reason, language)}" for one in plan.unplaced]
    _list("Nobody to meet:", without)
    typer.echo(f"Written to {out}.")


def _list(head: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    typer.echo(head)
    for line in lines[:TOLD]:
        typer.echo(f"  {line}")
    if len(lines) > TOLD:
        typer.echo(f"  and {len(lines) - TOLD:,} more: see the workbook plan.xlsx.")
