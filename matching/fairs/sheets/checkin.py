"""Who comes through the door: a list with a code for each person to scan?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from matching.domain.fair import Fair
from matching.fairs.sheets.meeting_notes import MeetingNotes
from matching.fairs.sheets.page_fit import paper

_MODULE_MM = 0.45
"""Side of one module of a code on paper: a telephone reads it from the hand."""
_MASK = 0
"""Pattern of every code. The best of the eight takes ten times as long to find, minutes for thousands of people."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of the list."""

    candidate_id: str
    name: str
    expected: str
    first: str
    """Time and booth of the first meeting; empty where there is none."""
    code: Markup


def checkin_page(briefed: MeetingNotes, language: str) -> str:
    """The list as one HTML page, by name where names are given, else by id: all who have a meeting or lack one."""
    arrivals = [
        Arrival(
            candidate_id=one,
            name=briefed.names.get(one, ""),
            expected=f"{briefed.arrives(one):%H:%M}",
            first=f"{meetings[0].starts:%H:%M} · {meetings[0].booth.id}" if meetings else "",
            code=code_svg(briefed.fair, one),
        )
        for one, meetings in briefed.by_person.items()
    ]
    return paper("checkin.html", briefed.fair, language, arrivals=arrivals, named=bool(briefed.names))


def code_text(fair: Fair, candidate_id: str) -> str:
    """What a code holds: the fair and the id, nothing else, as JSON that any program reads."""
    held = {"fair": fair.name, "day": fair.day.isoformat(), "candidate": candidate_id}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def code_svg(fair: Fair, candidate_id: str) -> Markup:
    """The code as an SVG to stand in a page, in millimetres."""
    return _drawn(code_text(fair, candidate_id))


@lru_cache(maxsize=10_000)
def _drawn(text: str) -> Markup:
    """Kept, since the slip and the list at the door show the same code."""
    import segno

    drawn = segno.make(text, error="m", micro=False, mask=_MASK)
    return Markup(drawn.svg_inline(scale=_MODULE_MM, unit="mm", border=2))  # noqa: S704
