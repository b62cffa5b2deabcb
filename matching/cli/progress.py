"""How far is long work? A bar on a terminal, silence in a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Report(Protocol):
    """Says that ``done`` of ``total`` steps of ``what`` are done."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take the news."""
        ...


@contextmanager
def progress_bar() -> Iterator[Report]:
    """A report that draws bars on standard error where that is a terminal, and nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield report
