"""The command that shows what texts say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matching.cli.app import app
from matching.errors import InputFileError

ADVERT = "Waiter\n\nRequirements:\n- Only women, aged 20-30\n- Good English, French is a plus\n- Serving at table\n"
CV = "Nino Beridze\nnino.beridze@example.org\n\nSkills\nbaking, cake decoration\n\nLanguages\nGeorgian (native)\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHING_DATA_DIR", str(tmp_path / "empty"))
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a-1.txt").write_text(ADVERT, encoding="utf-8")
    (documents / "p-1.txt").write_text(CV, encoding="utf-8")
    return documents


def records(*arguments: str) -> list[dict]:
    done = CliRunner().invoke(app, ["extract", *arguments, "--format", "jsonl"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_kinds_are_told_apart_and_quotes_stand_where_they_are_said_to(folder: Path):
    found = {one["id"]: one for one in records(str(folder))}
    assert {name: one["kind"] for name, one in found.items()} == {"a-1": "advert", "p-1": "cv"}
    for one in found.values():
        assert one["findings"]
        for item in one["findings"] + one["flags"]:
            assert one["text"][item["start"] : item["end"]] == item["quote"]
    assert {flag["kind"] for flag in found["a-1"]["flags"]} == {"sex", "age"}


def test_names_and_contacts_are_gone(folder: Path):
    written = json.dumps(records(str(folder / "p-1.txt"), "--kind", "cv"), ensure_ascii=False)
    assert "Beridze" not in written
    assert "example.org" not in written
    assert "cake decoration" in written


def test_the_table_shows_phrase_place_importance_and_flags(folder: Path):
    done = CliRunner().invoke(app, ["extract", str(folder / "a-1.txt"), "--kind", "advert"])
    assert done.exit_code == 0
    start = ADVERT.index("Serving at table")
    assert f'essential · "Serving at table" ({start}–{start + len("Serving at table")})' in done.stdout
    assert 'fr, optional · "French"' in done.stdout
    assert "! asks for sex" in done.stdout


def test_a_missing_file_is_one_sentence(folder: Path):
    done = CliRunner().invoke(app, ["extract", str(folder / "nothing.txt")])
    assert isinstance(done.exception, InputFileError)
    assert "there is no such file or folder" in str(done.exception)
