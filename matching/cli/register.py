"""How are people and vacancies stored once, so that every command finds them without files?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matching.cli.arguments import ColumnMap, SkipInvalid, read_map, remark
from matching.cli.progress import progress_bar
from matching.cli.writing import check_out
from matching.errors import EmptyStoreError, InputFileError, InvalidValueError

if TYPE_CHECKING:
    from matching.casework.registering import Put

register_app = typer.Typer(
    help="Store people and vacancies once, and match from there. The store is a file in the data folder, or the "
    "database that MATCHING_DATABASE_URL names.",
    no_args_is_help=True,
)

_NOTHING = "Add --candidates, --vacancies, or both."


@register_app.command("import", short_help="Store the people and vacancies of files.")
def import_(
    candidates: Annotated[
        Path | None, typer.Option(help="People: CSV, Excel, JSON Lines, or a folder of documents.")
    ] = None,
    vacancies: Annotated[
        Path | None, typer.Option(help="Vacancies: CSV, Excel, JSON Lines, or a folder of documents.")
    ] = None,
    map_: ColumnMap = None,
    skip_invalid: SkipInvalid = False,
) -> None:
    """Store people and vacancies: new ids are added, those that are there already are replaced, nobody is removed.

    All of both files or nothing.
    """
    mapping = read_map(map_)
    if candidates is None and vacancies is None:
        raise InvalidValueError("An import of", "nothing", _NOTHING)

    from matching.assembly import open_store, read_files
    from matching.casework.registering import import_population
    from matching.config import Settings

    with progress_bar() as report:
        candidate_intake, vacancy_intake = read_files(
            candidates, vacancies, column_map=mapping, skip_invalid=skip_invalid, progress=report
        )
        for intake, path in ((candidate_intake, candidates), (vacancy_intake, vacancies)):
            if path is not None:
                remark(intake, path)
                if not intake.items:
                    raise InputFileError(path, "not one row of it could be used", "Correct the rows listed above.")
        with open_store(Settings(), create=True) as store:
            stored = import_population(store, candidate_intake.items, vacancy_intake.items, report)
            where = store.shown
    for what, put, path in (("people", stored.candidates, candidates), ("vacancies", stored.vacancies, vacancies)):
        if path is not None:
            typer.echo(_told(what, put))
    typer.echo(f"Stored in {where}.", err=True)


@register_app.command(short_help="Write what is stored to files.")
def export(
    candidates: Annotated[Path | None, typer.Option(help="File for the people: .csv, .xlsx or .jsonl.")] = None,
    vacancies: Annotated[Path | None, typer.Option(help="File for the vacancies: .csv, .xlsx or .jsonl.")] = None,
) -> None:
    """Write people and vacancies, ordered by id, to files that can be imported again, equal."""
    if candidates is None and vacancies is None:
        raise InvalidValueError("An export of", "nothing", _NOTHING)
    for out in (candidates, vacancies):
        if out is not None:
            check_out(out, ())
    if candidates is not None and vacancies is not None and candidates.resolve() == vacancies.resolve():
        raise InvalidValueError("--vacancies", vacancies, "People go there already: name another file.")

    from matching.assembly import open_store
    from matching.casework.registering import export_population
    from matching.config import Settings

    with progress_bar() as report, open_store(Settings()) as store:
        candidate_count, vacancy_count = export_population(store, candidates, vacancies, report)
    for noun, plural, held, out in (
        ("person", "people", candidate_count, candidates),
        ("vacancy", "vacancies", vacancy_count, vacancies),
    ):
        if out is not None:
            typer.echo(f"{_counted(held, noun, plural)} written to {out}.", err=True)


@register_app.command()
def info() -> None:
    """Say where the store is, what it holds, and when that last changed."""
    from matching.assembly import open_store
    from matching.casework.registering import contents_of
    from matching.config import Settings

    try:
        with open_store(Settings()) as store:
            held = contents_of(store)
    except EmptyStoreError as error:
        typer.echo(str(error))
        return
    typer.echo(f"store      {store.shown}, version {store.version}")
    typer.echo(f"{held.candidates:>9,}  people")
    typer.echo(f"{held.vacancies:>9,}  vacancies")
    if held.changed_at:
        typer.echo(f"changes    {held.changes:,}, the last on {held.changed_at.astimezone():%Y-%m-%d at %H:%M}")


@register_app.command(short_help="Remove people or vacancies from the store.")
def remove(
    candidates: Annotated[
        list[str] | None, typer.Option("--candidates", metavar="ID", help="A person; may be repeated.")
    ] = None,
    vacancies: Annotated[
        list[str] | None, typer.Option("--vacancies", metavar="ID", help="A vacancy; may be repeated.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove people or vacancies for good: all that are named, or none."""
    candidate_ids, vacancy_ids = tuple(dict.fromkeys(candidates or ())), tuple(dict.fromkeys(vacancies or ()))
    if not candidate_ids and not vacancy_ids:
        raise InvalidValueError("A removal of", "nothing", "Add --candidates ID, --vacancies ID, or both.")

    from matching.assembly import open_store
    from matching.casework.registering import check_known, remove_population
    from matching.config import Settings

    named = " and ".join(
        _counted(len(ids), noun, plural)
        for ids, noun, plural in ((candidate_ids, "person", "people"), (vacancy_ids, "vacancy", "vacancies"))
        if ids
    )
    with open_store(Settings()) as store:
        # Whoever is asked is asked about what is there.
        check_known(store, candidate_ids, vacancy_ids)
        if not yes:
            typer.confirm(f"Remove {named} from {store.shown} for good?", abort=True, err=True)
        remove_population(store, candidate_ids, vacancy_ids)
    typer.echo(f"{named} removed from {store.shown}.", err=True)


def _told(what: str, put: Put) -> str:
    return f"{what:<10} {put.new:,} new, {put.changed:,} changed, {put.unchanged:,} unchanged"


def _counted(count: int, noun: str, plural: str) -> str:
    return f"{count:,} {noun if count == 1 else plural}"
