"""Which commands are there? They are put together here; heavy libraries load inside the commands."""

from __future__ import annotations

from typing import Annotated

import typer

from matching.cli.batch import batch
from matching.cli.courses import courses_app
from matching.cli.demo import demo
from matching.cli.encoder import encoder_app
from matching.cli.evaluate import evaluate
from matching.cli.extract import extract
from matching.cli.fair import fair_app
from matching.cli.gaps import gaps
from matching.cli.link import link
from matching.cli.match import match
from matching.cli.plan import plan
from matching.cli.register import register_app
from matching.cli.serve import serve
from matching.cli.simulate import simulate
from matching.cli.taxonomy import taxonomy_app

app = typer.Typer(
    name="matching",
    help="Match people with vacancies, across languages, and say why.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("returnee-matching"))
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Match people with vacancies, across languages, and say why."""


app.command(short_help="Rank vacancies for people, or people for vacancies.")(match)
app.command(short_help="Match everybody with everything into one table.")(batch)
app.command(short_help="Show explained matches on the demo data.")(demo)
app.command(short_help="Say what is missing, and which step opens more vacancies.")(gaps)
app.command(short_help="Write a person's career plan on two pages.")(plan)
app.command(short_help="Show what the texts of CVs and adverts say.")(extract)
app.command(short_help="Open the pages and the API in a browser.")(serve)
app.command(short_help="Measure an encoder on judged benchmark folders.")(evaluate)
app.command(short_help="Find the ESCO concepts that a title or a skill may mean.")(link)
app.add_typer(courses_app, name="courses", short_help="Courses for a person, and what completing one changes.")
app.add_typer(register_app, name="register", short_help="Store people and vacancies once, and match from there.")
app.add_typer(encoder_app, name="encoder", short_help="Look at, train and export the encoder.")
app.add_typer(taxonomy_app, name="taxonomy", short_help="Import ESCO and look up occupations and skills.")
fair_app.command(short_help="Say what will come of a fair under each rule, when some stay away.")(simulate)
app.add_typer(fair_app, name="fair", short_help="Plan a job fair: who meets whom, when.")
