"""What do the texts of files say: skills, languages, schooling, pay, place, each with its words and how sure it is?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import BaseModel

from matching.casework.linking import link_phrases
from matching.domain import Candidate, Vacancy
from matching.intake import Intake, read_candidates, read_vacancies
from matching.intake.extraction import Flag, LinkedConcept, LinkPhrases, extract
from matching.intake.extraction.found import Finding, Kind
from matching.intake.extraction.parts import likely_kind
from matching.linking.linker import Linker

_APART = frozenset({"place", "confidence"})
_NAMED_IN = "en"


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of one document or row, without identity, and what it is."""

    id: str
    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding as plain data: ``text[start:end] == quote``; ``fields`` are those of its ``what``, ready for JSON."""

    what: str
    fields: dict[str, Any]
    quote: str
    start: int
    end: int
    confidence: float
    to_check: bool

    @property
    def concepts(self) -> Sequence[dict[str, Any]]:
        """The concepts that it may mean, best first, as ``LinkedConcept`` has them."""
        return self.fields.get("concepts", ())


@dataclass(frozen=True, slots=True)
class DocumentFindings:
    """All that was found in one text, in its order; places are positions in ``text``."""

    id: str
    kind: Kind
    text: str
    findings: tuple[FindingView, ...]
    flags: tuple[Flag, ...]

    def record(self) -> dict[str, Any]:
        """The same as one JSON object."""
        rows = [
            {
                "what": one.what,
                **one.fields,
                "quote": one.quote,
                "start": one.start,
                "end": one.end,
                "confidence": one.confidence,
                "to_check": one.to_check,
            }
            for one in self.findings
        ]
        flags = [{"kind": one.kind, "quote": one.quote, "start": one.start, "end": one.end} for one in self.flags]
        return {"id": self.id, "kind": self.kind, "text": self.text, "findings": rows, "flags": flags}


def read_texts(
    path: Path, kind: Kind | None = None, *, skip_invalid: bool = False
) -> tuple[Intake[Candidate] | Intake[Vacancy], tuple[DocumentText, ...]]:
    """The texts of a document, a folder of documents or a table, and what was noticed when they were read.

    Without ``kind`` each text says by itself what it is. Raises what ``read_candidates`` raises.
    """
    kinds: dict[str, Kind] = {}
    texts: dict[str, str] = {}
    if kind != "cv":
        adverts = read_vacancies(path, skip_invalid=skip_invalid)
        texts = {one.id: _text_of(one) for one in adverts.items}
        kinds = {name: likely_kind(text) if kind is None else "advert" for name, text in texts.items()}
        if "cv" not in kinds.values():
            return adverts, tuple(DocumentText(name, text, "advert") for name, text in texts.items())
    candidates = read_candidates(path, skip_invalid=skip_invalid)
    return candidates, tuple(
        DocumentText(one.id, one.text or "", "cv")
        if kinds.get(one.id, "cv") == "cv"
        else DocumentText(one.id, texts[one.id], "advert")
        for one in candidates.items
    )


def findings_in(
    document: DocumentText, *, lang: str | None = None, link: LinkPhrases | None = None
) -> DocumentFindings:
    """Everything that a text says; with ``link`` also the concepts that its phrases may mean."""
    found = extract(document.text, document.kind, lang=lang, link=link)
    return DocumentFindings(
        document.id,
        found.kind,
        found.text,
        tuple(_view(one) for one in found.findings),
        found.flags,
    )


def concept_links(linker: Linker, lang: str | None) -> LinkPhrases:
    """What gives phrases their concepts, named in ``lang``, else in English."""

    def link(phrases: Sequence[str], kind: Literal["occupation", "skill"]) -> list[list[LinkedConcept]]:
        return [
            [LinkedConcept(one.uri, one.name, lang or _NAMED_IN, one.confidence, one.evidence) for one in links]
            for links in link_phrases(linker, phrases, kind, lang=lang)
        ]

    return link


def _text_of(advert: Vacancy) -> str:
    """Text of an advert: its title stands in the description of a document, and apart in a table."""
    title, body = advert.title, advert.description or ""
    return body if title is None or title in body.partition("\n")[0] or not body else f"{title}\n{body}"


def _view(one: Finding) -> FindingView:
    return FindingView(
        type(one).__name__.removeprefix("Found").lower(),
        {name: _plain(getattr(one, name)) for name in type(one).__dataclass_fields__ if name not in _APART},
        one.place.quote,
        one.place.start,
        one.place.end,
        one.confidence,
        one.to_check,
    )


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return [_plain(item) for item in cast("tuple[Any, ...]", value)]
        case LinkedConcept():
            return {name: getattr(value, name) for name in LinkedConcept.__dataclass_fields__}
        case BaseModel():
            return value.model_dump(mode="json")
        case _ if value is None or isinstance(value, str | int | float):
            return value
        case _:
            return str(value)
