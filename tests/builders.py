"""How does a test make people, vacancies and the columns of both in one line?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from hypothesis import strategies as st

from matching.casework.advising import Case
from matching.casework.disclosing import disclosed
from matching.casework.session import LOCAL, Session, local_session
from matching.domain import (
    Candidate,
    CefrLevel,
    Certificate,
    Contract,
    Education,
    Evidence,
    Experience,
    Hours,
    LanguageLevel,
    PayPeriod,
    SkillClaim,
    SkillDemand,
    Vacancy,
    Wage,
)
from matching.domain.course import Course
from matching.embeddings.salience import Anchors, load_anchors
from matching.embeddings.spelling import fold
from matching.encoding import encode_candidates, encode_vacancies
from matching.engine import Engine
from matching.gaps.reach import Reach, reach
from matching.gaps.standing import standing_of
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.eligibility import Check, Gate, Refusal, gate
from matching.ranking.explanation import FeaturedPairs, explain
from matching.ranking.features import FEATURES, Calibration, compute_features
from matching.ranking.rankers import WeightedRanker

TODAY = date(2026, 3, 2)
SCALE = Calibration(0.2, 0.9)
"""For the trigram encoder: only what is spelt almost the same is the same."""


class TrigramEncoder:
    """A real encoder without a model: signed hashed character trigrams, so what is spelt alike is alike."""

    name = "trigrams"
    dim = 512

    def encode(self, texts: Sequence[str], *, role: str = "query") -> np.ndarray:
        return np.array([_trigrams(text, self.dim) for text in texts], dtype=np.float32).reshape(-1, self.dim)


@lru_cache(maxsize=100_000)
def _trigrams(text: str, dim: int) -> np.ndarray:
    row = np.zeros(dim, dtype=np.float32)
    for word in fold(text).split():
        padded = f"_{word}_"
        for start in range(len(padded) - 2):
            number = crc32(padded[start : start + 3].encode())
            row[number % dim] += 1 if number >> 16 & 1 else -1
    length = np.linalg.norm(row)
    return row / length if length else row


ENCODER = TrigramEncoder()


RANKER = WeightedRanker("plain", -1.0, np.full(len(FEATURES), 1.0), np.full(len(FEATURES), 0.5))
"""Every feature counts alike, so that tests do not follow the weights that ship."""


@cache
def anchors() -> Anchors:
    return load_anchors(ENCODER)


def person(id: str = "p", **stated) -> Candidate:  # noqa: A002
    """A person of whom nothing is known but a wish to weld, unless stated."""
    return Candidate.model_validate({"id": id, "desired_occupations": ("welder",), **stated})


def job(id: str = "v", **stated) -> Vacancy:  # noqa: A002
    """A vacancy of which nothing is known but that it is for a welder, unless stated."""
    return Vacancy.model_validate({"id": id, "title": "welder", **stated})


def columns(people: Sequence[Candidate], jobs: Sequence[Vacancy]) -> tuple[CandidateColumns, VacancyColumns]:
    ours = encode_candidates(people, ENCODER, anchors(), as_of=TODAY)
    return ours, encode_vacancies(jobs, ENCODER, anchors())


def cross(people: int, jobs: int) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of rows."""
    return np.repeat(np.arange(people), jobs), np.tile(np.arange(jobs), people)


def features_of(one: Candidate, other: Vacancy) -> dict[str, float]:
    """Features of one pair, alone."""
    both = columns([one], [other])
    row = np.array([0])
    return dict(zip(FEATURES, compute_features(*both, row, row, SCALE)[0].tolist(), strict=True))


def gate_of(one: Candidate, other: Vacancy, as_of: date = TODAY, excluded=()) -> tuple[Refusal, Check]:
    """Refusals and checks of one pair, alone."""
    row = np.array([0])
    decided = gate(*columns([one], [other]), row, row, as_of=as_of, excluded=excluded)
    return Refusal(int(decided.refusals[0])), Check(int(decided.checks[0]))


def explained(one: Candidate, other: Vacancy, as_of: date = TODAY, excluded=()):
    """The ``Match`` of one pair, alone."""
    row = np.array([0])
    people, jobs = columns([one], [other])
    decided: Gate = gate(people, jobs, row, row, as_of=as_of, excluded=excluded)
    scored = FeaturedPairs(row, row, compute_features(people, jobs, row, row, SCALE), decided)
    return explain((people, (one,)), (jobs, (other,)), scored, RANKER, SCALE)[0]


def engine_of(people: Sequence[Candidate], jobs: Sequence[Vacancy], **stated) -> Engine:
    return Engine(people, jobs, ENCODER, **stated)


