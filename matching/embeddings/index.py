"""Which vectors are nearest to this one? FAISS behind a small face that hides its surprises."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.atomic_files import atomic_folder
from matching.errors import IndexMismatchError, InputFileError, InvalidValueError

FORMAT = 1
EXACT_UP_TO = 300_000
"""Vectors held in an exact index; beyond, an inverted file answers (measured in ``benchmarks/retrieval.py``)."""
SETTLED_AT_ONCE = 64
"""Queries whose ties are settled together."""
CONVERTED_AT_ONCE = 65_536
"""Vectors held in double precision at once."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from. Two indexes are interchangeable only if all of it agrees."""

    encoder: str
    text_version: str
    dim: int
    count: int = 0
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each query, ids best first with their inner products; a query may have fewer than asked."""

    ids: list[list[str]]
    scores: list[NDArray[np.float32]]


class VectorIndex(Protocol):
    """Nearest neighbours by inner product. Higher is better; equal scores are ordered by id."""

    @property
    def manifest(self) -> Manifest:
        """What it was built from, with the present count."""
        ...

    def __len__(self) -> int: ...
    def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add or replace: ``vectors`` float32[n, dim]; of an id given twice the last vector counts."""
        ...

    def remove(self, ids: Collection[str]) -> int:
        """Forget the ids that are there; returns how many were."""
        ...

    def search(self, vectors: NDArray[np.float32], k: int, *, allowed: Collection[str] | None = None) -> Neighbours:
        """The ``k`` best of each query float32[m, dim], only among ``allowed`` ids where given."""
        ...

    def save(self, folder: Path) -> None:
        """Write it whole or not at all."""
        ...


