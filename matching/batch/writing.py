"""How do millions of matches get into a file, whole or not at all, without being held at once?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.atomic_files import atomic_file
from matching.batch.matches import MatchColumns, refusal_codes
from matching.errors import InvalidValueError
from matching.presentation.csv_lines import EXCEL_MARK, guarded
from matching.presentation.spreadsheets import EXCEL_ROWS, add_sheet, new_workbook
from matching.ranking.features import FEATURES

if TYPE_CHECKING:
    import pyarrow

SUFFIXES = (".parquet", ".csv", ".xlsx")
COLUMNS = ("candidate_id", "vacancy_id", "rank", "score", "asked", "wanted", "eligible", "refusals")

Write = Callable[[MatchColumns], None]


def check_fits(out: Path, matches: int) -> None:
    """Refuse a suffix that names no format, and a workbook for more matches than a sheet has rows.

    Raises ``InvalidValueError``.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise InvalidValueError("--out", out, f"Its ending names no format: write {', '.join(SUFFIXES)}.")
    if out.suffix.lower() == ".xlsx" and matches >= EXCEL_ROWS:
        raise InvalidValueError(
            "--out",
            out,
            f"{matches:,} matches are more than the {EXCEL_ROWS - 1:,} that a sheet of Excel holds. "
            "Write .parquet or .csv, or ask for fewer with --top.",
        )


@contextmanager
def write_matches(out: Path, candidates: Sequence[str], vacancies: Sequence[str]) -> Iterator[Write]:
    """A function that takes one part after another; ``out`` appears, whole, when the context ends without an error.

    ``candidates`` and ``vacancies`` are the ids by row. Columns: ``COLUMNS``, then ``adds_<feature>`` for what each
    feature adds to logit(score). Raises ``InputFileError`` where it cannot be written, ``InvalidValueError`` as
    ``check_fits``.
    """
    check_fits(out, 0)
    kinds = {".parquet": _parquet, ".csv": _csv, ".xlsx": _workbook}
    plain = out.suffix.lower() == ".parquet"
    candidate_ids, vacancy_ids = (np.array([one if plain else guarded(one) for one in ids], dtype=object)
                    for ids in (candidates, vacancies))  # fmt: skip
    with (
        atomic_file(out, "Free space or choose another --out.") as draft,
        kinds[out.suffix.lower()](draft, out) as write,
    ):
        yield lambda part: write(_table(part, candidate_ids, vacancy_ids)) if len(part) else None


def _table(part: MatchColumns, candidate_ids: NDArray[np.object_], vacancy_ids: NDArray[np.object_]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "candidate_id": candidate_ids[part.candidate],
        "vacancy_id": vacancy_ids[part.vacancy],
        "rank": part.rank,
        "score": part.score,
        "asked": part.asked,
        "wanted": part.wanted,
        "eligible": part.refusals == 0,
        "refusals": refusal_codes(part.refusals),
    }
    return columns | {f"adds_{name}": part.contributions[:, at] for at, name in enumerate(FEATURES)}


def _schema() -> pyarrow.Schema:
    import pyarrow

    kinds = {"rank": pyarrow.int32(), "eligible": pyarrow.bool_()}
    texts = dict.fromkeys(("candidate_id", "vacancy_id", "refusals"), pyarrow.string())
    names = (*COLUMNS, *(f"adds_{name}" for name in FEATURES))
    return pyarrow.schema([(name, (kinds | texts).get(name, pyarrow.float64())) for name in names])


@contextmanager
def _parquet(draft: Path, _: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    import pyarrow
    from pyarrow import parquet

    schema = _schema()
    with parquet.ParquetWriter(draft, schema, compression="zstd") as file:
        yield lambda columns: file.write_table(pyarrow.table(columns, schema=schema))


@contextmanager
def _csv(draft: Path, _: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    import pyarrow
    from pyarrow import csv

    schema = _schema()
    schema = schema.set(schema.get_field_index("eligible"), pyarrow.field("eligible", pyarrow.string()))
    with draft.open("wb") as stream:
        stream.write(EXCEL_MARK.encode())
        with csv.CSVWriter(stream, schema, write_options=csv.WriteOptions(quoting_style="needed")) as file:
            yield lambda columns: file.write(pyarrow.table(_worded(columns), schema=schema))


@contextmanager
def _workbook(draft: Path, out: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    book = new_workbook(streamed=True)
    sheet = add_sheet(book, "matches", freeze="C2")
    sheet.append([*COLUMNS, *(f"adds_{name}" for name in FEATURES)])
    written = 0

    def write(columns: dict[str, Any]) -> None:
        nonlocal written
        written += len(columns["rank"])
        check_fits(out, written)
        for row in zip(*(np.asarray(column).tolist() for column in _worded(columns).values()), strict=True):
            sheet.append(row)

    try:
        yield write
    finally:
        sheet.close()
    book.save(draft)


def _worded(columns: dict[str, Any]) -> dict[str, Any]:
    return columns | {"eligible": np.where(columns["eligible"], "yes", "no").astype(object)}
