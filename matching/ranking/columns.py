"""Columns of many candidates or vacancies: what features and rules need, as arrays instead of objects.

Unknown is NaN in a float column, -1 in a code column, and an all-zero row in a matrix of flags.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.domain import Candidate, Contract, Hours, Vacancy
from matching.domain.comparing import monthly, offered, reservation
from matching.domain.licences import held_licences, is_driving, licence_keys
from matching.geography import Town, locate, place_key
from matching.ranking.concept_columns import AskedConcepts, HeldConcepts

Floats = NDArray[np.float64]
CONTRACTS = tuple(Contract)
HOURS = tuple(Hours)


def side_by_side(offsets: NDArray[np.int64], owners: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Offsets of the segments of ``owners`` put side by side, and the row of each of their entries."""
    lengths = offsets[owners + 1] - offsets[owners]
    placed = np.zeros(len(owners) + 1, dtype=np.int64)
    np.cumsum(lengths, out=placed[1:])
    return placed, np.arange(placed[-1]) + np.repeat(offsets[owners] - placed[:-1], lengths)


@dataclass(frozen=True, slots=True)
class Ragged:
    """Some phrases for each of n owners: those of owner i stand at ``offsets[i]:offsets[i + 1]``.

    ``phrases`` are rows of the population's ``vectors``; ``weights`` their importance.
    """

    offsets: NDArray[np.int64]
    phrases: NDArray[np.int64]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, lists: Sequence[Sequence[tuple[int, float]]]) -> Ragged:
        """From one list of (phrase, weight) for each owner."""
        lengths = np.fromiter((len(one) for one in lists), dtype=np.int64, count=len(lists))
        flat = [pair for one in lists for pair in one]
        return cls(
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            np.array([phrase for phrase, _ in flat], dtype=np.int64),
            np.array([weight for _, weight in flat], dtype=np.float32),
        )

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many phrases each owner has."""
        return np.diff(self.offsets)

    def take(self, owners: NDArray[np.int64]) -> Ragged:
        """The same for a choice of owners, in that order."""
        offsets, rows = side_by_side(self.offsets, owners)
        return Ragged(offsets, self.phrases[rows], self.weights[rows])


@dataclass(frozen=True, slots=True)
class Told:
    """The different phrases of each owner in some roles, with the weight of each in every role, zero outside it.

    Phrases of owner i stand at ``offsets[i]:offsets[i + 1]``. Who has none holds the population's first phrase without
    any weight, so that no owner is empty.
    """

    offsets: NDArray[np.int64]
    phrases: NDArray[np.int64]
    weights: dict[str, NDArray[np.float32]]

    @classmethod
    def of(cls, roles: Mapping[str, Ragged], phrases: int) -> Told:
        """From the given roles; what is said twice in a role of ``SUMMED`` counts twice, in others as the stronger."""
        owners = len(next(iter(roles.values())).offsets) - 1
        keys = [np.repeat(np.arange(owners) * max(phrases, 1), one.lengths) + one.phrases for one in roles.values()]
        silent = np.flatnonzero(sum(one.lengths for one in roles.values()) == 0) * max(phrases, 1)
        distinct, place = np.unique(np.concatenate([*keys, silent]), return_inverse=True)
        weights: dict[str, NDArray[np.float32]] = {}
        for (name, one), at in zip(roles.items(), np.split(place, np.cumsum([len(key) for key in keys])), strict=False):
            weights[name] = np.zeros(len(distinct), dtype=np.float32)
            (np.add if name in SUMMED else np.maximum).at(weights[name], at, one.weights)
        offsets = np.searchsorted(distinct, np.arange(owners + 1) * max(phrases, 1))
        return cls(offsets, distinct % max(phrases, 1), weights)

    def take(self, owners: NDArray[np.int64]) -> Told:
        """The same for a choice of owners, in that order."""
        offsets, rows = side_by_side(self.offsets, owners)
        return Told(offsets, self.phrases[rows], {role: one[rows] for role, one in self.weights.items()})


SUMMED = frozenset({"all", "essential", "optional", "held"})
"""Roles whose weights are summed; of the others the best answer counts."""
NAMES = ("occupation", "wish", "held", "title")
"""Roles that name occupations."""


@dataclass(frozen=True, slots=True)
class Parallel:
    """When owners held several jobs at once: months that the role ``held`` counts for each of them, and so too often.

    Stretches of time of owner i stand at ``offsets[i]:offsets[i + 1]``, the jobs of stretch s at
    ``jobs[s]:jobs[s + 1]``: ``names`` is the place of its title among the owner's ``Phrasing.names``, ``months`` what
    the job counts for the stretch.
    """

    offsets: NDArray[np.int64]
    jobs: NDArray[np.int64]
    names: NDArray[np.int64]
    months: NDArray[np.float64]

    @classmethod
    def of(cls, stretches: Sequence[Sequence[Sequence[tuple[int, float]]]], names: Told) -> Parallel:
        """From the stretches of each owner, each a list of (phrase of a title, months)."""
        flat = [jobs for one in stretches for jobs in one]
        places: list[int] = []
        for owner, one in enumerate(stretches):
            own = names.phrases[names.offsets[owner] : names.offsets[owner + 1]]
            places += [int(np.searchsorted(own, phrase)) for jobs in one for phrase, _ in jobs]
        return cls(
            np.cumsum([0, *(len(one) for one in stretches)], dtype=np.int64),
            np.cumsum([0, *(len(jobs) for jobs in flat)], dtype=np.int64),
            np.array(places, dtype=np.int64),
            np.array([months for jobs in flat for _, months in jobs], dtype=np.float64),
        )

    def take(self, owners: NDArray[np.int64]) -> Parallel:
        """The same for a choice of owners, in that order."""
        offsets, stretches = side_by_side(self.offsets, owners)
        jobs, rows = side_by_side(self.jobs, stretches)
        return Parallel(offsets, jobs, self.names[rows], self.months[rows])


@dataclass(frozen=True, slots=True)
class Phrasing:
    """What the owners say, encoded: unique phrases with vectors float32[u, dim], and who says which in which role.

    Roles of people: ``occupation`` (wished or held), ``wish``, ``held`` (weighted by months), ``asset`` (weighted by
    evidence) and ``all``; of vacancies: ``title``, ``essential``, ``optional`` and ``all``.
    """

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    gist: NDArray[np.float32]
    """One unit vector for each owner, float32[n, dim]; zero where nothing is known."""
    roles: dict[str, Ragged]
    lexical: csr_matrix
    """Unit rows of word and word-part counts, one for each owner."""
    languages: tuple[str, ...]
    """Language of each owner's words (ISO 639-1), empty where unknown."""
    words: Told
    """All that each owner says."""
    names: Told
    """Names of occupations only."""
    parallel: Parallel
    """Jobs held side by side; a vacancy has none."""

    def take(self, owners: NDArray[np.int64]) -> Phrasing:
        """The same for a choice of owners, in that order; phrases and their vectors stay where they are."""
        return Phrasing(
            texts=self.texts,
            vectors=self.vectors,
            gist=self.gist[owners],
            roles={role: one.take(owners) for role, one in self.roles.items()},
            lexical=self.lexical[owners],
            languages=tuple(self.languages[row] for row in owners),
            words=self.words.take(owners),
            names=self.names.take(owners),
            parallel=self.parallel.take(owners),
        )


