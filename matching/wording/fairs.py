"""How are the notes of a plan worded: wishes that conflict, people who meet nobody, and what a repair changed?"""

from __future__ import annotations

from matching.wording.catalogues import marked

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
