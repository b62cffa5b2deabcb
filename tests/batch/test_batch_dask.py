"""Does a cluster give what one machine gives, also when a worker dies half-way?"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pytest
from builders import RANKER, TODAY, engine_of
from contracts.checkerboard import checkerboard

import matching.batch.cluster
from matching.batch import MatchColumns, match_all, match_on_cluster
from matching.batch.cluster import PACKAGE, check_editions, edition
from matching.engine import Engine
from matching.errors import InvalidValueError
from matching.ranking.pipeline import Direction

PART = 3


def same(one: list[MatchColumns], other: list[MatchColumns]) -> bool:
    """Whether both hold the same to the last bit, however they are cut."""
    arrays = [
        {name: np.concatenate([part.arrays()[name] for part in parts]) for name in one[0].arrays()}
        for parts in (one, other)
    ]
    return all(np.array_equal(arrays[0][name], arrays[1][name]) for name in arrays[0])


@pytest.fixture(scope="module")
def board() -> Engine:
    people, jobs, _ = checkerboard(("en",), ("en",))
    return engine_of(people, jobs, ranker=RANKER, excluded=[(people[1].id, jobs[1].id)])


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers in processes of their own, reached by loopback only; dead ones are replaced."""
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "5s"}),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            worker_dashboard_address=None,
            silence_logs=50,
        ) as started,
    ):
        yield started


@pytest.mark.parametrize("direction", ["candidates", "vacancies"])
@pytest.mark.parametrize("refused", [True, False])
def test_a_cluster_gives_the_same_to_the_last_bit(
    board: Engine, cluster: Any, direction: Direction, refused: bool
) -> None:
    told: list[tuple[int, int]] = []
    there = list(
        match_on_cluster(
            board.pipeline(TODAY),
            direction,
            cluster.scheduler_address,
            top=4,
            refused=refused,
            part=PART,
            progress=lambda done, total: told.append((done, total)),
        )
    )
    assert same(there, list(match_all(board.pipeline(TODAY), direction, top=4, refused=refused)))
    total = 30 if direction == "candidates" else 24
    assert told == [(done, total) for done in range(PART, total + 1, PART)]


@pytest.mark.parametrize("direction", ["candidates", "vacancies"])
def test_the_part_of_a_lost_worker_is_done_again(board: Engine, cluster: Any, direction: Direction) -> None:
    parts: list[MatchColumns] = []
    for part in match_on_cluster(board.pipeline(TODAY), direction, cluster.scheduler_address, top=4, part=1):
        parts.append(part)
        if len(parts) == 12:
            kill_one(cluster)
    assert len(parts) == (30 if direction == "candidates" else 24)
    assert same(parts, list(match_all(board.pipeline(TODAY), direction, top=4)))


def kill_one(cluster: Any) -> int:
    """End the process of a worker at once, as a power cut would; returns its number."""
    from distributed import Client

    with Client(cluster.scheduler_address, set_as_default=False) as client:
        process = min(client.run(os.getpid).values())
    os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    return process


def test_a_worker_without_this_package_or_with_another_is_refused() -> None:
    own, worker = version(PACKAGE), "tcp://127.0.0.1:4000"
    check_editions("tcp://s:1", {worker: own}, lambda: {worker: edition()})
    with pytest.raises(InvalidValueError, match=rf"worker {worker} has not this package\. Install {PACKAGE} {own}"):
        check_editions("tcp://s:1", {worker: PackageNotFoundError(PACKAGE)}, dict)
    with pytest.raises(InvalidValueError, match=rf"It has {PACKAGE} 0\.0\.9, here it is {own}: install the same"):
        check_editions("tcp://s:1", {worker: "0.0.9"}, dict)
    with pytest.raises(InvalidValueError, match=r"files of matching/ranking differ from those here"):
        check_editions("tcp://s:1", {worker: own}, lambda: {worker: "another digest"})


def test_nobody_at_the_address_is_told_in_one_sentence(board: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.batch.cluster, "PATIENCE_S", 1)
    with pytest.raises(InvalidValueError, match=r"No Dask scheduler answers there\. Start one with `dask"):
        next(match_on_cluster(board.pipeline(TODAY), "candidates", "tcp://127.0.0.1:9", top=1))
    for address in ("nonsense", "http://127.0.0.1:80", "tcp://127.0.0.1", "tcp://127.0.0.1:nine", ""):
        with pytest.raises(InvalidValueError, match=r"is not possible\. Write it as tcp://HOST:8786\."):
            next(match_on_cluster(board.pipeline(TODAY), "candidates", address, top=1))