def reach_of(engine: Engine, people: Sequence[Candidate]) -> Reach:
    """How far ``people`` reach all vacancies of the engine."""
    encoded, rows = engine.encode(people, TODAY), np.arange(len(engine.vacancies))
    return reach(engine, encoded, engine.answers(encoded, rows, TODAY), rows, TODAY)


WORDS = ("weld", "steel", "nurse", "bread", "dough", "lorry", "hives", "ledger", "brick", "soudeur", "მზარეული")
PLACES = ("Tbilisi", "Kutaisi", "ბათუმი", "Rustavi", "Berlin", "Nowhere at all")

phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
texts = st.lists(phrases, max_size=4).map(". ".join)
languages = st.lists(
    st.builds(LanguageLevel, code=st.sampled_from(("ka", "fr", "en")), level=st.none() | st.sampled_from(CefrLevel)),
    max_size=3,
).map(tuple)
wages = st.none() | st.builds(
    Wage,
    minimum=st.sampled_from((0, 800.0, 1500.0)),
    currency=st.sampled_from(("GEL", "EUR")),
    period=st.sampled_from(PayPeriod),
)
unknown_or_bool = st.sampled_from((None, True, False))
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
licences = st.lists(st.sampled_from(("B", "CE", "permis C", "forklift", "ADR")), max_size=2).map(tuple)


def _tuples(items, most: int = 3):
    return st.lists(items, max_size=most).map(tuple)


def candidates() -> st.SearchStrategy[Candidate]:
    """People with anything known or unknown."""
    return st.builds(
        Candidate,
        id=st.just("p"),
        desired_occupations=st.lists(phrases, min_size=1, max_size=2).map(tuple),
        experiences=_tuples(st.builds(Experience, title=st.none() | phrases, months=st.none() | st.integers(0, 400))),
        skills=_tuples(st.builds(SkillClaim, phrase=phrases, evidence=st.sampled_from(Evidence))),
        languages=languages,
        education=_tuples(
            st.builds(
                Education, title=st.none() | phrases, isced=st.none() | st.integers(0, 8), recognised=unknown_or_bool
            )
        ),
        certificates=_tuples(st.builds(Certificate, name=phrases), 1),
        licences=st.none() | licences,
        place=st.none() | st.sampled_from(PLACES),
        radius_km=st.none() | st.sampled_from((0, 25.0, 400.0)),
        regions=_tuples(st.sampled_from(("Imereti", "Adjara")), 1),
        relocation=unknown_or_bool,
        remote=unknown_or_bool,
        available_from=days,
        contracts=st.none() | _tuples(st.sampled_from(Contract)),
        hours=st.none() | _tuples(st.sampled_from(Hours)),
        wage=wages,
        text=st.none() | texts,
        lang=st.sampled_from(("en", "fr")),
    )


def vacancies() -> st.SearchStrategy[Vacancy]:
    """Vacancies with anything known or unknown."""
    return st.builds(
        Vacancy,
        id=st.just("v"),
        title=phrases,
        description=st.none() | texts,
        essential_skills=_tuples(st.builds(SkillDemand, phrase=phrases)),
        optional_skills=_tuples(st.builds(SkillDemand, phrase=phrases)),
        languages=languages,
        education_isced=st.none() | st.integers(0, 8),
        experience_months=st.none() | st.integers(0, 120),
        licences=licences,
        place=st.none() | st.sampled_from(PLACES),
        remote=unknown_or_bool,
        contract=st.none() | st.sampled_from(Contract),
        hours=st.none() | _tuples(st.sampled_from(Hours)),
        wage=wages,
        positions=st.none() | st.integers(0, 3),
        closes_on=days,
        starts_on=days,
        apprenticeship=unknown_or_bool,
        on_the_job_training=unknown_or_bool,
        lang=st.sampled_from(("en", "fr")),
    )


def numbered(items, prefix: str, most: int):
    """Lists of one to ``most`` items with ids of their own."""
    return st.lists(items, min_size=1, max_size=most).map(
        lambda found: [one.model_copy(update={"id": f"{prefix}{number}"}) for number, one in enumerate(found)]
    )


def session_of(engine: Engine, courses: Sequence[Course] = (), today: date = TODAY) -> Session:
    """A session at this machine over all that an engine holds."""
    return local_session(engine, today, courses)


def case_of(engine: Engine, person: Candidate, today: date = TODAY) -> Case:
    """A person, held or not, as whoever works on the case sees them, and where they stand."""
    return Case(disclosed(LOCAL, person), standing_of(engine, person, today))
