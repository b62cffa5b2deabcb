"""How do labels, descriptions and relations, gathered in any order, become one taxonomy file?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.taxonomy.concepts import ESCO, KINDS, ConceptKind
from matching.taxonomy.isco import LANGUAGES as ISCO_LANGUAGES
from matching.taxonomy.isco import all_isco, isco_title
from matching.taxonomy.storage import SEPARATOR, array_member, record_member, texts_member, write_members
from matching.taxonomy.words import fold_label, index_words

_BLANKS = re.compile(r"\s+")
_LINE_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n\s*\n\s*")
RELATIONS = ("essential", "optional", "broader", "related")


class LabelRole(IntEnum):
    """How a label was given; the lowest one wins where several could be preferred."""

    OFFICIAL = 0
    PREFERRED = 1
    OTHER = 2


@dataclass
class Gathered:
    """All that was read, by URI. Relations are pairs (from, to)."""

    kinds: dict[str, ConceptKind] = field(default_factory=dict)
    labels: dict[str, dict[str, dict[str, LabelRole]]] = field(default_factory=dict)
    """Language, URI, text in order of appearance."""
    descriptions: dict[str, dict[str, str]] = field(default_factory=dict)
    isco: dict[str, str] = field(default_factory=dict)
    """ISCO-08 unit group of an occupation."""
    relations: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: {name: set() for name in RELATIONS})
    headings: set[str] = field(default_factory=set)
    """Groups of skills that the relations name."""
    rome: dict[str, str] = field(default_factory=dict)
    official: dict[str, dict[ConceptKind, set[str]]] = field(default_factory=dict)
    """URIs by kind in each table of an official download."""

    def add_label(self, uri: str, lang: str, text: str, role: LabelRole) -> None:
        """Add a label once, in the best role that any source gives it."""
        if clean := clean_label(text):
            known = self.labels.setdefault(lang, {}).setdefault(uri, {})
            known[clean] = min(role, known.get(clean, role))

    def add_description(self, uri: str, lang: str, text: str) -> None:
        """Add a description where there is none yet."""
        lines = _LINE_BLANKS.sub(" ", unicodedata.normalize("NFC", text).replace(SEPARATOR, " "))
        if clean := _EMPTY_LINES.sub("\n", lines).strip():
            self.descriptions.setdefault(lang, {}).setdefault(uri, clean)


def clean_label(text: str) -> str:
    """A label on one line, with composed letters."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text).replace(SEPARATOR, " ")).strip()


def preferred_first(texts: dict[str, LabelRole]) -> list[str]:
    """The labels of a concept in one language, the one to show first, the others by alphabet.

    The rule: what an official download prefers; else what another table prefers; else any. Where that leaves several,
    one that joins the forms for a man and a woman ("soudeur/soudeuse" beside "soudeur") goes first, then the most
    typical, which shares most words with all others (Jaccard), then the shortest. What was preferred elsewhere stays as
    an alternative.
    """
    best = min(texts.values())
    candidates = sorted(text for text, role in texts.items() if role is best)
    if len(candidates) > 1:
        joined = [text for text in candidates if (halves := text.split("/"))[1:] and halves[0].strip() in texts]
        candidates = [_most_typical(joined or candidates, texts)]
    return candidates + sorted(texts.keys() - candidates)


def _most_typical(candidates: Sequence[str], texts: Iterable[str]) -> str:
    words = [frozenset(fold_label(text).split()) for text in texts]

    def likeness(text: str) -> float:
        own = frozenset(fold_label(text).split())
        return sum(len(own & other) / (len(own | other) or 1) for other in words)

    return min(candidates, key=lambda text: (-likeness(text), len(text), text))


