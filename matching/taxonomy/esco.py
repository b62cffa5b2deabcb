"""How do the official ESCO downloads become the taxonomy that is in use?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matching.errors import TaxonomyError
from matching.taxonomy.concepts import FILE_NAME, ConceptKind, Taxonomy, open_taxonomy
from matching.taxonomy.consistency import check_alike, check_relations, one_version, vanished
from matching.taxonomy.downloads import DOWNLOAD, Table, TableKind, find_tables
from matching.taxonomy.gathering import Gathered, complete, write_taxonomy
from matching.taxonomy.reading import read_table
from matching.taxonomy.storage import Members, record_member, write_members

UNSTATED = "unstated"
"""Version of downloads whose names do not say it."""
NO_ESCO = "none"
"""Version of a taxonomy that holds the groups of ISCO-08 alone."""

Progress = Callable[[str, int, int], None]
_WHAT = "Reading the taxonomy"


@dataclass(frozen=True)
class ImportReport:
    """What an import did: the taxonomy written, the tables read, the files passed over, and what is good to know."""

    path: Path
    version: str
    concepts: dict[ConceptKind, int]
    languages: tuple[str, ...]
    relations: dict[str, int]
    rome_codes: int
    tables: tuple[str, ...]
    passed_over: tuple[str, ...]
    notes: tuple[str, ...]
    gone: tuple[str, ...]
    """URIs that the taxonomy before held and this one does not."""


def import_taxonomy(paths: Sequence[Path], out: Path, *, progress: Progress | None = None) -> ImportReport:
    """Read downloads (files, archives, folders) and write the taxonomy file ``out``, or ``taxonomy.zip`` in a folder.

    Several languages and tables go together if they are of one version; the labels table of several versions, from
    which this project trains, may join them. A ROME–ISCO table alone is added to the taxonomy in use, and an import
    without one keeps the one in use. The groups of ISCO-08 with their English, French and Georgian titles are always
    there. ``progress`` hears of what, steps done and steps in all.

    Raises ``TaxonomyError`` for anything that does not make a taxonomy; what ``out`` held then stays as it was.
    """
    target = out if out.suffix and not out.is_dir() else out / FILE_NAME
    tables, passed = find_tables(paths)
    before = _in_use(target)
    say = progress or (lambda _what, _done, _total: None)
    only_rome = all(table.kind is TableKind.ROME for table in tables)
    version = NO_ESCO if only_rome else one_version(tables) or UNSTATED
    gathered = Gathered()
    steps = len(tables) + 1
    # Concepts come first, so that the kind and the labels of the official tables win over others.
    for done, table in enumerate(sorted(tables, key=lambda table: table.kind is not TableKind.CONCEPTS)):
        say(_WHAT, done, steps)
        read_table(table, gathered)
    notes: list[str] = []
    if only_rome and before is not None:
        _add_rome(before, gathered.rome)
        notes.append("The ROME–ISCO table was added to the taxonomy in use.")
    else:
        if not only_rome:
            _check_worth(paths[0], tables, gathered)
            check_alike(gathered)
            notes += check_relations(gathered)
        if not gathered.rome and before is not None and before.rome_to_isco:
            gathered.rome = dict(before.rome_to_isco)
            notes.append("The ROME–ISCO table of the taxonomy before was kept.")
        complete(gathered)
        write_taxonomy(gathered, target, version=version, sources=sorted(table.short for table in tables))
    say(_WHAT, steps, steps)
    taxonomy = open_taxonomy(target)
    gone = vanished(taxonomy, before.uris) if before is not None else []
    return _report(taxonomy, tables, passed, notes, gone)


def _check_worth(path: Path, tables: Sequence[Table], gathered: Gathered) -> None:
    kinds = set(gathered.kinds.values())
    if not kinds & {ConceptKind.OCCUPATION, ConceptKind.SKILL}:
        found = ", ".join(dict.fromkeys(table.kind.value for table in tables))
        raise TaxonomyError(path, f"it holds no occupations and no skills, only {found}", DOWNLOAD)


def _in_use(path: Path) -> Taxonomy | None:
    try:
        return open_taxonomy(path)
    except TaxonomyError:
        return None


def _add_rome(taxonomy: Taxonomy, rome: dict[str, str]) -> None:
    members = Members(taxonomy.path)
    contents = {name: members.content(name) for name in members.names()}
    manifest = {name: value for name, value in members.manifest.items() if name != "format"}
    write_members(taxonomy.path, manifest, contents | {"rome.json": record_member(rome)})


def _report(
    taxonomy: Taxonomy, tables: Sequence[Table], passed: Sequence[str], notes: Sequence[str], gone: Sequence[str]
) -> ImportReport:
    return ImportReport(
        path=taxonomy.path,
        version=taxonomy.version,
        concepts={kind: len(taxonomy.rows_of(kind)) for kind in ConceptKind},
        languages=taxonomy.languages,
        relations={
            "essential": taxonomy.essential.nnz,
            "optional": taxonomy.optional.nnz,
            "broader": taxonomy.broader.nnz,
            "related": taxonomy.related.nnz,
        },
        rome_codes=len(taxonomy.rome_to_isco),
        tables=tuple(table.short for table in tables),
        passed_over=tuple(passed),
        notes=tuple(notes),
        gone=tuple(gone),
    )
