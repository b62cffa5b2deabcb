"""How is worded what a fair leaves open: conflicts, people who meet nobody, repairs, where two sides differ?"""

from __future__ import annotations

from collections.abc import Iterable

from matching.domain.match import Message, MessageCode
from matching.wording.catalogues import marked
from matching.wording.labels import label

PLAN_NOTES = {
    MessageCode.MUST_MEET_REFUSED: marked(
        "A meeting of {candidate} and {booth} was wished for, but a rule refuses every vacancy of the booth"
    ),
    MessageCode.MUST_MEET_FAR: marked(
        "A meeting of {candidate} and {booth} was wished for, but its vacancies are beyond the travel limit"
    ),
    MessageCode.MUST_MEET_SCORE: marked(
        "A meeting of {candidate} and {booth} was wished for, but the score is below the least"
    ),
    MessageCode.MUST_MEET_LANGUAGE: marked(
        "A meeting of {candidate} and {booth} was wished for, but they share no language that is known"
    ),
    MessageCode.MUST_MEET_NO_TIME: marked(
        "A meeting of {candidate} and {booth} was wished for, but they are never there at the same time"
    ),
    MessageCode.MUST_MEET_PERSON: marked(
        "One person cannot have all of these meetings: {pairs}. The meeting of {candidate} and {booth} gives way"
    ),
    MessageCode.MUST_MEET_BOOTH: marked(
        "One booth cannot have all of these meetings: {pairs}. The meeting of {candidate} and {booth} gives way"
    ),
    MessageCode.MUST_MEET_TOGETHER: marked(
        "These meetings cannot all be held: {pairs}. The meeting of {candidate} and {booth} gives way"
    ),
    MessageCode.MUST_MEET_UNMET: marked(
        "A meeting of {candidate} and {booth} was wished for, but no slot is left for it"
    ),
    MessageCode.LEAST_UNMET: marked(
        "Meetings of {candidate}: at least {least} were wished for, {meetings} could be planned"
    ),
    MessageCode.NOTHING_ELIGIBLE: marked("No vacancy at the fair is possible for this person at present"),
    MessageCode.NOTHING_WITHIN_REACH: marked("The vacancies at the fair that are possible are beyond the travel limit"),
    MessageCode.NOTHING_FITS_WELL: marked("No vacancy at the fair reaches the least score"),
    MessageCode.NO_LANGUAGE_SHARED: marked(
        "No booth with a possible vacancy speaks a language that this person is known to speak"
    ),
    MessageCode.NOT_TO_MEET: marked("The booths with a possible vacancy were left out by the organiser"),
    MessageCode.NO_COMMON_TIME: marked("The booths in question are not open during the stay"),
    MessageCode.BOOTHS_FULL: marked("All slots at the booths in question went to others"),
    MessageCode.MEETING_KEPT: marked("Stays as it was"),
    MessageCode.PERSON_ABSENT: marked("The person did not come"),
    MessageCode.BOOTH_CLOSED: marked("The booth closed"),
    MessageCode.PERSON_LATE: marked("The person arrives at {time}"),
    MessageCode.HOURS_CHANGED: marked("The hours changed"),
    MessageCode.MEETING_REPLACED: marked("In place of a meeting that was lost"),
    MessageCode.PERSON_WALKED_IN: marked("The person came without an appointment"),
    MessageCode.SLOT_FELL_FREE: marked("A slot fell free"),
}
"""Codes that ``matching.fairs`` issues for conflicts, unplaced people and changes."""


EXPECTATION_NOTES = {
    MessageCode.WAGE_RANGE: marked(
        "The wage offered is {range}, the wage wished for is {asked}: what would it be at first?"
    ),
    MessageCode.STARTS_LATE: marked(
        "The person is available from {available_from}, the work starts only on {starts_on}"
    ),
    MessageCode.FAR_BUT_WILLING: marked("The workplace is {km} km away: would the person move there or travel?"),
    MessageCode.HOURS_DIFFER: marked("Working hours offered: {offered}. Wished for: {wished}"),
    MessageCode.CONTRACT_DIFFERS: marked("Contract offered: {offered}. Wished for: {wished}"),
    MessageCode.EXPERIENCE_SHORTER: marked("Experience of {months} is asked, the profile tells of {held_months}"),
    MessageCode.EXPERIENCE_ELSEWHERE: marked(
        "Experience of {months} is asked, the profile tells of {held_months}, not all of it in such work"
    ),
    MessageCode.PERSON_SILENT: marked("Not stated by the person: {topics}"),
    MessageCode.EMPLOYER_SILENT: marked("Not stated by the employer: {topics}"),
}
"""Codes that ``fairs/expectations.py`` issues beside those of a match."""

_TOPICS = {
    "wage": (MessageCode.CHECK_WAGE, MessageCode.WAGE_RANGE),
    "start": (MessageCode.NOT_YET_AVAILABLE, MessageCode.CHECK_AVAILABILITY, MessageCode.STARTS_LATE),
    "distance": (MessageCode.OUT_OF_REACH, MessageCode.CHECK_REACH, MessageCode.FAR_BUT_WILLING),
    "hours": (MessageCode.HOURS_DIFFER,),
    "contract": (MessageCode.CONTRACT_DIFFERS,),
    "experience": (MessageCode.CHECK_EXPERIENCE, MessageCode.EXPERIENCE_SHORTER, MessageCode.EXPERIENCE_ELSEWHERE),
    "languages": (MessageCode.CHECK_LANGUAGE, MessageCode.LANGUAGE_BELOW),
    "education": (MessageCode.CHECK_EDUCATION, MessageCode.CHECK_RECOGNITION),
    "licences": (MessageCode.CHECK_LICENCE, MessageCode.LICENCE_ABSENT),
    "vacancy": (MessageCode.CLOSED, MessageCode.FILLED, MessageCode.CHECK_NOT_OPEN_YET, MessageCode.EXCLUDED),
}
_TOPIC_OF = {code: topic for topic, codes in _TOPICS.items() for code in codes}


def topics(notes: Iterable[Message], language: str) -> list[str]:
    """What notes are about, in a word each, where there is no room for sentences; none twice."""
    found: dict[str, None] = {}
    for note in notes:
        stated = str(note.values.get("topics") or "").split()
        found.update(dict.fromkeys(stated or [_TOPIC_OF.get(note.code, note.code)]))
    return [label(one, language) for one in found]
