"""How does a test type a command? In this process, as the program itself would take it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import pytest

from matching.__main__ import main
from matching.embeddings.encoder import load_encoder
from matching.embeddings.salience import load_anchors


class Outcome(NamedTuple):
    """What a command leaves behind: its exit code and its two streams."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def typed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *first: str) -> Run:
    """A function that types ``matching``, the words ``first`` and its own."""

    def one(*words: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["matching", *first, *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        seen = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), seen.out, seen.err)

    return one


@contextmanager
def read_once() -> Iterator[None]:
    """The real encoder and its anchors, read from disk once for all commands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.assembly.load_encoder", cache(load_encoder))
        patch.setattr("matching.engine.load_anchors", cache(load_anchors))
        yield
