"""Which vectors are nearest to this one? FAISS behind a small face that hides its surprises."""

import json
from pathlib import Path

import numpy as np
import pytest
from contracts.vector_index import Make, VectorIndexContract, units

from matching.embeddings.index import FORMAT, FaissIndex, Manifest
from matching.errors import IndexMismatchError, InputFileError

MADE_FROM = Manifest("trigrams", "1", 8)


class TestExactIndex(VectorIndexContract):
    @pytest.fixture
    def empty(self) -> Make:
        return lambda dim: FaissIndex(Manifest("test", "1", dim))


class TestInvertedFile(VectorIndexContract):
    """The same beyond the threshold, which so few vectors reach only when it is lowered."""

    @pytest.fixture
    def empty(self) -> Make:
        return lambda dim: FaissIndex(Manifest("test", "1", dim), exact_up_to=2)


def test_an_inverted_file_finds_most_of_what_the_exact_index_finds() -> None:
    # Vectors lie around topics, as texts do.
    draw = np.random.default_rng(5)
    rows = units(40, 32)[draw.integers(0, 40, 4_000)] + 0.15 * draw.normal(size=(4_000, 32)).astype(np.float32)
    ids = [f"{number:05}" for number in range(4_000)]
    inverted = FaissIndex(Manifest("test", "1", 32), exact_up_to=1_000)
    inverted.upsert(ids, rows)
    queries = rows[::40]
    found = inverted.search(queries, 10).ids
    best = np.argsort(-queries @ rows.T, axis=1)[:, :10]
    recall = np.mean([len({ids[row] for row in one} & set(other)) / 10 for one, other in zip(best, found, strict=True)])
    assert recall > 0.8
    assert all(len(row) == 10 for row in found)


def saved(folder: Path) -> FaissIndex:
    index = FaissIndex(MADE_FROM)
    index.upsert(["b", "ა", "c d"], units(3, 8))
    index.save(folder)
    return index


def test_a_saved_index_comes_back_equal(tmp_path: Path) -> None:
    index = saved(tmp_path / "new" / "people")
    loaded = FaissIndex.load(tmp_path / "new" / "people", MADE_FROM)
    assert loaded.manifest == index.manifest == Manifest("trigrams", "1", 8, count=3, format=FORMAT)
    queries = units(5, 8, seed=1)
    one, other = index.search(queries, 3), loaded.search(queries, 3)
    assert one.ids == other.ids
    assert [row.tolist() for row in one.scores] == [row.tolist() for row in other.scores]


def test_saving_again_replaces_and_leaves_nothing_else_behind(tmp_path: Path) -> None:
    index = saved(tmp_path / "people")
    index.remove(["b"])
    index.save(tmp_path / "people")
    assert FaissIndex.load(tmp_path / "people", MADE_FROM).manifest.count == 2
    assert [one.name for one in tmp_path.iterdir()] == ["people"]
    assert sorted(one.name for one in (tmp_path / "people").iterdir()) == ["ids.json", "manifest.json", "vectors.npy"]


def test_an_empty_index_can_be_saved(tmp_path: Path) -> None:
    FaissIndex(MADE_FROM).save(tmp_path / "none")
    assert len(FaissIndex.load(tmp_path / "none", MADE_FROM)) == 0


@pytest.mark.parametrize(
    ("expected", "field", "words"),
    [
        (Manifest("other", "1", 8), "encoder", "encoder 'trigrams', but 'other' is in use"),
        (Manifest("trigrams", "2", 8), "text_version", "text_version '1', but '2' is in use"),
        (Manifest("trigrams", "1", 16), "dim", "dim 8, but 16 is in use"),
        (Manifest("trigrams", "1", 8, format=99), "format", "format 1, but 99 is in use"),
    ],
)
def test_an_index_made_from_something_else_says_from_what(
    tmp_path: Path, expected: Manifest, field: str, words: str
) -> None:
    saved(tmp_path / "people")
    with pytest.raises(IndexMismatchError, match="Delete the index folder") as fault:
        FaissIndex.load(tmp_path / "people", expected)
    assert fault.value.field == field
    assert words in str(fault.value)


def test_a_manifest_that_counts_otherwise_is_a_mismatch(tmp_path: Path) -> None:
    saved(tmp_path / "people")
    (tmp_path / "people" / "ids.json").write_text(json.dumps(["a", "b"]), encoding="utf-8")
    with pytest.raises(IndexMismatchError) as fault:
        FaissIndex.load(tmp_path / "people", MADE_FROM)
    assert fault.value.field == "count"


@pytest.mark.parametrize("name", ["manifest.json", "ids.json", "vectors.npy"])
def test_a_damaged_or_missing_file_is_named_as_such(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "people"
    saved(folder)
    content = (folder / name).read_bytes()
    for damaged in (b"", content[: len(content) // 2], b"\x93NUMPY\x01", b"[1, 2", b"\xff\xfe\x00"):
        (folder / name).write_bytes(damaged)
        with pytest.raises(InputFileError, match="the index is damaged"):
            FaissIndex.load(folder, MADE_FROM)
    (folder / name).unlink()
    with pytest.raises(InputFileError, match=f"{name} is missing"):
        FaissIndex.load(folder, MADE_FROM)


def test_vectors_that_are_no_vectors_are_damage(tmp_path: Path) -> None:
    folder = tmp_path / "people"
    saved(folder)
    for matrix in (np.full((3, 8), np.nan, np.float32), np.zeros((3, 5), np.float32), np.array(["a", "b", "c"])):
        np.save(folder / "vectors.npy", matrix)
        with pytest.raises(InputFileError, match="damaged"):
            FaissIndex.load(folder, MADE_FROM)


def test_no_folder_at_all_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="no complete index is there"):
        FaissIndex.load(tmp_path / "nowhere", MADE_FROM)
