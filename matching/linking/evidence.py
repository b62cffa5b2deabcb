"""What speaks for each concept that a phrase could mean? Likeness of meaning, of words, and of spelling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.embeddings.encoder import Encoder
from matching.linking.labels import STEPS, Labels, spelling_hash
from matching.linking.titles import core

FEATURES = (
    "meaning_all",  # cosine to the mean of all labels of the concept
    "meaning_preferred",  # cosine to the mean of its preferred labels
    "meaning_nearest",  # cosine to its nearest label
    "meaning_three",  # mean cosine to its three nearest labels
    "meaning_nearest_preferred",  # cosine to its nearest preferred label
    "meaning_own_language",  # cosine to its nearest label in the language of the phrase, where it has one
    "meaning_own_preferred",  # cosine to its preferred label in that language, where it has one
    "words_all",  # shared words and word parts, rare ones more, whichever labels hold them
    "words_nearest",  # the same with the label nearest in meaning
    "exact",  # 1 where a label is spelled like the phrase
    "exact_preferred",  # 1 where a preferred label is
)
CONSIDERED = 40
"""Concepts weighed for each phrase."""
WORDS_SHARE = 0.5
"""What likeness of words counts beside likeness of meaning when the concepts to weigh are chosen."""
OWN_LANGUAGE_FIRST = 0.1
"""How much less alike a label in the language of the phrase may be and still be the one that is told."""
SPELLED_ALIKE = 10.0
"""More than any likeness: a concept with a label that is spelled like the phrase is always weighed."""
FOREIGN = -2
"""The place of a language that no label is in."""
AT_ONCE = 1_024
"""Phrases that meet all concepts together."""
TOGETHER = 16_384
"""Phrases that meet the labels of each concept together: the more, the fewer the products."""


@dataclass(frozen=True, slots=True)
class LabelEvidence:
    """Pairs of a phrase and a concept: ``phrase`` int64[M] rising; ``concept`` int64[M] (place in ``Labels``);
    ``features`` float32[M, len(FEATURES)]; ``label`` int64[M]: the label that says it best."""

    phrase: NDArray[np.int64]
    concept: NDArray[np.int64]
    features: NDArray[np.float32]
    label: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.phrase)


def gather(
    labels: Labels,
    encoder: Encoder,
    phrases: Sequence[str],
    *,
    lang: str | None = None,
    considered: int = CONSIDERED,
    floor: float = -1.0,
) -> LabelEvidence:
    """Weigh the ``considered`` likeliest concepts of each phrase; ``lang`` is that of the phrases, None to tell it.

    A phrase whose likeness to the nearest concept as a whole is below ``floor`` has only one concept weighed.
    """
    parts = [
        _block(labels, encoder, phrases[start : start + TOGETHER], lang, considered, floor)
        for start in range(0, len(phrases), TOGETHER)
    ]
    if not parts:
        none = np.zeros(0, np.int64)
        return LabelEvidence(none, none, np.zeros((0, len(FEATURES)), np.float32), none)
    for number, part in enumerate(parts):
        part.phrase[:] += number * TOGETHER
    return LabelEvidence(*(np.concatenate([getattr(one, name) for one in parts]) for name in LabelEvidence.__slots__))


def _block(
    labels: Labels, encoder: Encoder, phrases: Sequence[str], lang: str | None, considered: int, floor: float
) -> LabelEvidence:
    bare = [core(phrase) for phrase in phrases]
    vectors = _vectors(encoder, phrases, bare)
    words = labels.read(phrases)
    if lang is None:
        own = labels.languages_of(words)
        own[[not labels.reads(phrase) for phrase in phrases]] = FOREIGN
    else:
        own = np.full(len(phrases), labels.place_of(lang) if lang in labels.names else FOREIGN)
    asked, rows = _spelled_alike(labels, phrases, bare)
    phrase, concept, shared = _chosen(labels, vectors, words, (asked, labels.owner[rows]), considered, floor)
    by_label, label = _by_label(labels, vectors, own, phrase, concept)
    features = np.zeros((len(phrase), len(FEATURES)), dtype=np.float32)
    for column, prototypes in enumerate(labels.prototypes):
        features[:, column] = np.einsum("ij,ij->i", vectors[phrase], prototypes[concept])
    features[:, 2:7] = by_label
    features[:, 7] = shared
    features[:, 8] = _row_products(words[phrase], labels.words[label])
    concepts = len(labels.concepts)
    pair = np.searchsorted(phrase * concepts + concept, asked * concepts + labels.owner[rows])
    features[pair, 9] = 1
    # Where several labels are spelled alike the preferred one is told: it is written last.
    order = np.argsort(labels.preferred[rows], kind="stable")
    label[pair[order]] = rows[order]
    features[pair[order], 10] = labels.preferred[rows[order]]
    return LabelEvidence(phrase, concept, features, label)


def _chosen(
    labels: Labels,
    vectors: NDArray[np.float32],
    words: csr_matrix,
    alike: tuple[NDArray[np.int64], NDArray[np.int64]],
    considered: int,
    floor: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Pairs of each phrase with the concepts worth weighing, by phrase, then concept; and ``words_all`` of each.

    ``alike``: phrases and concepts of which a label is spelled so, which are always weighed.
    """
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]] = []
    for start in range(0, len(vectors), AT_ONCE):
        shared = csr_matrix(words[start : start + AT_ONCE] @ labels.postings).toarray()
        rough = vectors[start : start + AT_ONCE] @ labels.middle.T
        worth = rough.max(axis=1, initial=-1) >= floor
        rough += WORDS_SHARE * shared
        here = (alike[0] >= start) & (alike[0] < start + AT_ONCE)
        rough[alike[0][here] - start, alike[1][here]] += SPELLED_ALIKE
        worth[alike[0][here] - start] = True
        phrase, concept = _likeliest(rough, worth, considered)
        found.append((phrase + start, concept, shared[phrase, concept]))
    phrase, concept, shared = (np.concatenate(column) for column in zip(*found, strict=True))
    return phrase, concept, shared


