"""Which figures does ``matching evaluate`` print for benchmark folders?"""

from __future__ import annotations

import json as json_format
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matching.cli.progress import progress_bar
from matching.errors import MatchingError

if TYPE_CHECKING:
    from matching.casework.evaluating import Estimate, Result


def evaluate(
    folders: Annotated[list[Path], typer.Argument(help="Benchmark folders: queries.tsv, corpus.tsv[.gz], qrels.tsv.")],
    encoder: Annotated[
        str | None,
        typer.Option(envvar="MATCHING_ENCODER", help="sentence-transformers name or folder; default: the bundled one."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    baselines: Annotated[
        bool, typer.Option(help="Measure others too: character TF-IDF, BM25, all-MiniLM-L6-v2 if installed.")
    ] = False,
) -> None:
    """Measure an encoder on judged benchmark folders: MAP, nDCG@10, MRR, recall@10 and recall@100.

    The standard error over queries stands beside each MAP; figures of a published.tsv beside the folders come last.
    """
    from matching.assembly import open_encoder
    from matching.casework.evaluating import evaluate_encoder, published, read_benchmarks
    from matching.config import Settings

    try:
        read = read_benchmarks(folders)
        chosen = open_encoder(Settings(encoder=encoder))
        with progress_bar() as report:
            results = evaluate_encoder(
                read, chosen, baselines=baselines, progress=lambda done, total: report("ranking", done, total)
            )
        results += published(folders)
    except MatchingError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error
    (_print_json if json else _print_table)(results)


def _print_json(results: Sequence[Result]) -> None:
    rows = [
        {
            "benchmark": result.benchmark,
            "system": result.system,
            "metrics": {
                name: {"mean": value.mean, "standard_error": value.error if value.queries else None}
                for name, value in result.metrics.items()
            },
            "queries": max(value.queries for value in result.metrics.values()) or None,
        }
        for result in results
    ]
    typer.echo(json_format.dumps(rows, indent=2, ensure_ascii=False))


def _print_table(results: Sequence[Result]) -> None:
    from rich.console import Console
    from rich.table import Table

    from matching.casework.evaluating import METRICS

    table = Table("benchmark", "system", *METRICS, "queries", box=None)
    for column in table.columns[2:]:
        column.justify = "right"
    for name in dict.fromkeys(result.benchmark for result in results):
        for at, result in enumerate(each for each in results if each.benchmark == name):
            cells = [
                "" if metric not in result.metrics else _figure(result.metrics[metric], spread=metric == "MAP")
                for metric in METRICS
            ]
            queries = result.metrics["MAP"].queries
            table.add_row(name if at == 0 else "", result.system, *cells, str(queries or ""))
    console = Console(file=sys.stdout)
    Console(file=sys.stdout, width=console.width if console.is_terminal else 160).print(table)


def _figure(value: Estimate, *, spread: bool) -> str:
    return f"{value.mean:.3f} ± {value.error:.3f}" if spread and value.queries else f"{value.mean:.3f}"
