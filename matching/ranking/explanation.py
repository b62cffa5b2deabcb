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
    candidate_columns, candidate_items = candidates
    vacancy_columns, vacancy_items = vacancies
    contributions = ranker.contributions(scored.features)
    scores = ranker.score(scored.features)
    asked, wanted = (side_score(ranker, contributions, side) for side in (Side.EMPLOYER, Side.CANDIDATE))
    kilometres = pair_distance_km(candidate_columns, vacancy_columns, scored.candidate, scored.vacancy)
    matches: list[Match] = []
    for at, (row, column) in enumerate(zip(scored.candidate, scored.vacancy, strict=True)):
        candidate, vacancy = candidate_items[row], vacancy_items[column]
        through = meaning.covered(candidate, vacancy) if meaning else {}
        skills = list(_skills(candidate_columns, vacancy_columns, int(row), int(column), candidate, scale, through))
        found = tuple(skill for skill, _ in skills if skill.likeness >= FOUND_FROM)
        missing = {skill.asked: share for skill, share in skills if skill.essential and skill.likeness < FOUND_FROM}
        refused = Refusal(int(scored.gate.refusals[at]))
        checks = Check(int(scored.gate.checks[at]))
        matches.append(
            Match(
                candidate_id=candidate.id,
                vacancy_id=vacancy.id,
                score=float(scores[at]),
                employer_fit=float(asked[at]),
                candidate_fit=float(wanted[at]),
                eligible=not refused,
                refusals=tuple(_refusal(rule, candidate, vacancy, float(kilometres[at])) for rule in refused),
                to_check=(
                    *(_check(point, candidate, vacancy, float(kilometres[at])) for point in checks),
                    *_expected(candidate_columns, vacancy_columns, int(row), int(column), vacancy, meaning),
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
                changes=_changes(candidate, vacancy, scored.features[at], refused, checks, missing, ranker),
            )
        )
    return matches


def _skills(
    candidates: CandidateColumns,
    vacancies: VacancyColumns,
    row: int,
    column: int,
    candidate: Candidate,
    scale: Calibration,
    through: Mapping[str, Covered],
) -> Iterator[tuple[SkillMatch, float]]:
    """Every skill that the vacancy asks with its nearest answer, and how far that covers it (0 to 1)."""
    strength = list(Evidence)
    claims = [(claim.phrase, claim.evidence) for claim in candidate.skills]
    claims += [(one.name, Evidence.CERTIFIED) for one in candidate.certificates]
    evidence = dict(sorted(claims, key=lambda claim: strength.index(claim[1])))
    country = {one.phrase: one.country for one in candidate.skills} | {
        one.name: one.country for one in candidate.certificates
    }
    said = candidates.phrasing.roles["asset"].take(np.array([row]))
    for role in ("essential", "optional"):
        asked = vacancies.phrasing.roles[role].take(np.array([column]))
        if not len(asked.phrases):
            continue
        degrees = _degrees(candidates, vacancies, said.phrases, asked.phrases, scale)
        weighted = degrees * said.weights[:, None]
        for at, phrase in enumerate(asked.phrases):
            best = int(weighted[:, at].argmax()) if len(said.phrases) else -1
            answer = candidates.phrasing.texts[said.phrases[best]] if best >= 0 else ""
            skill = SkillMatch(
                asked=vacancies.phrasing.texts[phrase],
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
    candidates: CandidateColumns,
    vacancies: VacancyColumns,
    row: int,
    column: int,
    vacancy: Vacancy,
    meaning: Meaning | None,
) -> Iterator[Message]:
    """Where a vacancy states no skill: those that its occupation needs and that nothing shows, never as missing."""
    if meaning is None or candidates.concepts is None or vacancies.concepts is None:
        return
    asked = vacancies.concepts.expected[[column]].tocoo()
    held = candidates.concepts.skills[[row]].toarray()[0]
    open_ = [(-float(weight), int(concept)) for concept, weight in zip(asked.col, asked.data, strict=True)
             if held[concept] < FOUND_FROM]  # fmt: skip
    if open_:
        names = [meaning.label(concept, vacancy.lang or "en") for _, concept in sorted(open_)[:MOST_EXPECTED]]
        yield Message(code=MessageCode.CHECK_EXPECTED_SKILLS, values={"skills": "; ".join(names)})


def _degrees(
    candidates: CandidateColumns,
    vacancies: VacancyColumns,
    said: NDArray[np.int64],
    asked: NDArray[np.int64],
    scale: Calibration,
) -> NDArray[np.float32]:
    return np.round(scale.degree(candidates.phrasing.vectors[said] @ vacancies.phrasing.vectors[asked].T), 5)


def _refusal(rule: Refusal, candidate: Candidate, vacancy: Vacancy, kilometres: float) -> Message:
    """The rule as a fact with its values."""
    values: dict[str, str | int | float | None] = {}
    match rule:
        case Refusal.CLOSED:
            values = {"closes_on": str(vacancy.closes_on)}
        case Refusal.LICENCE:
            values = {"licence": _missing_licences(candidate, vacancy)}
        case Refusal.LANGUAGE:
            language, held, asked = next(one for one in compared_languages(candidate, vacancy) if one.below)
            values = {"language": language, "held": str(held), "asked": str(asked)}
        case Refusal.OUT_OF_REACH:
            values = {"km": round(kilometres), "radius_km": candidate.radius_km, "place": vacancy.place}
        case Refusal.NOT_YET_AVAILABLE:
            values = {"available_from": str(candidate.available_from), "starts_on": str(vacancy.starts_on)}
        case _:
            pass
    return Message(code=rule.code, values=values)


def _check(point: Check, candidate: Candidate, vacancy: Vacancy, kilometres: float) -> Message:
    match point:
        case Check.LICENCE:
            return Message(code=MessageCode.CHECK_LICENCE, values={"licence": _missing_licences(candidate, vacancy)})
        case Check.LANGUAGE:
            unknown = next(
                level for level in vacancy.languages if highest_level(candidate.languages, level.code) is None
            )
            level = None if unknown.level is None else str(unknown.level)
            return Message(code=MessageCode.CHECK_LANGUAGE, values={"language": unknown.code, "asked": level})
        case Check.REACH:
            known = None if np.isnan(kilometres) else round(kilometres)
            return Message(code=MessageCode.CHECK_REACH, values={"place": vacancy.place, "km": known})
        case Check.AVAILABILITY:
            return Message(
                code=MessageCode.CHECK_AVAILABILITY, values={"available_from": str(candidate.available_from)}
            )
        case Check.WAGE:
            return Message(code=MessageCode.CHECK_WAGE, values=_wages(candidate, vacancy))
        case Check.EDUCATION:
            return Message(code=MessageCode.CHECK_EDUCATION, values={"isced": vacancy.education_isced})
        case Check.RECOGNITION:
            return Message(code=MessageCode.CHECK_RECOGNITION, values=_diploma(candidate))
        case Check.EXPERIENCE:
            return Message(code=MessageCode.CHECK_EXPERIENCE, values={"months": vacancy.experience_months})
        case _:
            return Message(code=MessageCode.CHECK_NOT_OPEN_YET, values={"opens_on": str(vacancy.opens_on)})


def _changes(
    candidate: Candidate,
    vacancy: Vacancy,
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
        times = sum(demand.phrase == skill for demand in vacancy.essential_skills)
        gained = min(1.0, covered + times * (1 - share) / len(vacancy.essential_skills))
        found.append(changed(Message(code=MessageCode.WITH_SKILL, values={"skill": skill}), essential_skills=gained))
    if refused & Refusal.LANGUAGE or checks & Check.LANGUAGE:
        code, level, gained = _with_language(candidate, vacancy)
        values = {"language": code, "asked": None if level is None else str(level)}
        found.append(changed(Message(code=MessageCode.WITH_LANGUAGE, values=values), languages=gained))
    if checks & Check.RECOGNITION:
        found.append(changed(Message(code=MessageCode.WITH_RECOGNITION, values=_diploma(candidate)), education=1.0))
    if not np.isnan(features[at["wage"]]) and features[at["wage"]] < 1:
        found.append(changed(Message(code=MessageCode.WITH_WAGE, values=_wages(candidate, vacancy)), wage=1.0))
    if refused & Refusal.LICENCE or checks & Check.LICENCE:
        found.append(
            changed(Message(code=MessageCode.WITH_LICENCE, values={"licence": _missing_licences(candidate, vacancy)}))
        )
    # A licence opens the door without raising the score, so what lifts a refusal comes before what only adds.
    keys = {MessageCode.WITH_LICENCE: Refusal.LICENCE, MessageCode.WITH_LANGUAGE: Refusal.LANGUAGE}
    opening = {code for code, rule in keys.items() if refused & rule}
    useful = [one for one in found if one.score > present + 0.005 or one.note.code in opening]
    useful.sort(key=lambda one: (one.note.code not in opening, -one.score, one.note.code, str(one.note.values)))
    return tuple(useful[:MAX_CHANGES])


def _with_language(candidate: Candidate, vacancy: Vacancy) -> tuple[str, CefrLevel | None, float]:
    """The language that is short or unknown, the level asked, and the feature ``languages`` with it."""
    compared = tuple(compared_languages(candidate, vacancy))
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


def _missing_licences(candidate: Candidate, vacancy: Vacancy) -> str:
    own = held_licences(candidate.licences or ())
    return ", ".join(phrase for phrase in vacancy.licences if not licence_keys(phrase) <= own)


def _diploma(candidate: Candidate) -> dict[str, str | int | float | None]:
    denied = max(
        (one for one in candidate.education if one.recognised is False), key=lambda one: one.isced or 0, default=None
    )
    return {"title": denied.title if denied else None, "country": denied.country if denied else None}


def _wages(candidate: Candidate, vacancy: Vacancy) -> dict[str, str | int | float | None]:
    """Both wages for a full-time month, so that a reader compares like with like."""

    def rounded(value: float) -> int | None:
        return None if np.isnan(value) else round(value)

    return {
        "asked": rounded(monthly(candidate.wage, reservation(candidate.wage))),
        "asked_currency": candidate.wage.currency if candidate.wage else None,
        "given": rounded(monthly(vacancy.wage, offered(vacancy.wage))),
        "given_currency": vacancy.wage.currency if vacancy.wage else None,
    }
