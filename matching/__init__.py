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
    from matching.casework.suggesting import Suggestion, explain_suggestions, suggest
    from matching.domain import Candidate, Match, Vacancy
    from matching.embeddings.encoder import load_encoder
    from matching.engine import Engine
    from matching.errors import MatchingError
    from matching.intake import Intake, read_candidates, read_vacancies
    from matching.wording import explanation_lines, reasons

__all__ = [
    "Candidate",
    "Engine",
    "Intake",
    "Match",
    "MatchingError",
    "Suggestion",
    "Vacancy",
    "explain_suggestions",
    "explanation_lines",
    "load_encoder",
    "read_candidates",
    "read_vacancies",
    "reasons",
    "suggest",
]

_HOMES = {
    "Candidate": "matching.domain",
    "Engine": "matching.engine",
    "Intake": "matching.intake",
    "Match": "matching.domain",
    "MatchingError": "matching.errors",
    "Suggestion": "matching.casework.suggesting",
    "Vacancy": "matching.domain",
    "explain_suggestions": "matching.casework.suggesting",
    "explanation_lines": "matching.wording",
    "load_encoder": "matching.embeddings.encoder",
    "read_candidates": "matching.intake",
    "read_vacancies": "matching.intake",
    "reasons": "matching.wording",
    "suggest": "matching.casework.suggesting",
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