KEYS = frozenset({"language_codes", "licence_keys"})
"""Columns' fields that name what others hold, one entry for each of their columns instead of each owner."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What both populations have: ids, phrasing and place."""

    ids: tuple[str, ...]
    phrasing: Phrasing
    latitude: Floats
    longitude: Floats
    regions: tuple[str, ...]
    """Region of the gazetteer of each owner's place; empty where unknown."""

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: NDArray[np.int64]) -> Self:
        """The same for a choice of owners, in that order."""
        chosen: dict[str, Any] = {}
        for name in (one.name for one in fields(self) if one.name not in KEYS):
            held = getattr(self, name)
            chosen[name] = (
                held[rows]
                if isinstance(held, np.ndarray)
                else (tuple(held[row] for row in rows) if isinstance(held, tuple) else held and held.take(rows))
            )
        return replace(self, **chosen)


@dataclass(frozen=True, slots=True)
class CandidateColumns(Columns):
    """Candidates as columns. ``languages`` int8[n, k] holds CEFR ranks by ``language_codes``; 0 is unknown."""

    language_codes: tuple[str, ...]
    languages: NDArray[np.int8]
    isced: Floats
    isced_recognised: Floats
    """Highest level whose recognition nobody denies; NaN where none is known."""
    radius_km: Floats
    wished_regions: tuple[frozenset[str], ...]
    relocation: Floats
    remote: Floats
    available: Floats
    """Ordinal day."""
    wage: Floats
    """Reservation wage for a full-time month in ``currency``."""
    currency: tuple[str, ...]
    contracts: NDArray[np.bool_]
    hours: NDArray[np.bool_]
    licence_keys: tuple[str, ...]
    licences: NDArray[np.bool_]
    licences_known: NDArray[np.bool_]
    """Whether the list of licences was stated at all."""
    trade_papers: NDArray[np.bool_]
    """Whether there is a certificate or trade licence that may answer a demand in other words."""
    concepts: HeldConcepts | None = None
    """What they are and can as concepts; None without a taxonomy."""