def complete(gathered: Gathered) -> None:
    """Add what is known without ESCO: all groups of ISCO-08 with their titles, and each occupation's place in them."""
    broader = gathered.relations["broader"]
    for code in all_isco():
        uri = f"{ESCO}isco/C{code}"
        gathered.kinds.setdefault(uri, ConceptKind.ISCO_GROUP)
        if len(code) > 1:
            broader.add((uri, f"{ESCO}isco/C{code[:-1]}"))
        for lang in ISCO_LANGUAGES:
            if uri not in gathered.labels.get(lang, {}):
                gathered.add_label(uri, lang, isco_title(code, lang), LabelRole.OFFICIAL)
    parents: dict[str, list[str]] = {}
    for child, parent in sorted(broader):
        parents.setdefault(child, []).append(parent)
    for uri, kind in gathered.kinds.items():
        if kind is not ConceptKind.OCCUPATION:
            continue
        group = gathered.isco.get(uri) or _unit_group_above(uri, parents)
        if group:
            gathered.isco[uri] = group
            if uri not in parents:
                broader.add((uri, f"{ESCO}isco/C{group}"))


def _unit_group_above(uri: str, parents: dict[str, list[str]]) -> str | None:
    """The first unit group on the way up, breadth first."""
    seen, queue = {uri}, [uri]
    for one in queue:
        code = one.removeprefix(f"{ESCO}isco/C")
        if code != one and len(code) == 4:
            return code
        above = [parent for parent in parents.get(one, ()) if parent not in seen]
        seen.update(above)
        queue += above
    return None


def write_taxonomy(gathered: Gathered, out: Path, *, version: str, sources: Sequence[str]) -> None:
    """Write what was gathered as a file that ``open_taxonomy`` opens, whole or not at all.

    Labels, descriptions and relations of concepts without a kind are left out. Raises ``TaxonomyError`` where the file
    cannot be written.
    """
    uris = sorted(gathered.kinds)
    rows = {uri: row for row, uri in enumerate(uris)}
    members = {
        "uris.txt": texts_member(uris),
        "kinds.npy": array_member(np.array([KINDS.index(gathered.kinds[uri]) for uri in uris], np.int8)),
        "isco.txt": texts_member([_isco(uri, gathered) for uri in uris]),
        "rome.json": record_member(gathered.rome),
    }
    label_rows: list[int] = []
    label_texts: list[str] = []
    languages: list[str] = []
    offsets = [0]
    for lang in sorted(gathered.labels):
        known = gathered.labels[lang]
        texts = [(rows[uri], text) for uri in sorted(known) if uri in rows for text in preferred_first(known[uri])]
        if not texts:
            continue
        members[f"labels/{lang}.txt"] = texts_member([text for _, text in texts])
        label_rows += [row for row, _ in texts]
        label_texts += [text for _, text in texts]
        languages.append(lang)
        offsets.append(len(label_rows))
    members["labels.npy"] = array_member(np.array(label_rows, np.int32))
    words, starts, postings = index_words(label_texts)
    members["words.txt"] = texts_member(words)
    members["words.starts.npy"] = array_member(starts)
    members["words.labels.npy"] = array_member(postings)
    described: list[str] = []
    for lang, known in sorted(gathered.descriptions.items()):
        held = [uri for uri in sorted(known) if uri in rows]
        if held:
            described.append(lang)
            members[f"descriptions/{lang}.txt"] = texts_member([known[uri] for uri in held])
            members[f"descriptions/{lang}.npy"] = array_member(np.array([rows[uri] for uri in held], np.int32))
    for name in RELATIONS:
        starts, ends = _compressed(gathered.relations[name], rows)
        members[f"relations/{name}.starts.npy"] = array_member(starts)
        members[f"relations/{name}.ends.npy"] = array_member(ends)
    manifest = {
        "version": version,
        "sources": list(sources),
        "languages": languages,
        "offsets": offsets,
        "described": described,
    }
    write_members(out, manifest, members)


def _isco(uri: str, gathered: Gathered) -> str:
    if gathered.kinds[uri] is ConceptKind.ISCO_GROUP:
        return uri.removeprefix(f"{ESCO}isco/C")
    return gathered.isco.get(uri, "")


def _compressed(pairs: Iterable[tuple[str, str]], rows: dict[str, int]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Row pointers and column indices (CSR) of the pairs whose ends are both known."""
    known = sorted((rows[start], rows[end]) for start, end in pairs if start in rows and end in rows)
    starts = np.zeros(len(rows) + 1, np.int32)
    np.cumsum(np.bincount([start for start, _ in known], minlength=len(rows)), out=starts[1:])
    return starts, np.array([end for _, end in known], np.int32)
