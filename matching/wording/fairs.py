"""How is worded what a fair leaves open: conflicts, people who meet nobody, repairs, where two sides differ?"""

from __future__ import annotations

from collections.abc import Iterable

from matching.domain.match import Message
from matching.wording.catalogues import marked
from matching.wording.labels import label

PLAN_NOTES = {
    "must_meet_refused": marked(
        "A meeting of {candidate} and {booth} was wished for, but a rule refuses every vacancy of the booth"
    ),
    "must_meet_far": marked(
        "A meeting of {candidate} and {booth} was wished for, but its vacancies are beyond the travel limit"
    ),
    "must_meet_score": marked("A meeting of {candidate} and {booth} was wished for, but the score is below the least"),
    "must_meet_language": marked(
        "A meeting of {candidate} and {booth} was wished for, but they share no language that is known"
    ),
    "must_meet_no_time": marked(
        "A meeting of {candidate} and {booth} was wished for, but they are never there at the same time"
    ),
    "must_meet_person": marked(
        "One person cannot have all of these meetings: {pairs}. The meeting of {candidate} and {booth} gives way"
    ),
    "must_meet_booth": marked(
        "One booth cannot have all of these meetings: {pairs}. The meeting of {candidate} and {booth} gives way"
    ),
    "must_meet_together": marked(
        "These meetings cannot all be held: {pairs}. The meeting of {candidate} and {booth} gives way"
    ),
    "must_meet_unmet": marked("A meeting of {candidate} and {booth} was wished for, but no slot is left for it"),
    "least_unmet": marked("Meetings of {candidate}: at least {least} were wished for, {meetings} could be planned"),
    "nothing_eligible": marked("No vacancy at the fair is possible for this person at present"),
    "nothing_within_reach": marked("The vacancies at the fair that are possible are beyond the travel limit"),
    "nothing_fits_well": marked("No vacancy at the fair reaches the least score"),
    "no_language_shared": marked(
        "No booth with a possible vacancy speaks a language that this person is known to speak"
    ),
    "not_to_meet": marked("The booths with a possible vacancy were left out by the organiser"),
    "no_common_time": marked("The booths in question are not open during the stay"),
    "booths_full": marked("All slots at the booths in question went to others"),
    "meeting_kept": marked("Stays as it was"),
    "person_absent": marked("The person did not come"),
    "booth_closed": marked("The booth closed"),
    "person_late": marked("The person arrives at {time}"),
    "hours_changed": marked("The hours changed"),
    "meeting_replaced": marked("In place of a meeting that was lost"),
    "person_walked_in": marked("The person came without an appointment"),
    "slot_fell_free": marked("A slot fell free"),
}
"""Codes that ``matching.fairs`` issues for conflicts, unplaced people and changes."""


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


def topics(notes: Iterable[Message], language: str) -> list[str]:
    """What notes are about, in a word each, where there is no room for sentences; none twice."""
    found: dict[str, None] = {}
    for note in notes:
        stated = str(note.values.get("topics") or "").split()
        found.update(dict.fromkeys(stated or [_TOPIC_OF.get(note.code, note.code)]))
    return [label(one, language) for one in found]
