"""Which skills do the vacancies ask most that the people hold least, by region and by ISCO major group?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matching.domain import Vacancy
from matching.domain.gap import Shortage
from matching.engine import Engine, Holders
from matching.errors import InvalidValueError
from matching.gaps.phrases import group_skills
from matching.geography import locate

UNKNOWN = "?"
"""Group of vacancies whose region or occupation is not known."""


class By(StrEnum):
    """How vacancies are grouped."""

    ALL = "all"
    REGION = "region"
    ISCO = "isco"


def shortages(
    engine: Engine,
    as_of: date,
    by: By = By.ALL,
    *,
    isco: Mapping[str, str] | None = None,
    least_vacancies: int = 1,
) -> list[Shortage]:
    """Essential skills of the vacancies open on a day, grouped by meaning, those with most positions a holder first.

    A skill is held by who said something that an explanation would count as it, in words or, with a taxonomy, by what
    its concepts cover. ``isco`` gives the ISCO-08 code of a vacancy by id; without it a taxonomy tells the codes, and
    without either there is no grouping by ISCO: raises ``InvalidValueError``. By region, the people counted are those
    who live there or would move; by ISCO group and for all together, everybody. Groups in order of positions,
    ``UNKNOWN`` last.
    """
    if by is By.ISCO and isco is None:
        isco = engine.phrasebook.isco_of(engine.vacancies)
    rows = engine.open_vacancies(as_of)
    groups = _groups([engine.vacancies[row] for row in rows.tolist()], by, isco)
    holders = engine.holders(rows, as_of)
    if not len(holders.phrases):
        return []
    names, leaders, vacancies, positions, texts = _demand(engine, rows, groups, holders)
    held = np.column_stack([holders.held[:, members].any(axis=1) for members in leaders.members])
    here = _living_there(engine, names, by)
    found = [
        Shortage(
            group=name,
            skill=texts[leader],
            likewise=leaders.likewise[place],
            vacancies=int(vacancies[number, place]),
            positions=int(positions[number, place]),
            people=int((held[:, place] & here[number]).sum()),
        )
        for number, name in enumerate(names)
        for place, leader in enumerate(leaders.rows.tolist())
        if vacancies[number, place] >= least_vacancies
    ]
    weight = {name: int(positions[number].sum()) for number, name in enumerate(names)}
    return sorted(
        found,
        key=lambda one: (
            one.group == UNKNOWN, -weight[one.group], one.group,
            -one.positions / (one.people + 1), -one.vacancies, one.skill,
        ),
    )  # fmt: skip


class _Leaders:
    """Groups of phrases: the place of the phrase that leads each, the places of its members, and their words."""

    def __init__(self, leader: NDArray[np.int64], texts: list[str]) -> None:
        self.rows: NDArray[np.int64] = np.unique(leader)
        place = np.searchsorted(self.rows, leader)
        self.place = place
        self.members = [np.flatnonzero(place == number) for number in range(len(self.rows))]
        self.likewise = [
            tuple(texts[at] for at in np.flatnonzero(place == number).tolist() if at != self.rows[number])
            for number in range(len(self.rows))
        ]


def _groups(vacancies: Sequence[Vacancy], by: By, isco: Mapping[str, str] | None) -> list[str]:
    """The group of each open vacancy."""
    if by is By.ALL:
        return [""] * len(vacancies)
    if by is By.REGION:
        towns = (locate(one.place, one.country) for one in vacancies)
        return [town.region if town else UNKNOWN for town in towns]
    if isco is None:
        raise InvalidValueError(
            "--by",
            by,
            "ISCO codes of the vacancies are needed: import ESCO, or give a CSV file with vacancy_id,isco with --isco.",
        )
    return [isco.get(one.id, UNKNOWN)[:1] or UNKNOWN for one in vacancies]


def _demand(
    engine: Engine, rows: NDArray[np.int64], groups: Sequence[str], holders: Holders
) -> tuple[list[str], _Leaders, NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Group names, groups of phrases, vacancies and positions float64[groups, groups of phrases], and the phrases."""
    asked, column = holders.asked, np.searchsorted(holders.phrases, holders.asked.phrases)
    texts = [asked.texts[phrase] for phrase in holders.phrases.tolist()]
    owner = np.repeat(np.arange(len(rows)), np.diff(asked.offsets))
    leaders = _Leaders(group_skills(engine, texts, np.bincount(column).astype(float)), texts)
    names = sorted(set(groups))
    at = {name: number for number, name in enumerate(names)}
    group = np.array([at[name] for name in groups], dtype=np.int64)
    # A vacancy that asks a skill in two wordings asks it once.
    asking, skill = divmod(np.unique(owner * len(leaders.rows) + leaders.place[column]), len(leaders.rows))
    offered = [engine.vacancies[row].positions for row in rows.tolist()]
    open_ = np.array([1 if one is None else one for one in offered], dtype=float)
    vacancies, positions = np.zeros((2, len(names), len(leaders.rows)))
    np.add.at(vacancies, (group[asking], skill), 1)
    np.add.at(positions, (group[asking], skill), open_[asking])
    return names, leaders, vacancies, positions, texts


def _living_there(engine: Engine, names: Sequence[str], by: By) -> NDArray[np.bool_]:
    """Which people count for which group: bool[groups, people]."""
    candidates = engine.candidates
    if by is not By.REGION:
        return np.ones((len(names), len(candidates)), dtype=bool)
    towns = [locate(one.place, one.country) for one in candidates]
    regions = np.array([town.region.casefold() if town else "" for town in towns], dtype=object)
    moving = np.array([one.relocation is True for one in candidates], dtype=bool)
    return np.array([(regions == name.casefold()) | moving | (name == UNKNOWN) for name in names], dtype=bool)
