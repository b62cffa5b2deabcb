"""What does the engine do? Three people, one vacancy, and what to type next, on the demo data."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from matching.cli.arguments import EncoderName, Language, read_day, read_language
from matching.cli.progress import progress_bar
from matching.errors import InputFileError

DEMO_DAY = "2026-11-16"
DEMO_PEOPLE = ("c-001", "c-002", "c-003")
DEMO_VACANCY = "v-001"


def demo(
    data: Annotated[Path, typer.Option(help="Folder with candidates.csv and vacancies.csv.")] = Path("data/demo"),
    encoder: EncoderName = None,
    lang: Language = "en",
) -> None:
    """Show explained matches on the demo data: synthetic returnees and Georgian vacancies, in three languages."""
    language = read_language(lang)
    people, jobs = data / "candidates.csv", data / "vacancies.csv"
    if not people.is_file() or not jobs.is_file():
        remedy = "Run it in the project's folder, or name the folder with --data."
        raise InputFileError(data, "the demo data is not there", remedy)

    from rich.console import Console

    from matching.assembly import assemble_engine
    from matching.casework.suggesting import explain_suggestions, suggest
    from matching.cli.output import print_query
    from matching.config import Settings

    console = Console()
    if not console.is_terminal:
        console = Console(width=130)
    with progress_bar() as report:
        engine = assemble_engine(people, jobs, Settings(encoder=encoder), as_of=read_day(DEMO_DAY), progress=report)
    engine = engine.engine
    start = time.perf_counter()
    console.print(
        f"[bold]Returnee matching engine[/bold]: {len(engine.candidates.items)} people and "
        f"{len(engine.vacancies.items)} vacancies, synthetic, as of {DEMO_DAY}. No network, no account."
    )
    console.print(
        "[dim]score = how well both sides fit; asked = what the employer asks; wanted = what the candidate wants "
        "(0 to 1). Unknown never counts against anybody: it is listed to check.[/dim]"
    )
    for one in DEMO_PEOPLE:
        found = suggest(engine, "candidates", [one], top=3)
        print_query(
            console, engine, "candidates", one, list(explain_suggestions(engine, found)), language, explain=True
        )
    found = suggest(engine, "vacancies", [DEMO_VACANCY], top=3)
    print_query(
        console, engine, "vacancies", DEMO_VACANCY, list(explain_suggestions(engine, found)), language, explain=True
    )
    console.print(f"\n[dim]Matched in {time.perf_counter() - start:.2f} s.[/dim]\n\n[bold]Next[/bold]")
    files = f"--candidates {people} --vacancies {jobs} --as-of {DEMO_DAY}"
    for line in (
        f"matching serve {files}",
        "    the same as a web page: open http://127.0.0.1:8000",
        f"matching match {files} --id c-010 --explain --lang fr",
        f"matching match {files} --for vacancies --format xlsx --out matches.xlsx",
        "matching match --candidates YOUR_PEOPLE.csv --vacancies YOUR_JOBS.xlsx",
    ):
        console.print(f"  {line}", highlight=False, soft_wrap=True)