class FaissIndex:
    """The one implementation of ``VectorIndex``: exact up to ``exact_up_to`` vectors, an inverted file beyond."""

    def __init__(self, manifest: Manifest, *, exact_up_to: int = EXACT_UP_TO) -> None:
        self._made_from = manifest
        self._exact_up_to = exact_up_to
        self._rows: dict[str, NDArray[np.float32]] = {}
        self._ids: list[str] = []
        self._matrix = np.zeros((0, manifest.dim), dtype=np.float32)
        self._faiss: Any = None

    @property
    def manifest(self) -> Manifest:
        """What it was built from, with the present count."""
        return Manifest(**{**asdict(self._made_from), "count": len(self._rows)})

    def __len__(self) -> int:
        return len(self._rows)

    def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """See ``VectorIndex.upsert``; a wrong shape raises ``InvalidValueError``."""
        vectors = np.array(vectors, dtype=np.float32)
        if vectors.shape != (len(ids), self._made_from.dim):
            raise InvalidValueError(
                "Shape of the vectors", vectors.shape, f"It has to be ({len(ids)}, {self._made_from.dim})."
            )
        if not np.isfinite(vectors).all():
            raise InvalidValueError("A vector with", "NaN or infinity", "Encode the texts again.")
        self._rows.update(zip(ids, vectors, strict=True))
        self._faiss = None

    def remove(self, ids: Collection[str]) -> int:
        """See ``VectorIndex.remove``."""
        before = len(self._rows)
        for gone in ids:
            self._rows.pop(gone, None)
        self._faiss = None
        return before - len(self._rows)

    def search(self, vectors: NDArray[np.float32], k: int, *, allowed: Collection[str] | None = None) -> Neighbours:
        """See ``VectorIndex.search``; ``k`` may exceed what is there; a wrong shape raises ``InvalidValueError``."""
        import faiss

        queries = np.ascontiguousarray(vectors, dtype=np.float32)
        if queries.ndim != 2 or queries.shape[1] != self._made_from.dim:
            raise InvalidValueError("Shape of the queries", queries.shape, f"It has to be (m, {self._made_from.dim}).")
        self._build()
        rows = None if allowed is None else self._positions(allowed)
        reachable = len(self._ids) if rows is None else len(rows)
        wanted = min(k, reachable)
        if wanted < 1 or not len(queries):
            return Neighbours([[] for _ in queries], [np.zeros(0, np.float32) for _ in queries])
        # One more than asked shows whether a tie crosses the cut, where FAISS would decide by insertion.
        asked = min(wanted + 1, reachable)
        options: Any = faiss.SearchParameters()
        if isinstance(self._faiss, faiss.IndexIVF):
            options = faiss.SearchParametersIVF()
            options.nprobe = self._faiss.nprobe
        if rows is not None:
            options.sel = selector = faiss.IDSelectorBatch(rows)  # noqa: F841 - FAISS keeps no reference of its own
        scores, found = self._faiss.search(queries, asked, params=options)
        # FAISS fills up with ids of -1, also where the lists it probed hold too few of those allowed.
        valid = found >= 0
        counts = valid.sum(axis=1)
        crossed = (counts > wanted) & (scores[:, wanted - 1] == scores[:, asked - 1])
        unsettled = crossed | (counts < wanted)
        settled = self._settled(queries[unsettled], rows, wanted)
        ids: list[list[str]] = []
        kept: list[NDArray[np.float32]] = []
        for number, left_open in enumerate(unsettled.tolist()):
            positions, values = (
                next(settled) if left_open else (found[number][valid[number]], scores[number][valid[number]])
            )
            # Positions follow the order of ids, so ordering by them breaks ties by id.
            order = np.lexsort((positions, -values))[:wanted]
            ids.append([self._ids[position] for position in positions[order]])
            kept.append(values[order])
        return Neighbours(ids, kept)

    def save(self, folder: Path) -> None:
        """Write ids, vectors and manifest, all or nothing (a temporary folder, then a rename)."""
        self._build()
        folder = Path(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with atomic_folder(folder) as draft:
            np.save(draft / "vectors.npy", self._matrix, allow_pickle=False)
            (draft / "ids.json").write_text(json.dumps(self._ids, ensure_ascii=False), encoding="utf-8")
            (draft / "manifest.json").write_text(json.dumps(asdict(self.manifest), indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, expected: Manifest, *, exact_up_to: int = EXACT_UP_TO) -> FaissIndex:
        """Read a saved index; raises ``IndexMismatchError`` where it was built from something else."""
        folder = Path(folder)
        again = "Delete the folder; the index is rebuilt from the data at the next run."
        try:
            found = Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
            ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
            matrix = np.load(folder / "vectors.npy", allow_pickle=False)
        except FileNotFoundError as missing:
            raise InputFileError(folder, f"no complete index is there ({missing.filename} is missing)", again) from None
        except (ValueError, TypeError, OSError, EOFError):
            raise InputFileError(folder, "the index is damaged", again) from None
        for field in ("format", "encoder", "text_version", "dim"):
            if getattr(found, field) != getattr(expected, field):
                raise IndexMismatchError(folder, field, getattr(found, field), getattr(expected, field))
        if not len(ids) == found.count == len(matrix):
            raise IndexMismatchError(folder, "count", len(matrix), found.count)
        index = cls(expected, exact_up_to=exact_up_to)
        try:
            index.upsert(ids, matrix)
        except (InvalidValueError, ValueError):
            raise InputFileError(folder, "the index is damaged", again) from None
        return index

    def _build(self) -> None:
        """Bring the FAISS side up to date; rows stand in the order of ids."""
        if self._faiss is not None:
            return
        import faiss

        self._ids = sorted(self._rows)
        dim = self._made_from.dim
        self._matrix = np.array([self._rows[one] for one in self._ids], dtype=np.float32).reshape(-1, dim)
        built: Any = faiss.IndexFlatIP(dim)
        if len(self._ids) > self._exact_up_to:
            # FAISS wants 39 vectors or more to train each list.
            lists = max(1, min(int(4 * np.sqrt(len(self._ids))), len(self._ids) // 39))
            built = faiss.IndexIVFFlat(built, dim, lists, faiss.METRIC_INNER_PRODUCT)
            built.nprobe = max(1, lists // 16)
            built.train(self._matrix)
        built.add(self._matrix)
        # Last, so that another thread never searches an index half built.
        self._faiss = built

    def _positions(self, allowed: Collection[str]) -> NDArray[np.int64]:
        wanted = set(allowed)
        return np.array([row for row, one in enumerate(self._ids) if one in wanted], dtype=np.int64)

    def _settled(
        self, queries: NDArray[np.float32], rows: NDArray[np.int64] | None, wanted: int
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """For each query, from all positions allowed, at least the ``wanted`` best and all that tie with the last."""
        positions = np.arange(len(self._ids)) if rows is None else rows
        for start in range(0, len(queries), SETTLED_AT_ONCE):
            block = queries[start : start + SETTLED_AT_ONCE].astype(np.float64)
            scores = np.empty((len(block), len(positions)), dtype=np.float32)
            for first in range(0, len(positions), CONVERTED_AT_ONCE):
                part = slice(first, first + CONVERTED_AT_ONCE)
                # In double precision, so that equal vectors get equal scores wherever they stand.
                scores[:, part] = block @ self._matrix[positions[part]].astype(np.float64).T
            for values in scores:
                near = np.flatnonzero(values >= np.partition(values, -wanted)[-wanted])
                yield positions[near], values[near]
