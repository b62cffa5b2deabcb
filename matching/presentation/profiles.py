"""What is known of a person and of a vacancy, topic by topic?

A page and a plan choose among the topics, and their order, by the headings below.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from matching.domain import Candidate, Evidence, Vacancy
from matching.presentation.places import place_with_country
from matching.wording import label, translator
from matching.wording.catalogues import (
    capitalised,
    country_name,
    date_text,
    duration_text,
    level_text,
    marked,
    number_text,
    wage_text,
)
from matching.wording.labels import education_label
from matching.wording.profile import education_lines, experience_lines, mobility_lines, skills_by
from matching.wording.sentences import LONGEST_PHRASE, shortened

Profile = dict[str, tuple[str, ...]]
"""What is known by heading, a heading in English; topics of which nothing is known are left out."""

OCCUPATION = marked("Occupation wished for")
EXPERIENCE = marked("Experience")
CERTIFIED = marked("Skills with a certificate")
SHOWN = marked("Skills shown by experience")
CLAIMED = marked("Skills stated by the person")
ESSENTIAL = marked("Essential skills")
OPTIONAL = marked("Optional skills")
LANGUAGES = marked("Languages")
EDUCATION = marked("Education")
CERTIFICATES = marked("Certificates")
LICENCES = marked("Licences")
PLACE = marked("Place")
MOBILITY = marked("Mobility")
AVAILABLE = marked("Available from")
WISHED_WAGE = marked("Wage wished for")
WAGE = marked("Wage")
CONTRACT = marked("Contract")
HOURS = marked("Working hours")
SITUATION = marked("Situation")
POSITIONS = marked("Positions")
OPENS = marked("Open from")
CLOSES = marked("Open until")
STARTS = marked("Work starts on")
EXTRAS = marked("Offered as well")


def candidate_profile(
    candidate: Candidate, language: str, as_of: date, *, longest: int | None = None, countries: bool = False
) -> Profile:
    """A person's profile on the day ``as_of``.

    ``longest``: characters of somebody's own words on a line; None leaves titles whole. ``countries``: whether a skill
    tells where it was gained.
    """

    def skills(evidence: Evidence) -> list[str]:
        gained = {one.phrase: one.country for one in candidate.skills if one.country and countries}
        return [
            f"{cut} ({country_name(gained[phrase], language)})" if phrase in gained else cut
            for phrase in skills_by(candidate, evidence)
            for cut in [shortened(phrase, longest or LONGEST_PHRASE)]
        ]

    wage, situation, available = candidate.wage, candidate.return_status, candidate.available_from
    return _known({
        OCCUPATION: candidate.desired_occupations,
        EXPERIENCE: experience_lines(candidate, language, longest, as_of),
        CERTIFIED: skills(Evidence.CERTIFIED),
        SHOWN: skills(Evidence.SHOWN),
        CLAIMED: skills(Evidence.CLAIMED),
        LANGUAGES: (capitalised(level_text(one, language)) for one in candidate.languages),
        EDUCATION: education_lines(candidate, language, longest),
        CERTIFICATES: (shortened(one.name, longest or LONGEST_PHRASE) for one in candidate.certificates),
        LICENCES: (shortened(one, longest) if longest else one for one in candidate.licences or ()),
        PLACE: (place_with_country(candidate.place, candidate.country, language),),
        MOBILITY: mobility_lines(candidate, language),
        AVAILABLE: (date_text(available, language) if available else "",),
        WISHED_WAGE: (wage_text(wage, language) if wage else "",),
        CONTRACT: (label(one, language) for one in candidate.contracts or ()),
        HOURS: (label(one, language) for one in candidate.hours or ()),
        SITUATION: (label(situation, language) if situation else "",),
    })  # fmt: skip


def vacancy_profile(vacancy: Vacancy, language: str) -> Profile:
    """What a vacancy asks and offers."""
    say = translator(language)
    education, months, positions = vacancy.education_isced, vacancy.experience_months, vacancy.positions
    days = ((OPENS, vacancy.opens_on), (CLOSES, vacancy.closes_on), (STARTS, vacancy.starts_on))
    return _known({
        ESSENTIAL: (shortened(one.phrase) for one in vacancy.essential_skills),
        OPTIONAL: (shortened(one.phrase) for one in vacancy.optional_skills),
        LANGUAGES: (capitalised(level_text(one, language)) for one in vacancy.languages),
        EDUCATION: ("" if education is None else education_label(education, language),),
        EXPERIENCE: (duration_text(months, language) if months else "",),
        LICENCES: vacancy.licences,
        PLACE: (place_with_country(vacancy.place, vacancy.country, language),),
        CONTRACT: (label(vacancy.contract, language) if vacancy.contract else "",),
        HOURS: (label(one, language) for one in vacancy.hours or ()),
        WAGE: (wage_text(vacancy.wage, language) if vacancy.wage else "",),
        POSITIONS: ("" if positions is None else number_text(positions, language),),
        **{heading: (date_text(day, language) if day else "",) for heading, day in days},
        EXTRAS: (
            say("apprenticeship") if vacancy.apprenticeship else "",
            say("training on the job") if vacancy.on_the_job_training else "",
            say("wage subsidy") if vacancy.wage_subsidy else "",
        ),
    })  # fmt: skip


def _known(told: dict[str, Iterable[str]]) -> Profile:
    kept = {heading: tuple(value for value in values if value) for heading, values in told.items()}
    return {heading: values for heading, values in kept.items() if values}
