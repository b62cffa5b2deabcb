"""What is noticed in vacancies that come in, for whoever posts them to look at? Never a reason to refuse one."""

from __future__ import annotations

from collections.abc import Sequence

from matching.domain import Vacancy
from matching.intake.extraction.discrimination import flag_discrimination
from matching.wording.notices import flag_text

MOST_SHOWN = 20


def vacancy_notices(vacancy: Vacancy, language: str = "en") -> tuple[str, ...]:
    """One sentence for each passage that seems to choose people by sex, age, looks, origin, religion or family."""
    demands = (one.phrase for one in (*vacancy.essential_skills, *vacancy.optional_skills))
    text = "\n".join(filter(None, (vacancy.title, vacancy.description, *demands)))
    shown: dict[str, None] = {}
    for flag in flag_discrimination(text, vacancy.lang):
        shown.setdefault(flag_text(flag.kind, flag.quote, language))
    return tuple(shown)


def import_notices(vacancies: Sequence[Vacancy]) -> tuple[str, ...]:
    """Notices on an import, each with the id of its vacancy: the first ``MOST_SHOWN``, then how many there are."""
    found = [f"{vacancy.id}: {notice}" for vacancy in vacancies for notice in vacancy_notices(vacancy)]
    if len(found) <= MOST_SHOWN:
        return tuple(found)
    return (*found[:MOST_SHOWN], f"{len(found) - MOST_SHOWN:,} more notices of this kind.")
