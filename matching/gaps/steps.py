"""What single step would open how many more vacancies to a person?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from matching.domain import Candidate, CefrLevel, LanguageLevel, SkillDemand
from matching.domain.gap import GapKind, Outlook, Step
from matching.domain.licences import held_licences, licence_keys
from matching.domain.terms import highest_level
from matching.engine import Engine
from matching.gaps.changing import take_step
from matching.gaps.phrases import covered_by, group_skills
from matching.gaps.reach import LEAST_SCORE, Reach, ReachAnswers, answers, reach, reach_of
from matching.ranking.columns import CandidateColumns
from matching.ranking.eligibility import Refusal
from matching.ranking.explanation import FOUND_FROM
from matching.ranking.features import Rows

LANGUAGE_STEPS = 2
"""CEFR levels that one language step may rise: more is a plan of years."""
_LIFTED = Refusal.LICENCE | Refusal.LANGUAGE
"""Refusals that a step can lift."""


def outlook(engine: Engine, person: Candidate) -> Outlook:
    """What is in reach of ``person``, known to the engine or not, and every single step that opens more.

    Each step is taken (``take_step``), and the engine asked anew about the changed person and every vacancy ``near``
    that the step might open; what it then finds in reach, and was not before, is counted. Of two steps that teach the
    same in other words, the one that opens no more is named under ``likewise`` and not again. Steps are ordered by
    vacancies opened, then by the best score, then by kind and name.
    """
    people = engine.columns_of((person,))
    now = reach_of(engine, people, np.arange(len(engine.vacancies.items)), (person,))
    targets = near(now)
    steps = list(_recognitions(person))
    steps += _licences(engine, person, now, targets)
    steps += _languages(engine, person, now, targets)
    steps += _skills(engine, person, people, now, targets)
    ranked = sorted(opened_by(engine, person, steps, targets), key=_order)
    return Outlook(candidate_id=person.id, in_reach=ids_in_reach(engine, now), steps=_distinct(engine, ranked))


def hopeful(now: Reach) -> Rows:
    """Rows of the vacancies that are not in reach of the first person, but might be after a step."""
    lifted = now.refusals[0] & ~np.uint16(int(_LIFTED)) == 0
    return now.vacancies[lifted & now.possible[0] & ~now.inside[0]]


def near(now: Reach) -> Rows:
    """Those of ``hopeful`` that fit the first person's work or wishes already, by their score today.

    A single skill may also open a vacancy of a strange trade that asks little else; nobody is sent there by a table.
    """
    rows = hopeful(now)
    return rows[now.scores[0, np.searchsorted(now.vacancies, rows)] >= LEAST_SCORE]


def ids_in_reach(engine: Engine, found: Reach, person: int = 0) -> tuple[str, ...]:
    """Ids of the vacancies in reach of one of the people of ``found``, the best score first, ties by id."""
    inside = np.flatnonzero(found.inside[person])
    ordered = inside[np.lexsort((found.vacancies[inside], -found.scores[person, inside]))]
    return tuple(engine.vacancies.columns.ids[row] for row in found.vacancies[ordered])


def opened_by(engine: Engine, person: Candidate, steps: Sequence[Step], targets: Rows) -> list[Step]:
    """Those of ``steps`` that bring any of ``targets`` into reach, with the vacancies that they open."""
    if not steps or not len(targets):
        return []
    after = reach(engine, [take_step(person, step) for step in steps], targets)
    best = np.where(after.inside, after.scores, 0).max(axis=1)
    return [
        step.model_copy(update={"opens": ids_in_reach(engine, after, row), "score": float(best[row])})
        for row, step in enumerate(steps)
        if after.inside[row].any()
    ]


def _recognitions(person: Candidate) -> Iterator[Step]:
    for number, diploma in enumerate(person.education):
        if diploma.recognised is False and diploma.isced is not None:
            yield Step(kind=GapKind.RECOGNITION, diploma=number)


def _licences(engine: Engine, person: Candidate, now: Reach, targets: Rows) -> Iterator[Step]:
    held = held_licences(person.licences or ())
    missing: dict[frozenset[str], str] = {}
    for row in _refused(now, targets, Refusal.LICENCE):
        for licence in engine.vacancies.items[row].licences:
            keys = licence_keys(licence)
            if not keys <= held:
                missing.setdefault(keys, min(missing.get(keys, licence), licence))
    for licence in sorted(missing.values()):
        yield Step(kind=GapKind.LICENCE, licence=licence)


def _languages(engine: Engine, person: Candidate, now: Reach, targets: Rows) -> Iterator[Step]:
    levels: set[tuple[str, int]] = set()
    for row in _refused(now, targets, Refusal.LANGUAGE):
        for asked in engine.vacancies.items[row].languages:
            held = highest_level(person.languages, asked.code)
            if asked.level and held and 0 < asked.level.rank - held.rank <= LANGUAGE_STEPS:
                levels.add((asked.code, asked.level.rank))
    for code, rank in sorted(levels):
        yield Step(kind=GapKind.LANGUAGE, language=LanguageLevel(code=code, level=list(CefrLevel)[rank - 1]))


def _skills(engine: Engine, person: Candidate, people: CandidateColumns, now: Reach, targets: Rows) -> Iterator[Step]:
    """Skills that alone may cover all that one vacancy misses."""
    at = {row: place for place, row in enumerate(now.vacancies.tolist())}
    short = targets[[now.refusals[0, at[row]] == 0 and not now.unrecognised[0, at[row]] for row in targets.tolist()]]
    if not len(short):
        return
    phrasing = engine.vacancies.columns.phrasing
    found = answers(engine, people, short, (person,))
    lacking = list(_uncovered(found))
    lacked = np.unique(np.concatenate([*lacking, np.zeros(0, dtype=np.int64)]).astype(np.int64))
    demands = [SkillDemand(phrase=phrasing.texts[row]) for row in lacked.tolist()]
    through = covered_by(engine.concepts, demands, demands)
    names: set[str] = set()
    for missing in lacking:
        degree = engine.scale.degree(phrasing.vectors[missing] @ phrasing.vectors[missing].T)
        at = np.searchsorted(lacked, missing)
        covers = (degree >= FOUND_FROM) | through[np.ix_(at, at)]
        names.update(phrasing.texts[row] for row in missing[covers.all(axis=1)])
    for name in sorted(names):
        yield Step(kind=GapKind.SKILL, skill=name)


def _uncovered(found: ReachAnswers) -> Iterator[Rows]:
    """Phrases that each vacancy asks and nothing said covers; vacancies that miss none are left out."""
    lacking = found.degrees[0] < FOUND_FROM
    starts = found.asked.offsets
    for start, end in pairwise(starts):
        missing = found.asked.phrases[start:end][lacking[start:end]]
        if len(missing):
            yield missing


def _refused(now: Reach, targets: Rows, rule: Refusal) -> Iterable[int]:
    refused = set(now.vacancies[(now.refusals[0] & int(rule)) != 0].tolist())
    return [row for row in targets.tolist() if row in refused]


def _order(step: Step) -> tuple[int, float, int, str]:
    return -len(step.opens), -step.score, list(GapKind).index(step.kind), step_name(step)


def step_name(step: Step) -> str:
    """What a step brings in as few words as a table has room for; a diploma by its number."""
    if step.language is not None:
        return f"{step.language.code} {step.language.level or ''}".strip()
    return step.skill or step.licence or str(step.diploma)


def _distinct(engine: Engine, ranked: Sequence[Step]) -> tuple[Step, ...]:
    """The steps without those that teach what an earlier one does and open nothing that it does not."""
    skills = [step.skill for step in ranked if step.skill is not None]
    # The first of a group is the heaviest, so that the step that opens most gives the name.
    order = np.arange(len(skills), 0, -1, dtype=float)
    leader = group_skills(engine, skills, order)
    leads = {skill: skills[at] for skill, at in zip(skills, leader, strict=True)}
    kept: list[Step] = []
    for step in ranked:
        first = next((place for place, one in enumerate(kept) if step.skill and one.skill == leads[step.skill]), None)
        if first is not None and set(step.opens) <= set(kept[first].opens):
            words = (*kept[first].likewise, step.skill or "")
            kept[first] = kept[first].model_copy(update={"likewise": words})
        else:
            kept.append(step)
    return tuple(kept)
