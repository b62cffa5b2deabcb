"""Which courses close a person's gaps, can be followed, and open the most vacancies?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from matching.domain import Candidate, CefrLevel, SkillDemand
from matching.domain.comparing import FOUND_FROM, is_below
from matching.domain.course import Course
from matching.domain.gap import CourseOffer, GapKind, PairGaps
from matching.domain.licences import held_licences, licence_keys
from matching.domain.match import Message, MessageCode
from matching.domain.terms import highest_level
from matching.engine import Engine
from matching.gaps.changing import complete_course
from matching.gaps.pairs import pair_gaps
from matching.gaps.reach import LEAST_SCORE, ids_in_reach
from matching.gaps.standing import CandidateStanding
from matching.geography import kilometres_between, locate, place_key
from matching.ranking.eligibility import USUAL_COMMUTE_KM


def suggest_courses(
    standing: CandidateStanding, courses: Sequence[Course], *, refused: bool = False
) -> list[CourseOffer]:
    """Courses that open vacancies to a person or close a gap of one near.

    Those that open most come first, then those most of whose teaching closes a gap, then by start date and id.

    Each course is completed (``complete_course``) and the engine asked anew about every vacancy that might come into
    reach. A vacancy that closes before the course ends is not counted as opened, and one that is far from the person's
    work and wishes today is counted apart: the course would be a change of trade. Courses that cannot be followed are
    left out, or follow with ``refused=True``. Unknown start dates come last. Courses that only change the
    trade follow those that open or close anything near.
    """
    engine, candidate = standing.engine, standing.candidate
    told = {one.id: course_rules(candidate, one, standing.as_of) for one in courses}
    able = [one for one in courses if refused or not told[one.id][0]]
    able = [one for one in able if one.skills or one.languages_taught or one.licences]
    if not able:
        return []
    closes, shares = gaps_closed(engine, candidate, able, pair_gaps(standing, standing.nearest()))
    likely = {engine.vacancies[row].id for row in np.flatnonzero(standing.reach.scores[0] >= LEAST_SCORE).tolist()}
    after = standing.reached_after([complete_course(candidate, one) for one in able], standing.hopeful)
    best = after.scores.max(axis=1, initial=0)
    offers: list[CourseOffer] = []
    for row, course in enumerate(able):
        opened = ids_in_reach(engine, after, row)
        late = {one for one in opened if _closed_by_then(engine, one, course)}
        timely = [one for one in opened if one not in late]
        refusals, to_check = told[course.id]
        offers.append(
            CourseOffer(
                course_id=course.id,
                candidate_id=candidate.id,
                closes=closes[row],
                opens=tuple(one for one in timely if one in likely),
                retrains=tuple(one for one in timely if one not in likely),
                too_late=tuple(one for one in opened if one in late),
                score=float(best[row]),
                refusals=refusals,
                to_check=to_check,
            )
        )
    useful = [one for one in offers if one.opens or one.retrains or one.too_late or one.closes]
    starts = {one.id: one.starts_on or date.max for one in able}
    share = {one.id: round(part, 3) for one, part in zip(able, shares, strict=True)}
    return sorted(
        useful,
        key=lambda one: (
            bool(one.refusals), -len(one.opens), not (one.opens or one.closes), -share[one.course_id],
            starts[one.course_id], one.course_id,
        ),
    )  # fmt: skip


def course_rules(candidate: Candidate, course: Course, as_of: date) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Why a course cannot be followed, and what is to check first; unknown is to check, never a refusal."""
    found = [*_dates(course, as_of), *_way(candidate, course), *_admission(candidate, course)]
    if course.price is None:
        found.append((False, Message(code=MessageCode.CHECK_COURSE_PRICE)))
    return (
        tuple(note for refuses, note in found if refuses),
        tuple(note for refuses, note in found if not refuses),
    )


