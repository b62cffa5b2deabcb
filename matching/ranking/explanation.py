"""Why is this pair where it is: what matched, what is missing, what is to check, what would change it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate, CefrLevel, Evidence, Match, SkillMatch, Vacancy
from matching.domain.comparing import FOUND_FROM, compared_languages, monthly, offered, reservation
from matching.domain.licences import held_licences, licence_keys
from matching.domain.match import Change, Contribution, Message, MessageCode, Side
from matching.domain.terms import highest_level
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.concept_columns import Covered
from matching.ranking.eligibility import Check, Gate, Refusal
from matching.ranking.features import FEATURES, SIDES, Calibration, Floats, Rows, pair_distance_km
from matching.ranking.rankers import Ranker, side_score

MAX_CHANGES = 3
SAID_SO = 0.95
"""Likeness from which the person's words are those of the vacancy."""
MOST_EXPECTED = 3
"""Skills named at most that an occupation needs and nobody stated."""


Values = float | NDArray[np.floating]


class Meaning(NamedTuple):
    """What a taxonomy knows of a pair: what covers each skill stated, and the name of a concept in a language."""

    covered: Callable[[Candidate, Vacancy], Mapping[str, Covered]]
    label: Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class FeaturedPairs:
    """Pairs with everything computed about them, arrays of one length."""

    candidate: Rows
    vacancy: Rows
    features: Floats
    gate: Gate


def explain(
    candidates: tuple[CandidateColumns, tuple[Candidate, ...]],
    vacancies: tuple[VacancyColumns, tuple[Vacancy, ...]],
    scored: FeaturedPairs,
    ranker: Ranker,
    scale: Calibration,
    meaning: Meaning | None = None,
) -> list[Match]:
    """One ``Match`` for each scored pair, in order, with every reason.

    ``candidates`` and ``vacancies`` are columns and the objects they were made from, row by row; ``meaning`` tells what
    a taxonomy knows of them.
    """
    people, persons = candidates
    jobs, offers = vacancies
    contributions = ranker.contributions(scored.features)
    scores = ranker.score(scored.features)
    asked, wanted = (side_score(ranker, contributions, side) for side in (Side.EMPLOYER, Side.CANDIDATE))
    kilometres = pair_distance_km(people, jobs, scored.candidate, scored.vacancy)
    matches: list[Match] = []
    for at, (row, column) in enumerate(zip(scored.candidate, scored.vacancy, strict=True)):
        person, offer = persons[row], offers[column]
        through = meaning.covered(person, offer) if meaning else {}
        skills = list(_skills(people, jobs, int(row), int(column), person, scale, through))
        found = tuple(skill for skill, _ in skills if skill.likeness >= FOUND_FROM)
        missing = {skill.asked: share for skill, share in skills if skill.essential and skill.likeness < FOUND_FROM}
        refused = Refusal(int(scored.gate.refusals[at]))
        checks = Check(int(scored.gate.checks[at]))
        matches.append(
            Match(
                candidate_id=person.id,
                vacancy_id=offer.id,
                score=float(scores[at]),
                employer_fit=float(asked[at]),
                candidate_fit=float(wanted[at]),
                eligible=not refused,
                refusals=tuple(_refusal(rule, person, offer, float(kilometres[at])) for rule in refused),
                to_check=(
                    *(_check(point, person, offer, float(kilometres[at])) for point in checks),
                    *_expected(people, jobs, int(row), int(column), offer, meaning),
                ),
                prior=sum(ranker.prior(side) for side in Side),
                contributions=tuple(
                    Contribution(
                        feature=name,
                        side=SIDES[name],
                        value=None if np.isnan(value) else float(value),
                        amount=float(amount),
                    )
                    for name, value, amount in zip(FEATURES, scored.features[at], contributions[at], strict=True)
                ),
                matched_skills=found,
                missing_skills=tuple(missing),
                changes=_changes(person, offer, scored.features[at], refused, checks, missing, ranker),
            )
        )
    return matches


