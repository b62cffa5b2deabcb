"""A counselling office small enough to know by heart: four people, five vacancies, and an encoder of trigrams."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np

from matching.domain import Candidate, Vacancy
from matching.engine import Engine

TODAY = date(2026, 11, 16)

WELDER = Candidate.model_validate({
    "id": "c-1",
    "desired_occupations": ["welder"],
    "experiences": [{"title": "MIG welder", "country": "FR", "months": 30, "description": "welding steel frames"}],
    "skills": [
        {"phrase": "MIG welding", "evidence": "certified"},
        {"phrase": "reading technical drawings", "evidence": "shown"},
        {"phrase": "grinding"},
    ],
    "languages": [{"code": "ka", "level": "C2"}, {"code": "fr", "level": "B1"}],
    "education": [{"title": "CAP soudeur", "isced": 3, "country": "FR", "recognised": False}],
    "licences": ["B"],
    "place": "Kutaisi",
    "country": "GE",
    "radius_km": 40,
    "available_from": "2026-12-01",
    "contracts": ["permanent"],
    "hours": ["full_time"],
    "wage": {"minimum": 1500, "currency": "GEL", "period": "month"},
    "return_status": "returnee",
    "text": "I welded <b>steel</b> & aluminium.",
})  # fmt: skip
NURSE = Candidate.model_validate({
    "id": "c-2",
    "desired_occupations": ["nurse"],
    "skills": [{"phrase": "wound care"}, {"phrase": "medication"}],
    "languages": [{"code": "ka", "level": "C2"}],
    "place": "Tbilisi",
})  # fmt: skip
UNKNOWN = Candidate.model_validate({"id": "c-3/ო", "text": "Je cherche du travail. <script>alert(1)</script>"})
ARABIC = Candidate.model_validate({"id": "c-4", "desired_occupations": ["لحام"], "place": "Batumi"})

WELDING = Vacancy.model_validate({
    "id": "v-1",
    "title": "Welder",
    "description": "Welding steel frames in a workshop.",
    "essential_skills": [{"phrase": "MIG welding"}, {"phrase": "read technical drawing"}, {"phrase": "ტვირთამწევი"}],
    "optional_skills": [{"phrase": "grinding"}],
    "languages": [{"code": "fr", "level": "A2"}],
    "education_isced": 3,
    "experience_months": 24,
    "place": "Kutaisi",
    "contract": "permanent",
    "hours": ["full_time"],
    "wage": {"minimum": 1000, "maximum": 1200, "currency": "GEL", "period": "month"},
    "positions": 2,
    "closes_on": "2027-01-31",
    "starts_on": "2026-12-15",
    "on_the_job_training": True,
})  # fmt: skip
LORRY = Vacancy.model_validate({
    "id": "v-2",
    "title": "Welder and lorry driver",
    "essential_skills": [{"phrase": "MIG welding"}],
    "licences": ["CE"],
    "place": "Kutaisi",
})  # fmt: skip
CLOSED = Vacancy.model_validate({"id": "v-3", "title": "Welder", "closes_on": "2026-10-31", "place": "Kutaisi"})
NURSING = Vacancy.model_validate({
    "id": "v-4",
    "title": "Nurse",
    "essential_skills": [{"phrase": "wound care"}],
    "languages": [{"code": "en", "level": "B2"}],
    "place": "Tbilisi",
})  # fmt: skip
TITLE_ONLY = Vacancy.model_validate({"id": "v-5", "title": "შემდუღებელი"})

PEOPLE = (WELDER, NURSE, UNKNOWN, ARABIC)
VACANCIES = (WELDING, LORRY, CLOSED, NURSING, TITLE_ONLY)


class TrigramEncoder:
    """Hashed character trigrams: alike spellings are near, everything else is far."""

    name = "trigrams-4096"
    dim = 4096

    def encode(self, texts: Sequence[str], *, role: str = "query") -> np.ndarray:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            padded = f"  {text.casefold()} "
            for at in range(len(padded) - 2):
                row[zlib.crc32(padded[at : at + 3].encode("utf-8", "replace")) % self.dim] += 1
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)


@cache
def office() -> Engine:
    """The engine of the whole office."""
    return Engine(PEOPLE, VACANCIES, TrigramEncoder())
