"""What lies on the tables and in the hands: a page for each booth, a slip for each person in that person's language?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from matching.domain.fair import Booth
from matching.fairs.sheets.checkin import code_svg
from matching.fairs.sheets.meeting_notes import Briefing, MeetingNotes
from matching.fairs.sheets.page_fit import first_that_fits, paper, text_mm
from matching.presentation.titles import vacancy_title
from matching.wording import sentence
from matching.wording.fairs import topics
from matching.wording.sentences import shortened

TOLD_AT_A_BOOTH = ((3, 5), (2, 3), (0, 2), (0, 1))
"""How many things that fit and to check a booth's page may tell of each meeting, the most telling first: the first is
taken with which it stays one page. The workbook tells all."""
TOLD_ON_A_SLIP = (6, 4, 3, 2, 1)
"""The same for the things to check on a slip."""
WORDS_AT_A_BOOTH = (10, 4, 2, 1, 0)
"""Where sentences are too long, how many words each name what is to check."""
_HEAD = "What fits:"
"""Stands before what is told, about as long in every language."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One meeting as it is printed."""

    time: str
    person_id: str
    name: str
    booth: Booth
    title: str
    title_language: str | None
    fits: tuple[str, ...]
    to_check: tuple[str, ...]
    """Sentences, or words on a page that is full."""


@dataclass(frozen=True, slots=True)
class BoothPage:
    """A booth with its meetings; on a ``full`` page each has one row."""

    booth: Booth
    hours: str
    full: bool
    lines: tuple[SlipLine, ...]

    @property
    def checked(self) -> bool:
        """Whether there is anything to check on it."""
        return any(line.to_check for line in self.lines)


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person takes along."""

    person_id: str
    name: str
    language: str
    lines: tuple[SlipLine, ...]
    reason: str
    """Why there is no meeting, or fewer than planned for; empty where there is nothing to explain."""
    alternatives: tuple[str, ...]
    code: Markup


def handouts_page(briefed: MeetingNotes, language: str) -> str:
    """One HTML page that prints on A4: booths in the order of the fair, in ``language``, then the slips."""
    return paper(
        "handouts.html",
        briefed.fair,
        language,
        booths=[_booth_page(briefed, booth, language) for booth in briefed.fair.booths],
        slips=[_slip(briefed, person, language) for person in briefed.by_person],
        named=bool(briefed.names),
    )


def _booth_page(briefed: MeetingNotes, booth: Booth, language: str) -> BoothPage:
    meetings = briefed.by_booth[booth.id]
    opens, closes = (booth.hours.start, booth.hours.end) if booth.hours else (briefed.fair.opens, briefed.fair.closes)
    hours = f"{opens:%H:%M}–{closes:%H:%M}"

    def pages() -> Iterator[BoothPage]:
        for fits, checks in TOLD_AT_A_BOOTH:
            told = (
                _line(briefed, one, language, one.fits(language, fits) if fits else (), one.to_check(language)[:checks])
                for one in meetings
            )
            yield BoothPage(booth, hours, False, tuple(told))
        for words in WORDS_AT_A_BOOTH:
            told = (_line(briefed, one, language, (), _in_words(one, language, words)) for one in meetings)
            yield BoothPage(booth, hours, True, tuple(told))

    return first_that_fits(pages(), _booth_mm)


def _slip(briefed: MeetingNotes, person: str, default: str) -> Slip:
    language = briefed.language_of(person, default)
    short = briefed.unplaced.get(person)
    offers = [briefed.engine.vacancy(one) for one in short.alternatives] if short else []
    meetings = briefed.by_person[person]
    reason = sentence(short.reason, language) if short else ""
    alternatives = tuple(shortened(vacancy_title(one, language)) for one in offers)
    code = code_svg(briefed.fair, person)

    def slips() -> Iterator[Slip]:
        for checks in TOLD_ON_A_SLIP:
            told = (_line(briefed, one, language, (), one.to_check(language)[:checks]) for one in meetings)
            yield Slip(person, briefed.names.get(person, ""), language, tuple(told), reason, alternatives, code)

    return first_that_fits(slips(), _slip_mm)


def _in_words(one: Briefing, language: str, most: int) -> list[str]:
    found = topics(one.notes, language)
    return [*found[:most], "…"] if 0 < most < len(found) else found[:most]


def _line(
    briefed: MeetingNotes, one: Briefing, language: str, fits: Sequence[str], to_check: Sequence[str]
) -> SlipLine:
    return SlipLine(
        time=f"{one.starts:%H:%M}",
        person_id=one.meeting.candidate_id,
        name=briefed.names.get(one.meeting.candidate_id, ""),
        booth=one.booth,
        title=one.title(language),
        title_language=one.offer.lang,
        fits=tuple(fits),
        to_check=tuple(to_check),
    )


def _booth_mm(page: BoothPage) -> float:
    """Height of a booth's page; widths and sizes are those of the template."""
    total = 28.0
    for line in page.lines:
        person = f"{line.name} {line.person_id}"
        if page.full:
            title_mm = 67 if page.checked else 108
            cells = ((person, 31), (line.title, title_mm), (", ".join(line.to_check), 39))
            total += max(text_mm(*cell, 9.5, 1.26) for cell in cells) + 1.7
        else:
            total += max(text_mm(person, 45, 11), text_mm(line.title, 70, 11)) + 3
            told = [f"{_HEAD} {' · '.join(part)}" for part in (line.fits, line.to_check) if part]
            total += sum(text_mm(one, 118, 9.5) for one in told) + (1.5 if told else 0)
    return total


def _slip_mm(slip: Slip) -> float:
    """Height of a slip."""
    total = 50.0 + (text_mm(slip.reason, 180, 13) if slip.reason else 0)
    total += sum(text_mm(one, 170, 13) for one in slip.alternatives) + (12 if slip.alternatives else 0)
    for line in slip.lines:
        booth = f"{line.booth.employer or ''} {line.booth.id}"
        stand = text_mm(booth, 59, 13) + (text_mm(line.booth.hall, 59, 13) if line.booth.hall else 0)
        total += max(stand, text_mm(line.title, 93, 13), 8.0) + 3
        total += sum(text_mm(one, 148, 11.5) for one in line.to_check) + (8 if line.to_check else 0)
    return total
