"""How does the plan of a fair look in a workbook: an overview, those who fall short, each booth, each person?"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from matching.fairs.plan import Summary
from matching.fairs.sheets.meeting_notes import Briefing, MeetingNotes
from matching.geography import place_text
from matching.wording import sentence, translator
from matching.wording.catalogues import date_text, number_text
from matching.wording.labels import person_title, vacancy_title

if TYPE_CHECKING:
    from openpyxl import Workbook

SHEETS_EACH = 150
"""Booths, and people, with a sheet of their own at the most; more stand on one sheet together, grouped.

A workbook with more tabs can no longer be found through, and spreadsheet programs open each sheet with its own
settings of print, which takes seconds from a few hundred on.
"""
LONGEST_CELL = 32_000
"""A cell holds 32,767 characters; some are left for escapes."""
_NOT_IN_EXCEL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_A_TAB = re.compile(r"[\x00-\x1f\\/*?:\[\]]")
_LONGEST_TAB = 31
_Sheet = Any
_Cell = Any
"""Parts of a workbook; the library's types call optional what every new one has."""
_NARROW, _MIDDLE, _WIDE = 13, 24, 46


def workbook_bytes(briefed: MeetingNotes, language: str) -> bytes:
    """The workbook of a plan, sentences in ``language``; people by name where names are given."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    tabs = _Tabs()
    say = translator(language)
    overview = book.create_sheet(tabs.name(say("Overview")))
    _write_unplaced(book.create_sheet(tabs.name(say("Unplaced"))), briefed, language)
    links = _write_booths(book, tabs, briefed, language)
    _write_people(book, tabs, briefed, language)
    _write_overview(overview, briefed, links, language)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class _Tabs:
    """Names of sheets: at most 31 characters, none of those Excel refuses, none twice whatever the case."""

    def __init__(self) -> None:
        # Excel keeps this name for itself.
        self._taken = {"history"}

    def name(self, wanted: str) -> str:
        base = _NOT_IN_A_TAB.sub("_", wanted).strip("' ") or "_"
        found, number = base[:_LONGEST_TAB], 1
        while found.casefold() in self._taken:
            number += 1
            ending = f" ({number})"
            found = base[: _LONGEST_TAB - len(ending)] + ending
        self._taken.add(found.casefold())
        return found


def _write_overview(sheet: _Sheet, briefed: MeetingNotes, links: dict[str, str], language: str) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    say, fair, summary = translator(language), briefed.fair, briefed.plan.summary
    _title(sheet, fair.name, (28, _MIDDLE, _NARROW, _NARROW, _NARROW))
    facts = [
        (say("Day"), date_text(fair.day, language)),
        (say("Place"), place_text(fair.place, None, language)),
        (say("Hours"), f"{fair.opens:%H:%M}–{fair.closes:%H:%M}"),
        (say("Minutes a meeting"), fair.slot_minutes),
        *_figures(summary, language),
    ]
    for fact in facts:
        _row(sheet, fact)
    _row(sheet, ())
    _row(sheet, (say("Booth"), say("Employer"), say("Hall"), say("Interviewers"), say("Meetings")), bold=True)
    for booth in fair.booths:
        met = len(briefed.by_booth[booth.id])
        cell, *_ = _row(sheet, (booth.id, booth.employer or "", booth.hall or "", booth.interviewers, met))
        if booth.id in links:
            tab = links[booth.id].replace("'", "''")
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{tab}'!A1")
            cell.style = "Hyperlink"
    if briefed.plan.conflicts:
        _row(sheet, ())
        _row(sheet, (say("Wishes that could not be met together"),), bold=True)
        for conflict in briefed.plan.conflicts:
            _row(sheet, (sentence(conflict.note, language),), wrap=False)
    _print_setup(sheet, landscape=False)


def _figures(summary: Summary, language: str) -> list[tuple[str, Any]]:
    say = translator(language)
    share = f"{number_text(100 * summary.first_choice_share, language)} %"
    return [
        (say("Rule"), summary.policy),
        (say("People invited"), summary.candidates),
        (say("People with a meeting"), summary.candidates_met),
        (say("Meetings"), summary.meetings),
        (say("Mean score of 100"), round(100 * summary.mean_score)),
        (say("People who meet their best booth"), share),
        (say("Inequality of meetings (Gini, 0 is equal)"), round(summary.exposure_gini, 3)),
    ]


def _write_unplaced(sheet: _Sheet, briefed: MeetingNotes, language: str) -> None:
    say = translator(language)
    heads = [*_person_heads(briefed, language), say("Occupation"), say("Meetings"), say("Reason"), say("Alternatives")]
    widths = [*_person_widths(briefed), _MIDDLE, _NARROW, _WIDE, _WIDE]
    _table(sheet, heads, widths)
    for one in briefed.plan.unplaced:
        person = briefed.engine.candidate(one.candidate_id)
        alternatives = (_offer(briefed, vacancy, language) for vacancy in one.alternatives)
        _row(
            sheet,
            (
                *_person(briefed, one.candidate_id),
                person_title(person, language),
                len(briefed.by_person[one.candidate_id]),
                sentence(one.reason, language),
                "\n".join(alternatives),
            ),
        )
    _print_setup(sheet, repeat=1)


def _write_booths(book: Workbook, tabs: _Tabs, briefed: MeetingNotes, language: str) -> dict[str, str]:
    """Sheets of the booths; answers the name of the sheet of each that has its own."""
    say, booths = translator(language), briefed.fair.booths
    links: dict[str, str] = {}
    if len(booths) > SHEETS_EACH:
        _write_grouped(
            book.create_sheet(tabs.name(say("Booths"))),
            [(booth.id, " · ".join(filter(None, (booth.id, booth.employer, booth.hall)))) for booth in booths],
            briefed.by_booth,
            _booth_columns(briefed, language),
        )
        return links
    for booth in booths:
        links[booth.id] = tabs.name(f"{say('Booth')} {booth.id}")
        sheet = book.create_sheet(links[booth.id])
        title = " · ".join(filter(None, (booth.employer or booth.id, booth.hall)))
        _write_meetings(sheet, title, briefed.by_booth[booth.id], _booth_columns(briefed, language))
    return links


def _write_people(book: Workbook, tabs: _Tabs, briefed: MeetingNotes, language: str) -> None:
    say = translator(language)
    met = {person: meetings for person, meetings in briefed.by_person.items() if meetings}
    titles = {person: " · ".join(dict.fromkeys((briefed.called(person), person))) for person in met}
    if len(met) > SHEETS_EACH:
        columns = _person_columns(language)
        _write_grouped(book.create_sheet(tabs.name(say("People"))), list(titles.items()), met, columns)
        return
    for person, meetings in met.items():
        _write_meetings(book.create_sheet(tabs.name(person)), titles[person], meetings, _person_columns(language))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Heads and widths of a table of meetings, and the cells of one meeting."""

    heads: Sequence[str]
    widths: Sequence[int]
    cells: Callable[[Briefing], tuple[str, ...]]


