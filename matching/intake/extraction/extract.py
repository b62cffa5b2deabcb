"""How is everything that a text says found, and linked where there is a linker?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from matching.intake.extraction.circumstances import find_dates, find_places, find_terms
from matching.intake.extraction.discrimination import flag_discrimination
from matching.intake.extraction.found import (
    Extracted,
    Finding,
    FoundEducation,
    FoundLanguage,
    FoundPhrase,
    Kind,
    LinkPhrases,
)
from matching.intake.extraction.languages import find_languages
from matching.intake.extraction.papers import find_licences
from matching.intake.extraction.parts import parts_of
from matching.intake.extraction.pay import find_wages
from matching.intake.extraction.phrases import Said, find_phrases
from matching.intake.extraction.schooling import find_education, find_experience
from matching.intake.extraction.sentences import scopes_of
from matching.intake.wordlists import fold

T = TypeVar("T", bound=Finding)
_LINKED_AS: dict[str, Literal["occupation", "skill"]] = {"occupation": "occupation", "skill": "skill", "task": "skill"}
_LONGEST_LINKED = 25
"""Words of a phrase beyond which no concept is sought for it."""


def extract(text: str, kind: Kind, *, lang: str | None = None, link: LinkPhrases | None = None) -> Extracted:
    """Everything found in ``text`` of a CV or an advert, from which identity has been stripped.

    Places are positions in ``Extracted.text``, which is ``text`` in normal form C. ``lang`` (ISO 639-1) narrows the
    search for discrimination, nothing else: adverts mix languages. Without ``link`` phrases have no concepts.
    """
    text = unicodedata.normalize("NFC", text)
    folded = fold(text)
    parts = parts_of(text)
    scopes = [scopes_of(folded, part, kind) for part in parts]
    languages = tuple(find_languages(text, folded, parts, scopes, kind))
    experience = tuple(find_experience(text, folded, parts, scopes, kind))
    education = tuple(find_education(text, folded, parts, scopes, kind))
    licences = tuple(find_licences(text, folded, parts, scopes, kind))
    flags = tuple(flag_discrimination(text, lang)) if kind == "advert" else ()
    terms = tuple(find_terms(text, folded, parts, kind))
    whole = [(one.place.start, one.place.end) for one in (*languages, *education, *licences, *terms)]
    whole += [(flag.start, flag.end) for flag in flags]
    said = Said(sorted(whole), [(one.place.start, one.place.end) for one in experience])
    phrases = _distinct(find_phrases(text, folded, parts, scopes, kind, said))
    return Extracted(
        text,
        kind,
        linked(phrases, link) if link else phrases,
        _distinct(languages),
        _distinct(experience),
        _distinct(education),
        _distinct(licences),
        _distinct(find_wages(text, folded, parts)),
        _distinct(find_places(text, parts, kind)),
        _distinct(terms),
        _distinct(find_dates(text, folded, parts, kind)),
        flags,
    )


def linked(phrases: Sequence[FoundPhrase], link: LinkPhrases) -> tuple[FoundPhrase, ...]:
    """The same phrases with the concepts that they may mean, best first."""
    concepts: dict[FoundPhrase, FoundPhrase] = {}
    for wanted in ("occupation", "skill"):
        chosen = [
            phrase
            for phrase in phrases
            if _LINKED_AS.get(phrase.kind, "skill") == wanted and len(phrase.place.quote.split()) <= _LONGEST_LINKED
        ]
        if not chosen:
            continue
        quotes = [" ".join(phrase.place.quote.split()) for phrase in chosen]
        for phrase, found in zip(chosen, link(quotes, wanted), strict=True):
            concepts[phrase] = replace(phrase, concepts=tuple(found))
    return tuple(concepts.get(phrase, phrase) for phrase in phrases)


def _distinct(findings: Iterable[T]) -> tuple[T, ...]:
    """Findings without those that say the same again; the surest of each stays, in the order of the text."""
    kept: dict[object, T] = {}
    for one in findings:
        key = _sense(one)
        if key not in kept or one.confidence > kept[key].confidence:
            kept[key] = one
    return tuple(sorted(kept.values(), key=lambda one: (one.place.start, one.place.end)))


def _sense(one: Finding) -> object:
    """What a finding says, wherever it stands."""
    match one:
        case FoundPhrase():
            return one.kind, " ".join(fold(one.place.quote).split())
        case FoundLanguage():
            return one.code, one.level
        case FoundEducation():
            return one.isced, one.importance
        case _:
            fields = {name: getattr(one, name) for name in type(one).__dataclass_fields__}
            return tuple(str(value) for name, value in fields.items() if name not in ("place", "confidence"))
