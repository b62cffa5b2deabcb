"""Which skills do the vacancies ask most that the people hold least, by region and by ISCO major group?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matching.domain.gap import Shortage
from matching.engine import Engine
from matching.errors import InvalidValueError
from matching.gaps.phrases import group_skills
from matching.gaps.reach import demands_of
from matching.geography import locate
from matching.ranking.eligibility import still_open
from matching.ranking.explanation import FOUND_FROM
from matching.ranking.late_interaction import best_answers

PHRASES_AT_ONCE = 512
PEOPLE_AT_ONCE = 512
UNKNOWN = "?"
"""Group of vacancies whose region or occupation is not known."""


class By(StrEnum):
    """How vacancies are grouped."""

    ALL = "all"
    REGION = "region"
    ISCO = "isco"


def shortages(
    engine: Engine,
    by: By = By.ALL,
    *,
    isco: Mapping[str, str] | None = None,
    least_vacancies: int = 1,
) -> list[Shortage]:
    """Essential skills of the open vacancies, grouped by meaning, those with most positions for each holder first.

    A skill is held by who said something that an explanation would count as it, in words or, with a taxonomy, by what
    its concepts cover. ``isco`` gives the ISCO-08 code of a vacancy by id; without it a taxonomy tells the codes, and
    without either there is no grouping by ISCO: raises ``InvalidValueError``. By region, the people counted are those
    who live there or would move; by ISCO group and for all together, everybody. Groups in order of positions,
    ``UNKNOWN`` last.
    """
    if by is By.ISCO and isco is None and engine.concepts is not None:
        isco = engine.concepts.isco_of(engine.vacancies.items)
    rows = np.flatnonzero(still_open(engine.vacancies.columns, engine.as_of))
    groups = _groups(engine, rows, by, isco)
    demand = _demand(engine, rows, groups)
    if demand is None:
        return []
    names, leaders, vacancies, positions, texts = demand
    held = _held(engine, leaders.members) | _held_by_concept(engine, rows, leaders.members)
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
    """Groups of phrases: the row of the phrase that leads each, the rows of its members, and their words."""

    def __init__(self, leader: NDArray[np.int64], phrases: NDArray[np.int64], texts: list[str]) -> None:
        self.rows: NDArray[np.int64] = np.unique(leader)
        place = np.searchsorted(self.rows, leader)
        self.place = place
        self.members = [phrases[place == number] for number in range(len(self.rows))]
        self.likewise = [
            tuple(texts[at] for at in np.flatnonzero(place == number).tolist() if at != self.rows[number])
            for number in range(len(self.rows))
        ]


def _groups(engine: Engine, rows: NDArray[np.int64], by: By, isco: Mapping[str, str] | None) -> list[str]:
    """The group of each open vacancy."""
    if by is By.ALL:
        return [""] * len(rows)
    if by is By.REGION:
        towns = (locate(one.place, one.country) for one in (engine.vacancies.items[row] for row in rows.tolist()))
        return [town.region if town else UNKNOWN for town in towns]
    if isco is None:
        raise InvalidValueError(
            "--by",
            by,
            "ISCO codes of the vacancies are needed: import ESCO, or give a CSV file with vacancy_id,isco with --isco.",
        )
    return [isco.get(engine.vacancies.columns.ids[row], UNKNOWN)[:1] or UNKNOWN for row in rows]


def _demand(
    engine: Engine, rows: NDArray[np.int64], groups: Sequence[str]
) -> tuple[list[str], _Leaders, NDArray[np.float64], NDArray[np.float64], list[str]] | None:
    """Group names, groups of phrases, and vacancies and positions float64[groups, groups of phrases]."""
    jobs = engine.vacancies.columns
    asked = jobs.phrasing.roles["essential"].take(rows)
    if not len(asked.phrases):
        return None
    phrases, column = np.unique(asked.phrases, return_inverse=True)
    texts = [jobs.phrasing.texts[row] for row in phrases]
    owner = np.repeat(np.arange(len(rows)), asked.lengths)
    leader = group_skills(engine, texts, np.bincount(column).astype(float))
    leaders = _Leaders(leader, phrases, texts)
    names = sorted(set(groups))
    at = {name: number for number, name in enumerate(names)}
    group = np.array([at[name] for name in groups], dtype=np.int64)
    # A vacancy that asks a skill in two wordings asks it once.
    asking, skill = divmod(np.unique(owner * len(leaders.rows) + leaders.place[column]), len(leaders.rows))
    vacancies, positions = np.zeros((2, len(names), len(leaders.rows)))
    np.add.at(vacancies, (group[asking], skill), 1)
    np.add.at(positions, (group[asking], skill), np.nan_to_num(jobs.positions[rows], nan=1.0)[asking])
    return names, leaders, vacancies, positions, texts


def _held(engine: Engine, members: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Who holds which group of skills: bool[people, groups]."""
    people, jobs = engine.candidates.columns.phrasing, engine.vacancies.columns.phrasing
    said = people.roles["asset"]
    spoken, row = np.unique(said.phrases, return_inverse=True)
    wanted = np.concatenate([*members, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    group = np.repeat(np.arange(len(members)), [len(one) for one in members])
    held = np.zeros((len(engine.candidates.items), len(members)), dtype=bool)
    for start in range(0, len(wanted), PHRASES_AT_ONCE):
        part = slice(start, start + PHRASES_AT_ONCE)
        degree = np.round(engine.scale.degree(people.vectors[spoken] @ jobs.vectors[wanted[part]].T), 5)
        covers = np.nan_to_num(best_answers(degree, said.offsets, row)) >= FOUND_FROM
        person, phrase = np.nonzero(covers)
        held[person, group[part][phrase]] = True
    return held


def _held_by_concept(
    engine: Engine, rows: NDArray[np.int64], members: Sequence[NDArray[np.int64]]
) -> NDArray[np.bool_]:
    """Who holds which group of skills by what concepts cover: bool[people, groups]; nobody without a taxonomy."""
    people = engine.candidates.items
    held = np.zeros((len(people), len(members)), dtype=bool)
    if engine.concepts is None:
        return held
    demands, _ = demands_of(engine, rows)
    texts = engine.vacancies.columns.phrasing.texts
    group = {texts[phrase]: number for number, one in enumerate(members) for phrase in one.tolist()}
    of_demand = np.array([group[one.phrase] for one in demands], dtype=np.int64)
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        some = people[start : start + PEOPLE_AT_ONCE]
        covers = engine.concepts.coverage(some, demands, engine.as_of).likeness >= FOUND_FROM
        person, demand = np.nonzero(covers)
        held[start + person, of_demand[demand]] = True
    return held


def _living_there(engine: Engine, names: Sequence[str], by: By) -> NDArray[np.bool_]:
    """Which people count for which group: bool[groups, people]."""
    people = engine.candidates.columns
    if by is not By.REGION:
        return np.ones((len(names), len(people)), dtype=bool)
    regions, moving = np.array(people.regions, dtype=object), people.relocation == 1
    return np.array([(regions == name.casefold()) | moving | (name == UNKNOWN) for name in names], dtype=bool)
