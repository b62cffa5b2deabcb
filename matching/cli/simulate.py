"""What would come of a fair under each rule, when some people stay away?"""

from __future__ import annotations

import json as json_format
import sys
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
    from matching.casework.holding_fairs import FairForecast, Figure
    from matching.domain.fair import Fair

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

    from matching.casework.holding_fairs import forecast_fair, read_fair

    fair = read_fair(event)
    day = read_day(as_of) if as_of else fair.day
    with progress_bar() as report:
        session = open_session(
            candidates,
            vacancies,
            day,
            encoder,
            no_taxonomy=no_taxonomy,
            column_map=mapping,
            skip_invalid=skip_invalid,
            report=report,
        )
        forecast = forecast_fair(
            session, fair, no_show=no_show, runs=runs, seed=seed, time_limit=time_limit, progress=report
        )
    if json:
        _print_json(forecast, no_show, runs, seed)
    else:
        _print_table(forecast, fair, no_show, runs, seed)


def _print_json(forecast: FairForecast, no_show: float, runs: int, seed: int) -> None:
    rules: dict[str, object] = {}
    for one in forecast.rules:
        figures: dict[str, Figure] = {name: getattr(one, name) for name in FIGURES}
        rules[one.rule.value] = {"planned": one.planned} | {
            name: {"mean": figure.mean, "standard_error": figure.error} for name, figure in figures.items()
        }
    typer.echo(json_format.dumps({"no_show": no_show, "runs": runs, "seed": seed, "rules": rules}, indent=2))


def _print_table(forecast: FairForecast, fair: Fair, no_show: float, runs: int, seed: int) -> None:
    from rich.table import Table

    from matching.cli.screen import screen

    table = Table("rule", "planned", "meetings held", "people met", "placements", "above the first rule", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for one in forecast.rules:
        table.add_row(
            one.rule.value,
            f"{one.planned:,}",
            *(_written(getattr(one, name)) for name in FIGURES),
            _written(one.above_first, signed=True) if one.above_first else "",
        )
    console = screen(sys.stdout)
    console.print(
        f"{fair.name}, {fair.day.isoformat()}: {forecast.invited:,} people invited, {no_show:.0%} of them expected to "
        "stay away."
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
