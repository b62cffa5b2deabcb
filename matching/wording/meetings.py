"""How are the notes of a meeting at a fair worded: where two sides differ, and what has not been said?"""

from __future__ import annotations

from collections.abc import Iterable

from matching.domain.match import Note
from matching.wording.catalogues import marked
from matching.wording.labels import label

EXPECTATION_NOTES = {
    "wage_range": marked("The wage offered is {range}, the wage wished for is {asked}: what would it be at first?"),
    "starts_late": marked("The person is available from {available_from}, the work starts only on {starts_on}"),
    "far_but_willing": marked("The workplace is {km} km away: would the person move there or travel?"),
    "hours_differ": marked("Working hours offered: {offered}. Wished for: {wished}"),
    "contract_differs": marked("Contract offered: {offered}. Wished for: {wished}"),
    "experience_shorter": marked("Experience of {months} is asked, the profile tells of {held_months}"),
    "experience_elsewhere": marked(
        "Experience of {months} is asked, the profile tells of {held_months}, not all of it in such work"
    ),
    "person_silent": marked("Not stated by the person: {topics}"),
    "employer_silent": marked("Not stated by the employer: {topics}"),
}
"""Codes that ``fairs/expectations.py`` issues beside those of a match."""

_TOPICS = {
    "wage": ("check_wage", "wage_range"),
    "start": ("not_yet_available", "check_availability", "starts_late"),
    "distance": ("out_of_reach", "check_reach", "far_but_willing"),
    "hours": ("hours_differ",),
    "contract": ("contract_differs",),
    "experience": ("check_experience", "experience_shorter", "experience_elsewhere"),
    "languages": ("check_language", "language_below"),
    "education": ("check_education", "check_recognition"),
    "licences": ("check_licence", "licence_absent"),
    "vacancy": ("closed", "filled", "check_not_open_yet", "excluded"),
}
_TOPIC_OF = {code: topic for topic, codes in _TOPICS.items() for code in codes}


def topics(notes: Iterable[Note], language: str) -> list[str]:
    """What notes are about, in a word each, where there is no room for sentences; none twice."""
    found: dict[str, None] = {}
    for note in notes:
        stated = str(note.values.get("topics") or "").split()
        found.update(dict.fromkeys(stated or [_TOPIC_OF.get(note.code, note.code)]))
    return [label(one, language) for one in found]
