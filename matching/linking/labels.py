"""Which labels has every concept, as vectors, as words, and as they are spelled? Derived data, kept in a folder."""

from __future__ import annotations

import json
import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.atomic_files import atomic_folder
from matching.embeddings.encoder import Encoder
from matching.embeddings.lexical import HASH_BITS, lexical_vectors
from matching.embeddings.spelling import fold

if TYPE_CHECKING:
    from matching.taxonomy.concepts import ConceptKind, Taxonomy

FORMAT = 3
STEPS = 127
"""Label vectors are kept in whole steps of 1/127, which moves a cosine by less than 0.005."""
RARE_ENOUGH = 0.1
"""Smallest weight of a term that retrieves a concept: below, it is an ending that half the labels share."""
ENCODED_AT_ONCE = 16_384
SMOOTHING = 0.5
"""Times that a word nobody wrote in a language is taken to have been seen there."""


@dataclass(frozen=True, slots=True)
class LabelManifest:
    """What labels were made from. Kept labels are used again only if all of it agrees."""

    kind: str
    encoder: str
    dim: int
    taxonomy: str
    languages: tuple[str, ...]
    format: int = FORMAT

    @property
    def folder(self) -> str:
        """Name of the folder that holds them, another one for another manifest."""
        return f"labels-{self.kind}-{zlib.crc32(json.dumps(asdict(self)).encode()):08x}"


