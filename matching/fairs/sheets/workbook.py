"""How does the plan of a fair look in a workbook: an overview, those who fall short, each booth, each person?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching.fairs.plan import Summary
from matching.fairs.sheets.meeting_notes import Briefing, MeetingNotes
from matching.presentation.places import place_text
from matching.presentation.spreadsheets import (
    Sheet,
    Tabs,
    add_row,
    add_title,
    link_to,
    new_workbook,
    saved,
    set_print,
    set_widths,
)
from matching.presentation.titles import candidate_title, vacancy_title
from matching.wording import sentence, translator
from matching.wording.catalogues import date_text, number_text

if TYPE_CHECKING:
    from openpyxl import Workbook

SHEETS_EACH = 150
"""Booths, and people, with a sheet of their own at the most; more stand on one sheet together, grouped.

A workbook with more tabs can no longer be found through, and spreadsheet programs open each sheet with its own
settings of print, which takes seconds from a few hundred on.
"""
_NARROW, _MIDDLE, _WIDE = 13, 24, 46


def workbook_bytes(briefed: MeetingNotes, language: str) -> bytes:
    """The workbook of a plan, sentences in ``language``; people by name where names are given."""
    book, tabs = new_workbook(), Tabs()
    say = translator(language)
    overview = book.create_sheet(tabs.name(say("Overview")))
    _write_unplaced(book.create_sheet(tabs.name(say("Unplaced"))), briefed, language)
    links = _write_booths(book, tabs, briefed, language)
    _write_people(book, tabs, briefed, language)
    _write_overview(overview, briefed, links, language)
    return saved(book)


def _write_overview(sheet: Sheet, briefed: MeetingNotes, links: dict[str, str], language: str) -> None:
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
        add_row(sheet, fact)
    add_row(sheet, ())
    add_row(sheet, (say("Booth"), say("Employer"), say("Hall"), say("Interviewers"), say("Meetings")), bold=True)
    for booth in fair.booths:
        met = len(briefed.by_booth[booth.id])
        cell, *_ = add_row(sheet, (booth.id, booth.employer or "", booth.hall or "", booth.interviewers, met))
        if booth.id in links:
            link_to(cell, links[booth.id])
    if briefed.plan.conflicts:
        add_row(sheet, ())
        add_row(sheet, (say("Wishes that could not be met together"),), bold=True)
        for conflict in briefed.plan.conflicts:
            add_row(sheet, (sentence(conflict.note, language),), wraps=False)
    set_print(sheet, landscape=False)


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


def _write_unplaced(sheet: Sheet, briefed: MeetingNotes, language: str) -> None:
    say = translator(language)
    heads = [*_person_heads(briefed, language), say("Occupation"), say("Meetings"), say("Reason"), say("Alternatives")]
    widths = [*_person_widths(briefed), _MIDDLE, _NARROW, _WIDE, _WIDE]
    _table(sheet, heads, widths)
    for one in briefed.plan.unplaced:
        person = briefed.engine.candidate(one.candidate_id)
        alternatives = (_offer(briefed, vacancy, language) for vacancy in one.alternatives)
        add_row(
            sheet,
            (
                *_person(briefed, one.candidate_id),
                candidate_title(person, language),
                len(briefed.by_person[one.candidate_id]),
                sentence(one.reason, language),
                "\n".join(alternatives),
            ),
        )
    set_print(sheet, repeat=1)


def _write_booths(book: Workbook, tabs: Tabs, briefed: MeetingNotes, language: str) -> dict[str, str]:
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


def _write_people(book: Workbook, tabs: Tabs, briefed: MeetingNotes, language: str) -> None:
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


def _write_meetings(sheet: Sheet, title: str, meetings: Iterable[Briefing], columns: _Columns) -> None:
    _title(sheet, title, columns.widths)
    add_row(sheet, columns.heads, bold=True)
    sheet.freeze_panes = "A3"
    for one in meetings:
        add_row(sheet, columns.cells(one))
    set_print(sheet, repeat=2)


def _write_grouped(
    sheet: Sheet, groups: Sequence[tuple[str, str]], meetings: dict[str, list[Briefing]], columns: _Columns
) -> None:
    """All on one sheet: a line with the name of each group, its meetings below, which can be folded away."""
    _table(sheet, columns.heads, columns.widths)
    sheet.sheet_properties.outlinePr.summaryBelow = False
    for key, title in groups:
        add_row(sheet, (title,), bold=True, wraps=False)
        for one in meetings[key]:
            cell, *_ = add_row(sheet, columns.cells(one))
            sheet.row_dimensions[cell.row].outline_level = 1
    set_print(sheet, repeat=1)


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


def _title(sheet: Sheet, title: str, widths: Sequence[int]) -> None:
    set_widths(sheet, widths)
    add_title(sheet, title)


def _table(sheet: Sheet, heads: Sequence[str], widths: Sequence[int]) -> None:
    set_widths(sheet, widths)
    add_row(sheet, heads, bold=True)
    sheet.freeze_panes = "A2"