def gaps_closed(
    engine: Engine, candidate: Candidate, courses: Sequence[Course], pairs: Sequence[PairGaps]
) -> tuple[list[tuple[str, ...]], list[float]]:
    """For each course what it teaches of the gaps of these pairs: skills as asked, "fr B2", licences; each once.

    And the share of what it teaches that closes one of them, 0 to 1: a hygiene course that is all about the gap before
    a welding course that mentions safety.
    """
    gaps = {gap: None for pair in pairs for gap in pair.gaps}
    wanted = [gap.asked for gap in gaps if gap.kind is GapKind.SKILL]
    taught = list(dict.fromkeys(demand for course in courses for demand in course.skills))
    covers = engine.phrasebook.covers(taught, [SkillDemand(phrase=text) for text in wanted])
    if taught and wanted:
        covers |= np.round(engine.phrasebook.likeness([one.phrase for one in taught], wanted), 5) >= FOUND_FROM
    row = {demand: number for number, demand in enumerate(taught)}
    told: list[tuple[str, ...]] = []
    shares: list[float] = []
    for course in courses:
        rows = [row[demand] for demand in course.skills]
        closed = dict.fromkeys(np.array(wanted, dtype=object)[covers[rows].any(axis=0)] if rows and wanted else ())
        for gap in gaps:
            if gap.kind is GapKind.LANGUAGE and any(
                one.code == gap.asked
                and one.level
                and (not gap.asked_level or one.level.rank >= CefrLevel(gap.asked_level).rank)
                for one in course.languages_taught
            ):
                closed[f"{gap.asked} {gap.asked_level}"] = None
            if gap.kind is GapKind.LICENCE and licence_keys(gap.asked) <= held_licences(
                (*(candidate.licences or ()), *course.licences)
            ):
                closed[gap.asked] = None
        told.append(tuple(closed))
        shares.append(float(covers[rows].any(axis=1).mean()) if rows else float(bool(closed)))
    return told, shares


def _closed_by_then(engine: Engine, vacancy_id: str, course: Course) -> bool:
    closes, ends = engine.vacancy(vacancy_id).closes_on, course.ends_on or course.starts_on
    return closes is not None and ends is not None and closes < ends


Ruling = tuple[bool, Message]
"""Whether it refuses, rather than being to check, and the fact."""


def _dates(course: Course, as_of: date) -> Iterator[Ruling]:
    if course.starts_on is None:
        yield False, Message(code=MessageCode.CHECK_COURSE_START)
    elif course.starts_on <= as_of:
        yield True, Message(code=MessageCode.COURSE_STARTED, values={"starts_on": str(course.starts_on)})
    if course.apply_by is not None and course.apply_by < as_of:
        yield True, Message(code=MessageCode.COURSE_DEADLINE_PAST, values={"apply_by": str(course.apply_by)})
    if course.seats == 0:
        yield True, Message(code=MessageCode.COURSE_FULL)
    elif course.seats is None:
        yield False, Message(code=MessageCode.CHECK_COURSE_SEATS)


def _way(candidate: Candidate, course: Course) -> Iterator[Ruling]:
    """As the way to work: within the radius or a region wished, or by moving, or from home."""
    if course.remote or candidate.relocation:
        return
    there, here = locate(course.place, course.country), locate(candidate.place, candidate.country)
    if there and place_key(there.region) in {place_key(region) for region in candidate.regions}:
        return
    kilometres = kilometres_between(here, there)
    if kilometres is None:
        yield False, Message(code=MessageCode.CHECK_COURSE_WAY, values={"place": course.place, "km": None})
        return
    values = {"place": course.place, "km": round(kilometres), "radius_km": candidate.radius_km}
    if candidate.radius_km is not None and kilometres > candidate.radius_km:
        yield True, Message(code=MessageCode.COURSE_TOO_FAR, values=values)
    elif candidate.radius_km is None and kilometres > USUAL_COMMUTE_KM:
        yield False, Message(code=MessageCode.CHECK_COURSE_WAY, values=values)


def _admission(candidate: Candidate, course: Course) -> Iterator[Ruling]:
    """Any one language of teaching is enough, and so is one diploma of the level."""
    ranks = [(one, highest_level(candidate.languages, one.code)) for one in course.languages]
    if ranks and not any(held and not is_below(held, one.level) for one, held in ranks):
        unknown = [one for one, held in ranks if held is None]
        one = (unknown or [one for one, _ in ranks])[0]
        held = highest_level(candidate.languages, one.code)
        values = {"language": one.code, "asked": one.level and str(one.level), "held": held and str(held)}
        yield (
            not unknown,
            Message(
                code=MessageCode.CHECK_COURSE_LANGUAGE if unknown else MessageCode.COURSE_LANGUAGE_BELOW, values=values
            ),
        )
    if not course.education_isced:
        return
    levels = [one for one in candidate.education if one.isced is not None]
    enough = [one for one in levels if (one.isced or 0) >= course.education_isced]
    if not levels:
        yield False, Message(code=MessageCode.CHECK_COURSE_EDUCATION, values={"isced": course.education_isced})
    elif not enough:
        yield True, Message(code=MessageCode.COURSE_EDUCATION_BELOW, values={"isced": course.education_isced})
    elif all(one.recognised is False for one in enough):
        diploma = enough[0]
        yield (
            False,
            Message(code=MessageCode.CHECK_RECOGNITION, values={"title": diploma.title, "country": diploma.country}),
        )
