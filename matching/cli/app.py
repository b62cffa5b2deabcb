"""Which commands are there? They are put together here; heavy libraries load inside the commands."""

from __future__ import annotations

from typing import Annotated

import typer

from matching.cli.demo import demo
from matching.cli.encoder import encoder_app
from matching.cli.evaluate import evaluate
from matching.cli.match import match
from matching.cli.serve import serve

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
app.command(short_help="Show explained matches on the demo data.")(demo)
app.command(short_help="Open the pages and the API in a browser.")(serve)
app.command(short_help="Measure an encoder on judged benchmark folders.")(evaluate)
app.add_typer(encoder_app, name="encoder", short_help="Look at, train and export the encoder.")
