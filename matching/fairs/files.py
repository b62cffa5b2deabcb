"""How is a plan kept in a folder, whole or not at all, so that people can read it and a repair can take it up?

``timetable.csv`` holds the meetings, ``summary.json`` the figures, ``plan.json`` the fair and all else that a repair
needs; after a repair ``changes.csv`` tells what became of each meeting.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from matching.atomic_files import atomic_folder
from matching.domain.fair import Fair, Meeting
from matching.domain.match import Message
from matching.errors import InputFileError
from matching.fairs.plan import Conflict, FairPlan, PlanChange, Summary, Unplaced
from matching.presentation.csv_lines import csv_text, unguarded
from matching.wording import sentence

TIMETABLE, SUMMARY, PLAN, CHANGES = "timetable.csv", "summary.json", "plan.json", "changes.csv"
COLUMNS = ("candidate_id", "booth_id", "vacancy_id", "slot", "start", "end", "score")
CHANGE_COLUMNS = ("what", "candidate_id", "booth_id", "vacancy_id", "slot_before", "slot_after", "start", "reason")
VERSION = 1
"""Of the form of ``plan.json``."""
_REMEDY = "Give the folder that matching fair plan wrote."


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a plan was made from: paths of people (those who walked in last) and vacancies, the day, the columns.

    None in place of a path stands for the people or the vacancies of the store.
    """

    candidates: tuple[Path | None, ...]
    vacancies: Path | None
    as_of: str
    column_map: dict[str, str]
    skip_invalid: bool = False
    encoder: str | None = None
    taxonomy: bool = True


def check_folder(out: Path, *, force: bool, read: Iterable[Path | None] = ()) -> None:
    """Refuse a folder that a plan must not be written to, before any work is done; raises ``InputFileError``.

    It may be new or empty; one with a plan is replaced only with ``force``, one with anything else never. What is
    ``read`` must not lie in a folder that is replaced.
    """
    if out.exists() and not out.is_dir():
        raise InputFileError(out, "this is a file, not a folder", "Choose another folder with --out.")
    if not out.resolve().parent.is_dir():
        raise InputFileError(out, f"there is no folder {out.parent}", "Make it first, or choose another with --out.")
    if not os.access(out.resolve().parent, os.W_OK):
        raise InputFileError(out, "it cannot be written here", "Choose another folder with --out.")
    if not out.exists() or not any(out.iterdir()):
        return
    if not ((out / PLAN).is_file() and (out / TIMETABLE).is_file()):
        problem = "this folder holds other files than those of a plan"
        raise InputFileError(out, problem, "Choose a new or empty folder with --out.")
    if not force:
        raise InputFileError(out, "this folder holds a plan already", "Add --force to replace it, or choose another.")
    for path in read:
        if path is not None and out.resolve() in path.resolve().parents:
            raise InputFileError(out, f"{path.name} lies in the folder to replace", "Choose another folder with --out.")


def write_plan(
    plan: FairPlan,
    inputs: Inputs,
    out: Path,
    *,
    changes: Sequence[PlanChange] | None = None,
    lang: str = "en",
    more: Callable[[Path], None] | None = None,
) -> None:
    """Write the folder of a plan; ``more`` adds files of its own to the draft before it becomes the folder.

    An earlier plan in ``out`` is replaced: ask ``check_folder`` first. Reasons of ``changes`` are worded in ``lang``.
    Raises ``InputFileError`` where it cannot be written.
    """
    try:
        with atomic_folder(out.resolve()) as draft:
            for name, text in _texts(plan, inputs, changes, lang).items():
                (draft / name).write_bytes(text.encode("utf-8"))
            if more:
                more(draft)
    except OSError as fault:
        problem = f"it cannot be written ({fault.strerror})"
        raise InputFileError(out, problem, "Close open files of it, or choose another folder with --out.") from None


