"""What does a fair need on paper and on telephones, and how does it get into the folder of the plan?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from matching.engine import Engine
from matching.errors import InputFileError
from matching.fairs.plan import FairPlan
from matching.fairs.sheets.calendars import calendar_files
from matching.fairs.sheets.checkin import checkin_page
from matching.fairs.sheets.handouts import handouts_page
from matching.fairs.sheets.meeting_notes import brief
from matching.fairs.sheets.workbook import workbook_bytes

WORKBOOK, HANDOUTS, CHECKIN, CALENDAR = "plan.xlsx", "handouts.html", "checkin.html", "calendar"


def write_sheets(
    plan: FairPlan,
    engine: Engine,
    as_of: date,
    folder: Path,
    *,
    names: Mapping[str, str] | None = None,
    lang: str = "en",
) -> None:
    """Write ``plan.xlsx``, ``handouts.html``, ``checkin.html`` and ``calendar/*.ics`` into ``folder``, as of a day.

    ``names`` by candidate id are printed where they are given, ids otherwise; nothing else of the plan's files holds
    them. Sentences are in ``lang``, slips and calendars of people in their own language where it is one of ours.
    Everything is made before anything is written; calendars of an earlier plan are gone afterwards. Raises
    ``InvalidValueError`` for an unknown language or time zone, ``InputFileError`` for a folder that cannot be written.
    """
    briefed = brief(plan, engine, as_of, names)
    calendars = calendar_files(briefed, lang)
    files = {
        WORKBOOK: workbook_bytes(briefed, lang),
        HANDOUTS: handouts_page(briefed, lang).encode(),
        CHECKIN: checkin_page(briefed, lang).encode(),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".sheets-", dir=folder) as made:
            draft = Path(made)
            (draft / CALENDAR).mkdir()
            for name, content in (files | {f"{CALENDAR}/{name}": text for name, text in calendars.items()}).items():
                (draft / name).write_bytes(content)
            if (folder / CALENDAR).exists():
                (folder / CALENDAR).replace(draft / "earlier")
            for name in (*files, CALENDAR):
                (draft / name).replace(folder / name)
    except OSError as fault:
        problem = f"the sheets cannot be written ({fault.strerror})"
        raise InputFileError(folder, problem, "Close open files of it, or choose another folder with --out.") from None
