"""Which figures does ``matching evaluate`` print for benchmark folders?"""

from __future__ import annotations

import json as json_format
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from matching.cli.progress import progress_bar
from matching.errors import MatchingError


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
    from matching.embeddings.encoder import load_encoder
    from matching.evaluation.baselines import bm25, character_tfidf, load_minilm
    from matching.evaluation.benchmarks import evaluate_ranking, published, ranked_by, read_benchmark

    try:
        read = [read_benchmark(folder) for folder in folders]
        chosen = load_encoder(encoder)
        systems: list[tuple[str, Callable[..., Any]]] = [(chosen.name, ranked_by(chosen))]
        if baselines:
            systems += [("character TF-IDF", character_tfidf), ("BM25", bm25)]
            if (minilm := load_minilm()) is not None:
                systems.append(("all-MiniLM-L6-v2", ranked_by(minilm)))
        total = len(systems) * sum(len(each.queries) for each in read)
        ranked = 0
        results = []
        with progress_bar() as report:

            def advance(count: int) -> None:
                nonlocal ranked
                ranked += count
                report("ranking", ranked, total)

            for each in read:
                results += [evaluate_ranking(each, name, ranking, advance) for name, ranking in systems]
        results += published(folders)
    except MatchingError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error
    (_print_json if json else _print_table)(results)


def _print_json(results: Sequence[Any]) -> None:
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


def _print_table(results: Sequence[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    from matching.evaluation.metrics import METRICS

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


def _figure(value: Any, *, spread: bool) -> str:
    return f"{value.mean:.3f} ± {value.error:.3f}" if spread and value.queries else f"{value.mean:.3f}"
