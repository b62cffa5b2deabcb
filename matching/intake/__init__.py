"""How do people and vacancies come in from files, without identity and with every bad row named, and go out again?"""

from matching.intake.building import stripped
from matching.intake.pseudonymization.identity import strip_contacts, strip_identity
from matching.intake.reading import (
    read_candidates,
    read_courses,
    read_vacancies,
    write_candidates,
    write_courses,
    write_vacancies,
)
from matching.intake.report import Intake, RowProblem

__all__ = [
    "Intake",
    "RowProblem",
    "read_candidates",
    "read_courses",
    "read_vacancies",
    "strip_contacts",
    "strip_identity",
    "stripped",
    "write_candidates",
    "write_courses",
    "write_vacancies",
]