@dataclass(frozen=True, slots=True)
class VacancyColumns(Columns):
    """Vacancies as columns. ``languages`` holds the lowest CEFR ranks asked; 0 asks nothing; -1 any level."""

    language_codes: tuple[str, ...]
    languages: NDArray[np.int8]
    isced: Floats
    experience_months: Floats
    remote: Floats
    opens: Floats
    closes: Floats
    starts: Floats
    positions: Floats
    wage: Floats
    currency: tuple[str, ...]
    contract: NDArray[np.bool_]
    hours: NDArray[np.bool_]
    training: Floats
    """1 where an apprenticeship or on-the-job training is offered, 0 where both are denied."""
    licence_keys: tuple[str, ...]
    licences: NDArray[np.bool_]
    concepts: AskedConcepts | None = None
    """What they are and ask as concepts; None without a taxonomy."""


def candidate_columns(candidates: Sequence[Candidate], phrasing: Phrasing) -> CandidateColumns:
    """Columns of ``candidates``, in their order."""
    latitude, longitude, regions = _coordinates([locate(one.place, one.country) for one in candidates])
    codes, languages = _languages([[(x.code, x.level.rank if x.level else 0) for x in c.languages] for c in candidates])
    held = [held_licences(one.licences or ()) for one in candidates]
    keys, licences = _flags(held)
    return CandidateColumns(
        ids=tuple(one.id for one in candidates),
        phrasing=phrasing,
        latitude=latitude,
        longitude=longitude,
        regions=regions,
        language_codes=codes,
        languages=languages,
        isced=_floats(max((x.isced for x in c.education if x.isced is not None), default=None) for c in candidates),
        isced_recognised=_floats(
            max((x.isced for x in c.education if x.isced is not None and x.recognised is not False), default=None)
            for c in candidates
        ),
        radius_km=_floats(one.radius_km for one in candidates),
        wished_regions=tuple(frozenset(place_key(region) for region in one.regions) for one in candidates),
        relocation=_floats(one.relocation for one in candidates),
        remote=_floats(one.remote for one in candidates),
        available=_days(one.available_from for one in candidates),
        wage=_floats(monthly(one.wage, reservation(one.wage)) for one in candidates),
        currency=tuple(one.wage.currency if one.wage else "" for one in candidates),
        contracts=_membership([one.contracts or () for one in candidates], CONTRACTS),
        hours=_membership([one.hours or () for one in candidates], HOURS),
        licence_keys=keys,
        licences=licences,
        licences_known=np.array([one.licences is not None for one in candidates], dtype=bool),
        trade_papers=np.array(
            [bool(one.certificates) or any(not is_driving(key) for key in keys_of)
             for one, keys_of in zip(candidates, held, strict=True)],
            dtype=bool,
        ),
    )  # fmt: skip


