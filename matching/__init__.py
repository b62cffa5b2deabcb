"""Returnee matching engine: people and vacancies in, explained matches out, across languages, on one laptop.

What a program needs is here; each name is imported when it is first used, so ``import matching`` costs nothing::

    from matching import Engine, load_encoder, read_candidates, read_vacancies

    people, jobs = read_candidates(Path("people.csv")), read_vacancies(Path("jobs.xlsx"))
    engine = Engine(people.items, jobs.items, load_encoder())
    best = engine.vacancies_for("c-001", date.today(), top=3)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matching.casework.advising import (
        By,
        Case,
        courses_for,
        gaps_of_occupation,
        gaps_towards,
        nearest_gaps,
        open_case,
        outlook_of,
        shortages_of,
    )
    from matching.casework.frames import to_frame
    from matching.casework.holding_fairs import (
        Disruptions,
        FairPlan,
        expectations_of,
        forecast_fair,
        plan_fair,
        print_sheets,
        read_fair,
        repair_fair,
    )
    from matching.casework.planning import CareerPlan, career_plan, plan_html, plan_markdown
    from matching.casework.session import Session, local_session
    from matching.casework.suggesting import Suggestion, explain_suggestions, suggest
    from matching.domain import Candidate, Match, Vacancy
    from matching.domain.course import Course
    from matching.domain.fair import Fair
    from matching.embeddings.encoder import load_encoder
    from matching.engine import Engine
    from matching.errors import MatchingError
    from matching.geography import locate
    from matching.intake import (
        Intake,
        read_candidates,
        read_courses,
        read_vacancies,
        write_candidates,
        write_courses,
        write_vacancies,
    )
    from matching.wording import explanation_lines, reasons, sentence

__all__ = [
    "By",
    "Candidate",
    "CareerPlan",
    "Case",
    "Course",
    "Disruptions",
    "Engine",
    "Fair",
    "FairPlan",
    "Intake",
    "Match",
    "MatchingError",
    "Session",
    "Suggestion",
    "Vacancy",
    "career_plan",
    "courses_for",
    "expectations_of",
    "explain_suggestions",
    "explanation_lines",
    "forecast_fair",
    "gaps_of_occupation",
    "gaps_towards",
    "load_encoder",
    "local_session",
    "locate",
    "nearest_gaps",
    "open_case",
    "outlook_of",
    "plan_fair",
    "plan_html",
    "plan_markdown",
    "print_sheets",
    "read_candidates",
    "read_courses",
    "read_fair",
    "read_vacancies",
    "reasons",
    "repair_fair",
    "sentence",
    "shortages_of",
    "suggest",
    "to_frame",
    "write_candidates",
    "write_courses",
    "write_vacancies",
]

_HOMES = {
    "By": "matching.casework.advising",
    "Candidate": "matching.domain",
    "CareerPlan": "matching.casework.planning",
    "Case": "matching.casework.advising",
    "Course": "matching.domain.course",
    "Disruptions": "matching.casework.holding_fairs",
    "Engine": "matching.engine",
    "Fair": "matching.domain.fair",
    "FairPlan": "matching.casework.holding_fairs",
    "Intake": "matching.intake",
    "Match": "matching.domain",
    "MatchingError": "matching.errors",
    "Session": "matching.casework.session",
    "Suggestion": "matching.casework.suggesting",
    "Vacancy": "matching.domain",
    "career_plan": "matching.casework.planning",
    "courses_for": "matching.casework.advising",
    "expectations_of": "matching.casework.holding_fairs",
    "explain_suggestions": "matching.casework.suggesting",
    "explanation_lines": "matching.wording",
    "forecast_fair": "matching.casework.holding_fairs",
    "gaps_of_occupation": "matching.casework.advising",
    "gaps_towards": "matching.casework.advising",
    "load_encoder": "matching.embeddings.encoder",
    "local_session": "matching.casework.session",
    "locate": "matching.geography",
    "nearest_gaps": "matching.casework.advising",
    "open_case": "matching.casework.advising",
    "outlook_of": "matching.casework.advising",
    "plan_fair": "matching.casework.holding_fairs",
    "plan_html": "matching.casework.planning",
    "plan_markdown": "matching.casework.planning",
    "print_sheets": "matching.casework.holding_fairs",
    "read_candidates": "matching.intake",
    "read_courses": "matching.intake",
    "read_fair": "matching.casework.holding_fairs",
    "read_vacancies": "matching.intake",
    "reasons": "matching.wording",
    "repair_fair": "matching.casework.holding_fairs",
    "sentence": "matching.wording",
    "shortages_of": "matching.casework.advising",
    "suggest": "matching.casework.suggesting",
    "to_frame": "matching.casework.frames",
    "write_candidates": "matching.intake",
    "write_courses": "matching.intake",
    "write_vacancies": "matching.intake",
}
"""Where each public name lives."""


def __getattr__(name: str) -> Any:
    """Import a public name at its first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
