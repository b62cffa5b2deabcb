"""How many threads multiply a matrix? One, where many small ones are multiplied by several workers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from threading import Lock
from typing import Any

_lock = Lock()
_inside = 0
_limits = ExitStack()


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Matrix libraries use one thread, in the whole process, as long as anybody is inside.

    For the small matrices of a pair, threads that wait for one another cost ten times what they give.
    """
    global _inside
    with _lock:
        _inside += 1
        if _inside == 1:
            _limits.enter_context(_controller().limit(limits=1, user_api="blas"))
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _limits.close()
