"""What is a match: one candidate, one vacancy, a score, and every reason for it?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from matching.domain.candidate import Evidence
from matching.domain.terms import CountryCode, DomainModel, Identifier

Probability = Annotated[float, Field(ge=0, le=1)]


class Side(StrEnum):
    """Whose wishes a feature speaks for."""

    EMPLOYER = "employer"
    CANDIDATE = "candidate"


class MessageCode(StrEnum):
    """What a message says. Each code has its sentence in ``matching.wording``, and somebody who issues it."""

    CLOSED = "closed"
    FILLED = "filled"
    LICENCE_ABSENT = "licence_absent"
    LANGUAGE_BELOW = "language_below"
    OUT_OF_REACH = "out_of_reach"
    NOT_YET_AVAILABLE = "not_yet_available"
    EXCLUDED = "excluded"
    CHECK_LICENCE = "check_licence"
    CHECK_LANGUAGE = "check_language"
    CHECK_REACH = "check_reach"
    CHECK_AVAILABILITY = "check_availability"
    CHECK_WAGE = "check_wage"
    CHECK_EDUCATION = "check_education"
    CHECK_RECOGNITION = "check_recognition"
    CHECK_EXPERIENCE = "check_experience"
    CHECK_NOT_OPEN_YET = "check_not_open_yet"
    CHECK_EXPECTED_SKILLS = "check_expected_skills"
    WITH_SKILL = "with_skill"
    WITH_LANGUAGE = "with_language"
    WITH_RECOGNITION = "with_recognition"
    WITH_WAGE = "with_wage"
    WITH_LICENCE = "with_licence"
    MUST_MEET_REFUSED = "must_meet_refused"
    MUST_MEET_FAR = "must_meet_far"
    MUST_MEET_SCORE = "must_meet_score"
    MUST_MEET_LANGUAGE = "must_meet_language"
    MUST_MEET_NO_TIME = "must_meet_no_time"
    MUST_MEET_PERSON = "must_meet_person"
    MUST_MEET_BOOTH = "must_meet_booth"
    MUST_MEET_TOGETHER = "must_meet_together"
    MUST_MEET_UNMET = "must_meet_unmet"
    LEAST_UNMET = "least_unmet"
    NOTHING_ELIGIBLE = "nothing_eligible"
    NOTHING_WITHIN_REACH = "nothing_within_reach"
    NOTHING_FITS_WELL = "nothing_fits_well"
    NO_LANGUAGE_SHARED = "no_language_shared"
    NOT_TO_MEET = "not_to_meet"
    NO_COMMON_TIME = "no_common_time"
    BOOTHS_FULL = "booths_full"
    MEETING_KEPT = "meeting_kept"
    PERSON_ABSENT = "person_absent"
    BOOTH_CLOSED = "booth_closed"
    PERSON_LATE = "person_late"
    HOURS_CHANGED = "hours_changed"
    MEETING_REPLACED = "meeting_replaced"
    PERSON_WALKED_IN = "person_walked_in"
    SLOT_FELL_FREE = "slot_fell_free"
    WAGE_RANGE = "wage_range"
    STARTS_LATE = "starts_late"
    FAR_BUT_WILLING = "far_but_willing"
    HOURS_DIFFER = "hours_differ"
    CONTRACT_DIFFERS = "contract_differs"
    EXPERIENCE_SHORTER = "experience_shorter"
    EXPERIENCE_ELSEWHERE = "experience_elsewhere"
    PERSON_SILENT = "person_silent"
    EMPLOYER_SILENT = "employer_silent"
    COURSE_STARTED = "course_started"
    COURSE_DEADLINE_PAST = "course_deadline_past"
    COURSE_FULL = "course_full"
    COURSE_TOO_FAR = "course_too_far"
    COURSE_LANGUAGE_BELOW = "course_language_below"
    COURSE_EDUCATION_BELOW = "course_education_below"
    CHECK_COURSE_START = "check_course_start"
    CHECK_COURSE_SEATS = "check_course_seats"
    CHECK_COURSE_PRICE = "check_course_price"
    CHECK_COURSE_WAY = "check_course_way"
    CHECK_COURSE_LANGUAGE = "check_course_language"
    CHECK_COURSE_EDUCATION = "check_course_education"


class Message(DomainModel):
    """One fact in a form that any language can word: a stable code and the values to put into its sentence."""

    code: MessageCode
    values: dict[str, str | int | float | None] = Field(default_factory=dict)


class Contribution(DomainModel):
    """What one feature adds to logit(score); ``value`` None means unknown, which adds exactly 0."""

    feature: str
    side: Side
    value: float | None
    amount: float


class SkillMatch(DomainModel):
    """A skill asked, and the nearest thing that the person said, with its evidence and likeness (0 to 1)."""

    asked: str
    essential: bool
    found: str
    evidence: Evidence | None
    """None where the phrase comes from a title or free text rather than from a skill claim."""
    likeness: Probability
    country: CountryCode | None = None
    """Where it was gained, where that is known."""


class Change(DomainModel):
    """What would change the result: the score if one thing were otherwise."""

    note: Message
    score: Probability


class Match(DomainModel):
    """A scored pair with its reasons.

    ``logit(score) = prior + sum(c.amount for c in contributions)`` to 1e-9. ``employer_fit`` and ``candidate_fit`` are
    the two parts shown apart: what the employer asks, and what the candidate wants, each a probability of its own. In
    files they are called ``asked`` and ``wanted``.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    candidate_id: Identifier
    vacancy_id: Identifier
    score: Probability
    employer_fit: Annotated[Probability, Field(alias="asked")]
    candidate_fit: Annotated[Probability, Field(alias="wanted")]
    eligible: bool
    refusals: tuple[Message, ...] = ()
    to_check: tuple[Message, ...] = ()
    prior: float
    contributions: tuple[Contribution, ...] = ()
    matched_skills: tuple[SkillMatch, ...] = ()
    missing_skills: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
