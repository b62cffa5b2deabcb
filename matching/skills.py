"""Which concepts does a person hold, by what evidence and from which country, and which does a vacancy ask?

Skills from life: an occupation held implies the skills that the taxonomy calls essential to it, as shown by experience.
Paid or not, seasonal, at home or informal, work is work: only its title and its length count. Who kept house or nursed
a parent names no occupation; ``life_work.csv`` says, in the project's own words, which one it was.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

from matching.domain import Candidate, Evidence, Vacancy
from matching.embeddings.folding import fold
from matching.embeddings.linking import Linker
from matching.embeddings.text import first_line
from matching.ranking.concepts import AskedConcepts, Covered, HeldConcepts, strongest, summed
from matching.taxonomy import ConceptKind

EVIDENCE_WEIGHT = {Evidence.CERTIFIED: 1.0, Evidence.SHOWN: 0.95, Evidence.CLAIMED: 0.85}
"""What a skill counts by its evidence."""
SATURATION_MONTHS = 12.0
"""Work of m months shows ``1 - exp(-m / 12)`` of its skills: 0.63 after a year, 0.86 after two, 0.95 after three."""
UNKNOWN_MONTHS = 12.0
"""Length taken where none is stated."""
NARROWER, BROADER, RELATED = 1.0, 0.6, 0.4
"""What a skill covers of another: of one broader than it all; of one narrower, and of one that ESCO relates, a part."""
SHARED_DIGITS = (0.15, 0.25, 0.25, 0.2)
"""What each further shared digit of ISCO-08 adds to the kinship of two occupations; the same concept adds the rest."""
READINGS = 3
"""Readings of one phrase that are kept."""
FAINT = 0.1
"""Share of the likeliest reading below which another is not kept."""

TEXTS_REMEMBERED = 2_000
REMEMBERED = 50_000
"""Phrases whose readings are remembered."""

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]
OCCUPATION, SKILL = ConceptKind.OCCUPATION, ConceptKind.SKILL


@dataclass(frozen=True, slots=True)
class Telling:
    """A phrase that tells of a concept: its kind, what it weighs, and the concept stated with it."""

    phrase: str
    kind: ConceptKind
    weight: float = 1.0
    concept: str | None = None
    evidence: Evidence = Evidence.CLAIMED
    country: str | None = None
    work: bool = False
    """Whether it is work done, which shows skills."""
    read: bool = False
    """Whether it was read from a running text."""


@dataclass(frozen=True, slots=True)
class SkillClaim:
    """A skill concept (row of the taxonomy) that a person holds: how it is known, how surely, and where from.

    ``weight`` is evidence times confidence; ``phrase`` the person's words, of the skill or of the work that shows it.
    """

    concept: int
    phrase: str
    evidence: Evidence
    weight: float
    country: str | None


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

    def concepts_of(self, phrases: Sequence[str], kind: ConceptKind = SKILL) -> dict[str, str]:
        """The likeliest concept (URI) of each phrase that has one."""
        links = self.linker.link(phrases, kind, top=1)
        return {phrase: found[0].uri for phrase, found in zip(phrases, links, strict=True) if found}

    def of_candidates(self, candidates: Sequence[Candidate]) -> HeldConcepts:
        """What each person is and can."""
        owners, tellings = _listed(map(told_by_person, candidates))
        readings = self._read(tellings)
        owner, shape = owners[readings.phrase], (len(candidates), len(self.taxonomy))
        occupation = self._are(readings.concept, SKILL, negate=True)
        skill = np.flatnonzero(~occupation)
        worked = np.array([one.work for one in tellings], dtype=bool)[readings.phrase]
        weight = np.array([one.weight for one in tellings])[readings.phrase]
        read = np.array([one.read for one in tellings], dtype=bool)[readings.phrase]
        # What a text seems to call a person is too unsure to hold against anybody; the skills that it shows are not.
        done, named = np.flatnonzero(worked & occupation), np.flatnonzero(occupation & ~read)
        by_work = _through(owner[done], readings.concept[done], (readings.best * weight)[done], self._essential)
        stated = owner[skill], readings.concept[skill], (readings.best * weight)[skill]
        held = _joined(stated, (by_work[0], by_work[1], by_work[2] * EVIDENCE_WEIGHT[Evidence.SHOWN]))
        # Readings of one phrase in one group add up; of several phrases the best counts.
        phrases = _through(readings.phrase[named], readings.concept[named], readings.share[named], self._above)
        together = summed(*phrases, (max(len(tellings), 1), len(self.taxonomy))).tocoo()
        return HeldConcepts(
            strongest(owners[together.row], together.col.astype(np.int64), together.data.astype(float), shape),
            strongest(*_through(*held, self._covers), shape),
            strongest(*by_work, shape),
        )

    def of_vacancies(self, vacancies: Sequence[Vacancy]) -> AskedConcepts:
        """What each vacancy is and asks."""
        owners, tellings = _listed(map(told_by_vacancy, vacancies))
        readings = self._read(tellings)
        owner, shape = owners[readings.phrase], (len(vacancies), len(self.taxonomy))
        occupation = self._are(readings.concept, SKILL, negate=True)
        named, asked = np.flatnonzero(occupation), np.flatnonzero(~occupation)
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

    def claims(self, person: Candidate) -> list[SkillClaim]:
        """Every skill concept that a person holds, the strongest evidence of each first, by weight, then by concept."""
        tellings = told_by_person(person)
        found: list[SkillClaim] = []
        readings = self._read(tellings)
        for phrase, concept, best in zip(
            readings.phrase.tolist(), readings.concept.tolist(), readings.best.tolist(), strict=True
        ):
            one = tellings[phrase]
            if self.taxonomy.kind(concept) is SKILL:
                found.append(SkillClaim(concept, one.phrase, one.evidence, best * one.weight, one.country))
            elif one.work:
                weight = best * one.weight * EVIDENCE_WEIGHT[Evidence.SHOWN]
                skills = self._essential.indices[self._essential.indptr[concept] : self._essential.indptr[concept + 1]]
                found += [SkillClaim(at, one.phrase, Evidence.SHOWN, weight, one.country) for at in skills.tolist()]
        return sorted(found, key=lambda one: (-one.weight, one.concept, one.phrase))

    def covered(self, person: Candidate, vacancy: Vacancy) -> dict[str, Covered]:
        """For each skill phrase that the vacancy states what covers it best, where anything does."""
        asked = [one for one in told_by_vacancy(vacancy, texts=False) if one.kind is SKILL]
        claims = self.claims(person)
        if not asked or not claims:
            return {}
        covers = csr_matrix(self._covers[[one.concept for one in claims]])
        weights = np.array([one.weight for one in claims])
        readings = self._read(asked)
        found: dict[str, Covered] = {}
        for at, one in enumerate(asked):
            mine = np.flatnonzero(readings.phrase == at)
            if not len(mine):
                continue
            reached = np.asarray(covers[:, readings.concept[mine]] @ readings.share[mine]).ravel()
            best = int(np.argmax(reached * weights))
            if reached[best] > 0:
                claim = claims[best]
                sure = claim.weight / EVIDENCE_WEIGHT[claim.evidence]
                likeness, share = (min(1.0, round(float(reached[best] * by), 5)) for by in (sure, claim.weight))
                found[one.phrase] = Covered(claim.phrase, claim.evidence, likeness, share, claim.country)
        return found

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
        found = {key: self._known[key] for key in wanted if key in self._known}
        for kind in (OCCUPATION, SKILL):
            phrases = sorted(phrase for phrase, sought in wanted - found.keys() if sought is kind)
            meant = phrases if kind is SKILL else self._named_for_life(phrases)
            for phrase, links in zip(phrases, self.linker.link(meant, kind, top=READINGS), strict=True):
                found[phrase, kind] = [
                    (one.concept, one.confidence) for one in links if one.confidence >= FAINT * links[0].confidence
                ]
        if len(self._known) > REMEMBERED:
            self._known = {}
        self._known |= found
        return found

    def _named_for_life(self, phrases: Sequence[str]) -> list[str]:
        """The phrases; in the place of those that link to nothing but tell of such work its title."""
        cues = life_work()
        told = [next((title for cue, title in cues if cue in fold(phrase)), phrase) for phrase in phrases]
        changed = [phrase for phrase, title in zip(phrases, told, strict=True) if phrase != title]
        links = dict(zip(changed, self.linker.link(changed, OCCUPATION, top=1), strict=True)) if changed else {}
        return [phrase if links.get(phrase) else title for phrase, title in zip(phrases, told, strict=True)]

    def _are(self, concepts: Rows, kind: ConceptKind, *, negate: bool = False) -> NDArray[np.bool_]:
        of_kind = np.zeros(len(self.taxonomy), dtype=bool)
        of_kind[self.taxonomy.rows_of(kind)] = True
        return ~of_kind[concepts] if negate else of_kind[concepts]

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
        skills = np.zeros(len(self.taxonomy))
        skills[self.taxonomy.rows_of(SKILL)] = 1
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


@cache
def life_work() -> tuple[tuple[str, str], ...]:
    """Words that tell of unpaid, informal or seasonal work, folded, and the occupation (in English) that it was."""
    with Path(__file__).with_name("life_work.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((fold(row["said"]), row["occupation"]) for row in csv.DictReader(lines))


def told_by_person(person: Candidate) -> list[Telling]:
    """What a person tells of occupations and skills: what is stated, or else what the texts say."""
    found = [Telling(phrase, OCCUPATION) for phrase in person.desired_occupations]
    for one in person.experiences:
        months = UNKNOWN_MONTHS if one.months is None else float(one.months)
        weight = 1 - float(np.exp(-months / SATURATION_MONTHS))
        if one.title or one.occupation:
            found.append(Telling(one.title or "", OCCUPATION, weight, one.occupation, country=one.country, work=True))
    found += [
        Telling(one.phrase, SKILL, EVIDENCE_WEIGHT[one.evidence], one.concept, one.evidence, one.country)
        for one in person.skills
    ]
    certified = EVIDENCE_WEIGHT[Evidence.CERTIFIED]
    found += [Telling(one.name, SKILL, certified, None, Evidence.CERTIFIED, one.country) for one in person.certificates]
    texts = [one.description for one in person.experiences if one.description]
    texts += [person.text] if person.text else []
    return found + list(_from_texts(texts, found, "cv"))


def told_by_vacancy(vacancy: Vacancy, *, texts: bool = True) -> list[Telling]:
    """What a vacancy tells of its occupation and of the skills that it asks: stated, or else said in its text."""
    title = vacancy.title or first_line(vacancy.description or "")
    found = [Telling(title or "", OCCUPATION, concept=vacancy.occupation)] if title or vacancy.occupation else []
    found += [Telling(one.phrase, SKILL, concept=one.concept) for one in vacancy.essential_skills]
    if texts and vacancy.description:
        found += _from_texts([vacancy.description], found, "advert")
    return found


def _from_texts(texts: Iterable[str], stated: Sequence[Telling], kind: Literal["cv", "advert"]) -> Iterator[Telling]:
    """Occupations and skills that texts name, each only where none is stated: what is stated is surer."""
    kinds = {one.kind for one in stated}
    if kinds >= {OCCUPATION, SKILL}:
        return
    for text in texts:
        for meant, said in _named_in(text, kind):
            if meant in kinds:
                continue
            if meant is OCCUPATION:
                shown = 1 - float(np.exp(-UNKNOWN_MONTHS / SATURATION_MONTHS))
                yield Telling(said, OCCUPATION, shown, work=kind == "cv", read=True)
            else:
                yield Telling(said, SKILL, EVIDENCE_WEIGHT[Evidence.CLAIMED], read=True)


@lru_cache(maxsize=TEXTS_REMEMBERED)
def _named_in(text: str, kind: Literal["cv", "advert"]) -> tuple[tuple[ConceptKind, str], ...]:
    """What is sought in a text and what it calls for: each phrase, without those that would only be nice to have."""
    from matching.intake.extraction import extract

    return tuple(
        (OCCUPATION if one.kind == "occupation" else SKILL, " ".join(one.place.quote.split()))
        for one in extract(text, kind).phrases
        if one.importance != "optional"
    )


def _listed(told: Iterable[list[Telling]]) -> tuple[Rows, list[Telling]]:
    """The owner of each telling, and all of them in one list."""
    lists = list(told)
    owners = np.repeat(np.arange(len(lists)), [len(one) for one in lists]).astype(np.int64)
    return owners, [telling for one in lists for telling in one]


def _through(owner: Rows, concept: Rows, weight: Floats, graph: csr_matrix) -> tuple[Rows, Rows, Floats]:
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


def _joined(*parts: tuple[Rows, Rows, Floats]) -> tuple[Rows, Rows, Floats]:
    owner, concept, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    return owner, concept, weight


def _matrix(pairs: Sequence[tuple[int, int]], values: Floats, size: int) -> csr_matrix:
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return csr_matrix(coo_matrix((values, (rows, columns)), shape=(size, size)))
