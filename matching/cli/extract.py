"""What does a CV or an advert say? Shows what was read from its text, where it stands, and how sure that is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from matching.cli.arguments import EncoderName, SkipInvalid

if TYPE_CHECKING:
    from rich.console import Console

    from matching.intake.extraction import Extracted, LinkedConcept, LinkPhrases
    from matching.intake.extraction.found import Finding

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
    from matching.intake.extraction import extract as extract_text

    link = _linker(encoder, lang)
    console = None
    if format_ is ExtractFormat.TABLE:
        from matching.cli.screen import screen

        console = screen(sys.stdout)
    for file in files:
        for identifier, text, sort in _texts(file, kind, skip_invalid):
            found = extract_text(text, sort, lang=lang, link=link)
            if console is None:
                print(json.dumps(record(identifier, found), ensure_ascii=False))  # noqa: T201
            else:
                _print(console, identifier, found, tasks=tasks)


def record(identifier: str, found: Extracted) -> dict[str, Any]:
    """What was found in one text as plain data."""
    rows = [
        {
            "what": type(one).__name__.removeprefix("Found").lower(),
            **_fields(one),
            "quote": one.place.quote,
            "start": one.place.start,
            "end": one.place.end,
            "confidence": one.confidence,
            "to_check": one.to_check,
        }
        for one in found.findings
    ]
    flags = [{"kind": one.kind, "quote": one.quote, "start": one.start, "end": one.end} for one in found.flags]
    return {"id": identifier, "kind": found.kind, "text": found.text, "findings": rows, "flags": flags}


def _texts(path: Path, kind: TextKind | None, skip_invalid: bool) -> Iterator[tuple[str, str, Literal["cv", "advert"]]]:
    """Id, stripped text and kind of each document or row at ``path``."""
    from matching.cli.arguments import remark
    from matching.intake import read_candidates, read_vacancies
    from matching.intake.extraction.parts import likely_kind

    kinds: dict[str, Literal["cv", "advert"]] = {}
    texts: dict[str, str] = {}
    if kind is not TextKind.CV:
        adverts = read_vacancies(path, skip_invalid=skip_invalid)
        texts = {one.id: _text_of(one.title, one.description) for one in adverts.items}
        kinds = {name: likely_kind(text) if kind is None else "advert" for name, text in texts.items()}
        if "cv" not in kinds.values():
            remark(adverts, path)
            for name, text in texts.items():
                yield name, text, "advert"
            return
    people = read_candidates(path, skip_invalid=skip_invalid)
    remark(people, path)
    for person in people.items:
        if kinds.get(person.id, "cv") == "cv":
            yield person.id, person.text or "", "cv"
        else:
            yield person.id, texts[person.id], "advert"


def _text_of(title: str | None, description: str | None) -> str:
    """Text of an advert: its title stands in the description of a document, and apart in a table."""
    body = description or ""
    return body if title is None or title in body.partition("\n")[0] or not body else f"{title}\n{body}"


def _linker(encoder: str | None, lang: str | None) -> LinkPhrases | None:
    """The linker of the data folder; None, said on standard error, where no taxonomy was imported."""
    from matching.config import Settings
    from matching.taxonomy import FILE_NAME

    settings = Settings(encoder=encoder)
    if not (settings.data_dir / FILE_NAME).exists():
        typer.echo("No taxonomy was imported: phrases are shown without concepts.", err=True)
        return None
    from matching.embeddings.encoder import load_encoder
    from matching.intake.extraction import LinkedConcept
    from matching.linking.linker import open_linker
    from matching.taxonomy import ConceptKind

    linker = open_linker(settings.data_dir, load_encoder(settings.encoder))

    def link(phrases: Sequence[str], kind: Literal["occupation", "skill"]) -> list[list[LinkedConcept]]:
        return [
            [
                LinkedConcept(
                    one.uri,
                    linker.taxonomy.label(one.concept, lang or "en") or one.label,
                    lang or "en",
                    one.confidence,
                    one.how if one.how == "confirmed" else f"{one.how}: {one.label} ({one.lang})",
                )
                for one in links
            ]
            for links in linker.link(phrases, ConceptKind(kind), lang=lang)
        ]

    return link


def _print(console: Console, identifier: str, found: Extracted, *, tasks: bool) -> None:
    from matching.cli.screen import print_hanging
    from matching.wording.sentences import shortened

    console.print()
    print_hanging(console, "", f"{identifier} · {'CV' if found.kind == 'cv' else 'advert'}", style="bold")
    for flag in found.flags:
        quote = " ".join(flag.quote.split())
        print_hanging(console, "  ! ", f'asks for {flag.kind} ({flag.start}–{flag.end}): "{quote}"', style="bold")
    shown = [one for one in found.findings if tasks or getattr(one, "kind", "") != "task"]
    if not shown:
        console.print("  Nothing was read from it.")
    for one in shown:
        what = type(one).__name__.removeprefix("Found").lower()
        fields = _fields(one)
        concepts = getattr(one, "concepts", ())
        fields.pop("concepts", None)
        kind = fields.pop("kind", what)
        value = ", ".join(
            _worded(name, field) for name, field in fields.items() if field not in (None, "", "stated", [])
        )
        quote = shortened(" ".join(one.place.quote.split())[:_LONGEST_QUOTE])
        place = f"{one.place.start}–{one.place.end}"
        mark = "?" if one.to_check else " "
        told = f'{value} · "{quote}"' if value else f'"{quote}"'
        print_hanging(console, f"{mark} {one.confidence:4.0%} {kind:<11} ", f"{told} ({place})", hang=2)
        for concept in concepts[:_CONCEPTS_SHOWN]:
            line = f"{concept.label} {concept.confidence:.0%} · {concept.evidence}"
            print_hanging(console, " " * 19, f"→ {line}", style="dim", hang=2)


def _fields(one: Finding) -> dict[str, Any]:
    """Fields of a finding as plain data, its place and confidence apart."""
    return {name: _plain(getattr(one, name)) for name in type(one).__dataclass_fields__ if name not in _APART}


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


_APART = frozenset({"place", "confidence"})


def _plain(value: Any) -> Any:
    from pydantic import BaseModel

    from matching.intake.extraction import LinkedConcept

    match value:
        case tuple():
            return [_plain(item) for item in value]
        case LinkedConcept():
            return {name: getattr(value, name) for name in LinkedConcept.__dataclass_fields__}
        case BaseModel():
            return value.model_dump(mode="json")
        case _ if value is None or isinstance(value, str | int | float):
            return value
        case _:
            return str(value)
