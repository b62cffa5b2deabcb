"""Which calendar files does a fair give: one for each booth and one for each person, in local time?"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from matching.domain.fair import Fair
from matching.errors import InvalidValueError
from matching.fairs.sheets.meeting_notes import Briefing, MeetingNotes
from matching.presentation.places import place_text
from matching.wording import translator

if TYPE_CHECKING:
    from icalendar import Timezone

_NAMESPACE = uuid.UUID("7d1b0c52-3f0e-5c0a-9a55-6f2f0c9d4e21")
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")
_LONGEST_FILE_NAME = 80


def calendar_files(briefed: MeetingNotes, language: str) -> dict[str, bytes]:
    """Content by file name, ``booth-….ics`` in ``language`` and ``person-….ics`` in that of the person.

    A booth's calendar names its people by id, or by name where names are given. Raises ``InvalidValueError`` for a
    time zone that does not exist.
    """
    zone = _zone_rules(briefed.fair)
    stamp = datetime.combine(briefed.as_of, time(), tzinfo=UTC)
    found: dict[str, bytes] = {}
    booths = file_names("booth", briefed.by_booth)
    for booth in briefed.fair.booths:
        title = " · ".join(filter(None, (booth.employer or booth.id, briefed.fair.name)))
        entries = (
            _entry(one, briefed, f"{briefed.called(one.meeting.candidate_id)} · {one.title(language)}", language)
            for one in briefed.by_booth[booth.id]
        )
        found[booths[booth.id]] = _calendar(title, entries, zone, stamp)
    met = {person: meetings for person, meetings in briefed.by_person.items() if meetings}
    people = file_names("person", met)
    for person, meetings in met.items():
        spoken = briefed.language_of(person, language)
        entries = (
            _entry(one, briefed, f"{one.booth.employer or one.booth.id} · {one.title(spoken)}", spoken)
            for one in meetings
        )
        found[people[person]] = _calendar(briefed.fair.name, entries, zone, stamp)
    return found


def zone_of(fair: Fair) -> ZoneInfo:
    """The time zone of a fair; raises ``InvalidValueError`` for one that does not exist."""
    try:
        return ZoneInfo(fair.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidValueError("The time zone", fair.timezone, "Write its IANA name, like Asia/Tbilisi.") from None


def _zone_rules(fair: Fair) -> Timezone:
    """The rules of the zone around the day of the fair, to stand in every file: not every program knows every zone."""
    from icalendar import Timezone

    year = timedelta(days=366)
    return Timezone.from_tzinfo(zone_of(fair), fair.timezone, fair.day - year, fair.day + year)


def file_names(kind: str, ids: Iterable[str]) -> dict[str, str]:
    """A file name for each id that every system takes: letters, digits, dots, dashes; none twice whatever the case."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for one in ids:
        base = f"{kind}-{_NOT_IN_A_FILE_NAME.sub('_', one).strip('._')}"[:_LONGEST_FILE_NAME]
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name.casefold())
        found[one] = f"{name}.ics"
    return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a calendar, times local without a zone."""

    uid: str
    starts: datetime
    ends: datetime
    summary: str
    location: str
    description: str


def _entry(one: Briefing, briefed: MeetingNotes, summary: str, language: str) -> _Entry:
    fair, say = briefed.fair, translator(language)
    key = "\n".join((fair.name, fair.day.isoformat(), one.booth.id, one.meeting.candidate_id))
    checks = one.to_check(language)
    return _Entry(
        # The same meeting keeps its identity when a repair moves it.
        uid=f"{uuid.uuid5(_NAMESPACE, key)}@returnee-matching",
        starts=one.starts,
        ends=one.ends,
        summary=summary,
        location=", ".join(
            filter(None, (place_text(fair.place, None, language), one.booth.hall, f"{say('Booth')} {one.booth.id}"))
        ),
        description="\n".join([f"{say('To check')}:", *checks]) if checks else "",
    )


def _calendar(title: str, entries: Iterable[_Entry], zone: Timezone, stamp: datetime) -> bytes:
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//returnee-matching//fair//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add_component(zone)
    local = zone.to_tz()
    for one in entries:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", one.starts.replace(tzinfo=local))
        event.add("dtend", one.ends.replace(tzinfo=local))
        event.add("summary", one.summary)
        event.add("location", one.location)
        if one.description:
            event.add("description", one.description)
        calendar.add_component(event)
    return calendar.to_ical()