def _skills(
    people: CandidateColumns,
    jobs: VacancyColumns,
    row: int,
    column: int,
    person: Candidate,
    scale: Calibration,
    through: Mapping[str, Covered],
) -> Iterator[tuple[SkillMatch, float]]:
    """Every skill that the vacancy asks with its nearest answer, and how far that covers it (0 to 1)."""
    strength = list(Evidence)
    claims = [(claim.phrase, claim.evidence) for claim in person.skills]
    claims += [(one.name, Evidence.CERTIFIED) for one in person.certificates]
    evidence = dict(sorted(claims, key=lambda claim: strength.index(claim[1])))
    country = {one.phrase: one.country for one in person.skills} | {
        one.name: one.country for one in person.certificates
    }
    said = people.phrasing.roles["asset"].take(np.array([row]))
    for role in ("essential", "optional"):
        asked = jobs.phrasing.roles[role].take(np.array([column]))
        if not len(asked.phrases):
            continue
        degrees = _degrees(people, jobs, said.phrases, asked.phrases, scale)
        weighted = degrees * said.weights[:, None]
        for at, phrase in enumerate(asked.phrases):
            best = int(weighted[:, at].argmax()) if len(said.phrases) else -1
            answer = people.phrasing.texts[said.phrases[best]] if best >= 0 else ""
            skill = SkillMatch(
                asked=jobs.phrasing.texts[phrase],
                essential=role == "essential",
                found=answer,
                evidence=evidence.get(answer),
                likeness=float(degrees[best, at]) if best >= 0 else 0.0,
                country=country.get(answer),
            )
            share = float(weighted[best, at]) if best >= 0 else 0.0
            other = through.get(skill.asked)
            if other and told_by_concept(skill.likeness, share, other.likeness, other.share):
                known = {"evidence": other.evidence, "likeness": other.likeness, "country": other.country}
                skill, share = skill.model_copy(update={"found": other.found, **known}), other.share
            yield skill, share


def told_by_concept(
    likeness: Values, share: Values, concept_likeness: Values, concept_share: Values
) -> NDArray[np.bool_]:
    """Whether a concept, not the nearest words, is told as the answer to a skill asked: bool of the arguments' shape.

    Words that say the same as what is asked speak for themselves; else the surer of both is told, and never one that
    is not found where the other is.
    """
    kept = np.less(likeness, FOUND_FROM) | np.greater_equal(concept_likeness, FOUND_FROM)
    return np.greater(concept_share, share) & np.less(likeness, SAID_SO) & kept


def _expected(
    people: CandidateColumns, jobs: VacancyColumns, row: int, column: int, offer: Vacancy, meaning: Meaning | None
) -> Iterator[Message]:
    """Where a vacancy states no skill: those that its occupation needs and that nothing shows, never as missing."""
    if meaning is None or people.concepts is None or jobs.concepts is None:
        return
    asked = jobs.concepts.expected[[column]].tocoo()
    held = people.concepts.skills[[row]].toarray()[0]
    open_ = [(-float(weight), int(concept)) for concept, weight in zip(asked.col, asked.data, strict=True)
             if held[concept] < FOUND_FROM]  # fmt: skip
    if open_:
        names = [meaning.label(concept, offer.lang or "en") for _, concept in sorted(open_)[:MOST_EXPECTED]]
        yield Message(code=MessageCode.CHECK_EXPECTED_SKILLS, values={"skills": "; ".join(names)})


def _degrees(
    people: CandidateColumns,
    jobs: VacancyColumns,
    said: NDArray[np.int64],
    asked: NDArray[np.int64],
    scale: Calibration,
) -> NDArray[np.float32]:
    return np.round(scale.degree(people.phrasing.vectors[said] @ jobs.phrasing.vectors[asked].T), 5)


def _refusal(rule: Refusal, person: Candidate, offer: Vacancy, kilometres: float) -> Message:
    """The rule as a fact with its values."""
    values: dict[str, str | int | float | None] = {}
    match rule:
        case Refusal.CLOSED:
            values = {"closes_on": str(offer.closes_on)}
        case Refusal.LICENCE:
            values = {"licence": _missing_licences(person, offer)}
        case Refusal.LANGUAGE:
            language, held, asked = next(one for one in compared_languages(person, offer) if one.below)
            values = {"language": language, "held": str(held), "asked": str(asked)}
        case Refusal.OUT_OF_REACH:
            values = {"km": round(kilometres), "radius_km": person.radius_km, "place": offer.place}
        case Refusal.NOT_YET_AVAILABLE:
            values = {"available_from": str(person.available_from), "starts_on": str(offer.starts_on)}
        case _:
            pass
    return Message(code=rule.code, values=values)


def _check(point: Check, person: Candidate, offer: Vacancy, kilometres: float) -> Message:
    match point:
        case Check.LICENCE:
            return Message(code=MessageCode.CHECK_LICENCE, values={"licence": _missing_licences(person, offer)})
        case Check.LANGUAGE:
            unknown = next(level for level in offer.languages if highest_level(person.languages, level.code) is None)
            level = None if unknown.level is None else str(unknown.level)
            return Message(code=MessageCode.CHECK_LANGUAGE, values={"language": unknown.code, "asked": level})
        case Check.REACH:
            known = None if np.isnan(kilometres) else round(kilometres)
            return Message(code=MessageCode.CHECK_REACH, values={"place": offer.place, "km": known})
        case Check.AVAILABILITY:
            return Message(code=MessageCode.CHECK_AVAILABILITY, values={"available_from": str(person.available_from)})
        case Check.WAGE:
            return Message(code=MessageCode.CHECK_WAGE, values=_wages(person, offer))
        case Check.EDUCATION:
            return Message(code=MessageCode.CHECK_EDUCATION, values={"isced": offer.education_isced})
        case Check.RECOGNITION:
            return Message(code=MessageCode.CHECK_RECOGNITION, values=_diploma(person))
        case Check.EXPERIENCE:
            return Message(code=MessageCode.CHECK_EXPERIENCE, values={"months": offer.experience_months})
        case _:
            return Message(code=MessageCode.CHECK_NOT_OPEN_YET, values={"opens_on": str(offer.opens_on)})


