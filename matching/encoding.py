"""How do people and vacancies become columns? The one place where text, encoder and lexical vectors meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.domain import Candidate, Evidence, Vacancy
from matching.domain.work_time import shared_stretches
from matching.embeddings.calibration import quantized
from matching.embeddings.encoder import Encoder
from matching.embeddings.lexical import lexical_vectors
from matching.embeddings.salience import Anchors
from matching.embeddings.text import (
    POOLED_SHARE,
    Passage,
    PassageRole,
    candidate_passages,
    full_text,
    text_language,
    vacancy_passages,
)
from matching.linking import EVIDENCE_WEIGHT, ConceptReader
from matching.ranking.columns import (
    NAMES,
    CandidateColumns,
    Parallel,
    Phrasing,
    Ragged,
    Told,
    VacancyColumns,
    candidate_columns,
    vacancy_columns,
)

MENTION_WEIGHT = 0.8
"""What a skill counts that only a title or free text mentions."""
STATED_SALIENCE = 0.4
"""Weight of a stated title or skill beside phrases of free text, whose salience is measured (0.1 to 0.8)."""
MEASURED = (PassageRole.TEXT, PassageRole.TITLE_PART)
"""Roles whose phrases weigh by their salience."""

PART_WEIGHT = 0.85
"""What a part of a title counts beside the whole."""
CLEAR_TITLE = 0.7
"""Salience from which a part of a title is taken for the name of an occupation."""

Weighted = list[tuple[int, float]]
_Stretches = list[list[tuple[str, float]]]
"""Stretches of time, each with the titles of the jobs held in it and the months that each counts."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """What one person or vacancy says: passages, their rows among the unique phrases, and their salience."""

    passages: list[Passage]
    rows: list[int]
    salience: list[float]


def encode_candidates(
    candidates: Sequence[Candidate],
    encoder: Encoder,
    anchors: Anchors,
    concepts: ConceptReader | None = None,
    as_of: date | None = None,
) -> CandidateColumns:
    """Columns of ``candidates`` with their phrases encoded, and read as ``concepts`` where there is a taxonomy.

    ``as_of``: the day on which it is told how long work has lasted that goes on, and how far the skills that work shows
    have faded. Without a day what goes on is of no known length, and nothing fades.
    """
    passages = [candidate_passages(one, as_of) for one in candidates]
    stated = [one.lang for one in candidates]
    shared = [_held_at_once(one, as_of) for one in candidates]
    columns = candidate_columns(candidates, _phrasing(passages, stated, encoder, anchors, _roles_of_candidate, shared))
    return replace(columns, concepts=concepts.of_candidates(candidates, as_of)) if concepts else columns


def encode_vacancies(
    vacancies: Sequence[Vacancy], encoder: Encoder, anchors: Anchors, concepts: ConceptReader | None = None
) -> VacancyColumns:
    """Columns of ``vacancies`` with their phrases encoded, and read as ``concepts`` where there is a taxonomy."""
    passages = [vacancy_passages(one) for one in vacancies]
    stated = [one.lang for one in vacancies]
    columns = vacancy_columns(vacancies, _phrasing(passages, stated, encoder, anchors, _roles_of_vacancy))
    return replace(columns, concepts=concepts.of_vacancies(vacancies)) if concepts else columns


def _phrasing(
    passages: Sequence[list[Passage]],
    languages: Sequence[str | None],
    encoder: Encoder,
    anchors: Anchors,
    roles_of: Callable[[_Owner], dict[str, Weighted]],
    shared: Sequence[_Stretches] = (),
) -> Phrasing:
    """What owners say, encoded; ``shared``: the stretches in which each held several jobs, empty where nobody did."""
    phrases = tuple(dict.fromkeys(passage.text for owned in passages for passage in owned))
    number = {text: row for row, text in enumerate(phrases)}
    vectors = np.zeros((0, encoder.dim), dtype=np.float32)
    if phrases:
        vectors = quantized(encoder.encode(phrases, role="document"))
    # Of what is stated nobody asks how salient it is, and to tell costs more than to encode.
    asked = {number[passage.text] for owned in passages for passage in owned if passage.role in MEASURED}
    measured = np.array(sorted(asked), dtype=np.int64)
    salience = np.full(len(phrases), STATED_SALIENCE, dtype=np.float32)
    salience[measured] = anchors.salience(vectors[measured])
    owners: list[_Owner] = []
    for owned in passages:
        rows = [number[passage.text] for passage in owned]
        weights = [
            float(salience[row]) if passage.role in MEASURED else STATED_SALIENCE
            for passage, row in zip(owned, rows, strict=True)
        ]
        owners.append(_Owner(owned, rows, weights))
    by_owner = [roles_of(owner) for owner in owners]
    texts = [full_text(owned) for owned in passages]
    roles = {name: Ragged.of([one[name] for one in by_owner]) for name in roles_of(_Owner([], [], []))}
    names = Told.of({name: one for name, one in roles.items() if name in NAMES}, len(phrases))
    stretches = [
        [[(number[title], months) for title, months in jobs] for jobs in one] for one in shared or [[]] * len(passages)
    ]
    return Phrasing(
        texts=phrases,
        vectors=vectors,
        gist=quantized(_unit_rows(_spread(Ragged.of([_shares(owner) for owner in owners]), len(phrases)) @ vectors)),
        roles=roles,
        lexical=lexical_vectors(texts),
        languages=tuple(text_language(lang, text) or "" for lang, text in zip(languages, texts, strict=True)),
        words=Told.of({name: one for name, one in roles.items() if name not in NAMES}, len(phrases)),
        names=names,
        parallel=Parallel.of(stretches, names),
    )


def _held_at_once(candidate: Candidate, as_of: date | None) -> _Stretches:
    """When the person held several jobs that have a title."""
    titled = [one for one in candidate.experiences if one.title]
    return [
        [(titled[at].title or "", stretch.months * density) for at, density in stretch.jobs]
        for stretch in shared_stretches(titled, as_of)
    ]


def _shares(owner: _Owner) -> Weighted:
    """Weight of each phrase in the gist: roles share by ``POOLED_SHARE``, phrases within a role by salience."""
    total: dict[PassageRole, float] = {}
    for passage, weight in zip(owner.passages, owner.salience, strict=True):
        total[passage.role] = total.get(passage.role, 0.0) + weight
    return [
        (row, POOLED_SHARE[passage.role] * weight / max(total[passage.role], 1e-9))
        for passage, row, weight in zip(owner.passages, owner.rows, owner.salience, strict=True)
    ]


def _spread(ragged: Ragged, phrases: int) -> csr_matrix:
    """The weights as a sparse matrix, owners by phrases."""
    shape = (len(ragged.offsets) - 1, phrases)
    return csr_matrix((ragged.weights, ragged.phrases, ragged.offsets), shape=shape)


def _unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _roles_of_candidate(owner: _Owner) -> dict[str, Weighted]:
    by_role: dict[PassageRole, Weighted] = {role: [] for role in PassageRole}
    held: Weighted = []
    skills: Weighted = []
    for passage, row in zip(owner.passages, owner.rows, strict=True):
        by_role[passage.role].append((row, 1.0))
        if passage.role is PassageRole.HELD and not np.isnan(passage.months):
            held.append((row, passage.months))
        if passage.role is PassageRole.SKILL:
            skills.append((row, EVIDENCE_WEIGHT[passage.evidence or Evidence.CLAIMED]))
    # Who names no occupation may tell of one: phrases that speak of work count, by how clearly they do.
    told = [(row, weight**0.5) for row, weight in zip(owner.rows, owner.salience, strict=True)]
    mentions = [(row, MENTION_WEIGHT) for role in (PassageRole.HELD, PassageRole.TEXT) for row, _ in by_role[role]]
    return {
        "wish": by_role[PassageRole.WISH],
        "held": held,
        "occupation": (by_role[PassageRole.WISH] + by_role[PassageRole.HELD]) or told,
        "asset": skills + mentions,
        "all": list(zip(owner.rows, owner.salience, strict=True)),
    }


def _roles_of_vacancy(owner: _Owner) -> dict[str, Weighted]:
    by_role: dict[PassageRole, Weighted] = {role: [] for role in PassageRole}
    for passage, row, salience in zip(owner.passages, owner.rows, owner.salience, strict=True):
        by_role[passage.role].append((row, salience))

    def alike(role: PassageRole) -> Weighted:
        return [(row, 1.0) for row, _ in by_role[role]]

    parts = [(row, PART_WEIGHT * min(1.0, salience / CLEAR_TITLE)) for row, salience in by_role[PassageRole.TITLE_PART]]
    return {
        "title": alike(PassageRole.TITLE) + parts,
        "essential": alike(PassageRole.ESSENTIAL),
        "optional": alike(PassageRole.OPTIONAL),
        "all": [pair for role in PassageRole if role is not PassageRole.TITLE_PART for pair in by_role[role]],
    }
