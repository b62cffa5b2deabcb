"""Which concepts does a person hold, by what evidence and from which country, and which does a vacancy ask?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

from matching.domain import Candidate, Evidence, SkillDemand, Vacancy
from matching.embeddings.spelling import fold
from matching.linking.linker import Linker
from matching.linking.statements import (
    EVIDENCE_WEIGHT,
    OCCUPATION,
    SKILL,
    Telling,
    life_work,
    statements_of_candidate,
    statements_of_vacancy,
)
from matching.ranking.concept_columns import AskedConcepts, Covered, HeldConcepts, strongest, summed
from matching.taxonomy import ConceptKind

NARROWER, BROADER, RELATED = 1.0, 0.6, 0.4
"""What a skill covers of another: of one broader than it all; of one narrower, and of one that ESCO relates, a part."""
SHARED_DIGITS = (0.15, 0.25, 0.25, 0.2)
"""What each further shared digit of ISCO-08 adds to the kinship of two occupations; the same concept adds the rest."""
READINGS = 3
"""Readings of one phrase that are kept."""
FAINT = 0.1
"""Share of the likeliest reading below which another is not kept."""

REMEMBERED = 50_000
"""Phrases whose readings are remembered."""

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]
_Weighed = tuple[Rows, Rows, Floats]
"""Phrase, concept and weight of each."""


@dataclass(frozen=True, slots=True)
class ConceptClaim:
    """A skill concept (row of the taxonomy) that a person holds: how it is known, how surely, and where from.

    ``weight`` is evidence times confidence; ``phrase`` the person's words, of the skill or of the work that shows it;
    ``ended`` when that work ended, as ``Experience.ended``.
    """

    concept: int
    phrase: str
    evidence: Evidence
    weight: float
    country: str | None
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What n people hold of k skills asked, arrays [n, k]; where nothing covers one, 0, 0 and -1.

    ``likeness`` leaves evidence aside, ``share`` counts it, as in ``Covered``; ``claim(by[i, j])`` is what covers it.
    """

    likeness: Floats
    share: Floats
    by: Rows
    claim: Callable[[int], ConceptClaim]

    @classmethod
    def nothing(cls, candidates: int, demands: int, claim: Callable[[int], ConceptClaim]) -> Coverage:
        """Of whom nothing covers anything yet."""
        shape = candidates, demands
        return cls(np.zeros(shape), np.zeros(shape), np.full(shape, -1, dtype=np.int64), claim)


@dataclass(frozen=True, slots=True)
class _Claims:
    """Claims of some people, those of each together, the weightiest first; arrays of one length."""

    owner: Rows
    telling: Rows
    concept: Rows
    weight: Floats
    evidence: Floats
    """What their evidence weighs."""
    tellings: Sequence[Telling]

    def claim(self, at: int) -> ConceptClaim:
        told = self.tellings[self.telling[at]]
        evidence = Evidence.SHOWN if told.work else told.evidence
        return ConceptClaim(
            int(self.concept[at]), told.phrase, evidence, float(self.weight[at]), told.country, told.ended
        )


@dataclass(frozen=True, slots=True)
class _Readings:
    """Concepts of some phrases: ``phrase``, ``concept`` and ``share`` of each reading; shares of a phrase sum to 1."""

    phrase: Rows
    concept: Rows
    share: Floats
    best: Floats
    """Share over that of the likeliest reading."""


