"""What do phrases mean, and which mean the same, in words or as concepts of a taxonomy?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate, Evidence, SkillClaim, SkillDemand, Vacancy
from matching.domain.comparing import FOUND_FROM
from matching.embeddings.calibration import quantized
from matching.embeddings.encoder import Encoder
from matching.linking.profile_concepts import ConceptReader
from matching.ranking.columns import Phrasing
from matching.ranking.features import Calibration


class Phrasebook:
    """An ``Encoder`` that looks up the phrases it has learnt, and compares phrases on the encoder's ``scale``.

    ``concepts`` reads phrases as concepts of a taxonomy; None leaves it at words. ``encoder`` may be a phrasebook: what
    is not known here is looked up there. Threads may share it.
    """

    def __init__(self, encoder: Encoder, scale: Calibration, concepts: ConceptReader | None = None) -> None:
        self.encoder, self.scale, self.concepts = encoder, scale, concepts
        self._lock = Lock()
        self._vectors: list[NDArray[np.float32]] = []
        self._texts: list[tuple[str, ...]] = []
        self._place: dict[str, tuple[int, int]] = {}

    @property
    def name(self) -> str:
        """Name of the encoder."""
        return self.encoder.name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self.encoder.dim

    def learn(self, phrasing: Phrasing) -> None:
        """Remember the phrases of a population; their vectors are shared, not copied."""
        with self._lock:
            self._texts.append(phrasing.texts)
            self._vectors.append(phrasing.vectors)

    def encode(self, texts: Sequence[str], *, role: Literal["query", "document"] = "query") -> NDArray[np.float32]:
        """As ``Encoder.encode``; documents known are looked up, on the grid (``embeddings.grid``)."""
        if role == "query":
            return self.encoder.encode(texts, role=role)
        places, nowhere = self._places(), (-1, -1)
        number, row = np.array([places.get(text, nowhere) for text in texts], dtype=np.int64).reshape(-1, 2).T
        if (number < 0).all():
            return self.encoder.encode(texts, role=role)
        found = np.empty((len(texts), self.dim), dtype=np.float32)
        for one in np.unique(number).tolist():
            here = np.flatnonzero(number == one)
            if one < 0:
                found[here] = self.encoder.encode([texts[at] for at in here.tolist()], role=role)
            else:
                found[here] = self._vectors[one][row[here]]
        return found

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors float32[n, dim] of phrases, on the grid."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return quantized(self.encode(texts, role="document"))

    def query(self, text: str) -> NDArray[np.float32]:
        """Unit vector float32[dim] of what somebody looks for, on the grid."""
        return quantized(self.encode([text], role="query"))[0]

    def likeness(self, texts: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
        """How like each phrase is to each of the others, 0 to 1, float32[n, k]."""
        return self.scale.degree(self.vectors(texts) @ self.vectors(others).T)

    def covers(self, taught: Sequence[SkillDemand], asked: Sequence[SkillDemand]) -> NDArray[np.bool_]:
        """Whether who is certified in one skill is found to have another, by concepts: bool[n, k]."""
        if self.concepts is None or not taught or not asked:
            return np.zeros((len(taught), len(asked)), dtype=bool)
        claims = [SkillClaim(phrase=one.phrase, concept=one.concept, evidence=Evidence.CERTIFIED) for one in taught]
        learners = [Candidate(id="learner", skills=(claim,)) for claim in claims]
        return self.concepts.coverage(learners, asked).likeness >= FOUND_FROM

    def concepts_of(self, texts: Sequence[str]) -> Mapping[str, str]:
        """The concept of each phrase that the taxonomy knows, by phrase; nothing without a taxonomy."""
        return self.concepts.concepts_of(texts) if self.concepts and texts else {}

    def isco_of(self, vacancies: Sequence[Vacancy]) -> dict[str, str] | None:
        """The ISCO-08 code of each vacancy that names an occupation, by id; None without a taxonomy."""
        return self.concepts.isco_of(vacancies) if self.concepts else None

    def _places(self) -> Mapping[str, tuple[int, int]]:
        """Where each phrase learnt is: number of its population and row there. Made when first needed."""
        with self._lock:
            while self._texts:
                number = len(self._vectors) - len(self._texts)
                texts = self._texts.pop(0)
                # A new dictionary: another thread may be reading the old one.
                self._place = {text: (number, row) for row, text in enumerate(texts)} | self._place
            return self._place
