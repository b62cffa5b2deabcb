"""How do all cores of one machine share a batch? Processes, since threads of many small steps wait for one another."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Lock
from typing import Any
from uuid import uuid4

import numpy as np

from matching.batch.matches import MatchColumns, Progress
from matching.batch.packing import Packed, pack_columns, pack_rules, unpack_columns, unpack_rules
from matching.errors import InvalidValueError
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.pipeline import Direction, Pipeline

PART = 1_024
"""Queries of one part: with their columns some megabytes."""


def shared_of(market: Pipeline, direction: Direction) -> Packed:
    """What all parts need, as plain values; raises ``InvalidValueError`` for a ranker that cannot travel."""
    shared: Packed = {
        "rules": pack_rules(market.rules),
        "token": uuid4().hex,
        "vacancies": pack_columns(market.vacancies),
    }
    if direction == "vacancies":
        shared["candidates"] = pack_columns(market.candidates)
    return shared


def part_of(market: Pipeline, direction: Direction, start: int, end: int) -> Any:
    """What the part of the queries ``start`` to ``end`` needs beside: its people, or only its rows."""
    return pack_columns(market.candidates.take(np.arange(start, end))) if direction == "candidates" else [start, end]


def received(arrays: dict[str, Any], direction: Direction, start: int) -> MatchColumns:
    """The matches that ``work_off`` answered for the part that begins at ``start``."""
    matches = MatchColumns(**arrays)
    return matches.shifted(start) if direction == "candidates" else matches


def work_off(shared: Packed, own: Any, direction: Direction, top: int, refused: bool) -> dict[str, Any]:
    """One part, on a worker: the arrays of its ``MatchColumns``; of a part of people, rows count from its first."""
    if direction == "candidates":
        market = _market(shared, unpack_columns(CandidateColumns, own))
        rows = np.arange(len(market.candidates))
    else:
        market, rows = _market(shared, None), np.arange(*own)
    ranker = market.rules.ranker
    rankings = market.ranked(direction, rows, top, refused=refused)
    parts = [MatchColumns.of(ranking, ranker).arrays() for ranking in rankings]
    return {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}


_lock = Lock()
_markets: dict[str, Pipeline] = {}


def _market(shared: Packed, candidates: CandidateColumns | None) -> Pipeline:
    """The market of these people, or of all; what its parts share is made once in each worker."""
    token = shared["token"]
    with _lock:
        if token not in _markets:
            held = unpack_columns(CandidateColumns, shared["candidates"]) if candidates is None else candidates
            market = Pipeline(held, unpack_columns(VacancyColumns, shared["vacancies"]), unpack_rules(shared["rules"]))
            market.prepare("vacancies" if candidates is None else "candidates")
            _markets.clear()
            _markets[token] = market
        return _markets[token] if candidates is None else _markets[token].with_candidates(candidates)


WORTH_STARTING = 4_096
"""Queries from which further processes, which take seconds to start, are worth it."""

_shared: Packed = {}


def match_in_processes(
    market: Pipeline,
    direction: Direction,
    processes: int,
    *,
    top: int,
    refused: bool = True,
    part: int = PART,
    progress: Progress | None = None,
) -> Iterator[MatchColumns]:
    """As ``match_all``, by so many processes of this machine; each holds what all parts need, and a part at a time.

    They are spawned, so a script that calls this needs ``if __name__ == "__main__"``. Raises ``InvalidValueError``
    where one of them dies, which most often means that memory ran out.
    """
    shared = shared_of(market, direction)
    queries = len(market.candidates if direction == "candidates" else market.vacancies)
    starts = iter(range(0, queries, part))
    waiting: deque[tuple[int, int, Future[dict[str, Any]]]] = deque()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(shared,)) as pool:
        try:
            while True:
                while len(waiting) <= 2 * processes and (start := next(starts, None)) is not None:
                    end = min(start + part, queries)
                    own = part_of(market, direction, start, end)
                    waiting.append((start, end, pool.submit(_part, own, direction, top, refused)))
                if not waiting:
                    return
                start, end, future = waiting.popleft()
                yield received(future.result(), direction, start)
                if progress:
                    progress(end, queries)
        except BrokenProcessPool:
            remedy = "One of them died, most often for want of memory; ask for fewer."
            raise InvalidValueError("Number of processes", processes, remedy) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(shared: Packed) -> None:
    _shared.update(shared)


def _part(own: Any, direction: Direction, top: int, refused: bool) -> dict[str, Any]:
    return work_off(_shared, own, direction, top, refused)
