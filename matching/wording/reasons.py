"""What does each feature of a match say for or against it, in words?"""

from __future__ import annotations

from collections.abc import Iterator

from matching.domain import Candidate, Vacancy
from matching.wording.catalogues import date_text, duration_text, level_text, marked, wage_text
from matching.wording.labels import education_label, label

Graded = tuple[tuple[float, str], ...]

FEATURE_REASONS: dict[str, tuple[Graded, Graded]] = {
    "occupation": (
        (
            (0.9, marked("Work done or wished for is what the title says")),
            (0.65, marked("Work done or wished for is very close to the title")),
            (0.0, marked("Work done or wished for is related to the title")),
        ),
        (
            (0.2, marked("Work done or wished for is only loosely related to the title")),
            (0.0, marked("Work done or wished for is far from the title")),
        ),
    ),
    "wish": (
        (
            (0.9, marked("It is the occupation wished for")),
            (0.65, marked("It is very close to the occupation wished for")),
            (0.0, marked("It is related to the occupation wished for")),
        ),
        (
            (0.2, marked("It is only loosely related to the occupation wished for")),
            (0.0, marked("It is far from the occupation wished for")),
        ),
    ),
    "text": (
        (
            (0.6, marked("Profile and advert have much in common")),
            (0.0, marked("Profile and advert have something in common")),
        ),
        ((0.0, marked("Profile and advert have little in common")),),
    ),
    "languages": (
        (
            (0.999, marked("Languages are at the level asked")),
            (0.0, marked("Languages are close to the level asked")),
        ),
        ((0.0, marked("Languages are below the level asked")),),
    ),
    "education": (
        (
            (0.999, marked("Education is at the level asked")),
            (0.0, marked("Education is close to the level asked")),
        ),
        ((0.0, marked("Education is below the level asked")),),
    ),
    "experience": (
        (
            (0.999, marked("Experience is as long as asked")),
            (0.0, marked("A good part of the experience asked is there")),
        ),
        ((0.0, marked("Experience known in such work is shorter than asked")),),
    ),
    "distance": (
        (
            (0.8, marked("The workplace is within easy reach")),
            (0.0, marked("The workplace is within reach")),
        ),
        (
            (0.2, marked("The way to work is long")),
            (0.0, marked("The workplace is far away")),
        ),
    ),
    "wage": (
        (
            (0.999, marked("The wage offered meets the wish")),
            (0.0, marked("The wage offered nearly meets the wish")),
        ),
        ((0.0, marked("The wage offered is below the wish")),),
    ),
    "contract": (
        ((0.0, marked("The type of contract is as wished")),),
        ((0.0, marked("The type of contract is not among those wished for")),),
    ),
    "hours": (
        ((0.0, marked("The working hours are as wished")),),
        ((0.0, marked("The working hours are not as wished")),),
    ),
    "start": (
        ((0.0, marked("The start date suits")),),
        (
            (0.001, marked("The start date is far from the day the person is available")),
            (0.0, marked("The work starts before the person is available")),
        ),
    ),
    "training": (
        ((0.0, marked("The employer trains on the job or takes apprentices")),),
        ((0.0, marked("The employer offers no training")),),
    ),
    "occupation_kinship": (
        (
            (0.9, marked("It is the same occupation")),
            (0.6, marked("It is an occupation of the same group")),
            (0.0, marked("It is an occupation of a related group")),
        ),
        ((0.0, marked("It is an occupation of another group")),),
    ),
    "skills_covered": (
        (
            (0.6, marked("Skills held or shown by work cover most of what is asked")),
            (0.0, marked("Skills held or shown by work cover part of what is asked")),
        ),
        ((0.0, marked("Skills known cover little of what is asked")),),
    ),
    "skills_expected": (
        (
            (0.6, marked("Skills held or shown by work cover most of what such work usually needs")),
            (0.0, marked("Skills held or shown by work cover part of what such work usually needs")),
        ),
        ((0.0, marked("Skills known cover little of what such work usually needs")),),
    ),
    "transferability": (
        (
            (0.6, marked("Most skills of earlier work are of use here")),
            (0.0, marked("Some skills of earlier work are of use here")),
        ),
        ((0.0, marked("Few skills of earlier work are of use here")),),
    ),
}
"""For each feature what to say in its favour and against it: from which value on, best first."""


def feature_detail(feature: str, candidate: Candidate | None, vacancy: Vacancy | None, language: str) -> str | None:
    """The fact behind a reason, to stand in brackets: a level, a wage, a date; None where there is none to name."""
    return "; ".join(_details(feature, candidate, vacancy, language)) or None


def _details(feature: str, candidate: Candidate | None, vacancy: Vacancy | None, language: str) -> Iterator[str]:
    if vacancy is None:
        return
    match feature:
        case "languages" if candidate is not None:
            asked = {level.code for level in vacancy.languages}
            yield from (
                level_text(one, language) for one in candidate.languages if one.code in asked and one.level is not None
            )
        case "education" if vacancy.education_isced is not None:
            yield education_label(vacancy.education_isced, language)
        case "experience" if vacancy.experience_months:
            yield duration_text(vacancy.experience_months, language)
        case "wage" if vacancy.wage is not None:
            yield wage_text(vacancy.wage, language)
        case "contract" if vacancy.contract is not None:
            yield label(vacancy.contract, language)
        case "hours" if vacancy.hours:
            yield ", ".join(label(one, language) for one in vacancy.hours)
        case "start" if vacancy.starts_on is not None:
            yield date_text(vacancy.starts_on, language)
        case _:
            return
