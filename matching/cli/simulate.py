"""What would come of a fair under each rule, when some people stay away?"""

from __future__ import annotations

import json as json_format
import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from matching.cli.arguments import (
    CandidatesSource,
    ColumnMap,
    EncoderName,
    FairDay,
    FairPath,
    NoTaxonomy,
    SkipInvalid,
    VacanciesSource,
    read_day,
    read_map,
)
from matching.cli.opening import open_session
from matching.cli.progress import progress_bar

if TYPE_CHECKING:
    from matching.fairs.simulation import Figure, Forecast

FIGURES = ("meetings", "people_met", "placements")


def simulate(
    event: FairPath,
    candidates: CandidatesSource = None,
    vacancies: VacanciesSource = None,
    no_show: Annotated[
        float, typer.Option("--no-show", min=0, max=1, metavar="SHARE", help="Chance that a person stays away.")
    ] = 0.15,
    runs: Annotated[int, typer.Option(min=2, max=1_000_000, metavar="N", help="How often the day is played.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same figures.")] = 1,
    as_of: FairDay = None,
    time_limit: Annotated[
        float, typer.Option(min=0.1, metavar="S", help="Seconds for the timetable of each rule, at the most.")
    ] = 30.0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    map_: ColumnMap = None,
    skip_invalid: SkipInvalid = False,
    encoder: EncoderName = None,
    no_taxonomy: NoTaxonomy = False,
) -> None:
    """Play a fair many times with people staying away: meetings, people met and placements under each rule.

    A meeting leads to mutual interest with a chance equal to its score, at most one placement a person and no more
    than a vacancy has positions.
    """
    mapping = read_map(map_)

    from matching.fairs.reading import read_fair

    fair = read_fair(event)
    day = read_day(as_of) if as_of else fair.day

    from matching.fairs.planning import invited
    from matching.fairs.simulation import plan_by_each_rule
    from matching.fairs.simulation import simulate as play

    with progress_bar() as report:
        engine = open_session(
            candidates,
            vacancies,
            day,
            encoder,
            no_taxonomy=no_taxonomy,
            column_map=mapping,
            skip_invalid=skip_invalid,
            report=report,
        ).engine
        plans = plan_by_each_rule(fair, engine, day, time_limit=time_limit, progress=report)
    people = [one.candidate_id for one in invited(fair, engine)]
    forecasts = play(
        {rule.value: plan.meetings for rule, plan in plans.items()},
        people,
        {one.id: one.positions for one in engine.vacancies},
        no_show=no_show,
        runs=runs,
        seed=seed,
    )
    if json:
        _print_json(forecasts, no_show, runs, seed)
    else:
        _print_table(forecasts, fair.name, fair.day, len(people), no_show, runs, seed)


def _figure(forecast: Forecast, name: str, beside: Forecast | None = None) -> Figure:
    """One figure of a plan, or how far it stands above that of another plan."""
    from matching.fairs.simulation import Figure

    found = getattr(forecast, name)
    return Figure.of(found if beside is None else found - getattr(beside, name))


def _print_json(forecasts: Mapping[str, Forecast], no_show: float, runs: int, seed: int) -> None:
    rules = {}
    for rule, forecast in forecasts.items():
        figures = {name: _figure(forecast, name) for name in FIGURES}
        rules[rule] = {"planned": forecast.planned} | {
            name: {"mean": figure.mean, "standard_error": figure.error} for name, figure in figures.items()
        }
    typer.echo(json_format.dumps({"no_show": no_show, "runs": runs, "seed": seed, "rules": rules}, indent=2))


def _print_table(
    forecasts: Mapping[str, Forecast], name: str, day: date, invited: int, no_show: float, runs: int, seed: int
) -> None:
    from rich.table import Table

    from matching.cli.screen import screen

    table = Table("rule", "planned", "meetings held", "people met", "placements", "above the first rule", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    first: Forecast | None = None
    for rule, forecast in forecasts.items():
        cells = [_written(_figure(forecast, figure)) for figure in FIGURES]
        table.add_row(
            rule,
            f"{forecast.planned:,}",
            *cells,
            _written(_figure(forecast, "placements", first), signed=True) if first else "",
        )
        first = first or forecast
    console = screen(sys.stdout)
    console.print(
        f"{name}, {day.isoformat()}: {invited:,} people invited, {no_show:.0%} of them expected to stay away."
    )
    console.print()
    console.print(table)
    console.print()
    console.print(
        f"Means of {runs:,} runs (seed {seed}) ± standard error; the last column compares placements run by run. "
        "A slot that falls free stays empty. A meeting ends in mutual interest with a chance equal to its score: the "
        "placements are as true as the scores are calibrated, so compare the rules rather than count on the numbers."
    )


def _written(figure: Figure, *, signed: bool = False) -> str:
    return f"{figure.mean:{'+' if signed else ''}.2f} ± {figure.error:.2f}"
