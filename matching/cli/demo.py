"""What does the engine do? Three people, one vacancy, and what to type next, on the demo data."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from matching.cli.arguments import EncoderName, Language, NoTaxonomy, read_day, read_language
from matching.cli.opening import open_session
from matching.errors import InputFileError

DEMO_DAY = "2026-11-16"
DEMO_PEOPLE = ("c-001", "c-060", "c-042")
DEMO_VACANCY = "v-045"
PACKAGE = Path(__file__).resolve().parents[1]
PLACES = (Path("data/demo"), PACKAGE / "demo", PACKAGE.parent / "data" / "demo")
"""Where the demo data lies: in the folder one stands in, in a package installed from a wheel, in the clone."""
SHOWN = 3
"""Matches for each; the first ``IN_FULL`` of them with every reason."""
IN_FULL = 1
ABOUT = (
    "Scores run from 0 to 100. score: how well both sides fit; asked: what the employer asks; wanted: what the "
    "candidate wants. What nobody knows never counts against anybody: it is listed with a question mark."
)


def demo(
    data: Annotated[
        Path | None,
        typer.Option(
            help="Folder with candidates.csv and vacancies.csv.", show_default="the demo data, which is installed"
        ),
    ] = None,
    encoder: EncoderName = None,
    no_taxonomy: NoTaxonomy = False,
    lang: Language = "en",
) -> None:
    """Show explained matches on the demo data: synthetic returnees and Georgian vacancies, in three languages."""
    language = read_language(lang)
    candidates, vacancies = _files_in((data,) if data else PLACES)

    from matching.casework.suggesting import Direction, explain_suggestions, suggest
    from matching.cli.screen import print_hanging, print_query, screen

    day = read_day(DEMO_DAY)
    session = open_session(candidates, vacancies, day, encoder, no_taxonomy=no_taxonomy, language=language)
    console = screen(sys.stdout)
    start = time.perf_counter()
    held = f"{len(session.store.candidates)} people and {len(session.store.vacancies)} vacancies"
    print_hanging(console, "", f"Returnee matching engine: {held}, all invented, as of {DEMO_DAY}.", style="bold")
    print_hanging(console, "", ABOUT, style="dim")
    asked: list[tuple[Direction, str]] = [("candidates", one) for one in DEMO_PEOPLE]
    for direction, one in [*asked, ("vacancies", DEMO_VACANCY)]:
        found = list(explain_suggestions(session, suggest(session, direction, [one], top=SHOWN)))
        print_query(console, session, direction, one, found, language, in_full=IN_FULL)
    console.print(f"\nMatched and explained in {time.perf_counter() - start:.2f} s.", style="dim")
    console.print("\nNext", style="bold")
    called = _called()
    files = f"--candidates {_typed(candidates)} --vacancies {_typed(vacancies)} --as-of {DEMO_DAY}"
    for said, command in (
        ("The same as a web page, at http://127.0.0.1:8000", f"serve {files}"),
        ("One person, every reason, in French", f"match {files} --id c-010 --explain --lang fr"),
        ("People for every vacancy, for Excel", f"match {files} --for vacancies --out matches.xlsx"),
        ("Your own files", "match --candidates YOUR_PEOPLE.csv --vacancies YOUR_JOBS.xlsx"),
    ):
        console.print(f"  {said}:", style="dim")
        # Not wrapped: a command is there to be copied.
        console.print(f"    {called} {command}", soft_wrap=True)


def _files_in(folders: Sequence[Path]) -> tuple[Path, Path]:
    for folder in folders:
        candidates, vacancies = folder / "candidates.csv", folder / "vacancies.csv"
        if candidates.is_file() and vacancies.is_file():
            return candidates, vacancies
    remedy = "Run it in the project's folder, or name the folder with --data."
    raise InputFileError(folders[0], "the demo data is not there", remedy)


def _typed(path: Path) -> str:
    """A path as a shell takes it."""
    return f'"{path}"' if " " in str(path) else str(path)


def _called() -> str:
    """How to call this program from here: by its name where the shell finds it, else by its path."""
    program = Path(sys.executable).with_name("matching")
    if shutil.which(program.name):
        return program.name
    return str(program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program)
