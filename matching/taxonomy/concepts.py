"""Which occupations, skills and groups are there, what are they called, and how do they hang together?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.errors import TaxonomyError, UnknownIdError
from matching.taxonomy.storage import Members
from matching.taxonomy.words import WordIndex, fold_label

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FILE_NAME = "taxonomy.zip"
ESCO = "http://data.europa.eu/esco/"
_ISCO_CODE = re.compile(r"[Cc]?(\d{1,4})")
_LABELS_COMPARED = 5_000
_HOW = ("exact", "prefix", "words", "some words")
_ROME_CODE = re.compile(r"[A-Za-z]\d{4}")


class ConceptKind(StrEnum):
    """What a concept is; a skill group is a heading of the skills pillar (ESCO's own, or a field of education)."""

    OCCUPATION = "occupation"
    SKILL = "skill"
    ISCO_GROUP = "isco_group"
    SKILL_GROUP = "skill_group"


KINDS = tuple(ConceptKind)
"""``Taxonomy.kinds`` holds positions in this tuple."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name of a concept; each concept has at most one preferred label in a language."""

    text: str
    lang: str
    preferred: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found by ``Taxonomy.search``, with the label that matched and how.

    ``how`` is "exact" (the label is the text), "prefix" (it begins with it), "words" (it has all its words, each at
    least as the beginning of a word) or "some words".
    """

    row: int
    label: Label
    how: str


class Taxonomy:
    """Concepts as rows 0 … n-1, ordered by URI; immutable, safe to share between threads.

    ``kinds`` holds positions in ``KINDS``; ``version`` is that of the ESCO downloads ("1.1.1", or "unstated").
    """

    def __init__(self, members: Members) -> None:
        """Use ``open_taxonomy``."""
        self._members = members
        self.path: Path = members.path
        self.version: str = members.manifest["version"]
        self.sources: tuple[str, ...] = tuple(members.manifest["sources"])
        self.languages: tuple[str, ...] = tuple(members.manifest["languages"])
        self._offsets: NDArray[np.int64] = np.array(members.manifest["offsets"], np.int64)
        self._texts: dict[str, list[str]] = {}
        self._descriptions: dict[str, tuple[NDArray[np.int32], list[str]]] = {}
        self.kinds: NDArray[np.int8] = members.array("kinds")
        self.kinds.setflags(write=False)
        self.uris: Sequence[str] = tuple(members.texts("uris"))

    def __len__(self) -> int:
        return len(self.uris)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {uri: row for row, uri in enumerate(self.uris)}

    @cached_property
    def rome_to_isco(self) -> dict[str, str]:
        """ISCO-08 unit group by ROME code; empty where no ROME–ISCO table was imported."""
        return self._members.record("rome")

    def isco_of_rome(self, code: str) -> str:
        """ISCO-08 unit group of a ROME code ("H2913").

        Raises ``TaxonomyError`` where no ROME–ISCO table was imported, ``UnknownIdError`` where it lacks the code.
        """
        if not self.rome_to_isco:
            remedy = "Run: matching taxonomy import TABLE (the ROME–ISCO table of France Travail, .xlsx or .csv)"
            raise TaxonomyError(self.path, "it holds no ROME–ISCO table", remedy)
        wanted = code.strip().upper()
        if wanted not in self.rome_to_isco:
            near = [known for known in sorted(self.rome_to_isco) if known[:3] == wanted[:3]]
            raise UnknownIdError("ROME code", code, near[:5])
        return self.rome_to_isco[wanted]

    def row(self, uri: str) -> int | None:
        """Row of a concept by its URI, an ISCO-08 code ("7212", "C7212") or a ROME code, or None if it is not there."""
        name = uri.strip()
        found = self._rows.get(name)
        if found is not None:
            return found
        if name.startswith("https://"):
            return self._rows.get("http" + name[5:])
        if code := _ISCO_CODE.fullmatch(name):
            return self._rows.get(f"{ESCO}isco/C{code[1]}")
        if _ROME_CODE.fullmatch(name) and (group := self.rome_to_isco.get(name.upper())):
            return self._rows.get(f"{ESCO}isco/C{group}")
        return None

    def kind(self, row: int) -> ConceptKind:
        """What the concept is."""
        return KINDS[self.kinds[row]]

    def rows_of(self, kind: ConceptKind) -> NDArray[np.int64]:
        """All rows of one kind, ascending."""
        return np.flatnonzero(self.kinds == KINDS.index(kind))

    def label(self, row: int, lang: str) -> str:
        """The preferred label in ``lang``, else in English, else in any language."""
        for language in dict.fromkeys((lang, "en", *self.languages)):
            if texts := self._labels_in(row, language):
                return texts[0]
        return self.uris[row].rpartition("/")[2]

    def labels(self, row: int, lang: str | None = None) -> list[Label]:
        """All labels in one language, or in all by code; the preferred one first, the others by alphabet."""
        return [
            Label(text, language, preferred=place == 0)
            for language in (self.languages if lang is None else (lang,))
            for place, text in enumerate(self._labels_in(row, language))
        ]

    def all_labels(
        self, kind: ConceptKind | None = None, languages: Sequence[str] | None = None
    ) -> tuple[NDArray[np.int64], list[str], list[str]]:
        """Every label: rows int64[m], texts and languages, by language, then row; the preferred one of a row first.

        Languages that the taxonomy lacks are passed over.
        """
        found: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        all_texts: list[str] = []
        all_languages: list[str] = []
        for language in self.languages if languages is None else languages:
            rows, texts = self._label_columns(language)
            if kind is not None:
                chosen = np.flatnonzero(self.kinds[rows] == KINDS.index(kind))
                rows, texts = rows[chosen], [texts[place] for place in chosen.tolist()]
            found.append(rows.astype(np.int64))
            all_texts += texts
            all_languages += [language] * len(texts)
        return np.concatenate(found), all_texts, all_languages

    @cached_property
    def _label_rows(self) -> NDArray[np.int32]:
        """Row of every label, by language, then row."""
        return self._members.array("labels")

    def _label_columns(self, language: str) -> tuple[NDArray[np.int32], list[str]]:
        if language not in self.languages:
            return np.empty(0, np.int32), []
        number = self.languages.index(language)
        if language not in self._texts:
            self._texts[language] = self._members.texts(f"labels/{language}")
        return self._label_rows[self._offsets[number] : self._offsets[number + 1]], self._texts[language]

    def _labels_in(self, row: int, language: str) -> list[str]:
        rows, texts = self._label_columns(language)
        return texts[int(np.searchsorted(rows, row)) : int(np.searchsorted(rows, row, side="right"))]

    def description(self, row: int, lang: str) -> str | None:
        """The description in ``lang``, else in English, else None."""
        for language in dict.fromkeys((lang, "en")):
            if language not in self._members.manifest["described"]:
                continue
            if language not in self._descriptions:
                name = f"descriptions/{language}"
                self._descriptions[language] = self._members.array(name), self._members.texts(name)
            rows, texts = self._descriptions[language]
            place = int(np.searchsorted(rows, row))
            if place < len(rows) and rows[place] == row:
                return texts[place]
        return None

    @cached_property
    def _isco(self) -> list[str]:
        return self._members.texts("isco")

    def isco(self, row: int) -> str | None:
        """ISCO-08 code: of four digits for an occupation, of one to four for a group; None for skills."""
        return self._isco[row] or None

    def isco_ancestry(self, row: int) -> list[int]:
        """Rows of the unit, minor, sub-major and major group of an occupation; a group's own row comes first."""
        code = self._isco[row]
        ends = (f"{ESCO}isco/C{code[:length]}" for length in range(len(code), 0, -1))
        return [self._rows[uri] for uri in ends if uri in self._rows]

    @cached_property
    def essential(self) -> csr_matrix:
        """bool[n, n]: occupation → skill that it needs."""
        return self._relation("essential")

    @cached_property
    def optional(self) -> csr_matrix:
        """bool[n, n]: occupation → skill that helps."""
        return self._relation("optional")

    @cached_property
    def broader(self) -> csr_matrix:
        """bool[n, n]: child → parent, in both pillars: occupations, ISCO groups, skills and their groups."""
        return self._relation("broader")

    @cached_property
    def narrower(self) -> csr_matrix:
        """bool[n, n]: parent → child."""
        return self.broader.T.tocsr()

    @cached_property
    def related(self) -> csr_matrix:
        """bool[n, n], symmetric: skills that ESCO calls essential or optional for one another, either way round."""
        return self._relation("related")

    def related_to(self, row: int, relation: str, *, backwards: bool = False) -> list[int]:
        """Rows that the concept in ``row`` has a relation to: the name of one of the matrices above.

        ``backwards``: rows that have that relation to it.
        """
        held: csr_matrix = getattr(self, relation)
        matrix = held.T.tocsr() if backwards else held
        return matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist()

    def _relation(self, name: str) -> csr_matrix:
        from scipy.sparse import csr_matrix

        starts, ends = self._members.array(f"relations/{name}.starts"), self._members.array(f"relations/{name}.ends")
        return csr_matrix((np.ones(len(ends), np.bool_), ends, starts), shape=(len(self), len(self)))

    @cached_property
    def _index(self) -> WordIndex:
        return WordIndex(
            self._members.texts("words"),
            self._members.array("words.starts"),
            self._members.array("words.labels"),
            int(self._offsets[-1]),
        )

    def search(self, text: str, lang: str | None = None, kind: ConceptKind | None = None, limit: int = 10) -> list[Hit]:
        """Concepts whose labels have the words of ``text``, accents and case aside, each concept once.

        First those with all words: exact labels, then labels that begin with the text, then the rest, those with fewer
        other words first and preferred labels before others; where no label has all words, those with most of them.
        Ties by row. A language that the taxonomy lacks finds nothing.
        """
        wanted = fold_label(text)
        places, complete = self._index.find(wanted, self._allowed(lang, kind), _LABELS_COMPARED)
        found: dict[int, tuple[tuple[int, ...], Hit]] = {}
        for place in places:
            number = int(np.searchsorted(self._offsets, place, side="right")) - 1
            language, inside = self.languages[number], place - int(self._offsets[number])
            rows, texts = self._label_columns(language)
            row = int(rows[inside])
            folded = fold_label(texts[inside])
            step = 0 if folded == wanted else 3 if not complete else 1 if folded.startswith(wanted) else 2
            other = inside > 0 and int(rows[inside - 1]) == row
            key = (step, folded.count(" "), other, row, number, inside)
            if row not in found or key < found[row][0]:
                label = Label(texts[inside], language, preferred=not other)
                found[row] = key, Hit(row, label, _HOW[step])
        return [hit for _, hit in sorted(found.values(), key=lambda pair: pair[0])[:limit]]

    def _allowed(self, lang: str | None, kind: ConceptKind | None) -> NDArray[np.bool_] | None:
        if lang is None and kind is None:
            return None
        allowed = np.ones(int(self._offsets[-1]), np.bool_)
        if kind is not None:
            allowed &= self.kinds[self._label_rows] == KINDS.index(kind)
        if lang is not None:
            number = self.languages.index(lang) if lang in self.languages else len(self.languages)
            allowed[: self._offsets[number]] = False
            allowed[self._offsets[min(number + 1, len(self.languages))] :] = False
        return allowed


def open_taxonomy(path: Path) -> Taxonomy:
    """Open an imported taxonomy: the file, or the data folder that holds it as ``taxonomy.zip``.

    Raises ``TaxonomyError`` where it is absent, damaged or of another format.
    """
    return Taxonomy(Members(path / FILE_NAME if path.is_dir() else path))
