"""What does another process need for one part of a batch, and what does it answer?"""

from __future__ import annotations

from threading import Lock
from typing import Any
from uuid import uuid4

import numpy as np

from matching.batch.matches import Matches
from matching.batch.packing import Packed, pack_columns, pack_rules, unpack_columns, unpack_rules
from matching.ranking.market import Direction, Market
from matching.ranking.population import CandidateColumns, VacancyColumns

PART = 1_024
"""Queries of one part: with their columns some megabytes."""


def shared_of(market: Market, direction: Direction) -> Packed:
    """What all parts need, as plain values; raises ``InvalidValueError`` for a ranker that cannot travel."""
    shared: Packed = {"rules": pack_rules(market.rules), "token": uuid4().hex, "jobs": pack_columns(market.jobs)}
    if direction == "vacancies":
        shared["people"] = pack_columns(market.people)
    return shared


def part_of(market: Market, direction: Direction, start: int, end: int) -> Any:
    """What the part of the queries ``start`` to ``end`` needs beside: its people, or only its rows."""
    return pack_columns(market.people.take(np.arange(start, end))) if direction == "candidates" else [start, end]


def received(arrays: dict[str, Any], direction: Direction, start: int) -> Matches:
    """The matches that ``work_off`` answered for the part that begins at ``start``."""
    matches = Matches(**arrays)
    return matches.shifted(start) if direction == "candidates" else matches


def work_off(shared: Packed, own: Any, direction: Direction, top: int, refused: bool) -> dict[str, Any]:
    """One part, on a worker: the arrays of its ``Matches``; of a part of people, rows count from its first."""
    if direction == "candidates":
        market = _market(shared, unpack_columns(CandidateColumns, own))
        rows = np.arange(len(market.people))
    else:
        market, rows = _market(shared, None), np.arange(*own)
    ranker = market.rules.ranker
    rankings = market.ranked(direction, rows, top, refused=refused)
    parts = [Matches.of(ranking, ranker).arrays() for ranking in rankings]
    return {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}


_lock = Lock()
_markets: dict[str, Market] = {}


def _market(shared: Packed, people: CandidateColumns | None) -> Market:
    """The market of these people, or of all; what its parts share is made once in each worker."""
    token = shared["token"]
    with _lock:
        if token not in _markets:
            held = unpack_columns(CandidateColumns, shared["people"]) if people is None else people
            market = Market(held, unpack_columns(VacancyColumns, shared["jobs"]), unpack_rules(shared["rules"]))
            market.prepare("vacancies" if people is None else "candidates")
            _markets.clear()
            _markets[token] = market
        return _markets[token] if people is None else _markets[token].with_people(people)
