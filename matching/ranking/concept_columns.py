"""Which concepts of the taxonomy do many people hold and many vacancies ask, as sparse columns?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.domain import Evidence

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

STEP = 2.0**-10


@dataclass(frozen=True, slots=True)
class HeldConcepts:
    """What people are and can, csr float32[people, concepts], values 0 to 1 in steps of 2**-10."""

    occupations: csr_matrix
    """Occupations held or wished and the ISCO groups above them, by how likely they are meant."""
    skills: csr_matrix
    """How far each skill is covered: by claims, by work done, and by what lies near those in the graph."""
    work: csr_matrix
    """How far work done implies each skill."""

    def take(self, rows: Rows) -> Self:
        """The same for a choice of people, in that order."""
        return type(self)(*(csr_matrix(one[rows]) for one in (self.occupations, self.skills, self.work)))


@dataclass(frozen=True, slots=True)
class AskedConcepts:
    """What vacancies are and ask, csr float32[vacancies, concepts], in steps of 2**-10."""

    occupations: csr_matrix
    """Occupations meant and the ISCO groups above them, by what each level counts."""
    essential: csr_matrix
    """Skills asked."""
    expected: csr_matrix
    """Where no skill is asked: those that the occupation needs, to check. Empty otherwise."""
    needed: csr_matrix
    """Skills that the occupation needs, rare ones weighing more."""

    def take(self, rows: Rows) -> Self:
        """The same for a choice of vacancies, in that order."""
        parts = (self.occupations, self.essential, self.expected, self.needed)
        return type(self)(*(csr_matrix(one[rows]) for one in parts))


@dataclass(frozen=True, slots=True)
class Covered:
    """How a skill asked is covered: by which words of the person, by what evidence, how surely, gained where.

    ``likeness`` (0 to 1) leaves evidence aside, ``share`` counts it.
    """

    found: str
    evidence: Evidence
    likeness: float
    share: float
    country: str | None


def strongest(owners: Rows, concepts: Rows, weights: Floats, shape: tuple[int, int]) -> csr_matrix:
    """The largest weight of each owner and concept, as csr float32[shape] in steps of ``STEP``; sorted, no zeros."""
    key = owners * shape[1] + concepts
    order = np.argsort(key, kind="stable")
    key = key[order]
    heads = np.flatnonzero(np.diff(key, prepend=-1))
    values = np.maximum.reduceat(weights[order], heads) if len(heads) else weights[:0]
    return _stepped(key[heads], values, shape)


def summed(owners: Rows, concepts: Rows, weights: Floats, shape: tuple[int, int]) -> csr_matrix:
    """The sum of the weights of each owner and concept, as ``strongest`` gives the largest."""
    key, place = np.unique(owners * shape[1] + concepts, return_inverse=True)
    totals = np.bincount(place.ravel(), weights=weights, minlength=len(key)).astype(np.float64)
    return _stepped(key, totals, shape)


def _stepped(key: Rows, values: Floats, shape: tuple[int, int]) -> csr_matrix:
    # On a grid every sum of products is exact: the order of summation cannot show.
    values = np.round(values / STEP) * STEP
    kept = np.flatnonzero(values > 0)
    owners, concepts = np.divmod(key[kept], max(shape[1], 1))
    starts = np.searchsorted(owners, np.arange(shape[0] + 1))
    return csr_matrix((values[kept].astype(np.float32), concepts.astype(np.int32), starts), shape=shape)
