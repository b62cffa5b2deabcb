"""What single step would open how many more vacancies to a person?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate, CefrLevel, LanguageLevel, SkillDemand
from matching.domain.comparing import FOUND_FROM
from matching.domain.gap import GapKind, Outlook, Step
from matching.domain.licences import held_licences, licence_keys
from matching.domain.terms import highest_level
from matching.engine import Engine
from matching.gaps.changing import take_step
from matching.gaps.phrases import group_skills
from matching.gaps.reach import Reach, ids_in_reach
from matching.gaps.standing import CandidateStanding
from matching.linking.skill_answers import SkillAnswers
from matching.ranking.eligibility import Refusal
from matching.ranking.features import Rows

LANGUAGE_STEPS = 2
"""CEFR levels that one language step may rise: more is a plan of years."""


def outlook(standing: CandidateStanding) -> Outlook:
    """What is in reach of a person, and every single step that opens more.

    Each step is taken (``take_step``), and the engine asked anew about the changed person and every vacancy ``near``
    that the step might open; what it then finds in reach, and was not before, is counted. Of two steps that teach the
    same in other words, the one that opens no more is named under ``likewise`` and not again. Steps are ordered by
    vacancies opened, then by the best score, then by kind and name.
    """
    engine, targets = standing.engine, standing.near
    steps = [
        *_recognitions(standing.candidate),
        *_licences(standing, targets),
        *_languages(standing, targets),
        *_skills(standing, targets),
    ]
    ranked = sorted(opened_by(standing, steps, targets), key=_order)
    in_reach = ids_in_reach(engine, standing.reach)
    return Outlook(candidate_id=standing.candidate.id, in_reach=in_reach, steps=_distinct(engine, ranked))


def opened_by(standing: CandidateStanding, steps: Sequence[Step], targets: Rows) -> list[Step]:
    """Those of ``steps`` that bring any of ``targets``, rows of vacancies, into reach, with what they open."""
    if not steps or not len(targets):
        return []
    after = standing.reached_after([take_step(standing.candidate, step) for step in steps], targets)
    best = after.scores.max(axis=1)
    return [
        step.model_copy(update={"opens": ids_in_reach(standing.engine, after, row), "score": float(best[row])})
        for row, step in enumerate(steps)
        if after.inside[row].any()
    ]


def _recognitions(candidate: Candidate) -> Iterator[Step]:
    for number, diploma in enumerate(candidate.education):
        if diploma.recognised is False and diploma.isced is not None:
            yield Step(kind=GapKind.RECOGNITION, diploma=number)


def _licences(standing: CandidateStanding, targets: Rows) -> Iterator[Step]:
    held = held_licences(standing.candidate.licences or ())
    missing: dict[frozenset[str], str] = {}
    for row in _refused(standing.reach, targets, Refusal.LICENCE):
        for licence in standing.engine.vacancies[row].licences:
            keys = licence_keys(licence)
            if not keys <= held:
                missing.setdefault(keys, min(missing.get(keys, licence), licence))
    for licence in sorted(missing.values()):
        yield Step(kind=GapKind.LICENCE, licence=licence)


def _languages(standing: CandidateStanding, targets: Rows) -> Iterator[Step]:
    levels: set[tuple[str, int]] = set()
    for row in _refused(standing.reach, targets, Refusal.LANGUAGE):
        for asked in standing.engine.vacancies[row].languages:
            held = highest_level(standing.candidate.languages, asked.code)
            if asked.level and held and 0 < asked.level.rank - held.rank <= LANGUAGE_STEPS:
                levels.add((asked.code, asked.level.rank))
    for code, rank in sorted(levels):
        yield Step(kind=GapKind.LANGUAGE, language=LanguageLevel(code=code, level=list(CefrLevel)[rank - 1]))


def _skills(standing: CandidateStanding, targets: Rows) -> Iterator[Step]:
    """Skills that alone may cover all that one vacancy misses."""
    now, asked, book = standing.reach, standing.answers.asked, standing.engine.phrasebook
    short = targets[(now.refusals[0, targets] == 0) & ~now.unrecognised[0, targets]]
    lacking = [missing for row in short.tolist() if len(missing := _uncovered(standing.answers, row))]
    lacked = np.unique(np.concatenate([*lacking, np.zeros(0, dtype=np.int64)]).astype(np.int64))
    demands = [SkillDemand(phrase=asked.texts[phrase]) for phrase in lacked.tolist()]
    through = book.covers(demands, demands)
    names: set[str] = set()
    for missing in lacking:
        texts = [asked.texts[phrase] for phrase in missing.tolist()]
        at = np.searchsorted(lacked, missing)
        covers = (book.likeness(texts, texts) >= FOUND_FROM) | through[np.ix_(at, at)]
        names.update(texts[row] for row in np.flatnonzero(covers.all(axis=1)).tolist())
    for name in sorted(names):
        yield Step(kind=GapKind.SKILL, skill=name)


def _uncovered(found: SkillAnswers, vacancy: int) -> NDArray[np.int64]:
    """Phrases that a vacancy asks and nothing said covers."""
    own = np.array(found.asked.of(vacancy), dtype=np.int64)
    return found.asked.phrases[own[found.degrees[0, own] < FOUND_FROM]]


def _refused(now: Reach, targets: Rows, rule: Refusal) -> list[int]:
    return targets[(now.refusals[0, targets] & int(rule)) != 0].tolist()


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
