"""Who fits whom? Reads two files or folders and writes ranked, explained matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from matching.cli import output
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
from matching.cli.opening import remark_on_both, settings_of
from matching.cli.progress import Report, progress_bar
from matching.cli.writing import check_out
from matching.errors import InvalidValueError

T = TypeVar("T")

TABLE_TOP = 10
TREC_TOP = 1_000


class For(StrEnum):
    """For whom matches are sought."""

    CANDIDATES = "candidates"
    VACANCIES = "vacancies"


class MatchFormat(StrEnum):
    """How matches are written."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    TREC = "trec"


def match(
    candidates: CandidatesSource = None,
    vacancies: VacanciesSource = None,
    for_: Annotated[For, typer.Option("--for", help="Vacancies for candidates, or candidates for vacancies.")] = (
        For.CANDIDATES
    ),
    top: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Matches for each.", show_default=f"{TABLE_TOP}; {TREC_TOP} with --format trec"
        ),
    ] = None,
    id_: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="Only for this id; may be repeated.")
    ] = None,
    as_of: AsOf = None,
    explain: Annotated[bool, typer.Option("--explain", help="Give the reasons of each match in full.")] = False,
    format_: Annotated[
        MatchFormat | None,
        typer.Option("--format", help="How to write.", show_default="by the suffix of --out, else table"),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write.", show_default="the screen")] = None,
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
    """Rank vacancies for people, or people for vacancies, with the reasons.

    Pairs that a rule refuses (closed, too far, a licence missing, …) follow the eligible ones, with the rule.
    """
    day, mapping, language = read_day(as_of), read_map(map_), read_language(lang)
    written_as = format_ or _format_of(out)
    if written_as is MatchFormat.XLSX and out is None:
        raise InvalidValueError("--format", "xlsx", "An Excel workbook needs a file: add --out matches.xlsx.")
    if out:
        check_out(out, (candidates, vacancies, exclude))

    from matching.assembly import assemble_session
    from matching.casework.reading import read_pairs
    from matching.casework.suggesting import explain_suggestions, suggest

    excluded = read_pairs(exclude) if exclude else ()
    with progress_bar() as report:
        assembled = assemble_session(
            candidates,
            vacancies,
            settings_of(encoder, no_taxonomy=no_taxonomy),
            as_of=day,
            column_map=mapping,
            skip_invalid=skip_invalid,
            excluded=excluded,
            progress=report,
            language=language,
        )
        session = assembled.session
        suggestions = suggest(
            session,
            for_.value,
            id_ or None,
            top=top or (TREC_TOP if written_as is MatchFormat.TREC else TABLE_TOP),
            refused=not eligible_only,
            progress=lambda done, total: report("Ranking", done, total),
        )
    # An id that nobody has is told first, and alone.
    remark_on_both(assembled, candidates, vacancies)
    if written_as is MatchFormat.TREC:
        output.write_text(output.trec(suggestions), out)
    else:
        # On a screen the matches themselves show how far it is.
        with progress_bar() if out else nullcontext() as bar:
            explained = _counted(explain_suggestions(session, suggestions), len(suggestions), bar)
            match written_as:
                case MatchFormat.TABLE:
                    everybody = session.store.candidates if for_ is For.CANDIDATES else session.store.vacancies
                    queries = tuple(dict.fromkeys(id_ or everybody))
                    output.print_tables(session, for_.value, queries, explained, language, explain=explain, out=out)
                case MatchFormat.CSV:
                    output.write_text(output.csv_lines(session, explained, language), out, mark=True)
                case MatchFormat.JSONL:
                    output.write_text(output.json_lines(session, explained, language if explain else None), out)
                case MatchFormat.XLSX:
                    output.write_workbook(session, explained, language, out or Path("matches.xlsx"))
    if out:
        typer.echo(
            f"{len(suggestions):,} {'match' if len(suggestions) == 1 else 'matches'} written to {out}.", err=True
        )


def _format_of(out: Path | None) -> MatchFormat:
    """The format that the suffix of a file tells; raises ``InvalidValueError`` for one that tells none."""
    if out is None or out.suffix in ("", ".txt"):
        return MatchFormat.TABLE
    suffix = out.suffix.lstrip(".").lower()
    if suffix not in set(MatchFormat):
        remedy = f"Its ending names no format: add --format {'|'.join(MatchFormat)}."
        raise InvalidValueError("--out", out, remedy)
    return MatchFormat(suffix)


def _counted(explained: Iterable[T], total: int, report: Report | None) -> Iterator[T]:
    """The same items, each told to ``report`` as it passes."""
    for done, item in enumerate(explained, start=1):
        if report:
            report("Explaining", done, total)
        yield item
