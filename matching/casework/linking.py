"""Which concepts may phrases mean, what are these called, and what does a counsellor say of them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from matching.errors import InputFileError, UnknownIdError
from matching.linking.linker import How, Linker
from matching.taxonomy import ConceptKind

Sought = Literal["occupation", "skill"]
_NAMED_IN = "en"
"""Language of the names of concepts where that of the phrases is not known."""


@dataclass(frozen=True, slots=True)
class NamedLink:
    """A concept that a phrase may mean, by its name: the probability that it is meant, and the label that says so."""

    uri: str
    name: str
    confidence: float
    label: str
    lang: str
    how: How

    @property
    def evidence(self) -> str:
        """How it was found: a counsellor said so, or a label, in its language, is like the phrase."""
        return self.how if self.how == "confirmed" else f"{self.how}: {self.label} ({self.lang})"


def link_phrases(
    linker: Linker, phrases: Sequence[str], sought: Sought, *, lang: str | None = None, top: int = 5
) -> list[list[NamedLink]]:
    """The likeliest concepts of each phrase, best first, at most ``top``; none where nothing is likely enough.

    ``lang`` is the language of the phrases and of the names; None to tell it from each phrase, and name in English.
    """
    named_in = lang or _NAMED_IN
    return [
        [
            NamedLink(
                one.uri,
                linker.taxonomy.label(one.concept, named_in),
                one.confidence,
                one.label,
                one.lang,
                one.how,
            )
            for one in links
        ]
        for links in linker.link(phrases, ConceptKind(sought), lang=lang, top=top)
    ]


def remember_meaning(linker: Linker, phrase: str, sought: Sought, uri: str | None) -> Path | None:
    """Keep that a phrase means a concept, or none where ``uri`` is None; the file in which it is kept, if any is.

    Raises ``UnknownIdError`` where the taxonomy has no such concept of that kind, ``InputFileError`` where the file
    cannot be written.
    """
    if linker.corrections is None:
        return None
    if uri is not None:
        row = linker.taxonomy.row(uri)
        if row is None or linker.taxonomy.kind(row) != sought:
            raise UnknownIdError(sought, uri)
        uri = linker.taxonomy.uris[row]
    linker.corrections.remember(phrase, sought, uri)
    return linker.corrections.path


def read_phrases(path: Path) -> list[str]:
    """The phrases of a text file, one on each line; raises ``InputFileError`` where there is none."""
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