def _booth_columns(briefed: MeetingNotes, language: str) -> _Columns:
    say = translator(language)
    heads = [say("Time"), *_person_heads(briefed, language), say("Vacancy"), *_note_heads(language)]
    widths = [_NARROW, *_person_widths(briefed), _MIDDLE, _WIDE, _WIDE, _MIDDLE]

    def cells(one: Briefing) -> tuple[str, ...]:
        return (_time(one), *_person(briefed, one.meeting.candidate_id), one.title(language), *_notes(one, language))

    return _Columns(heads, widths, cells)


def _person_columns(language: str) -> _Columns:
    say = translator(language)
    heads = [say("Time"), say("Booth"), say("Employer"), say("Hall"), say("Vacancy"), *_note_heads(language)]
    widths = [_NARROW, _NARROW, _MIDDLE, _NARROW, _MIDDLE, _WIDE, _WIDE, _MIDDLE]

    def cells(one: Briefing) -> tuple[str, ...]:
        booth = one.booth
        place = (booth.id, booth.employer or "", booth.hall or "")
        return (_time(one), *place, one.title(language), *_notes(one, language))

    return _Columns(heads, widths, cells)


def _note_heads(language: str) -> list[str]:
    say = translator(language)
    return [say("What fits"), say("To check"), say("Notes")]


