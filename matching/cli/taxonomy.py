"""Which taxonomy is in use, what does it say of an occupation or a skill, and how does a newer one come in?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matching.cli.arguments import ColumnMap, SkipInvalid, read_map, remark
from matching.cli.progress import progress_bar
from matching.errors import InvalidValueError

if TYPE_CHECKING:
    from rich.console import Console

    from matching.casework.taxonomies import Taxonomy

taxonomy_app = typer.Typer(help="Import ESCO, look concepts up, and check what people and vacancies name.")

_LISTED = 15
_SHOWN = "en"
_NAMES = {"isco_group": "ISCO-08 group", "skill_group": "skill group"}

_LabelLanguage = Annotated[
    str, typer.Option("--lang", metavar="CODE", help="Language of the names; English where one is missing.")
]


@taxonomy_app.command("import")
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…",
            help="ESCO downloads (CSV): zips as they come, folders or single tables, in any languages, all of one "
            "version; also France Travail's ROME–ISCO table (.xlsx).",
            show_default=False,
        ),
    ],
) -> None:
    """Make the taxonomy from ESCO downloads; it replaces the one in use only when all went well."""
    from matching.casework.taxonomies import import_taxonomy
    from matching.config import Settings

    with progress_bar() as report:
        done = import_taxonomy(paths, Settings().data_dir, progress=report)
    counts = ", ".join(f"{count:,} {_counted(kind, count)}" for kind, count in done.concepts.items() if count)
    typer.echo(f"ESCO {done.version}: {counts}.")
    typer.echo(f"{len(done.languages)} languages: {' '.join(done.languages)}.")
    typer.echo(", ".join(f"{count:,} {name}" for name, count in done.relations.items()) + " relations.")
    if done.rome_codes:
        typer.echo(f"{done.rome_codes:,} ROME codes.")
    typer.echo(f"{done.path.stat().st_size / 1e6:.1f} MB in {done.path}.")
    for note in done.notes:
        typer.echo(f"Note: {note}", err=True)
    if count := len(done.passed_over):
        what = "1 file holds" if count == 1 else f"{count:,} files hold"
        typer.echo(f"Note: {what} nothing that is needed, and not read.", err=True)
    if done.gone:
        what = "concept of the taxonomy before is" if len(done.gone) == 1 else "concepts of the taxonomy before are"
        remedy = "To see who names one, run: matching taxonomy check --candidates FILE --vacancies FILE"
        typer.echo(f"Note: {len(done.gone):,} {what} gone. {remedy}", err=True)


@taxonomy_app.command()
def info() -> None:
    """Say which taxonomy is in use: version, concepts, languages, size."""
    from matching.casework.taxonomies import LANGUAGES, is_imported, isco_groups, taxonomy_file, taxonomy_status
    from matching.config import Settings

    folder = Settings().data_dir
    if not is_imported(folder):
        typer.echo(f"ESCO       not imported ({taxonomy_file(folder)}). Run: matching taxonomy import PATH…")
        typer.echo(f"ISCO-08    {isco_groups()} groups in {' '.join(LANGUAGES)}, part of the program")
        return
    status = taxonomy_status(_open())
    typer.echo(f"ESCO       {status.version}")
    typer.echo(f"file       {status.path}, {status.size / 1e6:.1f} MB")
    for kind, count in status.concepts.items():
        typer.echo(f"{count:>9,}  {_counted(kind, count)}")
    for name, count in status.relations.items():
        typer.echo(f"{count:>9,}  {name} relations")
    typer.echo(f"{status.rome_codes:>9,}  ROME codes")
    typer.echo("Labels")
    for lang, count in status.labels.items():
        typer.echo(f"{count:>9,}  {lang}")
    typer.echo("Made from")
    for source in status.sources:
        typer.echo(f"  {source}")


@taxonomy_app.command()
def search(
    text: Annotated[str, typer.Argument(help="Words of a label, or the beginning of them.", show_default=False)],
    lang: Annotated[
        str | None, typer.Option(metavar="CODE", help="Search labels of this language only.", show_default="all")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="occupation, skill, isco_group or skill_group.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="Concepts to show.")] = 10,
) -> None:
    """Find concepts by the words of their labels."""
    from matching.casework.taxonomies import find_concepts

    hits = find_concepts(_open(), text, lang=lang, kind=kind, top=top)
    if not hits:
        typer.echo(f'Nothing found for "{text}". Try fewer or other words.')
        return
    for hit in hits:
        matched = "" if hit.label == hit.name else f" ({hit.lang}: {hit.label})"
        typer.echo(f"{hit.name}{matched} · {_what(hit.kind, hit.isco)} · {hit.how}")
        typer.echo(f"    {hit.uri}")


@taxonomy_app.command()
def show(
    concept: Annotated[str, typer.Argument(help="URI, ISCO-08 or ROME code, or a whole label.", show_default=False)],
    lang: _LabelLanguage = _SHOWN,
    all_: Annotated[bool, typer.Option("--all", help=f"Show lists in full, not only {_LISTED}.")] = False,
) -> None:
    """Show a concept: labels, place in ISCO-08, skills, broader and narrower concepts."""
    from matching.casework.taxonomies import describe_concept, is_imported, is_isco
    from matching.cli.screen import print_hanging, screen
    from matching.config import Settings

    if is_isco(concept) and not is_imported(Settings().data_dir):
        _show_isco(concept)
        return
    found = describe_concept(_open(), concept, lang)
    console = screen(sys.stdout)
    print_hanging(console, "", f"{found.name} · {_what(found.kind, found.isco)}", style="bold")
    typer.echo(found.uri)
    for line in (found.description or "").splitlines():
        print_hanging(console, "  ", line)
    typer.echo("Labels")
    for language, labels in found.labels.items():
        if labels:
            print_hanging(console, f"  {language}  ", " · ".join(labels))
    _list(console, "ISCO-08", [f"{code}  {title}" for code, title in found.above], all_)
    for title, names in found.relations.items():
        _list(console, title, names, all_)


@taxonomy_app.command()
def check(
    candidates: Annotated[Path | None, typer.Option(help="People: CSV, Excel, JSON Lines, or a folder.")] = None,
    vacancies: Annotated[Path | None, typer.Option(help="Vacancies: CSV, Excel, JSON Lines, or a folder.")] = None,
    map_: ColumnMap = None,
    skip_invalid: SkipInvalid = False,
) -> None:
    """Report the concepts that people and vacancies name and the taxonomy does not hold; exit 1 where there are some.

    Nothing is changed: such a claim keeps its own words, and is matched by them.
    """
    from matching.casework.taxonomies import check_concepts

    if candidates is None and vacancies is None:
        raise InvalidValueError("A check of", "nothing", "Add --candidates FILE, --vacancies FILE, or both.")
    taxonomy = _open()
    done = check_concepts(
        taxonomy, candidates, vacancies, column_map=read_map(map_), skip_invalid=skip_invalid, noticed=remark
    )
    for mention in done.mentions:
        typer.echo(f"{mention.id}: {mention.field}: {mention.concept}")
    told = f"{done.gone:,} of {done.named:,} concepts named are not in it" if done.named else "nobody names a concept"
    typer.echo(f"ESCO {taxonomy.version}: {told}.", err=True)
    if done.gone:
        raise typer.Exit(1)


def _open() -> Taxonomy:
    from matching.casework.taxonomies import open_taxonomy
    from matching.config import Settings

    return open_taxonomy(Settings().data_dir)


def _counted(kind: str, count: int) -> str:
    return _NAMES.get(kind, kind) + ("" if count == 1 else "s")


def _what(kind: str, code: str | None) -> str:
    named = _NAMES.get(kind, kind)
    return f"{named} {code}" if kind == "isco_group" else f"{named}, ISCO-08 {code}" if code else named


def _show_isco(code: str) -> None:
    """What the program knows of a group without ESCO."""
    from matching.casework.taxonomies import describe_isco_group

    group = describe_isco_group(code)
    typer.echo(f"{group.title} · ISCO-08 group {group.code}")
    typer.echo("Labels")
    for lang, title in group.labels.items():
        typer.echo(f"  {lang}  {title}")
    typer.echo("ISCO-08")
    for above, title in group.above:
        typer.echo(f"  {above}  {title}")
    typer.echo("Narrower")
    for below, title in group.below:
        typer.echo(f"  {below}  {title}")
    typer.echo("ESCO is not imported: occupations and skills are not known.", err=True)


def _list(console: Console, title: str, lines: Sequence[str], everything: bool) -> None:
    from matching.cli.screen import print_hanging

    if not lines:
        return
    typer.echo(f"{title} ({len(lines)})")
    shown = lines if everything else lines[:_LISTED]
    for line in shown:
        print_hanging(console, "  ", line, hang=2)
    if len(shown) < len(lines):
        typer.echo(f"  … and {len(lines) - len(shown)} more (--all)")