def _changes(
    person: Candidate,
    offer: Vacancy,
    features: Floats,
    refused: Refusal,
    checks: Check,
    missing: dict[str, float],
    ranker: Ranker,
) -> tuple[Change, ...]:
    """What one thing more would do: each change alone, what lifts a refusal first, then the most useful.

    ``missing`` holds the essential skills not found and how far each is covered; a new one counts as certified.
    """
    at = {name: column for column, name in enumerate(FEATURES)}
    present = float(ranker.score(features[None, :])[0])

    def changed(note: Message, **values: float) -> Change:
        other = features.copy()
        for name, value in values.items():
            other[at[name]] = value
        return Change(note=note, score=float(ranker.score(other[None, :])[0]))

    found: list[Change] = []
    covered = float(np.nan_to_num(features[at["essential_skills"]]))
    for skill, share in missing.items():
        times = sum(demand.phrase == skill for demand in offer.essential_skills)
        gained = min(1.0, covered + times * (1 - share) / len(offer.essential_skills))
        found.append(changed(Message(code=MessageCode.WITH_SKILL, values={"skill": skill}), essential_skills=gained))
    if refused & Refusal.LANGUAGE or checks & Check.LANGUAGE:
        code, level, gained = _with_language(person, offer)
        values = {"language": code, "asked": None if level is None else str(level)}
        found.append(changed(Message(code=MessageCode.WITH_LANGUAGE, values=values), languages=gained))
    if checks & Check.RECOGNITION:
        found.append(changed(Message(code=MessageCode.WITH_RECOGNITION, values=_diploma(person)), education=1.0))
    if not np.isnan(features[at["wage"]]) and features[at["wage"]] < 1:
        found.append(changed(Message(code=MessageCode.WITH_WAGE, values=_wages(person, offer)), wage=1.0))
    if refused & Refusal.LICENCE or checks & Check.LICENCE:
        found.append(
            changed(Message(code=MessageCode.WITH_LICENCE, values={"licence": _missing_licences(person, offer)}))
        )
    # A licence opens the door without raising the score, so what lifts a refusal comes before what only adds.
    keys = {MessageCode.WITH_LICENCE: Refusal.LICENCE, MessageCode.WITH_LANGUAGE: Refusal.LANGUAGE}
    opening = {code for code, rule in keys.items() if refused & rule}
    useful = [one for one in found if one.score > present + 0.005 or one.note.code in opening]
    useful.sort(key=lambda one: (one.note.code not in opening, -one.score, one.note.code, str(one.note.values)))
    return tuple(useful[:MAX_CHANGES])


def _with_language(person: Candidate, offer: Vacancy) -> tuple[str, CefrLevel | None, float]:
    """The language that is short or unknown, the level asked, and the feature ``languages`` with it."""
    compared = tuple(compared_languages(person, offer))
    asked = {one.code: one.asked for one in compared}
    held = {one.code: one.held for one in compared}
    known = {
        code: min(1.0, level.rank / least.rank) if (least := asked[code]) else 1.0
        for code, level in held.items()
        if level
    }
    below = [code for code, share in known.items() if share < 1]
    short = (below or [code for code in asked if code not in known])[0]
    shares = {**known, short: 1.0}
    return short, asked[short], sum(shares.values()) / len(shares)


def _missing_licences(person: Candidate, offer: Vacancy) -> str:
    own = held_licences(person.licences or ())
    return ", ".join(phrase for phrase in offer.licences if not licence_keys(phrase) <= own)


def _diploma(person: Candidate) -> dict[str, str | int | float | None]:
    denied = max(
        (one for one in person.education if one.recognised is False), key=lambda one: one.isced or 0, default=None
    )
    return {"title": denied.title if denied else None, "country": denied.country if denied else None}


def _wages(person: Candidate, offer: Vacancy) -> dict[str, str | int | float | None]:
    """Both wages for a full-time month, so that a reader compares like with like."""

    def rounded(value: float) -> int | None:
        return None if np.isnan(value) else round(value)

    return {
        "asked": rounded(monthly(person.wage, reservation(person.wage))),
        "asked_currency": person.wage.currency if person.wage else None,
        "given": rounded(monthly(offer.wage, offered(offer.wage))),
        "given_currency": offer.wage.currency if offer.wage else None,
    }
