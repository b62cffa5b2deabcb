"""What would a whole labour market look like, so that speed and scale can be measured on people and vacancies?

Shares and levels below are plausible, not statistics: they shape a population, they describe no country.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate

from benchmarks.generation.catalogue import Occupation
from benchmarks.generation.prose import candidate_text, vacancy_text
from matching.domain import (
    Candidate,
    CefrLevel,
    Contract,
    Education,
    Evidence,
    Experience,
    Hours,
    LanguageLevel,
    ReturnStatus,
    SkillClaim,
    SkillDemand,
    Vacancy,
    Wage,
)
from matching.errors import InvalidValueError
from matching.geography import Town, locate

SKILLS_KNOWN = 40
"""Skills of an occupation that a population draws from; some of ESCO's list hundreds."""

TYPICAL_WAGE = {"0": 1900, "1": 2800, "2": 2100, "3": 1800, "4": 1300, "5": 1100, "6": 1000, "7": 1600, "8": 1500}
"""GEL a month by ISCO-08 major group; 1000 for the others."""
TYPICAL_ISCED = {"1": 6, "2": 7, "3": 6, "4": 5, "5": 3, "6": 3, "7": 4, "8": 3, "9": 2}
LICENCES_ASKED = {"8332": ("C", "CE"), "8331": ("D",), "8322": ("B",), "9621": ("B",), "8341": ("T",)}
"""Driving categories by unit group; a vacancy asks one of them, a person of the occupation holds them and B."""
LANGUAGE_ABROAD = {"PL": "pl", "DE": "de", "GR": "el", "TR": "tr", "IT": "it", "FR": "fr", "ES": "es", "IL": "he"}
LEVELS = tuple(CefrLevel)
STATUSES = (ReturnStatus.RETURNEE, ReturnStatus.PREPARING_RETURN, ReturnStatus.INTERNALLY_DISPLACED, ReturnStatus.LOCAL)
STATUS_SHARES = (0.6, 0.12, 0.08, 0.2)
EVIDENCE_SHARES = (0.6, 0.25, 0.15)
CONTRACT_WISHES = (
    (Contract.PERMANENT,),
    (Contract.PERMANENT, Contract.FIXED_TERM),
    (Contract.PERMANENT, Contract.FIXED_TERM, Contract.TEMPORARY, Contract.SEASONAL),
    (Contract.FIXED_TERM, Contract.APPRENTICESHIP),
    (Contract.SELF_EMPLOYED, Contract.TEMPORARY),
)
CONTRACT_OFFERS = (
    *(Contract.PERMANENT,) * 5,
    *(Contract.FIXED_TERM,) * 2,
    Contract.TEMPORARY,
    Contract.SEASONAL,
    Contract.APPRENTICESHIP,
)
HOURS = ((Hours.FULL_TIME,), (Hours.FULL_TIME,), (Hours.FULL_TIME, Hours.PART_TIME), (Hours.PART_TIME,))


def generate_population(
    occupations: Sequence[Occupation],
    *,
    people: int,
    vacancies: int,
    languages: Sequence[str],
    seed: int,
    as_of: date,
) -> tuple[list[Candidate], list[Vacancy]]:
    """Draw ``people`` candidates and ``vacancies`` vacancies with all fields, some of them unknown.

    Each speaks one of ``languages`` and has its place in a Georgian town, larger towns more often. Dates lie around
    ``as_of``; about one vacancy in six is closed or filled by then. Wages are in GEL. Same arguments, same population;
    a larger one begins with the smaller one.
    Raises ``InvalidValueError`` where no occupation has titles and skills in all ``languages``.
    """
    speaking = [one for one in occupations if languages and one.speaks(*languages)]
    if not speaking:
        raise InvalidValueError(
            "languages", ", ".join(languages), "No occupation has titles and 6 skills in all of them; give others."
        )
    trades = [_Trade.of(one, languages) for one in speaking]
    towns = _georgian_towns()
    town_shares = tuple(accumulate(town.population for town in towns))
    # Streams of their own: more people leave the vacancies as they are.
    draws = {side: random.Random(f"{side} {seed}") for side in ("people", "vacancies")}

    def places(side: str, count: int) -> list[Town]:
        return random.Random(f"places of {side} {seed}").choices(towns, cum_weights=town_shares, k=count)

    return (
        [
            _person(f"P-{number:06d}", draws["people"], trades, town, as_of)
            for number, town in enumerate(places("people", people), start=1)
        ],
        [
            _offer(f"V-{number:06d}", draws["vacancies"], trades, town, as_of)
            for number, town in enumerate(places("vacancies", vacancies), start=1)
        ],
    )