class ConceptReader:
    """Reads people and vacancies as concepts of a linker's taxonomy. Same input, same concepts, alone or in a batch."""

    def __init__(self, linker: Linker) -> None:
        self.linker = linker
        self.taxonomy = linker.taxonomy
        self._known: dict[tuple[str, ConceptKind], list[tuple[int, float]]] = {}
        self._remembering = Lock()

    def concepts_of(self, phrases: Sequence[str], kind: ConceptKind = SKILL) -> dict[str, str]:
        """The likeliest concept (URI) of each phrase that has one."""
        links = self._links({(phrase, kind) for phrase in phrases})
        return {phrase: self.taxonomy.uris[found[0][0]] for phrase in phrases if (found := links[phrase, kind])}

    def isco_of(self, vacancies: Sequence[Vacancy]) -> dict[str, str]:
        """The ISCO-08 code of the likeliest occupation of each vacancy that names one, by its id."""
        owners, tellings = _listed(statements_of_vacancy(one, texts=False) for one in vacancies)
        readings = self._read(tellings)
        codes: dict[str, str] = {}
        for place in np.flatnonzero(readings.best == 1).tolist():
            if code := self.taxonomy.isco(int(readings.concept[place])):
                codes.setdefault(vacancies[int(owners[readings.phrase[place]])].id, code)
        return codes

    def of_candidates(self, candidates: Sequence[Candidate], as_of: date | None = None) -> HeldConcepts:
        """What each person is and can on the day ``as_of``; without a day nothing has faded."""
        owners, tellings = _listed(statements_of_candidate(one, as_of) for one in candidates)
        readings = self._read(tellings)
        shape = len(candidates), len(self.taxonomy)
        # What a text seems to call a person is too unsure to hold against anybody; the skills that it shows are not.
        read = np.array([one.read for one in tellings], dtype=bool)[readings.phrase]
        named = np.flatnonzero(~self._is_skill[readings.concept] & ~read)
        stated, by_work = self._stated_and_shown(tellings, readings)
        held = _joined(stated, (by_work[0], by_work[1], by_work[2] * EVIDENCE_WEIGHT[Evidence.SHOWN]))
        # Readings of one phrase in one group add up; of several phrases the best counts.
        phrases = _through(readings.phrase[named], readings.concept[named], readings.share[named], self._above)
        together = summed(*phrases, (max(len(tellings), 1), len(self.taxonomy))).tocoo()
        return HeldConcepts(
            strongest(owners[together.row], together.col.astype(np.int64), together.data.astype(float), shape),
            strongest(*_through(owners[held[0]], *held[1:], self._covers), shape),
            strongest(owners[by_work[0]], *by_work[1:], shape),
        )

    def of_vacancies(self, vacancies: Sequence[Vacancy]) -> AskedConcepts:
        """What each vacancy is and asks."""
        owners, tellings = _listed(map(statements_of_vacancy, vacancies))
        readings = self._read(tellings)
        owner, shape = owners[readings.phrase], (len(vacancies), len(self.taxonomy))
        skill = self._is_skill[readings.concept]
        named, asked = np.flatnonzero(~skill), np.flatnonzero(skill)
        of_title = owner[named], readings.concept[named], readings.share[named]
        kin = _through(*of_title, self._above)
        needed = summed(*_through(*of_title, self._needs), shape)
        essential = summed(owner[asked], readings.concept[asked], readings.share[asked], shape)
        silent = np.diff(essential.indptr) == 0
        # Skills that are stated in words that link to nothing are stated all the same.
        silent[owners[[at for at, one in enumerate(tellings) if one.kind is SKILL and not one.read]]] = False
        expected = csr_matrix(needed.multiply(silent[:, None].astype(np.float32)))
        expected.eliminate_zeros()
        return AskedConcepts(
            summed(kin[0], kin[1], kin[2] * self._level[kin[1]], shape),
            essential,
            expected,
            needed,
        )

    def claims(self, candidate: Candidate, as_of: date | None = None) -> list[ConceptClaim]:
        """Every skill concept that a person holds, the weightiest first, then by concept; ``as_of`` as elsewhere."""
        found = self._claims([candidate], as_of)
        return [found.claim(at) for at in range(len(found.concept))]

    def coverage(
        self, candidates: Sequence[Candidate], demands: Sequence[SkillDemand], as_of: date | None = None
    ) -> Coverage:
        """What each person holds that covers each demand best, by likeness and evidence, on the day ``as_of``."""
        claims = self._claims(candidates, as_of)
        asked = self._read([Telling(one.phrase, SKILL, concept=one.concept) for one in demands])
        covers = self._that_cover(asked, len(demands))
        claim, demand, reached = _through(
            np.arange(len(claims.concept)), claims.concept, np.ones(len(claims.concept)), covers
        )
        share = np.minimum(1.0, np.round(reached * claims.weight[claim], 5))
        pair = claims.owner[claim] * len(demands) + demand
        order = np.lexsort((claim, -share, pair))
        best = order[np.flatnonzero(np.diff(pair[order], prepend=-1))]
        best = best[share[best] > 0]
        found = Coverage.nothing(len(candidates), len(demands), claims.claim)
        sure = claims.weight[claim[best]] / claims.evidence[claim[best]]
        found.likeness.flat[pair[best]] = np.minimum(1.0, np.round(reached[best] * sure, 5))
        found.share.flat[pair[best]] = share[best]
        found.by.flat[pair[best]] = claim[best]
        return found

    def covered(self, candidate: Candidate, vacancy: Vacancy, as_of: date | None = None) -> dict[str, Covered]:
        """For each skill phrase that the vacancy states what covers it best, where anything does."""
        demands = vacancy.essential_skills
        found = self.coverage([candidate], demands, as_of)
        told: dict[str, Covered] = {}
        for at in np.flatnonzero(found.by[0] >= 0).tolist():
            claim = found.claim(int(found.by[0, at]))
            likeness, share = float(found.likeness[0, at]), float(found.share[0, at])
            told[demands[at].phrase] = Covered(claim.phrase, claim.evidence, likeness, share, claim.country)
        return told

    def _that_cover(self, asked: _Readings, demands: int) -> csr_matrix:
        """Skill held to each of the demands read: how far the one covers the other."""
        demand, held, reached = _through(asked.phrase, asked.concept, asked.share, self._covered_by)
        pair = held * demands + demand
        # Readings add up in their own order, whatever else is asked: a sum is the same alone and in a batch.
        order = np.argsort(pair, kind="stable")
        heads = np.flatnonzero(np.diff(pair[order], prepend=-1))
        total = np.add.reduceat(reached[order], heads) if len(heads) else reached
        skill, asks = np.divmod(pair[order][heads], max(demands, 1))
        starts = np.searchsorted(skill, np.arange(len(self.taxonomy) + 1))
        return csr_matrix((total, asks, starts), shape=(len(self.taxonomy), demands))

    def _claims(self, candidates: Sequence[Candidate], as_of: date | None) -> _Claims:
        """Skills of these people: those that they name, and those that their work shows."""
        owners, tellings = _listed(statements_of_candidate(one, as_of) for one in candidates)
        readings = self._read(tellings)
        stated, by_work = self._stated_and_shown(tellings, readings)
        shown = EVIDENCE_WEIGHT[Evidence.SHOWN]
        phrase, concept, weight = _joined(stated, (by_work[0], by_work[1], by_work[2] * shown))
        own = np.array([EVIDENCE_WEIGHT[one.evidence] for one in tellings])[stated[0]]
        evidence = np.concatenate([own, np.full(len(by_work[0]), shown)])
        place = {text: at for at, text in enumerate(sorted({one.phrase for one in tellings}))}
        words = np.array([place[one.phrase] for one in tellings], dtype=np.int64)
        order = np.lexsort((words[phrase], concept, -weight, owners[phrase]))
        return _Claims(owners[phrase][order], phrase[order], concept[order], weight[order], evidence[order], tellings)

    def _stated_and_shown(self, tellings: Sequence[Telling], readings: _Readings) -> tuple[_Weighed, _Weighed]:
        """Skills named, and skills that work done shows, before what evidence by work counts."""
        weight = readings.best * np.array([one.weight for one in tellings])[readings.phrase]
        worked = np.array([one.work for one in tellings], dtype=bool)[readings.phrase]
        skill = self._is_skill[readings.concept]
        stated, done = np.flatnonzero(skill), np.flatnonzero(worked & ~skill)
        return (readings.phrase[stated], readings.concept[stated], weight[stated]), _through(
            readings.phrase[done], readings.concept[done], weight[done], self._essential
        )

    def _read(self, tellings: Sequence[Telling]) -> _Readings:
        """Stated concepts that the taxonomy knows stand alone; other phrases are linked."""
        stated = [None if one.concept is None else self.taxonomy.row(one.concept) for one in tellings]
        links = self._links({(one.phrase, one.kind) for one, row in zip(tellings, stated, strict=True) if row is None})
        rows = [
            (at, concept, sure / sum(other for _, other in found), sure / found[0][1])
            for at, (one, row) in enumerate(zip(tellings, stated, strict=True))
            if (found := links.get((one.phrase, one.kind), []) if row is None else [(row, 1.0)])
            for concept, sure in found
        ]
        table = np.array(rows, dtype=np.float64).reshape(-1, 4)
        return _Readings(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], table[:, 3])

    def _links(self, wanted: set[tuple[str, ConceptKind]]) -> dict[tuple[str, ConceptKind], list[tuple[int, float]]]:
        """Concept and confidence of the readings of each phrase, best first. An explanation asks again for the same."""
        with self._remembering:
            found = {key: self._known[key] for key in wanted if key in self._known}
        for kind in (OCCUPATION, SKILL):
            phrases = sorted(phrase for phrase, sought in wanted - found.keys() if sought is kind)
            meant = phrases if kind is SKILL else self._named_for_life(phrases)
            for phrase, links in zip(phrases, self.linker.link(meant, kind, top=READINGS), strict=True):
                found[phrase, kind] = [
                    (one.concept, one.confidence) for one in links if one.confidence >= FAINT * links[0].confidence
                ]
        with self._remembering:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            self._known |= found
        return found

    def _named_for_life(self, phrases: Sequence[str]) -> list[str]:
        """The phrases; in the place of those that link to nothing but tell of such work its title."""
        cues = life_work()
        told = [next((title for cue, title in cues if cue in fold(phrase)), phrase) for phrase in phrases]
        changed = [phrase for phrase, title in zip(phrases, told, strict=True) if phrase != title]
        links = dict(zip(changed, self.linker.link(changed, OCCUPATION, top=1), strict=True)) if changed else {}
        return [phrase if links.get(phrase) else title for phrase, title in zip(phrases, told, strict=True)]

    @cached_property
    def _is_skill(self) -> NDArray[np.bool_]:
        """Whether each concept is a skill."""
        skills = np.zeros(len(self.taxonomy), dtype=bool)
        skills[self.taxonomy.rows_of(SKILL)] = True
        return skills

    @cached_property
    def _essential(self) -> csr_matrix:
        """Occupation to skill that it needs, 1."""
        return self.taxonomy.essential.astype(np.float64).tocsr()

    @cached_property
    def _needs(self) -> csr_matrix:
        """Occupation to skill that it needs: rarer skills count more, those of an occupation 1 in all.

        Rarity is that of the taxonomy, ``log(1 + occupations / those that need it)``, never of a collection.
        """
        essential = self._essential
        needed_by = np.bincount(essential.indices, minlength=len(self.taxonomy))
        rarity = np.log1p(len(self.taxonomy.rows_of(OCCUPATION)) / np.maximum(needed_by, 1))
        weighed = essential.multiply(rarity[None, :]).tocsr()
        total = np.asarray(weighed.sum(axis=1)).ravel()
        return csr_matrix(weighed.multiply((1 / np.where(total > 0, total, 1))[:, None]))

    @cached_property
    def _above(self) -> csr_matrix:
        """Occupation or ISCO group to itself and every ISCO group above it, 1."""
        kinds = (OCCUPATION, ConceptKind.ISCO_GROUP)
        rows = np.sort(np.concatenate([self.taxonomy.rows_of(kind) for kind in kinds])).tolist()
        pairs = [(row, other) for row in rows for other in {row, *self.taxonomy.isco_ancestry(row)}]
        return _matrix(pairs, np.ones(len(pairs)), len(self.taxonomy))

    @cached_property
    def _level(self) -> Floats:
        """What sharing each occupation or group adds to kinship."""
        level = np.zeros(len(self.taxonomy))
        level[self.taxonomy.rows_of(OCCUPATION)] = 1 - sum(SHARED_DIGITS)
        for row in self.taxonomy.rows_of(ConceptKind.ISCO_GROUP).tolist():
            level[row] = SHARED_DIGITS[len(self.taxonomy.isco(row) or "0") - 1]
        return level

    @cached_property
    def _covers(self) -> csr_matrix:
        """Skill held to skill asked: how far the one covers the other, at its best."""
        skills = self._is_skill.astype(np.float64)
        own = csr_matrix((skills, (np.arange(len(skills)), np.arange(len(skills)))), shape=(len(skills), len(skills)))
        parents = csr_matrix(own @ self.taxonomy.broader.astype(np.float64) @ own)
        higher = parents
        while True:
            further = csr_matrix(higher @ parents + higher)
            further.data[:] = 1
            if further.nnz == higher.nnz:
                break
            higher = further
        related = csr_matrix(own @ self.taxonomy.related.astype(np.float64) @ own)
        covers = higher * NARROWER
        for other in (own, csr_matrix(parents.T) * BROADER, related * RELATED):
            covers = csr_matrix(covers.maximum(other))
        return covers

    @cached_property
    def _covered_by(self) -> csr_matrix:
        """Skill asked to skill held that covers it."""
        return csr_matrix(self._covers.T)


def _listed(told: Iterable[list[Telling]]) -> tuple[Rows, list[Telling]]:
    """The owner of each telling, and all of them in one list."""
    lists = list(told)
    owners = np.repeat(np.arange(len(lists)), [len(one) for one in lists]).astype(np.int64)
    return owners, [telling for one in lists for telling in one]


def _through(owner: Rows, concept: Rows, weight: Floats, graph: csr_matrix) -> _Weighed:
    """Each weighted concept of an owner replaced by those that the graph leads to, times their weight in it."""
    starts = graph.indptr.astype(np.int64)
    counts = starts[concept + 1] - starts[concept]
    ends = np.cumsum(counts)
    places = np.arange(counts.sum()) - np.repeat(ends - counts, counts) + np.repeat(starts[concept], counts)
    return (
        np.repeat(owner, counts),
        graph.indices[places].astype(np.int64),
        np.repeat(weight, counts) * graph.data[places],
    )


def _joined(*parts: _Weighed) -> _Weighed:
    owner, concept, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    return owner, concept, weight


def _matrix(pairs: Sequence[tuple[int, int]], values: Floats, size: int) -> csr_matrix:
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return csr_matrix(coo_matrix((values, (rows, columns)), shape=(size, size)))