def read_plan(folder: Path) -> tuple[FairPlan, Inputs]:
    """The plan in a folder and what it was made from; meetings are those of ``timetable.csv``.

    Raises ``InputFileError`` where the folder is no plan, or a meeting does not fit its fair.
    """
    try:
        told = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        figures = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        lines = (folder / TIMETABLE).read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputFileError(folder, f"there is no {Path(error.filename).name} in it", _REMEDY) from None
    except (OSError, ValueError):
        raise InputFileError(folder, "its files cannot be read as those of a plan", _REMEDY) from None
    try:
        if told["version"] != VERSION:
            raise InputFileError(folder, f"its form is version {told['version']}, not {VERSION}", "Plan the fair anew.")
        fair = Fair.model_validate(told["fair"])
        unplaced = tuple(
            Unplaced(one["candidate_id"], Message.model_validate(one["reason"]), tuple(one["alternatives"]))
            for one in told["unplaced"]
        )
        conflicts = tuple(Conflict(Message.model_validate(one)) for one in told["conflicts"])
        made_from: dict[str, Any] = told["inputs"]
        paths = {
            "candidates": tuple(one and Path(one) for one in made_from["candidates"]),
            "vacancies": made_from["vacancies"] and Path(made_from["vacancies"]),
        }
        inputs = Inputs(**(made_from | paths))
        summary = Summary(**figures)
    except (KeyError, TypeError, ValidationError):
        raise InputFileError(folder / PLAN, "it is not what a plan is kept as", _REMEDY) from None
    return FairPlan(fair, tuple(_meetings(folder / TIMETABLE, lines, fair)), unplaced, summary, conflicts), inputs


def _texts(plan: FairPlan, inputs: Inputs, changes: Sequence[PlanChange] | None, lang: str) -> dict[str, str]:
    made_from = asdict(inputs) | {
        "candidates": [path and str(path) for path in inputs.candidates],
        "vacancies": inputs.vacancies and str(inputs.vacancies),
    }
    told = {
        "version": VERSION,
        "fair": plan.fair.model_dump(mode="json"),
        "unplaced": [
            {
                "candidate_id": one.candidate_id,
                "reason": one.reason.model_dump(mode="json"),
                "alternatives": list(one.alternatives),
            }
            for one in plan.unplaced
        ],
        "conflicts": [one.note.model_dump(mode="json") for one in plan.conflicts],
        "inputs": made_from,
    }
    texts = {
        TIMETABLE: csv_text(
            [COLUMNS, *([*_pair(one), one.slot, *_span(plan.fair, one.slot), one.score] for one in plan.meetings)]
        ),
        SUMMARY: _json(asdict(plan.summary)),
        PLAN: _json(told),
    }
    if changes is not None:
        rows = (
            [one.what, *_pair(one), one.slot_before, one.slot_after, _start(plan.fair, one.slot_after), reason]
            for one, reason in ((one, sentence(one.reason, lang)) for one in changes)
        )
        texts[CHANGES] = csv_text([CHANGE_COLUMNS, *rows])
    return texts


def _pair(one: Meeting | PlanChange) -> tuple[str, str, str]:
    return one.candidate_id, one.booth_id, one.vacancy_id


def _span(fair: Fair, slot: int) -> tuple[str, str]:
    start, end = fair.slot_span(slot)
    return f"{start:%H:%M}", f"{end:%H:%M}"


def _start(fair: Fair, slot: int | None) -> str | None:
    return _span(fair, slot)[0] if slot else None


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _meetings(path: Path, text: str, fair: Fair) -> Iterable[Meeting]:
    rows = csv.DictReader(io.StringIO(text))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise InputFileError(path, f"its columns are {', '.join(rows.fieldnames or ['none'])}", _REMEDY)
    offers = {(booth.id, vacancy) for booth in fair.booths for vacancy in booth.vacancies}
    guests = {one.candidate_id for one in fair.invitations}
    for number, row in enumerate(rows, start=2):
        try:
            one = Meeting.model_validate({name: unguarded(row[name]) for name in ("slot", "score", *COLUMNS[:3])})
        except ValidationError:
            raise InputFileError(path, f"row {number} is not a meeting", "Correct it, or plan the fair anew.") from None
        if one.candidate_id not in guests or (one.booth_id, one.vacancy_id) not in offers or one.slot > fair.slots:
            problem = f"row {number} names a person, booth, vacancy or slot that the fair does not have"
            raise InputFileError(path, problem, "Correct it, or plan the fair anew.")
        yield one
