"""How do all cores of one machine share a batch? Processes, since threads of many small steps wait for one another."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from matching.batch.matches import Matches, Progress
from matching.batch.packing import Packed
from matching.batch.parts import PART, part_of, received, shared_of, work_off
from matching.errors import InvalidValueError
from matching.ranking.market import Direction, Market

WORTH_STARTING = 4_096
"""Queries from which further processes, which take seconds to start, are worth it."""

_shared: Packed = {}


def match_in_processes(
    market: Market,
    direction: Direction,
    processes: int,
    *,
    top: int,
    refused: bool = True,
    part: int = PART,
    progress: Progress | None = None,
) -> Iterator[Matches]:
    """As ``match_all``, by so many processes of this machine; each holds what all parts need, and a part at a time.

    They are spawned, so a script that calls this needs ``if __name__ == "__main__"``. Raises ``InvalidValueError``
    where one of them dies, which most often means that memory ran out.
    """
    shared = shared_of(market, direction)
    queries = len(market.people if direction == "candidates" else market.jobs)
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
