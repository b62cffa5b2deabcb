"""How do columns travel to another process: as arrays and plain values, without texts and without pickled objects?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

import numpy as np
from scipy.sparse import csr_matrix

from matching.errors import InvalidValueError
from matching.ranking.columns import CandidateColumns, Parallel, Phrasing, Ragged, Told, VacancyColumns
from matching.ranking.concept_columns import AskedConcepts, HeldConcepts
from matching.ranking.features import Calibration
from matching.ranking.pipeline import Rules
from matching.ranking.rankers import WeightedRanker

Packed = dict[str, Any]
Held = TypeVar("Held", CandidateColumns, VacancyColumns)


def pack_columns(columns: CandidateColumns | VacancyColumns) -> Packed:
    """Arrays, tuples of strings and dicts of these; only phrases that somebody says, and no text at all."""
    packed: Packed = {}
    for name in (one.name for one in fields(columns) if one.name not in ("phrasing", "concepts")):
        held = getattr(columns, name)
        packed[name] = [sorted(one) for one in held] if name == "wished_regions" else held
    return packed | {"phrasing": _pack_phrasing(columns.phrasing), "concepts": _pack_concepts(columns.concepts)}


def unpack_columns(kind: type[Held], packed: Mapping[str, Any]) -> Held:
    """The columns that ``pack_columns`` packed, without texts."""
    plain: dict[str, Any] = {name: one for name, one in packed.items() if name not in ("phrasing", "concepts")}
    if "wished_regions" in plain:
        plain["wished_regions"] = tuple(frozenset(one) for one in plain["wished_regions"])
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    concepts = packed["concepts"]
    if concepts is not None:
        meant = HeldConcepts if kind is CandidateColumns else AskedConcepts
        plain["concepts"] = meant(**{name: _unpack_matrix(one) for name, one in concepts.items()})
    return kind(**plain, phrasing=_unpack_phrasing(packed["phrasing"]))


def pack_rules(rules: Rules) -> Packed:
    """The rules as plain values; raises ``InvalidValueError`` for a ranker that has more than weights."""
    ranker = rules.ranker
    if not isinstance(ranker, WeightedRanker):
        raise InvalidValueError("ranker", ranker.version, "On a cluster only rankers of weights work; leave it out.")
    return {
        "ranker": {one.name: getattr(ranker, one.name) for one in fields(ranker)},
        "scale": [rules.scale.low, rules.scale.high],
        "as_of": rules.as_of.toordinal(),
        "excluded": sorted(rules.excluded),
    }


def unpack_rules(packed: Mapping[str, Any]) -> Rules:
    """The rules that ``pack_rules`` packed."""
    return Rules(
        WeightedRanker(**packed["ranker"]),
        Calibration(*packed["scale"]),
        date.fromordinal(packed["as_of"]),
        frozenset((one, other) for one, other in packed["excluded"]),
    )


def _pack_phrasing(held: Phrasing) -> Packed:
    """With the phrases that occur, numbered anew."""
    kinds = (*held.roles.values(), held.words, held.names)
    used = np.zeros(len(held.vectors), dtype=bool)
    for one in kinds:
        used[one.phrases] = True
    place = np.cumsum(used) - 1
    return {
        "vectors": held.vectors[used],
        "gist": held.gist,
        "roles": {role: [one.offsets, place[one.phrases], one.weights] for role, one in held.roles.items()},
        "words": [held.words.offsets, place[held.words.phrases], held.words.weights],
        "names": [held.names.offsets, place[held.names.phrases], held.names.weights],
        "parallel": [getattr(held.parallel, one.name) for one in fields(held.parallel)],
        "lexical": _pack_matrix(held.lexical),
        "languages": list(held.languages),
    }


def _pack_concepts(held: HeldConcepts | AskedConcepts | None) -> Packed | None:
    return None if held is None else {one.name: _pack_matrix(getattr(held, one.name)) for one in fields(held)}


def _pack_matrix(matrix: csr_matrix) -> list[Any]:
    return [matrix.data, matrix.indices, matrix.indptr, list(matrix.get_shape())]


def _unpack_matrix(packed: list[Any]) -> csr_matrix:
    data, indices, indptr, shape = packed
    return csr_matrix((data, indices, indptr), shape=tuple(shape))


def _unpack_phrasing(packed: Mapping[str, Any]) -> Phrasing:
    return Phrasing(
        texts=(),
        vectors=packed["vectors"],
        gist=packed["gist"],
        roles={role: Ragged(*one) for role, one in packed["roles"].items()},
        lexical=_unpack_matrix(packed["lexical"]),
        languages=tuple(packed["languages"]),
        words=Told(*packed["words"]),
        names=Told(*packed["names"]),
        parallel=Parallel(*packed["parallel"]),
    )