def _likeliest(
    rough: NDArray[np.float32], worth: NDArray[np.bool_], considered: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of each phrase (row of ``rough``) with its ``considered`` best concepts, or its best one."""
    count = min(considered, rough.shape[1])
    best = rough.argmax(axis=1)
    wide = np.flatnonzero(worth)
    many = np.argpartition(rough[wide], rough.shape[1] - count, axis=1)[:, rough.shape[1] - count :]
    phrase = np.concatenate([np.repeat(wide, count), np.flatnonzero(~worth)])
    concept = np.concatenate([many.ravel(), best[~worth]])
    order = np.lexsort((concept, phrase))
    return phrase[order], concept[order]


def _by_label(
    labels: Labels,
    vectors: NDArray[np.float32],
    own: NDArray[np.int64],
    phrase: NDArray[np.int64],
    concept: NDArray[np.int64],
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The five features from ``meaning_nearest`` on of each pair, and the label that is told.

    ``own`` int64[phrases] is the language of each phrase. A concept's labels meet all its phrases in one product.
    A phrase in a language without labels (``FOREIGN``) is compared with the English ones alone: the encoder learned
    every language beside English, and what other languages add is noise.
    """
    english = labels.place_of("en")
    facts = np.zeros((len(phrase), 5), dtype=np.float32)
    label = np.zeros(len(phrase), dtype=np.int64)
    order = np.argsort(concept, kind="stable")
    bounds = np.flatnonzero(np.diff(concept[order], prepend=-1, append=-1)).tolist()
    for first, last in pairwise(bounds):
        pairs = order[first:last]
        begin, end = labels.starts[concept[pairs[0]]], labels.starts[concept[pairs[0]] + 1]
        likeness = (labels.vectors[begin:end].astype(np.float32) @ vectors[phrase[pairs]].T) / STEPS
        spoken, language = labels.languages[begin:end, None], own[phrase[pairs]]
        foreign = language == FOREIGN
        if foreign.any() and (spoken == english).any():
            language = np.where(foreign, english, language)
            likeness[(spoken != english) & foreign] = -1
        columns = np.arange(len(pairs))
        top = likeness.argmax(axis=0)
        best = likeness[top, columns]
        kept = min(3, len(likeness))
        nearest = np.partition(likeness, len(likeness) - kept, axis=0)[-kept:]
        same = np.where(spoken == language, likeness, -1)
        top_same = same.argmax(axis=0)
        in_own = same[top_same, columns]
        named = np.flatnonzero(labels.preferred[begin:end])
        of_name = likeness[named].max(axis=0, initial=-1)
        own_name = same[named].max(axis=0, initial=-1)
        of_name = np.where(of_name > -1, of_name, best)
        facts[pairs, 0] = best
        facts[pairs, 1] = np.where(nearest > -1, nearest, best).mean(axis=0)
        facts[pairs, 2] = of_name
        facts[pairs, 3] = np.where(in_own > -1, in_own, best)
        facts[pairs, 4] = np.where(own_name > -1, own_name, of_name)
        label[pairs] = begin + np.where(in_own >= best - OWN_LANGUAGE_FIRST, top_same, top)
    return facts, label


def _vectors(encoder: Encoder, phrases: Sequence[str], bare: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of phrases in which what names the occupation counts twice."""
    both = encoder.encode(phrases) + encoder.encode(bare)
    lengths = np.linalg.norm(both, axis=1, keepdims=True)
    return np.divide(both, lengths, out=both, where=lengths > 0)


def _row_products(ones: csr_matrix, others: csr_matrix) -> NDArray[np.float32]:
    return np.asarray(ones.multiply(others).sum(axis=1), dtype=np.float32).ravel()


def _spelled_alike(
    labels: Labels, phrases: Sequence[str], bare: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places in ``phrases`` and rows of labels that are spelled like the phrase or what is ``bare`` of it."""
    hashes, order = labels.by_spelling
    spelled = [(at, text) for at, pair in enumerate(zip(phrases, bare, strict=True)) for text in dict.fromkeys(pair)]
    place = np.array([at for at, _ in spelled], dtype=np.int64)
    asked = np.array([spelling_hash(text) for _, text in spelled], dtype=np.uint64)
    first, last = np.searchsorted(hashes, asked, "left"), np.searchsorted(hashes, asked, "right")
    counts = last - first
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(place, counts), order[np.repeat(first, counts) + offsets]