def vacancy_columns(vacancies: Sequence[Vacancy], phrasing: Phrasing) -> VacancyColumns:
    """Columns of ``vacancies``, in their order."""
    latitude, longitude, regions = _coordinates([locate(one.place, one.country) for one in vacancies])
    codes, languages = _languages([[(x.code, x.level.rank if x.level else -1) for x in v.languages] for v in vacancies])
    keys, licences = _flags(
        [frozenset[str]().union(*(licence_keys(phrase) for phrase in one.licences)) for one in vacancies]
    )
    return VacancyColumns(
        ids=tuple(one.id for one in vacancies),
        phrasing=phrasing,
        latitude=latitude,
        longitude=longitude,
        regions=regions,
        language_codes=codes,
        languages=languages,
        isced=_floats(one.education_isced for one in vacancies),
        experience_months=_floats(one.experience_months for one in vacancies),
        remote=_floats(one.remote for one in vacancies),
        opens=_days(one.opens_on for one in vacancies),
        closes=_days(one.closes_on for one in vacancies),
        starts=_days(one.starts_on for one in vacancies),
        positions=_floats(one.positions for one in vacancies),
        wage=_floats(monthly(one.wage, offered(one.wage)) for one in vacancies),
        currency=tuple(one.wage.currency if one.wage else "" for one in vacancies),
        contract=_membership([(one.contract,) for one in vacancies], CONTRACTS),
        hours=_membership([one.hours or () for one in vacancies], HOURS),
        training=_floats(_either(one.apprenticeship, one.on_the_job_training) for one in vacancies),
        licence_keys=keys,
        licences=licences,
    )


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None and other is None else False


def _floats(values: Iterable[float | bool | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=float)


def _days(values: Iterable[date | None]) -> Floats:
    return _floats(None if value is None else value.toordinal() for value in values)


def _coordinates(towns: Sequence[Town | None]) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Latitude, longitude and region of each."""
    return (
        _floats(town and town.latitude for town in towns),
        _floats(town and town.longitude for town in towns),
        tuple(town.region.casefold() if town else "" for town in towns),
    )


def _languages(lists: Sequence[Sequence[tuple[str, int]]]) -> tuple[tuple[str, ...], NDArray[np.int8]]:
    codes = tuple(sorted({code for one in lists for code, _ in one}))
    column = {code: index for index, code in enumerate(codes)}
    matrix = np.zeros((len(lists), len(codes)), dtype=np.int8)
    for row, one in enumerate(lists):
        for code, rank in one:
            before = matrix[row, column[code]]
            matrix[row, column[code]] = max(before, rank) if before else rank
    return codes, matrix


def _flags(sets: Sequence[frozenset[str]]) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
    keys = tuple(sorted(frozenset[str]().union(*sets)))
    column = {key: index for index, key in enumerate(keys)}
    matrix = np.zeros((len(sets), len(keys)), dtype=bool)
    for row, one in enumerate(sets):
        matrix[row, [column[key] for key in one]] = True
    return keys, matrix


def _membership(lists: Sequence[Sequence[object]], universe: Sequence[object]) -> NDArray[np.bool_]:
    return np.array([[item in one for item in universe] for one in lists], dtype=bool).reshape(-1, len(universe))
