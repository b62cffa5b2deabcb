"""Who meets whom among all people and all vacancies of a session, by how many processes, in which file?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from matching.batch import WORTH_STARTING, match_all, match_in_processes, match_on_cluster, write_matches
from matching.batch.cluster import check_scheduler
from matching.batch.writing import check_fits
from matching.casework.session import Session
from matching.casework.suggesting import Direction
from matching.intake.lists import read_pairs

__all__ = ["check_batch", "counts", "match_everybody", "processes_for", "read_pairs"]


def check_batch(out: Path, scheduler: str | None = None) -> None:
    """Refuse a file of no known format, or a Dask scheduler that does not answer, before anything is read.

    Raises ``InvalidValueError``.
    """
    check_fits(out, 0)
    if scheduler:
        check_scheduler(scheduler)


def counts(session: Session, direction: Direction) -> tuple[int, int]:
    """How many are matched, and with how many."""
    candidates, vacancies = len(session.store.candidates), len(session.store.vacancies)
    return (candidates, vacancies) if direction == "candidates" else (vacancies, candidates)


def processes_for(queries: int, most: int) -> int:
    """How many processes are worth starting, at most ``most``: few queries are done before a second one has begun."""
    return most if queries >= WORTH_STARTING else 1


def match_everybody(
    session: Session,
    direction: Direction,
    out: Path,
    *,
    top: int,
    refused: bool = True,
    processes: int | None = None,
    most_processes: int = 1,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Write the ``top`` matches of everybody on one side to ``out``, whole or not at all; how many these are.

    The Dask ``scheduler`` shares the work, else so many ``processes``, by default up to ``most_processes`` where they
    are worth it. The same pairs and scores as one query after another. Raises ``InvalidValueError`` for more matches
    than the format holds, and ``InputFileError`` where the file cannot be written.
    """
    queries, targets = counts(session, direction)
    if refused:
        check_fits(out, queries * min(top, targets))
    pipeline = session.engine.pipeline(session.today)
    shared_by = processes or processes_for(queries, most_processes)
    options: dict[str, Any] = {"top": top, "refused": refused, "progress": progress}
    if scheduler:
        matches = match_on_cluster(pipeline, direction, scheduler, **options)
    elif shared_by > 1:
        matches = match_in_processes(pipeline, direction, shared_by, **options)
    else:
        matches = match_all(pipeline, direction, **options)
    written = 0
    with write_matches(out, pipeline.candidates.ids, pipeline.vacancies.ids) as write:
        for part in matches:
            write(part)
            written += len(part)
    return written
