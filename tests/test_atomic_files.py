"""Does a file get to its place whole or not at all, and is a user told in one sentence why not?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from matching.atomic_files import atomic_file, atomic_folder
from matching.errors import InputFileError, TaxonomyError


def half_written(out: Path, fault: BaseException, remedy: str = "", error=InputFileError) -> None:
    with atomic_file(out, remedy, error) as draft:
        draft.write_text("half", encoding="utf-8")
        raise fault


@pytest.mark.parametrize("before", ["earlier", None])
def test_a_file_appears_or_is_replaced_when_the_context_ends(tmp_path: Path, before: str | None) -> None:
    out = tmp_path / "ცხრილი.csv"
    if before:
        out.write_text(before, encoding="utf-8")
    with atomic_file(out, "Choose another.") as draft:
        draft.write_text("whole", encoding="utf-8")
        assert (out.read_text(encoding="utf-8") if out.exists() else None) == before
        assert draft.parent == out.parent
    assert out.read_text(encoding="utf-8") == "whole"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("fault", [RuntimeError(), KeyboardInterrupt(), InputFileError("in.csv", "is bad", "Mend it.")])
def test_whatever_is_raised_in_the_context_leaves_the_old_file_and_no_draft(tmp_path: Path, fault) -> None:
    out = tmp_path / "m.csv"
    out.write_text("earlier", encoding="utf-8")
    with pytest.raises(type(fault)) as raised:
        half_written(out, fault)
    assert raised.value is fault
    assert out.read_text(encoding="utf-8") == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_where_no_file_stood_none_is_left_by_a_fault(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        half_written(tmp_path / "m.csv", RuntimeError())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [InputFileError, TaxonomyError])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (OSError("what a library says of its own"), "what a library says of its own"),
    ],
)
def test_a_fault_of_the_disk_is_told_in_one_sentence(tmp_path: Path, error, fault: OSError, reason: str) -> None:
    out = tmp_path / "m.csv"
    out.write_text("earlier", encoding="utf-8")
    with pytest.raises(error) as told:
        half_written(out, fault, "Free space.", error)
    assert str(told.value) == f"{out}: it cannot be written ({reason}). Free space."
    assert out.read_text(encoding="utf-8") == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_a_missing_folder_is_told_and_not_made(tmp_path: Path) -> None:
    with (
        pytest.raises(InputFileError, match=r"it cannot be written \(No such file or directory\)\. Make it\."),
        atomic_file(tmp_path / "none" / "m.csv", "Make it.") as draft,
    ):
        draft.write_text("x", encoding="utf-8")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_stays(tmp_path: Path) -> None:
    out = tmp_path / "m.csv"
    out.mkdir()
    with pytest.raises(InputFileError, match="it cannot be written"), atomic_file(out, "") as draft:
        draft.write_text("x", encoding="utf-8")
    assert list(tmp_path.iterdir()) == [out]
    assert out.is_dir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "pipe"
    os.mkfifo(out)
    reader = os.open(out, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with atomic_file(out, "") as draft:
            draft.write_bytes(b"x")
        assert os.read(reader, 9) == b"x"
    finally:
        os.close(reader)
    assert out.is_fifo()


def fill(folder: Path, text: str, fault: BaseException | None = None) -> None:
    with atomic_folder(folder) as draft:
        (draft / "one.txt").write_text(text, encoding="utf-8")
        if fault:
            raise fault


def test_a_folder_appears_and_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    fill(folder, "first")
    (folder / "two.txt").touch()
    fill(folder, "second")
    assert {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir()} == {"one.txt": "second"}
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_whose_draft_fails_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    fill(folder, "first")
    with pytest.raises(ValueError, match="no"):
        fill(folder, "half", ValueError("no"))
    assert (folder / "one.txt").read_text(encoding="utf-8") == "first"
    assert list(tmp_path.iterdir()) == [folder]


def test_what_a_killed_process_left_behind_stops_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    fill(folder, "first")
    for ending in ("part", "old"):
        left = tmp_path / f".plan-{os.getpid()}.{ending}"
        left.mkdir()
        (left / "half.txt").touch()
    fill(folder, "second")
    assert [one.name for one in folder.iterdir()] == ["one.txt"]
    assert list(tmp_path.iterdir()) == [folder]
