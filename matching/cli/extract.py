"""What does a CV or an advert say? Shows what was read from its text, where it stands, and how sure that is."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matching.cli.arguments import EncoderName, SkipInvalid, remark

if TYPE_CHECKING:
    from rich.console import Console

    from matching.casework.extracting import DocumentFindings, LinkPhrases

_CONCEPTS_SHOWN = 2
_LONGEST_QUOTE = 150


class TextKind(StrEnum):
    """What the documents are."""

    CV = "cv"
    ADVERT = "advert"


class ExtractFormat(StrEnum):
    """How findings are written."""

    TABLE = "table"
    JSONL = "jsonl"


def extract(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Documents, folders of documents, or tables.", show_default=False),
    ],
    kind: Annotated[TextKind | None, typer.Option(help="What they are.", show_default="told from each text")] = None,
    lang: Annotated[
        str | None, typer.Option(metavar="CODE", help="Language of the texts.", show_default="told from each text")
    ] = None,
    format_: Annotated[ExtractFormat, typer.Option("--format", help="How to write.")] = ExtractFormat.TABLE,
    tasks: Annotated[bool, typer.Option("--tasks", help="In the table also the tasks done or to do.")] = False,
    skip_invalid: SkipInvalid = False,
    encoder: EncoderName = None,
) -> None:
    """Show what the texts of CVs and adverts say: skills, languages, schooling, pay, place, with the words for each.

    Names, contacts and traits are taken out first. Where ESCO was imported, phrases are linked to its concepts.
    What is marked with ? is to check; nothing read from a text decides anything by itself.
    """
    from matching.casework.extracting import findings_in, read_texts

    link = _linker(encoder, lang)
    console = None
    if format_ is ExtractFormat.TABLE:
        from matching.cli.screen import screen

        console = screen(sys.stdout)
    for file in files:
        intake, texts = read_texts(file, None if kind is None else kind.value, skip_invalid=skip_invalid)
        remark(intake, file)
        for text in texts:
            found = findings_in(text, lang=lang, link=link)
            if console is None:
                print(json.dumps(found.record(), ensure_ascii=False))  # noqa: T201
            else:
                _print(console, found, tasks=tasks)


def _linker(encoder: str | None, lang: str | None) -> LinkPhrases | None:
    """What links phrases; None, said on standard error, where no taxonomy was imported."""
    from matching.assembly import open_encoder, open_linker
    from matching.casework.extracting import concept_links
    from matching.casework.taxonomies import is_imported
    from matching.config import Settings

    settings = Settings(encoder=encoder)
    if not is_imported(settings.data_dir):
        typer.echo("No taxonomy was imported: phrases are shown without concepts.", err=True)
        return None
    return concept_links(open_linker(settings, open_encoder(settings)), lang)


def _print(console: Console, found: DocumentFindings, *, tasks: bool) -> None:
    from matching.cli.screen import print_hanging
    from matching.wording.sentences import shortened

    console.print()
    print_hanging(console, "", f"{found.id} · {'CV' if found.kind == 'cv' else 'advert'}", style="bold")
    for flag in found.flags:
        quote = " ".join(flag.quote.split())
        print_hanging(console, "  ! ", f'asks for {flag.kind} ({flag.start}–{flag.end}): "{quote}"', style="bold")
    shown = [one for one in found.findings if tasks or one.fields.get("kind") != "task"]
    if not shown:
        console.print("  Nothing was read from it.")
    for one in shown:
        kind = one.fields.get("kind", one.what)
        value = ", ".join(
            _worded(name, field)
            for name, field in one.fields.items()
            if name not in ("kind", "concepts") and field not in (None, "", "stated", [])
        )
        quote = shortened(" ".join(one.quote.split())[:_LONGEST_QUOTE])
        place = f"{one.start}–{one.end}"
        mark = "?" if one.to_check else " "
        told = f'{value} · "{quote}"' if value else f'"{quote}"'
        print_hanging(console, f"{mark} {one.confidence:4.0%} {kind:<11} ", f"{told} ({place})", hang=2)
        for concept in one.concepts[:_CONCEPTS_SHOWN]:
            line = f"{concept['label']} {concept['confidence']:.0%} · {concept['evidence']}"
            print_hanging(console, " " * 19, f"→ {line}", style="dim", hang=2)


def _worded(name: str, value: Any) -> str:
    """One field of a finding as a reader of the table takes it in."""
    match name, value:
        case "months", int():
            return f"{value} months"
        case "isced", int():
            return f"ISCED {value}"
        case "wage", dict():
            amounts = dict.fromkeys(f"{one:,.0f}" for one in (value["minimum"], value["maximum"]) if one is not None)
            side = "from " if value["maximum"] is None else "up to " if value["minimum"] is None else ""
            return f"{side}{'–'.join(amounts)} {value['currency']} a {value['period']}"
        case _, list():
            return " ".join(map(str, value))
        case _:
            return str(value)
