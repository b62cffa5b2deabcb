"""Who is the person after a step or a course?"""

from __future__ import annotations

from matching.domain import Candidate, Certificate, Evidence, LanguageLevel, SkillClaim
from matching.domain.course import Course
from matching.domain.gap import Step
from matching.domain.licences import held_licences, is_driving, licence_keys
from matching.errors import InvalidValueError


def take_step(candidate: Candidate, step: Step) -> Candidate:
    """The person after ``step``: a skill certified, a language at a level, a licence held, a diploma recognised.

    Raises ``InvalidValueError`` for a diploma that the person does not have.
    """
    if step.skill is not None:
        return candidate.model_copy(update={"skills": _with_skills(candidate, {step.skill: None}, None)})
    if step.language is not None:
        return candidate.model_copy(update={"languages": _with_level(candidate.languages, step.language)})
    if step.licence is not None:
        return _with_licence(candidate, step.licence)
    if step.diploma is None or step.diploma >= len(candidate.education):
        raise InvalidValueError("Diploma number", step.diploma, f"{candidate.id} has {len(candidate.education)}.")
    education = list(candidate.education)
    education[step.diploma] = education[step.diploma].model_copy(update={"recognised": True})
    return candidate.model_copy(update={"education": tuple(education)})


def complete_course(candidate: Candidate, course: Course) -> Candidate:
    """The person on completion: skills taught certified, certificate, languages at the level reached, licences.

    Nothing that was held gets less: a level already higher stays, a claim becomes certified in its own words. To do it
    twice changes nothing more.
    """
    concepts = {demand.phrase: demand.concept for demand in course.skills}
    changed = candidate.model_copy(update={"skills": _with_skills(candidate, concepts, course.country)})
    for level in course.languages_taught:
        changed = changed.model_copy(update={"languages": _with_level(changed.languages, level)})
    for licence in course.licences:
        changed = _with_licence(changed, licence)
    if course.certificate and all(one.name != course.certificate for one in changed.certificates):
        paper = Certificate(name=course.certificate, country=course.country)
        changed = changed.model_copy(update={"certificates": (*changed.certificates, paper)})
    return changed


def _with_skills(candidate: Candidate, phrases: dict[str, str | None], country: str | None) -> tuple[SkillClaim, ...]:
    """Claims with these phrases certified: those that the person makes already, then the new ones."""
    wanted = {phrase.casefold(): phrase for phrase in phrases}
    claims: list[SkillClaim] = []
    for claim in candidate.skills:
        if claim.phrase.casefold() in wanted and claim.evidence is not Evidence.CERTIFIED:
            claims.append(claim.model_copy(update={"evidence": Evidence.CERTIFIED}))
        else:
            claims.append(claim)
    held = {claim.phrase.casefold() for claim in claims}
    new = [
        SkillClaim(phrase=phrase, evidence=Evidence.CERTIFIED, concept=phrases[phrase], country=country)
        for key, phrase in wanted.items()
        if key not in held
    ]
    return (*claims, *new)


def _with_level(languages: tuple[LanguageLevel, ...], reached: LanguageLevel) -> tuple[LanguageLevel, ...]:
    before = [one for one in languages if one.code == reached.code]
    rank = max((one.level.rank for one in before if one.level), default=0)
    if before and (reached.level is None or rank >= reached.level.rank):
        return languages
    if not before:
        return (*languages, reached)
    first = languages.index(before[0])
    kept = [one for one in languages if one.code != reached.code]
    return (*kept[:first], reached, *kept[first:])


def _with_licence(candidate: Candidate, licence: str) -> Candidate:
    """A licence more. Whose other licences are not known is not thereby known to have none for a trade.

    A new driving category tells of the others: who learns to drive a category had none that implies it. A trade's
    licence tells nothing, so it stands among the certificates until the list of licences is stated.
    """
    keys = licence_keys(licence)
    if candidate.licences is None and not all(is_driving(key) for key in keys):
        if any(one.name == licence for one in candidate.certificates):
            return candidate
        return candidate.model_copy(update={"certificates": (*candidate.certificates, Certificate(name=licence))})
    if keys <= held_licences(candidate.licences or ()):
        return candidate
    return candidate.model_copy(update={"licences": (*(candidate.licences or ()), licence)})
