"""Does the core do a day's work without any extra, and is a missing extra one sentence with what mends it?"""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from command_line import Run, typed
from installed import everything
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FILES = ("--candidates", "data/demo/candidates.csv", "--vacancies", "data/demo/vacancies.csv", "--as-of", "2026-11-16")
EXTRAS = {
    "torch", "transformers", "sentence_transformers", "dask", "distributed", "bm25s", "altair", "pytest",
}  # fmt: skip
"""Some of what must not be there; what is hidden is every module that the core does not bring."""

CORE_ONLY = f"""
import sys
from installed import hide_extras

hidden = hide_extras()
assert hidden >= {EXTRAS!r}, {EXTRAS!r} - hidden
from matching.__main__ import main

main()
"""


@contextmanager
def started(*words: object):
    """A command in a process of its own, in which no module of an extra can be imported."""
    within = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests"))), "MATCHING_TAXONOMY": "0"}
    command = [sys.executable, "-c", CORE_ONLY, *map(str, words)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT, env=within
    ) as running:
        yield running


def done(*words: object) -> str:
    """What such a command prints; it ends well."""
    with started(*words) as running:
        out, complaints = running.communicate(timeout=300)
    assert running.returncode == 0, complaints
    return out


def page(address: str) -> str:
    with urlopen(Request(address, headers={"Accept": "text/html"}), timeout=60) as answer:
        return answer.read().decode()


# The core alone


def test_the_demo_runs():
    assert "Matched and explained in" in done("demo")


def test_a_fair_is_planned_and_printed(tmp_path):
    done("fair", "plan", "--event", "data/demo/fair.toml", *FILES, "--out", tmp_path / "plan")
    assert {"plan.xlsx", "handouts.html", "checkin.html"} <= {one.name for one in (tmp_path / "plan").rglob("*")}


@pytest.mark.slow
def test_everybody_is_matched_and_a_plan_written(tmp_path):
    done("batch", *FILES, "--out", tmp_path / "matches.parquet")
    done("plan", *FILES, "--id", "c-004", "--lang", "ka", "--out", tmp_path / "plan.html")
    assert {one.name for one in tmp_path.iterdir()} == {"matches.parquet", "plan.html"}


@pytest.mark.slow
def test_the_register_is_filled_and_matched_from(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHING_DATA_DIR", str(tmp_path))
    done("register", "import", *FILES[:4])
    assert "v-" in done("match", "--as-of", "2026-11-16", "--id", "c-001", "--explain")


def test_the_pages_are_shown():
    with started("serve", *FILES, "--port", "0") as running:
        try:
            assert running.stdout is not None
            first = running.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", first)
            assert address, first
            linked = [unescape(one) for one in re.findall(r'href="(/[^"]*c-0\d\d[^"]*)"', page(f"{address[0]}/"))]
            assert linked
            person = page(address[0] + linked[0])
            assert "v-0" in person
            (plan,) = {unescape(one) for one in re.findall(r'href="(/[^"]*plan[^"]*)"', person)}
            assert "<h1" in page(address[0] + plan)
            assert '"openapi"' in page(f"{address[0]}/openapi.json")
        finally:
            running.terminate()


# A missing extra


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(ROOT)
    return typed(capsys, monkeypatch)


@pytest.mark.parametrize(
    ("words", "absent", "said"),
    [
        (("match", *FILES, "--encoder", "some/model"), "sentence_transformers",
         ('The encoder "some/model"', "sentence-transformers", "models")),
        (("encoder", "train", "--esco", "nowhere", "--out", "nowhere"), "torch",
         ("Training an encoder", "torch", "models")),
        (("batch", *FILES, "--out", "nowhere.csv", "--scheduler", "tcp://127.0.0.1:1"), "distributed",
         ("A batch on a cluster", "distributed", "cluster")),
        (("evaluate", "BENCHMARK", "--baselines"), "bm25s",
         ("The baseline BM25", "bm25s", "evaluation")),
    ],
)  # fmt: skip
def test_a_missing_extra_is_one_sentence_with_the_command_that_mends_it(
    run, tmp_path, monkeypatch, words, absent, said
):
    for name, text in (
        ("queries", "query_id\ttext\nq\twelder\n"),
        ("corpus", "doc_id\ttext\nd\twelder\n"),
        ("qrels", "q\t0\td\t1\n"),
    ):
        (tmp_path / f"{name}.tsv").write_text(text, encoding="utf-8")
    # As Python itself marks a module that cannot be found.
    monkeypatch.setitem(sys.modules, absent, None)
    seen = run(*(str(tmp_path) if word == "BENCHMARK" else word for word in words))
    what, library, extra = said
    remedy = f'Run: pip install "returnee-matching[{extra}]".'
    assert (seen.code, seen.err) == (1, f"Error: {what} needs {library}, which is not installed. {remedy}\n")


# The constraints


@pytest.mark.skipif(
    sys.platform != "linux" or sys.version_info[:2] != (3, 11), reason="they are written on Linux, with Python 3.11"
)
def test_the_constraints_name_what_is_declared_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    held = {canonicalize_name(line.partition("==")[0]) for line in lines if not line.startswith("#")}
    assert all("==" in line and "+" not in line for line in lines if not line.startswith("#"))
    # pip freeze leaves out what pip itself works with.
    assert held == everything() - {"pip", "setuptools"}
