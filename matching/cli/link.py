"""What does a title or a skill mean in the taxonomy? Links phrases, and remembers what a counsellor says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matching.cli.arguments import EncoderName
from matching.cli.writing import check_out, replace_file
from matching.errors import InvalidValueError
from matching.presentation.csv_lines import csv_text

if TYPE_CHECKING:
    from matching.casework.linking import NamedLink

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

    from matching.assembly import open_encoder, open_linker
    from matching.casework.linking import link_phrases, read_phrases, remember_meaning
    from matching.config import Settings

    settings = Settings(encoder=encoder)
    linker = open_linker(settings, open_encoder(settings))
    phrases = [phrase] if phrase is not None else read_phrases(file or Path())
    if (confirm or reject) and (kept := remember_meaning(linker, phrases[0], kind.value, confirm)):
        typer.echo(f"Remembered in {kept}.", err=True)
    found = link_phrases(linker, phrases, kind.value, lang=lang, top=top)
    if out:
        replace_file(out, csv_text([COLUMNS, *_rows(phrases, found)]).encode("utf-8-sig"))
        linked = sum(map(bool, found))
        typer.echo(f"{linked:,} of {len(phrases):,} phrases linked, written to {out}.", err=True)
        return
    for one, links in zip(phrases, found, strict=True):
        _print(one, links)


def _rows(phrases: Sequence[str], found: Sequence[Sequence[NamedLink]]) -> Iterator[tuple[Any, ...]]:
    """Rows of the table; a phrase without a link has one that says so."""
    for phrase, links in zip(phrases, found, strict=True):
        if not links:
            yield phrase, "", "", "", "", "", "", "none"
        for rank, one in enumerate(links, start=1):
            yield phrase, rank, one.uri, one.name, one.confidence, one.label, one.lang, one.how


def _print(phrase: str, links: Sequence[NamedLink]) -> None:
    if not links:
        typer.echo(f"{phrase}: none (most likely it names nothing in the taxonomy).")
        return
    typer.echo(phrase)
    for one in links:
        typer.echo(f"  {one.confidence:4.0%}  {one.name} · {one.evidence}")
        typer.echo(f"        {one.uri}")
