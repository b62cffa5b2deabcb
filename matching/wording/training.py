"""What is missing, what would help, and what is a course about, in plain words?"""

from __future__ import annotations

from datetime import date

from matching.domain import Candidate
from matching.domain.course import Course
from matching.domain.gap import Gap, GapKind, Standing, Step
from matching.domain.match import Message, MessageCode
from matching.domain.terms import highest_level
from matching.wording.catalogues import (
    capitalised,
    country_name,
    currency_text,
    date_text,
    duration_text,
    language_name,
    level_text,
    marked,
    number_text,
    plural,
    translator,
)
from matching.wording.labels import education_label
from matching.wording.sentences import sentence, shortened

_GAPS = {
    (GapKind.SKILL, Standing.MISSING): marked("Not stated in the profile: {asked}"),
    (GapKind.SKILL, Standing.NEARLY): marked("Nearly there: {asked} (the profile says “{held}”)"),
    (GapKind.LANGUAGE, Standing.MISSING): marked("{language}: {asked} is required, the level known is {held}"),
    (GapKind.LANGUAGE, Standing.NEARLY): marked("Nearly there: {language}, {held} instead of {asked}"),
    (GapKind.LICENCE, Standing.MISSING): marked("A licence is required that the person does not hold: {asked}"),
    (GapKind.EDUCATION, Standing.MISSING): marked("Education asked: {asked}. The highest known: {held}"),
    (GapKind.EXPERIENCE, Standing.MISSING): marked("Experience asked: {asked}. Known in such work: about {held}"),
    (GapKind.EXPERIENCE, Standing.NEARLY): marked("Nearly there: experience of {asked} is asked, about {held} known"),
    (GapKind.RECOGNITION, Standing.RECOGNITION): marked("Only to be recognised: {paper}"),
}
_STEPS = {
    GapKind.SKILL: marked("Learn and have certified: {skill}"),
    GapKind.LANGUAGE: marked("{language}: reach level {level} (now {held})"),
    GapKind.LICENCE: marked("Obtain the licence: {licence}"),
    GapKind.RECOGNITION: marked("Have the diploma recognised: {diploma}"),
}
_COURSE_NOTES = {
    MessageCode.COURSE_STARTED: marked("It started on {starts_on}"),
    MessageCode.COURSE_DEADLINE_PAST: marked("The time to apply ended on {apply_by}"),
    MessageCode.COURSE_FULL: marked("No seat is free"),
    MessageCode.COURSE_TOO_FAR: marked("It is {km} km away, the person can travel {radius_km} km"),
    MessageCode.COURSE_LANGUAGE_BELOW: marked("It is taught in {language} at level {asked}, the level known is {held}"),
    MessageCode.COURSE_EDUCATION_BELOW: marked("Those admitted have reached {isced}"),
    MessageCode.CHECK_COURSE_START: marked("When does it start?"),
    MessageCode.CHECK_COURSE_SEATS: marked("Is a seat free?"),
    MessageCode.CHECK_COURSE_PRICE: marked("What does it cost?"),
    MessageCode.CHECK_COURSE_WAY: marked("It is {km} km away: can the person get there?"),
    MessageCode.CHECK_COURSE_LANGUAGE: marked("It is taught in {language}: does the person reach level {asked}?"),
    MessageCode.CHECK_COURSE_EDUCATION: marked("Has the person reached {isced}? Others are not admitted"),
}
_COURSE_NOTES_WITHOUT = {
    (MessageCode.CHECK_COURSE_WAY, "km"): marked("The way to the course is not known: can the person get there?"),
    (MessageCode.CHECK_COURSE_LANGUAGE, "asked"): marked(
        "It is taught in {language}: how well does the person know it?"
    ),
}


def gap_text(gap: Gap, language: str) -> str:
    """What is asked and what is there, in one line."""
    say = translator(language)
    asked, held = shortened(gap.asked), shortened(gap.held) if gap.held else ""
    values = {"asked": asked, "held": held}
    if gap.kind is GapKind.LANGUAGE:
        named = language_name(gap.asked, language)
        values = {"language": named, "asked": gap.asked_level or "", "held": gap.held_level or ""}
    elif gap.kind is GapKind.EDUCATION:
        values = {"asked": education_label(int(gap.asked), language), "held": education_label(int(held), language)}
    elif gap.kind is GapKind.EXPERIENCE:
        values = {"asked": duration_text(int(gap.asked), language), "held": duration_text(int(held), language)}
    elif gap.kind is GapKind.RECOGNITION:
        level = education_label(int(gap.asked), language) if gap.asked.isdigit() else asked
        values = {"paper": _paper(held or level, gap.country, language)}
    return capitalised(say(_GAPS[gap.kind, gap.standing]).format(**values))


def step_text(step: Step, candidate: Candidate, language: str) -> str:
    """What the person would do."""
    say = translator(language)
    values = {"skill": shortened(step.skill or ""), "licence": step.licence or ""}
    if step.language is not None:
        values |= {
            "language": language_name(step.language.code, language),
            "level": str(step.language.level or ""),
            "held": str(highest_level(candidate.languages, step.language.code) or say("not known")),
        }
    if step.diploma is not None:
        diploma = candidate.education[step.diploma]
        level = "" if diploma.isced is None else education_label(diploma.isced, language)
        values["diploma"] = _paper(diploma.title or level, diploma.country, language)
    return capitalised(say(_STEPS[step.kind]).format(**values))


def opened_text(count: int, language: str) -> str:
    """How many vacancies come into reach."""
    many = plural(language)
    return many("opens {count} vacancy", "opens {count} vacancies", count).format(count=count)


def course_note(note: Message, language: str) -> str:
    """Why a course cannot be followed, or what is to check first."""
    if note.code not in _COURSE_NOTES:
        return sentence(note, language)
    values = {name: _value(name, value, language) for name, value in note.values.items() if value is not None}
    template = _COURSE_NOTES[note.code]
    for (code, name), other in _COURSE_NOTES_WITHOUT.items():
        if code == note.code and name not in values:
            template = other
    return capitalised(translator(language)(template).format(**values))


def course_dates(course: Course, language: str) -> str:
    """When it begins and ends, and until when one applies; empty where nothing is known."""
    say = translator(language)
    known = [
        (say("starts on {day}"), course.starts_on),
        (say("ends on {day}"), course.ends_on),
        (say("apply until {day}"), course.apply_by),
    ]
    return ", ".join(text.format(day=date_text(day, language)) for text, day in known if day)


def price_text(course: Course, language: str) -> str:
    """What the whole course costs."""
    say = translator(language)
    if course.price is None:
        return say("price not known")
    if course.price == 0:
        return say("free of charge")
    return f"{number_text(course.price, language)}\u00a0{currency_text(course.currency or '', language)}"


def taught_text(course: Course, language: str) -> str:
    """What it teaches: languages with their level, licences, skills."""
    say = translator(language)
    parts = [level_text(one, language) for one in course.languages_taught]
    parts += [say("licence {licence}").format(licence=one) for one in course.licences]
    return ", ".join([*parts, *(shortened(one.phrase) for one in course.skills)])


def _paper(title: str, country: str | None, language: str) -> str:
    name = shortened(title)
    if country is None:
        return f"“{name}”"
    return translator(language)("“{title}” ({country})").format(title=name, country=country_name(country, language))


def _value(name: str, value: str | float, language: str) -> str:
    if name in ("starts_on", "apply_by"):
        return date_text(date.fromisoformat(str(value)), language)
    if name == "language":
        return language_name(str(value), language)
    if name == "isced":
        return education_label(int(value), language)
    return value if isinstance(value, str) else number_text(value, language)