@dataclass(frozen=True)
class Labels:
    """Labels of all concepts of one kind, those of a concept side by side.

    ``concepts`` int64[C]: taxonomy rows; ``starts`` int64[C + 1]: where the labels of each begin; ``vectors``
    int8[L, dim]; ``prototypes`` float32[2, C, dim]: unit means of all labels and of the preferred ones; ``preferred``
    bool[L]; ``languages`` uint8[L] into ``names``; ``spelled`` uint64[L]: hash of the folded label;
    ``words`` csr float32[L, 2**20] and its ``rarity`` float32[2**20]; ``text`` bytes with ``ends`` int64[L].
    """

    names: tuple[str, ...]
    scripts: tuple[str, ...]
    concepts: NDArray[np.int64]
    starts: NDArray[np.int64]
    vectors: NDArray[np.int8]
    prototypes: NDArray[np.float32]
    preferred: NDArray[np.bool_]
    languages: NDArray[np.uint8]
    spelled: NDArray[np.uint64]
    word_weights: NDArray[np.float32]
    word_columns: NDArray[np.int32]
    word_starts: NDArray[np.int64]
    rarity: NDArray[np.float32]
    posting_weights: NDArray[np.float32]
    posting_concepts: NDArray[np.int32]
    posting_starts: NDArray[np.int64]
    language_weights: NDArray[np.float32]
    language_places: NDArray[np.int32]
    language_starts: NDArray[np.int64]
    language_unseen: NDArray[np.float32]
    text: NDArray[np.uint8]
    ends: NDArray[np.int64]

    def label(self, row: int) -> str:
        """The label of a row, as the taxonomy writes it."""
        start = int(self.ends[row - 1]) if row else 0
        return self.text[start : int(self.ends[row])].tobytes().decode("utf-8")

    def lang(self, row: int) -> str:
        """The language of a label (ISO 639-1)."""
        return self.names[int(self.languages[row])]

    @cached_property
    def words(self) -> csr_matrix:
        """Words and word parts of each label, rare ones weighing more; unit rows."""
        return csr_matrix(
            (self.word_weights, self.word_columns, self.word_starts),
            shape=(len(self.spelled), 2**HASH_BITS),
        )

    @cached_property
    def postings(self) -> csr_matrix:
        """csr float32[2**20, C]: what each term weighs in that label of the concept where it weighs most."""
        return csr_matrix(
            (self.posting_weights, self.posting_concepts, self.posting_starts),
            shape=(2**HASH_BITS, len(self.concepts)),
        )

    @cached_property
    def by_spelling(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Hashes of folded labels in rising order, and the label rows that they belong to."""
        order = np.argsort(self.spelled, kind="stable")
        return self.spelled[order], order

    @cached_property
    def middle(self) -> NDArray[np.float32]:
        """float32[C, dim]: half-way between the two prototypes of each concept."""
        return (self.prototypes[0] + self.prototypes[1]) / 2

    @cached_property
    def owner(self) -> NDArray[np.int64]:
        """int64[L]: the place of each label's concept in ``concepts``."""
        return np.repeat(np.arange(len(self.concepts)), np.diff(self.starts))

    @cached_property
    def _language_terms(self) -> csr_matrix:
        return csr_matrix(
            (self.language_weights, self.language_places, self.language_starts),
            shape=(2**HASH_BITS, len(self.names)),
        )

    @cached_property
    def _language_known(self) -> csr_matrix:
        ones = np.ones(len(self.language_weights), np.float32)
        return csr_matrix((ones, self.language_places, self.language_starts), shape=self._language_terms.shape)

    def languages_of(self, words: csr_matrix) -> NDArray[np.int64]:
        """For each row of ``words`` (as from ``read``) the place in ``names`` of its language, by naive Bayes.

        -1 where the likeliest language knows less than half of the terms.
        """
        if not self.names:
            return np.full(len(words.indptr) - 1, -1)
        marks = csr_matrix((np.ones_like(words.data), words.indices, words.indptr), shape=words.shape)
        terms = np.diff(words.indptr)
        likelihood = csr_matrix(marks @ self._language_terms).toarray() + terms[:, None] * self.language_unseen
        best = likelihood.argmax(axis=1)
        met = csr_matrix(marks @ self._language_known).toarray()[np.arange(len(best)), best]
        return np.where(2 * met >= np.maximum(terms, 1), best, -1)

    def reads(self, phrase: str) -> bool:
        """Whether any label is written in the script of the first letter of ``phrase``."""
        return next((script(sign) for sign in phrase if sign.isalpha()), "") in (*self.scripts, "")

    def place_of(self, lang: str) -> int:
        """Place of a language in ``names``; -1 where no label is in it."""
        return self.names.index(lang) if lang in self.names else -1

    def read(self, phrases: Sequence[str]) -> csr_matrix:
        """Words of phrases as the labels' words are weighed: csr float32[len(phrases), 2**20], unit rows."""
        return _weighed(lexical_vectors(phrases), self.rarity)


_ARRAYS = tuple(name for name in Labels.__dataclass_fields__ if name not in ("names", "scripts"))


@lru_cache(maxsize=4_096)
def script(sign: str) -> str:
    """The script of a letter by the first word of its Unicode name ("LATIN", "GEORGIAN"); empty for other signs."""
    return unicodedata.name(sign, "").partition(" ")[0] if sign.isalpha() else ""


def spelling(text: str) -> str:
    """A phrase as exact matches compare it: folded, its blanks and outer signs alike."""
    return " ".join(fold(text).split()).strip(" .,;:!?\"'")


def spelling_hash(text: str) -> int:
    """64 bits of a spelling, the same on every machine."""
    spelled = spelling(text).encode()
    return zlib.crc32(spelled) << 32 | zlib.adler32(spelled[::-1] + b"#")


def taxonomy_mark(taxonomy: Taxonomy) -> str:
    """The version of a taxonomy and a sum over the members of its file, which changes with its content."""
    with zipfile.ZipFile(taxonomy.path) as archive:
        sums = sorted((member.filename, member.CRC) for member in archive.infolist())
    return f"{taxonomy.version} {zlib.crc32(json.dumps(sums).encode()):08x}"


def build_labels(taxonomy: Taxonomy, kind: ConceptKind, encoder: Encoder, languages: Sequence[str] | None) -> Labels:
    """Encode and count all labels of a kind in ``languages`` (None: all); equal spellings of a concept count once."""
    rows, texts, langs = taxonomy.all_labels(kind, languages)
    rows = np.asarray(rows, dtype=np.int64)
    # The taxonomy gives the preferred label of a concept first in each language.
    heads = [(row, lang) for row, lang in zip(rows.tolist(), langs, strict=True)]
    preferred = np.array([one != before for one, before in zip(heads, [None, *heads], strict=False)], dtype=bool)
    hashes = np.array([spelling_hash(text) for text in texts], dtype=np.uint64)
    # Of equal spellings the preferred one stays, then English, then by language.
    order = sorted(
        range(len(texts)),
        key=lambda at: (int(rows[at]), int(hashes[at]), not preferred[at], langs[at] != "en", langs[at], texts[at]),
    )
    kept = [
        at
        for at, before in zip(order, [None, *order], strict=False)
        if before is None or (rows[at], hashes[at]) != (rows[before], hashes[before])
    ]
    rows, hashes, preferred = rows[kept], hashes[kept], preferred[kept]
    texts, langs = [texts[at] for at in kept], [langs[at] for at in kept]
    concepts, starts = np.unique(rows, return_index=True)
    starts = np.append(starts, len(rows)).astype(np.int64)
    vectors, prototypes = _encoded(texts, preferred, starts, encoder)
    names = tuple(sorted(set(langs)))
    place = {name: at for at, name in enumerate(names)}
    pieces = [text.encode() for text in texts]
    words, rarity, postings = _counted(texts, starts)
    of_language = np.array([place[lang] for lang in langs], dtype=np.uint8)
    spoken, unseen = _spoken(words, of_language, len(names))
    return Labels(
        names=names,
        scripts=tuple(sorted(set(map(script, set().union(*texts))) - {""})),
        concepts=concepts,
        starts=starts,
        vectors=vectors,
        prototypes=prototypes,
        preferred=preferred,
        languages=of_language,
        spelled=hashes,
        word_weights=np.asarray(words.data, dtype=np.float32),
        word_columns=words.indices.astype(np.int32),
        word_starts=words.indptr.astype(np.int64),
        rarity=rarity,
        posting_weights=np.asarray(postings.data, dtype=np.float32),
        posting_concepts=postings.indices.astype(np.int32),
        posting_starts=postings.indptr.astype(np.int64),
        language_weights=np.asarray(spoken.data, dtype=np.float32),
        language_places=spoken.indices.astype(np.int32),
        language_starts=spoken.indptr.astype(np.int64),
        language_unseen=unseen,
        text=np.frombuffer(b"".join(pieces), dtype=np.uint8),
        ends=np.cumsum([len(piece) for piece in pieces], dtype=np.int64),
    )


def _encoded(
    texts: Sequence[str], preferred: NDArray[np.bool_], starts: NDArray[np.int64], encoder: Encoder
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Label vectors in steps, and the two prototypes of each concept."""
    vectors = np.zeros((len(texts), encoder.dim), dtype=np.int8)
    sums = np.zeros((2, len(starts) - 1, encoder.dim), dtype=np.float32)
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    for start in range(0, len(texts), ENCODED_AT_ONCE):
        part = slice(start, start + ENCODED_AT_ONCE)
        block = encoder.encode(texts[part], role="document")
        vectors[part] = np.round(block * STEPS)
        np.add.at(sums[0], owner[part], block)
        np.add.at(sums[1], owner[part][preferred[part]], block[preferred[part]])
    # Who has no preferred label in these languages is taken by all of them.
    none = ~sums[1].any(axis=1)
    sums[1][none] = sums[0][none]
    lengths = np.linalg.norm(sums, axis=2, keepdims=True)
    return vectors, np.divide(sums, lengths, out=sums, where=lengths > 0)


def _counted(texts: Sequence[str], starts: NDArray[np.int64]) -> tuple[csr_matrix, NDArray[np.float32], csr_matrix]:
    """Words of labels, the rarity of each term among concepts, and the concepts of each term."""
    plain = lexical_vectors(texts)
    concepts = len(starts) - 1
    owner = np.repeat(np.arange(concepts), np.diff(starts))
    of_entry = np.repeat(owner, np.diff(plain.indptr))
    used = np.unique(of_entry * 2**HASH_BITS + plain.indices)
    spread = np.bincount(used % 2**HASH_BITS, minlength=2**HASH_BITS)
    rarity = np.log1p(concepts / np.maximum(spread, 1)).astype(np.float32)
    words = _weighed(plain, rarity)
    keys = of_entry + words.indices.astype(np.int64) * concepts
    order = np.argsort(keys, kind="stable")
    keys, weights = keys[order], words.data[order]
    heads = np.flatnonzero(np.diff(keys, prepend=-1))
    weights = np.maximum.reduceat(weights, heads) if len(heads) else weights
    keys = keys[heads]
    strong = weights >= RARE_ENOUGH
    keys, weights = keys[strong], weights[strong]
    offsets = np.concatenate([[0], np.cumsum(np.bincount(keys // max(concepts, 1), minlength=2**HASH_BITS))])
    return words, rarity, csr_matrix((weights, keys % max(concepts, 1), offsets), shape=(2**HASH_BITS, concepts))


def _spoken(words: csr_matrix, languages: NDArray[np.uint8], count: int) -> tuple[csr_matrix, NDArray[np.float32]]:
    """What a term adds to the logarithm of each language's likelihood beyond an unseen term, and what that adds."""
    spread = csr_matrix(
        (np.ones(len(languages), np.float32), (languages, np.arange(len(languages)))), shape=(count, len(languages))
    )
    marks = csr_matrix((np.ones_like(words.data), words.indices, words.indptr), shape=words.shape)
    counts = csr_matrix((spread @ marks).T)
    total = np.asarray(counts.sum(axis=0), dtype=np.float64).ravel()
    counts.data = np.log1p(np.asarray(counts.data, dtype=np.float32) / SMOOTHING)
    return counts, np.log(SMOOTHING / (total + SMOOTHING * len(np.unique(words.indices)))).astype(np.float32)


def _weighed(counts: csr_matrix, rarity: NDArray[np.float32]) -> csr_matrix:
    rows = len(counts.indptr) - 1
    weights = counts.data * rarity[counts.indices]
    owner = np.repeat(np.arange(rows), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(owner, weights=weights.astype(np.float64) ** 2, minlength=rows))
    scaled = (weights / np.where(lengths > 0, lengths, 1)[owner]).astype(np.float32)
    return csr_matrix((scaled, counts.indices, counts.indptr), shape=counts.shape)


def save_labels(labels: Labels, manifest: LabelManifest, root: Path) -> Path:
    """Write labels into a folder below ``root``, whole or not at all, and forget those of older manifests."""
    root.mkdir(parents=True, exist_ok=True)
    folder = root / manifest.folder
    with atomic_folder(folder) as draft:
        for name in _ARRAYS:
            np.save(draft / f"{name}.npy", getattr(labels, name), allow_pickle=False)
        content = {"names": labels.names, "scripts": labels.scripts, "manifest": asdict(manifest)}
        (draft / "manifest.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    for other in (*root.glob(f"labels-{manifest.kind}-*"), *root.glob(f".labels-{manifest.kind}-*.old")):
        if other != folder:
            # Another process may still read it (on Windows it cannot be removed then): the next build tries again.
            shutil.rmtree(other, ignore_errors=True)
    return folder


def load_labels(manifest: LabelManifest, root: Path) -> Labels | None:
    """Kept labels, read as they are needed (memory-mapped); None where there are none for this manifest, or damaged."""
    folder = root / manifest.folder
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        # As plain arrays: slices of memory maps are slow to make.
        arrays = {
            name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)) for name in _ARRAYS
        }
    except (OSError, ValueError, EOFError):
        return None
    expected = json.loads(json.dumps(asdict(manifest)))
    if content.get("manifest") != expected or len(arrays["vectors"]) != len(arrays["spelled"]):
        return None
    return Labels(names=tuple(content["names"]), scripts=tuple(content["scripts"]), **arrays)