@dataclass(frozen=True, slots=True)
class _Trade:
    """An occupation as drawn from: by language its names, essential and optional skills; and what is typical of it."""

    names: dict[str, tuple[str, ...]]
    essential: dict[str, tuple[str, ...]]
    optional: dict[str, tuple[str, ...]]
    wage: int
    isced: int
    licences: tuple[str, ...]

    @classmethod
    def of(cls, occupation: Occupation, languages: Sequence[str]) -> _Trade:
        """The trade of an occupation that speaks all ``languages``."""
        isco = occupation.isco or ""
        essential, optional = (
            {
                language: tuple(skill.labels[language][0] for skill in part if language in skill.labels)[:SKILLS_KNOWN]
                for language in languages
            }
            for part in (occupation.essential, occupation.optional)
        )
        return cls(
            {language: occupation.names(language) for language in languages},
            essential,
            optional,
            TYPICAL_WAGE.get(isco[:1], 1000),
            TYPICAL_ISCED.get(isco[:1], 2),
            LICENCES_ASKED.get(isco, ()),
        )


def _georgian_towns() -> tuple[Town, ...]:
    rows = csv.DictReader((files("matching") / "gazetteer.csv").read_text(encoding="utf-8").splitlines())
    found = [locate(row["name"], "GE") for row in rows if row["country"] == "GE"]
    return tuple(dict.fromkeys(town for town in found if town and town.population and _has_centres(town)))


def _has_centres(town: Town) -> bool:
    # No employment centre of Georgia can work in the territories outside its control.
    return town.region != "Abkhazia" and town.name != "Tskhinvali"


def _person(name: str, draw: random.Random, trades: Sequence[_Trade], town: Town, as_of: date) -> Candidate:
    trade, former = draw.choice(trades), draw.choice(trades)
    language = draw.choice(tuple(trade.names))
    status = draw.choices(STATUSES, STATUS_SHARES)[0]
    returns = status in (ReturnStatus.RETURNEE, ReturnStatus.PREPARING_RETURN)
    abroad = draw.choice(tuple(LANGUAGE_ABROAD)) if returns else "GE"
    titles = trade.names[language]
    held = [Experience(title=draw.choice(titles), country=abroad, months=_months(draw, 60))]
    if draw.random() < 0.4:
        held.append(Experience(title=draw.choice(former.names[language]), country="GE", months=_months(draw, 25)))
    known = trade.essential[language] + trade.optional[language]
    skills = draw.sample(known, min(len(known), draw.randint(3, 8)))
    if draw.random() < 0.25:
        skills.append(draw.choice(former.essential[language] or former.optional[language]))
    evidence = draw.choices(tuple(Evidence), EVIDENCE_SHARES, k=len(skills))
    candidate = Candidate(
        id=name,
        desired_occupations=(draw.choice(titles),) if draw.random() < 0.85 else (),
        experiences=tuple(held),
        skills=tuple(
            _claim(phrase, shown, abroad if shown is not Evidence.CLAIMED else None)
            for phrase, shown in zip(dict.fromkeys(skills), evidence, strict=False)
        ),
        languages=_spoken(draw, abroad),
        education=_schooling(draw, trade, abroad),
        licences=_licences_held(draw, trade),
        place=_in_language(town, language) if draw.random() < 0.93 else None,
        country="GE",
        radius_km=draw.choice((5, 10, 20, 30, 50, 100, 250, None, None, None)),
        regions=(town.region,) if draw.random() < 0.1 else (),
        relocation=draw.choice((True, False, False, None, None, None)),
        remote=draw.choice((True, False, False, None, None, None)),
        available_from=_available(draw, status, as_of),
        contracts=draw.choice(CONTRACT_WISHES) if draw.random() < 0.6 else None,
        hours=draw.choice(HOURS) if draw.random() < 0.6 else None,
        wage=Wage(minimum=_pay(draw, 0.9 * trade.wage)) if draw.random() < 0.6 else None,
        return_status=status,
        lang=language,
    )
    if draw.random() < 0.25:
        return candidate.model_copy(update={"text": candidate_text(candidate, draw)})
    return candidate