def _notes(one: Briefing, language: str) -> tuple[str, str, str]:
    return "\n".join(one.fits(language)), "\n".join(one.to_check(language)), ""


def _write_meetings(sheet: _Sheet, title: str, meetings: Iterable[Briefing], columns: _Columns) -> None:
    _title(sheet, title, columns.widths)
    _row(sheet, columns.heads, bold=True)
    sheet.freeze_panes = "A3"
    for one in meetings:
        _row(sheet, columns.cells(one))
    _print_setup(sheet, repeat=2)


def _write_grouped(
    sheet: _Sheet, groups: Sequence[tuple[str, str]], meetings: dict[str, list[Briefing]], columns: _Columns
) -> None:
    """All on one sheet: a line with the name of each group, its meetings below, which can be folded away."""
    _table(sheet, columns.heads, columns.widths)
    sheet.sheet_properties.outlinePr.summaryBelow = False
    for key, title in groups:
        _row(sheet, (title,), bold=True, wrap=False)
        for one in meetings[key]:
            cell, *_ = _row(sheet, columns.cells(one))
            sheet.row_dimensions[cell.row].outline_level = 1
    _print_setup(sheet, repeat=1)


def _person_heads(briefed: MeetingNotes, language: str) -> list[str]:
    say = translator(language)
    return [say("Person"), say("Name")] if briefed.names else [say("Person")]


def _person_widths(briefed: MeetingNotes) -> list[int]:
    return [_NARROW, _MIDDLE] if briefed.names else [_NARROW]


def _person(briefed: MeetingNotes, candidate_id: str) -> tuple[str, ...]:
    return (candidate_id, briefed.names.get(candidate_id, "")) if briefed.names else (candidate_id,)


def _offer(briefed: MeetingNotes, vacancy_id: str, language: str) -> str:
    return f"{vacancy_id} {vacancy_title(briefed.engine.vacancy(vacancy_id), language)}"


def _time(one: Briefing) -> str:
    return f"{one.starts:%H:%M}–{one.ends:%H:%M}"


def _title(sheet: _Sheet, title: str, widths: Sequence[int]) -> None:
    from openpyxl.styles import Font

    _set_widths(sheet, widths)
    cell, *_ = _row(sheet, (title,), wrap=False)
    cell.font = Font(bold=True, size=14)


def _table(sheet: _Sheet, heads: Sequence[str], widths: Sequence[int]) -> None:
    _set_widths(sheet, widths)
    _row(sheet, heads, bold=True)
    sheet.freeze_panes = "A2"


def _set_widths(sheet: _Sheet, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _row(sheet: _Sheet, values: Sequence[Any], *, bold: bool = False, wrap: bool = True) -> list[_Cell]:
    """One row below the last one; text stays text, whatever it begins with: nothing of it is run as a formula."""
    from openpyxl.cell.cell import Cell

    fonts, alignments = _styles()
    cells: list[_Cell] = []
    for value in values or ("",):
        cell = Cell(sheet, row=1, column=1)
        if isinstance(value, str):
            cell.value = _NOT_IN_EXCEL.sub(" ", value)[:LONGEST_CELL]
            cell.data_type = "s"
        else:
            cell.value = value
        cell.alignment = alignments[wrap]
        if bold:
            cell.font = fonts[bold]
        cells.append(cell)
    sheet.append(cells)
    return cells


@cache
def _styles() -> tuple[dict[bool, Any], dict[bool, Any]]:
    """Fonts by whether they are bold, alignments by whether they wrap: made once, since each takes its time."""
    from openpyxl.styles import Alignment, Font

    fonts = {bold: Font(bold=bold) for bold in (False, True)}
    return fonts, {wrap: Alignment(wrap_text=wrap, vertical="top", horizontal="left") for wrap in (False, True)}


def _print_setup(sheet: _Sheet, *, landscape: bool = True, repeat: int = 0) -> None:
    """A4, as wide as the paper, as long as it needs, ``repeat`` rows again on every page, page numbers below."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"
    if repeat:
        sheet.print_title_rows = f"1:{repeat}"
