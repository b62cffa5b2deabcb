"""Which taxonomy is in use, what does it say of an occupation or a skill, and how does a newer one come in?"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matching.cli.arguments import ColumnMap, SkipInvalid, read_map, remark
from matching.cli.progress import progress_bar
from matching.errors import InvalidValueError, UnknownIdError

if TYPE_CHECKING:
    from rich.console import Console

    from matching.taxonomy import ConceptKind, Taxonomy

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
    from matching.config import Settings
    from matching.taxonomy.esco import import_taxonomy

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
    from matching.config import Settings
    from matching.taxonomy import FILE_NAME, open_taxonomy
    from matching.taxonomy.isco import LANGUAGES, all_isco

    folder = Settings().data_dir
    if not (folder / FILE_NAME).exists():
        typer.echo(f"ESCO       not imported ({folder / FILE_NAME}). Run: matching taxonomy import PATH…")
        typer.echo(f"ISCO-08    {len(all_isco())} groups in {' '.join(LANGUAGES)}, part of the program")
        return
    taxonomy = open_taxonomy(folder)
    typer.echo(f"ESCO       {taxonomy.version}")
    typer.echo(f"file       {taxonomy.path}, {taxonomy.path.stat().st_size / 1e6:.1f} MB")
    for kind, count in _counts(taxonomy):
        typer.echo(f"{count:>9,}  {_counted(kind, count)}")
    for name in ("essential", "optional", "broader", "related"):
        typer.echo(f"{getattr(taxonomy, name).nnz:>9,}  {name} relations")
    typer.echo(f"{len(taxonomy.rome_to_isco):>9,}  ROME codes")
    typer.echo("Labels")
    for lang in taxonomy.languages:
        typer.echo(f"{len(taxonomy.all_labels(languages=[lang])[1]):>9,}  {lang}")
    typer.echo("Made from")
    for source in taxonomy.sources:
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
    taxonomy = _open()
    _check_language(taxonomy, lang)
    hits = taxonomy.search(text, lang, _kind(kind), top)
    if not hits:
        typer.echo(f'Nothing found for "{text}". Try fewer or other words.')
        return
    for hit in hits:
        name = taxonomy.label(hit.row, lang or _SHOWN)
        matched = "" if hit.label.text == name else f" ({hit.label.lang}: {hit.label.text})"
        typer.echo(f"{name}{matched} · {_what(taxonomy, hit.row)} · {hit.how}")
        typer.echo(f"    {taxonomy.uris[hit.row]}")


@taxonomy_app.command()
def show(
    concept: Annotated[str, typer.Argument(help="URI, ISCO-08 or ROME code, or a whole label.", show_default=False)],
    lang: _LabelLanguage = _SHOWN,
    all_: Annotated[bool, typer.Option("--all", help=f"Show lists in full, not only {_LISTED}.")] = False,
) -> None:
    """Show a concept: labels, place in ISCO-08, skills, broader and narrower concepts."""
    from matching.cli.screen import print_hanging, screen
    from matching.config import Settings
    from matching.taxonomy import FILE_NAME, ConceptKind
    from matching.taxonomy.isco import is_isco

    if is_isco(concept) and not (Settings().data_dir / FILE_NAME).exists():
        _show_isco(concept)
        return
    taxonomy = _open()
    _check_language(taxonomy, lang)
    row = _find(taxonomy, concept, lang)
    console = screen(sys.stdout)
    print_hanging(console, "", f"{taxonomy.label(row, lang)} · {_what(taxonomy, row)}", style="bold")
    typer.echo(taxonomy.uris[row])
    if text := taxonomy.description(row, lang):
        for line in text.splitlines():
            print_hanging(console, "  ", line)
    typer.echo("Labels")
    for language in dict.fromkeys((lang, *taxonomy.languages)):
        if labels := taxonomy.labels(row, language):
            print_hanging(console, f"  {language}  ", " · ".join(label.text for label in labels))
    ancestry = [above for above in taxonomy.isco_ancestry(row) if above != row]
    _list(console, "ISCO-08", [f"{taxonomy.isco(above)}  {taxonomy.label(above, lang)}" for above in ancestry], all_)
    matrices = [("Broader", taxonomy.broader), ("Narrower", taxonomy.narrower)]
    if taxonomy.kind(row) is ConceptKind.OCCUPATION:
        matrices += [("Essential skills", taxonomy.essential), ("Optional skills", taxonomy.optional)]
    if taxonomy.kind(row) is ConceptKind.SKILL:
        matrices += [("Related skills", taxonomy.related)]
        matrices += [("Essential for", taxonomy.essential.T.tocsr()), ("Optional for", taxonomy.optional.T.tocsr())]
    for title, matrix in matrices:
        found = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist()
        _list(console, title, sorted(taxonomy.label(one, lang) for one in found), all_)


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
    from matching.intake import read_candidates, read_vacancies
    from matching.taxonomy import mentions, vanished

    if candidates is None and vacancies is None:
        raise InvalidValueError("A check of", "nothing", "Add --candidates FILE, --vacancies FILE, or both.")
    taxonomy = _open()
    mapping = read_map(map_)
    named = []
    for path, read in ((candidates, read_candidates), (vacancies, read_vacancies)):
        if path is not None:
            intake = read(path, column_map=mapping, skip_invalid=skip_invalid)
            remark(intake, path)
            named += mentions(intake.items)
    gone = set(vanished(taxonomy, (mention.concept for mention in named)))
    for mention in named:
        if mention.concept in gone:
            typer.echo(f"{mention.id}: {mention.field}: {mention.concept}")
    count = len({mention.concept for mention in named})
    told = f"{len(gone):,} of {count:,} concepts named are not in it" if count else "nobody names a concept"
    typer.echo(f"ESCO {taxonomy.version}: {told}.", err=True)
    if gone:
        raise typer.Exit(1)


def _open() -> Taxonomy:
    from matching.config import Settings
    from matching.taxonomy import open_taxonomy

    return open_taxonomy(Settings().data_dir)


def _check_language(taxonomy: Taxonomy, lang: str | None) -> None:
    if lang is not None and lang not in taxonomy.languages:
        raise InvalidValueError("--lang", lang, f"The taxonomy has labels in {', '.join(taxonomy.languages)}.")


def _kind(text: str | None) -> ConceptKind | None:
    from matching.taxonomy import ConceptKind

    if text is None:
        return None
    if text not in set(ConceptKind):
        raise InvalidValueError("--kind", text, f"Choose one of {', '.join(ConceptKind)}.")
    return ConceptKind(text)


def _counts(taxonomy: Taxonomy) -> Iterator[tuple[ConceptKind, int]]:
    from matching.taxonomy import ConceptKind

    for kind in ConceptKind:
        yield kind, len(taxonomy.rows_of(kind))


def _counted(kind: str, count: int) -> str:
    return _NAMES.get(kind, kind) + ("" if count == 1 else "s")


def _what(taxonomy: Taxonomy, row: int) -> str:
    kind, code = taxonomy.kind(row).value, taxonomy.isco(row)
    named = _NAMES.get(kind, kind)
    return f"{named} {code}" if kind == "isco_group" else f"{named}, ISCO-08 {code}" if code else named


def _find(taxonomy: Taxonomy, concept: str, lang: str) -> int:
    """The one concept that is meant; raises a ``MatchingError`` with the nearest, or the several that it may be."""
    from matching.taxonomy.isco import near_isco

    row = taxonomy.row(concept)
    if row is not None:
        return row
    if len(concept) == 5 and concept[0].isalpha() and concept[1:].isdigit():
        taxonomy.isco_of_rome(concept)
    if concept.strip().isdigit():
        raise UnknownIdError("ISCO-08 group", concept, near_isco(concept))
    exact = [hit for hit in taxonomy.search(concept, limit=50) if hit.how == "exact"]
    preferred = [hit for hit in exact if hit.label.preferred]
    meant = (
        [hit for hit in preferred if hit.label.lang == lang]
        or preferred
        or [hit for hit in exact if hit.label.lang == lang]
        or exact
    )
    if len(meant) == 1:
        return meant[0].row
    if meant:
        several = "; ".join(f"{taxonomy.label(hit.row, lang)} <{taxonomy.uris[hit.row]}>" for hit in meant)
        raise InvalidValueError("The label", concept, f"It is that of several concepts; give one URI: {several}.")
    near = dict.fromkeys(f'"{hit.label.text}"' for hit in taxonomy.search(concept, lang, limit=5))
    hint = f"The nearest are {', '.join(near)}." if near else "Look for it with: matching taxonomy search WORDS"
    raise InvalidValueError("The concept", concept, f"It is no code, no URI and no whole label here. {hint}")


def _show_isco(code: str) -> None:
    """What the program knows of a group without ESCO."""
    from matching.taxonomy.isco import LANGUAGES, isco_ancestry, isco_code, isco_members, isco_title

    typer.echo(f"{isco_title(code)} · ISCO-08 group {isco_code(code)}")
    typer.echo("Labels")
    for lang in LANGUAGES:
        typer.echo(f"  {lang}  {isco_title(code, lang)}")
    typer.echo("ISCO-08")
    for above in isco_ancestry(code)[1:]:
        typer.echo(f"  {above}  {isco_title(above)}")
    typer.echo("Narrower")
    for below in isco_members(code):
        typer.echo(f"  {below}  {isco_title(below)}")
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