def _offer(name: str, draw: random.Random, trades: Sequence[_Trade], town: Town, as_of: date) -> Vacancy:
    trade = draw.choice(trades)
    language = draw.choice(tuple(trade.names))
    essential, optional = trade.essential[language], trade.optional[language]
    contract = draw.choice(CONTRACT_OFFERS)
    lowest = _pay(draw, trade.wage)
    closes = as_of + timedelta(days=draw.randint(-10, 60))
    vacancy = Vacancy(
        id=name,
        title=draw.choice(trade.names[language]),
        essential_skills=_asked(draw.sample(essential, min(len(essential), draw.randint(2, 6)))),
        optional_skills=_asked(draw.sample(optional, min(len(optional), draw.randint(0, 3)))),
        languages=_languages_asked(draw),
        education_isced=max(1, trade.isced - 1) if draw.random() < 0.5 else None,
        experience_months=draw.choice((0, 6, 12, 12, 24, 36, 60, None, None, None)),
        licences=(draw.choice(trade.licences),) if trade.licences and draw.random() < 0.9 else (),
        place=_in_language(town, language) if draw.random() < 0.97 else None,
        country="GE",
        remote=draw.choice((True, False, False, False, False, None, None, None)),
        contract=contract if draw.random() < 0.8 else None,
        hours=draw.choice(HOURS) if draw.random() < 0.8 else None,
        wage=_range(draw, lowest) if draw.random() < 0.7 else None,
        positions=draw.choice((0, *(1,) * 14, 2, 2, 3, 5, 10)),
        opens_on=closes - timedelta(days=draw.randint(15, 90)),
        closes_on=closes if draw.random() < 0.85 else None,
        starts_on=closes + timedelta(days=draw.randint(1, 60)) if draw.random() < 0.6 else None,
        apprenticeship=contract is Contract.APPRENTICESHIP or draw.choice((False, False, None)),
        on_the_job_training=draw.choice((True, False, False, None, None)),
        wage_subsidy=draw.choice((True, False, False, False, None, None)),
        lang=language,
    )
    if draw.random() < 0.4:
        return vacancy.model_copy(update={"description": vacancy_text(vacancy, draw)})
    return vacancy


# Building small frozen models is most of the time: equal ones are one object.
@lru_cache(maxsize=100_000)
def _claim(phrase: str, evidence: Evidence, country: str | None) -> SkillClaim:
    return SkillClaim(phrase=phrase, evidence=evidence, country=country)


@lru_cache(maxsize=100_000)
def _demand(phrase: str) -> SkillDemand:
    return SkillDemand(phrase=phrase)


@lru_cache(maxsize=1_000)
def _level(code: str, level: CefrLevel | None) -> LanguageLevel:
    return LanguageLevel(code=code, level=level)


@lru_cache(maxsize=1_000)
def _diploma(isced: int, country: str, recognised: bool | None) -> Education:
    return Education(isced=isced, country=country, recognised=recognised)


def _months(draw: random.Random, mean: float) -> int:
    return min(480, 2 + round(draw.expovariate(1 / mean)))


def _pay(draw: random.Random, typical: float) -> float:
    """GEL a month around ``typical``, in steps of 50."""
    return max(300.0, round(typical * draw.lognormvariate(0, 0.25) / 50) * 50.0)


def _range(draw: random.Random, lowest: float) -> Wage:
    return Wage(minimum=lowest, maximum=lowest + draw.choice((0, 100, 200, 500)))


def _spoken(draw: random.Random, abroad: str) -> tuple[LanguageLevel, ...]:
    spoken: list[tuple[str, CefrLevel | None]] = [("ka", draw.choice(LEVELS[4:]))]
    if draw.random() < 0.6:
        spoken.append(("ru", draw.choice((*LEVELS[1:5], None))))
    if draw.random() < 0.5:
        spoken.append(("en", draw.choice(LEVELS[:5])))
    if abroad in LANGUAGE_ABROAD:
        spoken.append((LANGUAGE_ABROAD[abroad], draw.choice(LEVELS[1:5])))
    return tuple(_level(code, level) for code, level in spoken)


def _schooling(draw: random.Random, trade: _Trade, abroad: str) -> tuple[Education, ...]:
    if draw.random() < 0.2:
        return ()
    level = min(8, max(1, trade.isced + draw.choice((-1, 0, 0, 1))))
    if draw.random() < 0.75:
        return (_diploma(level, "GE", True),)
    return (_diploma(level, abroad, draw.choice((True, False, None))),)


def _licences_held(draw: random.Random, trade: _Trade) -> tuple[str, ...] | None:
    chance = draw.random()
    if chance < 0.2:
        return None
    if trade.licences:
        return ("B", trade.licences[-1])
    return ("B",) if chance < 0.6 else ()


def _in_language(town: Town, language: str) -> str:
    return town.name_ka if language == "ka" else town.name


def _available(draw: random.Random, status: ReturnStatus, as_of: date) -> date | None:
    if status is ReturnStatus.PREPARING_RETURN:
        return as_of + timedelta(days=draw.randint(30, 240))
    return as_of + timedelta(days=draw.randint(-120, 45)) if draw.random() < 0.6 else None


def _asked(phrases: Sequence[str]) -> tuple[SkillDemand, ...]:
    return tuple(_demand(phrase) for phrase in dict.fromkeys(phrases))


def _languages_asked(draw: random.Random) -> tuple[LanguageLevel, ...]:
    asked = [_level("ka", draw.choice(LEVELS[1:5]))] if draw.random() < 0.5 else []
    if draw.random() < 0.25:
        asked.append(_level(draw.choice(("en", "en", "ru")), draw.choice(LEVELS[:4])))
    return tuple(asked)
