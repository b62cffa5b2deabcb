"""How do many machines share one batch? Parts of the queries travel; what all need is sent to each worker once.

On a Dask cluster, whatever is lost with a worker is done again, with the same result to the last bit.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import socket
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from matching.batch.matches import MatchColumns, Progress
from matching.batch.packing import Packed
from matching.batch.processes import PART, part_of, received, shared_of, work_off
from matching.errors import InvalidValueError, from_extra
from matching.ranking.pipeline import Direction, Pipeline

if TYPE_CHECKING:
    from distributed import Client, Future

PACKAGE = "returnee-matching"
ATTEMPTS = 4
"""How often a part is tried before the cluster is given up."""
PATIENCE_S = 10
"""Seconds in which a scheduler and its first worker have to answer."""

_START = "Start one with `dask scheduler`, and workers with `dask worker tcp://HOST:8786` from the same environment."


def match_on_cluster(
    market: Pipeline,
    direction: Direction,
    scheduler: str,
    *,
    top: int,
    refused: bool = True,
    part: int = PART,
    progress: Progress | None = None,
) -> Iterator[MatchColumns]:
    """As ``match_all``, by the workers of the Dask ``scheduler`` (``tcp://host:8786``).

    Raises ``InvalidValueError`` where nobody answers there, where a worker has not this very package, and where the
    workers die again and again.
    """
    check_scheduler(scheduler)
    shared = shared_of(market, direction)
    queries = len(market.candidates if direction == "candidates" else market.vacancies)
    with _connected(scheduler) as client:
        _check_workers(client, scheduler)
        batch = _Batch(client, market, direction, shared, top, refused)
        waiting: deque[tuple[int, int, Future]] = deque()
        starts = iter(range(0, queries, part))
        done = 0
        while True:
            # A few parts ahead of the workers, so that memory stays bounded here and there.
            threads: Any = client.nthreads()
            ahead = 2 * max(1, sum(threads.values())) + 1
            while len(waiting) < ahead and (start := next(starts, None)) is not None:
                end = min(start + part, queries)
                waiting.append((start, end, batch.submit(start, end)))
            if not waiting:
                return
            start, end, future = waiting.popleft()
            arrays, waiting = batch.result(start, end, future, waiting)
            yield received(arrays, direction, start)
            done += end - start
            if progress:
                progress(done, queries)


class _Batch:
    """What is sent to a cluster, and sent again when a worker takes it along."""

    def __init__(
        self, client: Client, market: Pipeline, direction: Direction, shared: Packed, top: int, refused: bool
    ) -> None:
        self.client, self.market = client, market
        self.direction: Direction = direction
        self.shared, self.top, self.refused = shared, top, refused
        self.sent = self._share()

    def _share(self) -> Future:
        # Wrapped, since a dict would be scattered value by value.
        sent: Any = self.client.scatter([self.shared], broadcast=True, hash=False)
        return sent[0]

    def submit(self, start: int, end: int) -> Future:
        """Begin one part."""
        # With the task itself, so that the scheduler can give it to another worker when one is lost.
        own = part_of(self.market, self.direction, start, end)
        key = f"matching-{self.shared['token']}-{start}-{uuid4().hex}"
        return self.client.submit(
            work_off, self.sent, own, self.direction, self.top, self.refused, key=key, pure=False, retries=ATTEMPTS
        )

    def result(
        self, start: int, end: int, future: Future, waiting: deque[tuple[int, int, Future]]
    ) -> tuple[dict[str, Any], deque[tuple[int, int, Future]]]:
        """What a part gave; where data was lost with a worker, all that was begun is begun again."""
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        for attempt in range(ATTEMPTS):
            try:
                if attempt:
                    self.client.wait_for_workers(1, timeout=6 * PATIENCE_S)
                    self.sent = self._share()
                    future = self.submit(start, end)
                    waiting = deque((one, other, self.submit(one, other)) for one, other, _ in waiting)
                return future.result(), waiting
            except (KilledWorker, CancelledError, OSError):
                continue
        raise InvalidValueError(
            "--scheduler",
            self.client.scheduler.address if self.client.scheduler else "",
            f"Its workers died {ATTEMPTS} times over one part; give each more memory, or leave --scheduler out.",
        )


def check_scheduler(scheduler: str) -> None:
    """Refuse an address that is none, or where nobody listens; raises ``InvalidValueError``.

    Raises ``MissingExtraError`` where the extra ``cluster`` is not installed.
    """
    at = urlsplit(scheduler)
    try:
        host, port = at.hostname, at.port
    except ValueError:
        host = port = None
    if at.scheme not in ("tcp", "tls") or not host or not port:
        raise InvalidValueError("--scheduler", scheduler, "Write it as tcp://HOST:8786.")
    with from_extra("cluster", "distributed", "A batch on a cluster"):
        import distributed  # noqa: F401
    try:
        socket.create_connection((host, port), timeout=PATIENCE_S).close()
    except OSError:
        raise InvalidValueError("--scheduler", scheduler, f"No Dask scheduler answers there. {_START}") from None


def _connected(scheduler: str) -> Client:
    from distributed import Client

    try:
        return Client(scheduler, timeout=PATIENCE_S, set_as_default=False, name="matching-batch")
    except (OSError, ValueError, TypeError):
        raise InvalidValueError("--scheduler", scheduler, f"No Dask scheduler answers there. {_START}") from None


def _check_workers(client: Client, scheduler: str) -> None:
    """Refuse a cluster without workers, and one of whose workers has another edition of this package, or none."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError:
        raise InvalidValueError("--scheduler", scheduler, f"No worker has joined it. {_START}") from None
    # The standard library's function, since a worker without this package knows none of ours.
    versions: Any = client.run(importlib.metadata.version, PACKAGE, on_error="return")
    check_editions(scheduler, versions, lambda: client.run(edition, on_error="return"))


def check_editions(scheduler: str, versions: Mapping[str, Any], editions: Callable[[], Any]) -> None:
    """Refuse a worker whose version of this package, by its address, or whose edition of it is another.

    Raises ``InvalidValueError``; an exception stands for what a worker could not answer.
    """
    own = importlib.metadata.version(PACKAGE)
    for worker, version in sorted(versions.items()):
        if isinstance(version, BaseException):
            remedy = f"Install {PACKAGE} {own} where it runs, and start it again."
            raise InvalidValueError("--scheduler", scheduler, f"Its worker {worker} has not this package. {remedy}")
        if version != own:
            remedy = f"It has {PACKAGE} {version}, here it is {own}: install the same."
            raise InvalidValueError("--scheduler", scheduler, f"Its worker {worker} would rank otherwise. {remedy}")
    for worker, found in sorted(editions().items()):
        if found != edition():
            remedy = "Its files of matching/ranking differ from those here: install the same, and start it again."
            raise InvalidValueError("--scheduler", scheduler, f"Its worker {worker} would rank otherwise. {remedy}")


def edition() -> str:
    """A digest of everything that decides a rank, so that two machines can tell whether they agree."""
    digest = hashlib.sha256()
    folder = Path(__file__).resolve().parents[1]
    for path in sorted([*(folder / "ranking").glob("*.py"), folder / "geography.py", *(folder / "batch").glob("*.py")]):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
