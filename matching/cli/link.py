"""What does a title or a skill mean in the taxonomy? Links phrases, and remembers what a counsellor says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matching.cli.arguments import EncoderName
from matching.cli.writing import check_out, replace_file
from matching.errors import InputFileError, InvalidValueError, UnknownIdError
from matching.presentation.csv_lines import csv_text

if TYPE_CHECKING:
    from matching.linking.linker import Link, Linker

COLUMNS = ("phrase", "rank", "uri", "name", "confidence", "label", "lang", "how")


class PhraseKind(StrEnum):
    """What a phrase may mean."""

    OCCUPATION = "occupation"
    SKILL = "skill"


def link(
    phrase: Annotated[str | None, typer.Argument(help="A title, an experience or a skill.", show_default=False)] = None,
    kind: Annotated[PhraseKind, typer.Option(help="What is sought.")] = PhraseKind.OCCUPATION,
    lang: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language of the phrases.", show_default="told from each")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=40, metavar="N", help="Concepts for each phrase.")] = 5,
    confirm: Annotated[
        str | None, typer.Option(metavar="URI", help="Remember that the phrase means this concept.")
    ] = None,
    reject: Annotated[bool, typer.Option("--reject", help="Remember that the phrase means no concept.")] = False,
    file: Annotated[Path | None, typer.Option(help="Text file with one phrase on each line.")] = None,
    out: Annotated[Path | None, typer.Option(help="CSV file to write.", show_default="the screen")] = None,
    encoder: EncoderName = None,
) -> None:
    """Find the concepts that a phrase may mean, with the confidence of each and the label that says so.

    Several readings are all shown; where none is likely enough, none is.
    """
    if (phrase is None) == (file is None):
        raise InvalidValueError("A link of", phrase or "nothing", "Give either a phrase or --file FILE.")
    if (confirm or reject) and (phrase is None or (confirm and reject)):
        raise InvalidValueError("--confirm, --reject", confirm or "", "Give one of them, with one phrase.")
    if out:
        check_out(out, (file,))

    from matching.config import Settings
    from matching.embeddings.encoder import load_encoder
    from matching.linking.linker import open_linker
    from matching.taxonomy import ConceptKind

    settings = Settings(encoder=encoder)
    linker = open_linker(settings.data_dir, load_encoder(settings.encoder))
    sought = ConceptKind(kind.value)
    phrases = [phrase] if phrase is not None else _lines(file or Path())
    if confirm or reject:
        _remember(linker, phrases[0], sought, confirm)
    found = linker.link(phrases, sought, lang=lang, top=top)
    if out:
        replace_file(out, csv_text([COLUMNS, *_rows(linker, phrases, found, lang)]).encode("utf-8-sig"))
        linked = sum(map(bool, found))
        typer.echo(f"{linked:,} of {len(phrases):,} phrases linked, written to {out}.", err=True)
        return
    for one, links in zip(phrases, found, strict=True):
        _print(linker, one, links, lang)


def _remember(linker: Linker, phrase: str, kind: str, uri: str | None) -> None:
    if linker.corrections is None:
        return
    if uri is not None:
        row = linker.taxonomy.row(uri)
        if row is None or linker.taxonomy.kind(row) != kind:
            raise UnknownIdError(str(kind), uri)
        uri = linker.taxonomy.uris[row]
    linker.corrections.remember(phrase, str(kind), uri)
    typer.echo(f"Remembered in {linker.corrections.path}.", err=True)


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as fault:
        raise InputFileError(path, f"it cannot be read ({fault.strerror})", "Name a text file.") from None
    except UnicodeDecodeError:
        raise InputFileError(path, "it is no UTF-8 text", "Save it as UTF-8, one phrase on each line.") from None
    phrases = [line.strip() for line in lines if line.strip()]
    if not phrases:
        raise InputFileError(path, "there is no phrase in it", "Write one phrase on each line.")
    return phrases


def _rows(
    linker: Linker, phrases: Sequence[str], found: Sequence[list[Link]], lang: str | None
) -> Iterator[tuple[Any, ...]]:
    """Rows of the table; a phrase without a link has one that says so."""
    for phrase, links in zip(phrases, found, strict=True):
        if not links:
            yield phrase, "", "", "", "", "", "", "none"
        for rank, one in enumerate(links, start=1):
            name = linker.taxonomy.label(one.concept, lang or "en")
            yield phrase, rank, one.uri, name, one.confidence, one.label, one.lang, one.how


def _print(linker: Linker, phrase: str, links: Sequence[Link], lang: str | None) -> None:
    if not links:
        typer.echo(f"{phrase}: none (most likely it names nothing in the taxonomy).")
        return
    typer.echo(phrase)
    for one in links:
        name = linker.taxonomy.label(one.concept, lang or "en")
        why = one.how if one.how == "confirmed" else f"{one.how}: {one.label} ({one.lang})"
        typer.echo(f"  {one.confidence:4.0%}  {name} · {why}")
        typer.echo(f"        {one.uri}")
