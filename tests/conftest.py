"""Which parts do many tests share? Real ones, made once."""

import os
import shutil

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
    from playwright.sync_api import Browser
    from sqlalchemy import URL

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# The same examples at every run; new ones with: pytest --hypothesis-profile=explore
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile("repeatable")


SLOW_FIXTURES = {"chromium", "cluster", "lesson"}
"""Stories in a browser, batches on a cluster, whole notebooks: each of their tests is ``slow`` by itself."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long by what it needs; longer searches for counterexamples and the like are marked one by one."""
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


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


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """A browser that asks the network for nothing by itself."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("no Chromium or Chrome on the path")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()
