"""Who meets whom among all people and all vacancies? Writes every ranked match with what speaks for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from matching.cli.arguments import (
    AsOf,
    CandidatesSource,
    ColumnMap,
    EncoderName,
    Language,
    NoTaxonomy,
    SkipInvalid,
    VacanciesSource,
    read_day,
    read_language,
    read_map,
)
from matching.cli.match import For
from matching.cli.opening import open_session
from matching.cli.progress import progress_bar
from matching.cli.writing import check_out

PROCESSES = 4
"""At most, unless more are asked for: each takes some 0.5 GB."""


def batch(
    *,
    candidates: CandidatesSource = None,
    vacancies: VacanciesSource = None,
    out: Annotated[Path, typer.Option("--out", help="File to write: .parquet, .csv or .xlsx.")],
    top: Annotated[int, typer.Option(min=1, metavar="N", help="Matches for each.")] = 10,
    for_: Annotated[For, typer.Option("--for", help="Vacancies for candidates, or candidates for vacancies.")] = (
        For.CANDIDATES
    ),
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="tcp://HOST:PORT", help="Dask scheduler to share the work.", show_default="this machine"),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Processes on this machine; each holds the vacancies and takes some 0.5 GB of memory.",
            show_default=f"one a core, at most {PROCESSES}, where worth it",
        ),
    ] = None,
    as_of: AsOf = None,
    eligible_only: Annotated[bool, typer.Option("--eligible-only", help="Leave out what a rule refuses.")] = False,
    exclude: Annotated[
        Path | None, typer.Option(help="CSV with candidate_id,vacancy_id: pairs never to suggest.")
    ] = None,
    map_: ColumnMap = None,
    skip_invalid: SkipInvalid = False,
    encoder: EncoderName = None,
    no_taxonomy: NoTaxonomy = False,
    lang: Language = "en",
) -> None:
    """Match everybody with everything: for each the best, ordered by id and rank, as one table.

    Columns: candidate_id, vacancy_id, rank, score, asked, wanted, eligible, refusals (codes), and for each feature
    adds_<feature>, what it adds to logit(score). The same pairs and scores as `matching match`.
    """
    day, mapping = read_day(as_of), read_map(map_)
    read_language(lang)
    check_out(out, (candidates, vacancies, exclude))

    from matching.casework.batching import check_batch, counts, match_everybody, read_pairs

    check_batch(out, scheduler)
    direction = "candidates" if for_ is For.CANDIDATES else "vacancies"
    with progress_bar() as report:
        session = open_session(
            candidates,
            vacancies,
            day,
            encoder,
            no_taxonomy=no_taxonomy,
            column_map=mapping,
            skip_invalid=skip_invalid,
            excluded=read_pairs(exclude) if exclude else (),
            report=report,
        )
        queries, targets = counts(session, direction)
        what = f"Matching {queries:,} {for_.value} with {targets:,}"
        written = match_everybody(
            session,
            direction,
            out,
            top=top,
            refused=not eligible_only,
            processes=processes,
            most_processes=processes_by_default(),
            scheduler=scheduler,
            progress=lambda done, total: report(what, done, total),
        )
    typer.echo(f"{written:,} {'match' if written == 1 else 'matches'} written to {out}.", err=True)


def processes_by_default() -> int:
    """One a core of this machine, at most ``PROCESSES``."""
    return min(os.cpu_count() or 1, PROCESSES)
