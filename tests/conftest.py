"""Which parts do many tests share? Real ones, made once."""

import os

# Tests multiply small matrices, for which threads that wait for one another cost more than they give.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from builders import ENCODER, TrigramEncoder
from hypothesis import settings

from matching.embeddings.encoder import Encoder, load_encoder

if TYPE_CHECKING:
    from sqlalchemy import URL

# The same examples at every run; new ones with: pytest --hypothesis-profile=explore
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def trigram_encoder() -> TrigramEncoder:
    """A small deterministic encoder that knows spelling only."""
    return ENCODER


@pytest.fixture(scope="session")
def bundled_encoder() -> Encoder:
    """The encoder that ships, which knows meanings across languages."""
    return load_encoder()


@pytest.fixture(scope="session")
def postgres() -> Iterator["Callable[..., URL]"]:
    """Makes a new database on a real server, which is there for the tests only; gives its address."""
    from postgres_server import programs, server

    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with server(folder) as new:
        yield new
