"""How does an analyst take what was found as a table of pandas?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from matching.casework.holding_fairs import FairForecast
from matching.casework.suggesting import Suggestion
from matching.domain import Candidate, Match, Vacancy
from matching.domain.course import Course
from matching.domain.gap import CourseOffer, Gap, OccupationGaps, Outlook, PairGaps, Shortage
from matching.domain.match import Message
from matching.domain.terms import DomainModel
from matching.engine import Engine
from matching.errors import InvalidValueError
from matching.fairs.plan import FairPlan, PlanChange
from matching.intake import Intake
from matching.intake.export import frame_of
from matching.intake.tables.headers import CANDIDATES, COURSES, VACANCIES
from matching.ranking.features import FEATURES
from matching.wording import sentence
from matching.wording.training import gap_text

if TYPE_CHECKING:
    import pandas as pd  # pyright: ignore[reportMissingTypeStubs]

Rows = Callable[[Sequence[Any], str], Iterator[tuple[Any, ...]]]
"""Rows of a table from what was found and the language of the sentences."""
Explained = tuple[Suggestion, Match]
_MATCH = ("candidate_id", "vacancy_id", "rank", "score", "asked", "wanted", "eligible", "refusals", "matched_skills",
          "missing_skills", "to_check", *(f"adds_{name}" for name in FEATURES))  # fmt: skip
_GAP = ("kind", "standing", "asked", "held", "asked_level", "held_level", "likeness", "country", "text")
_TYPES = dict.fromkeys(("slot_before", "slot_after", "diploma"), "Int64") | dict.fromkeys(
    ("likeness", "bound", "gap", "above_first", "above_first_error"), "float64"
)
"""Of columns of numbers that may be unknown, in some rows or in all."""


@dataclass(frozen=True, slots=True)
class FrameKind:
    """One table: of what it is made, its columns, its rows."""

    made_of: type
    columns: tuple[str, ...]
    rows: Rows


def to_frame(found: object, table: str | None = None, *, language: str = "en") -> pd.DataFrame:
    """What was found as a ``pandas.DataFrame``: one thing, or a list of things of one kind.

    Of what has several tables, the first is made unless ``table`` names another; an empty list needs the name.
    Columns, as in the files that the commands write:

    * matches (``Engine.vacancies_for``, ``candidates_for``), ``"matches"``: ``candidate_id``, ``vacancy_id``, ``rank``
      (place in the list, from 1), ``score``, ``asked``, ``wanted`` (0 to 1), ``eligible``, ``refusals``,
      ``matched_skills``, ``missing_skills``, ``to_check``, ``adds_<feature>`` (what each feature adds to logit(score));
    * ``suggest``, ``"suggestions"``: ``query_id``, ``rank``, ``candidate_id``, ``vacancy_id``, ``score``, ``eligible``;
    * ``explain_suggestions``, ``"explained"``: ``query_id``, then as ``"matches"`` with the rank of the suggestion;
    * ``gaps_towards``, ``"gaps"``, one row a gap: ``candidate_id``, ``vacancy_id``, ``score``, ``in_reach``, ``kind``,
      ``standing``, ``asked``, ``held`` (education in ISCED levels, experience in months), ``asked_level``,
      ``held_level`` (of a language), ``likeness`` (0 to 1), ``country``, ``text``; ``"pairs"``, one row a vacancy:
      ``candidate_id``, ``vacancy_id``, ``score``, ``in_reach``, ``count`` (of gaps), ``obstacles``, ``to_check``;
    * ``gaps_of_occupation``, ``"occupation"``: ``candidate_id``, ``occupation``, ``count`` (of vacancies),
      ``vacancies``, then ``kind`` to ``text`` as in ``"gaps"``;
    * ``outlook_of``, ``"steps"``: ``candidate_id``, ``kind``, ``skill``, ``language``, ``licence``, ``diploma`` (place
      in education, from 0), ``count`` (of vacancies that the step opens), ``vacancies``, ``score`` (of the best),
      ``likewise``; ``"in_reach"``: ``candidate_id``, ``vacancy_id``;
    * ``courses_for``, ``"offers"``: ``candidate_id``, ``course_id``, ``score``, ``opens``, ``retrains``, ``too_late``,
      ``closes``, ``refusals``, ``to_check``;
    * ``shortages_of``, ``"shortages"``: ``group``, ``skill``, ``vacancies``, ``positions``, ``people`` (numbers),
      ``likewise``;
    * ``plan_fair``, ``"meetings"``: ``candidate_id``, ``booth_id``, ``vacancy_id``, ``slot`` (from 1), ``start``,
      ``end`` (HH:MM, local time), ``score``; ``"unplaced"``: ``candidate_id``, ``code``, ``reason``, ``alternatives``
      (vacancy ids); ``"conflicts"``: ``code``, ``reason``; ``"booths"``: ``booth_id``, ``employer``, ``hall``,
      ``interviewers``, ``meetings``; ``"summary"``, one row: ``policy``, ``objective``, ``bound``, ``gap``,
      ``seconds``, ``candidates``, ``candidates_met``, ``meetings``, ``mean_score``, ``first_choice_share``,
      ``exposure_gini``;
    * changes of ``repair_fair``, ``"changes"``: ``what``, ``candidate_id``, ``booth_id``, ``vacancy_id``,
      ``slot_before``, ``slot_after`` (from 1), ``reason``;
    * ``forecast_fair``, ``"forecast"``: ``rule``, ``planned``, and for ``meetings``, ``people_met``, ``placements`` and
      ``above_first`` the mean over runs and, in ``<name>_error``, its standard error;
    * candidates, vacancies, courses, what was read of them, an ``Engine``: ``"candidates"``, ``"vacancies"``,
      ``"courses"`` with the columns of their files, which ``read_candidates``, ``read_vacancies`` and ``read_courses``
      read equal.

    Several values in one cell stand with "; " between them. ``refusals``, ``obstacles`` and ``to_check`` hold codes,
    ``text`` and ``reason`` sentences in ``language``. Raises ``InvalidValueError`` for what has no such table.
    """
    items = _items(found)
    name = table or _first_table(items)
    if name in _LAYOUTS:
        return _profiles(items, name)
    if name not in TABLES:
        raise InvalidValueError("The table", name, f"Name one of: {', '.join((*TABLES, *_LAYOUTS))}.")
    kind = TABLES[name]
    for one in items:
        if not _is_of(one, kind):
            fitting = [other for other in TABLES if _is_of(one, TABLES[other])] or list(_tables_of_profiles(one))
            remedy = f"It gives: {', '.join(fitting)}." if fitting else "Give what a function of matching returned."
            raise InvalidValueError(f'The table "{name}" of', type(one).__name__, remedy)
    return _framed(kind, kind.rows(items, language))


def _framed(kind: FrameKind, rows: Iterator[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd  # pyright: ignore[reportMissingTypeStubs]

    made: Any = pd.DataFrame(list(rows), columns=list(kind.columns))
    return made.astype({name: form for name, form in _TYPES.items() if name in kind.columns})


def _items(found: object) -> list[Any]:
    if isinstance(found, Intake):
        return list(cast("Intake[Any]", found).items)
    # A model is iterable by its fields, and a suggestion with its match is one thing.
    if isinstance(found, DomainModel) or _is_explained(found) or not isinstance(found, Iterable):
        return [found]
    if isinstance(found, Mapping):
        return list(cast("Mapping[Any, Any]", found).values())
    return list(cast("Iterable[Any]", found))


def _first_table(items: Sequence[object]) -> str:
    if not items:
        remedy = 'An empty list does not say what it is of: name the table, as in to_frame(found, "matches").'
        raise InvalidValueError("A table of", "nothing", remedy)
    one = items[0]
    of_profiles = _tables_of_profiles(one)
    found = next((name for name, kind in TABLES.items() if _is_of(one, kind)), of_profiles[0] if of_profiles else None)
    if found is None:
        remedy = "Give what a function of matching returned, one or a list."
        raise InvalidValueError("A table of", type(one).__name__, remedy)
    return found


def _is_of(one: object, kind: FrameKind) -> bool:
    return _is_explained(one) if kind.made_of is tuple else isinstance(one, kind.made_of)


def _is_explained(one: object) -> bool:
    pair = cast("tuple[Any, ...]", one) if isinstance(one, tuple) else ()
    return len(pair) == 2 and isinstance(pair[0], Suggestion) and isinstance(pair[1], Match)


# People, vacancies and courses

_LAYOUTS = {
    "candidates": (CANDIDATES, Candidate),
    "vacancies": (VACANCIES, Vacancy),
    "courses": (COURSES, Course),
}


def _tables_of_profiles(one: object) -> tuple[str, ...]:
    if isinstance(one, Engine):
        return "candidates", "vacancies"
    return tuple(name for name, (_, model) in _LAYOUTS.items() if isinstance(one, model))


def _profiles(items: Sequence[Any], name: str) -> pd.DataFrame:
    layout, model = _LAYOUTS[name]
    if len(items) == 1 and isinstance(items[0], Engine) and name != "courses":
        items = items[0].candidates if name == "candidates" else items[0].vacancies
    for one in items:
        if not isinstance(one, model):
            raise InvalidValueError(f'The table "{name}" of', type(one).__name__, f"Give {name}.")
    return frame_of(items, layout)


# Matches


def _of_matches(matches: Sequence[Match], _: str) -> Iterator[tuple[Any, ...]]:
    for rank, match in enumerate(matches, start=1):
        yield _match(match, rank)


def _of_suggestions(suggestions: Sequence[Suggestion], _: str) -> Iterator[tuple[Any, ...]]:
    for one in suggestions:
        yield one.query_id, one.rank, one.candidate_id, one.vacancy_id, one.score, one.eligible


def _of_explained(pairs: Sequence[Explained], _: str) -> Iterator[tuple[Any, ...]]:
    for one, match in pairs:
        yield one.query_id, *_match(match, one.rank)


def _match(match: Match, rank: int) -> tuple[Any, ...]:
    adds = {one.feature: one.amount for one in match.contributions}
    return (
        match.candidate_id,
        match.vacancy_id,
        rank,
        match.score,
        match.employer_fit,
        match.candidate_fit,
        match.eligible,
        _codes(match.refusals),
        _joined(skill.asked for skill in match.matched_skills),
        _joined(match.missing_skills),
        _codes(match.to_check),
        *(adds.get(name, 0.0) for name in FEATURES),
    )


# Gaps and training


def _of_gaps(pairs: Sequence[PairGaps], language: str) -> Iterator[tuple[Any, ...]]:
    for pair in pairs:
        for gap in pair.gaps:
            yield pair.candidate_id, pair.vacancy_id, pair.score, pair.in_reach, *_gap(gap, language)


def _of_pairs(pairs: Sequence[PairGaps], _: str) -> Iterator[tuple[Any, ...]]:
    for one in pairs:
        count, obstacles, to_check = len(one.gaps), _codes(one.obstacles), _codes(one.to_check)
        yield one.candidate_id, one.vacancy_id, one.score, one.in_reach, count, obstacles, to_check


def _of_occupations(occupations: Sequence[OccupationGaps], language: str) -> Iterator[tuple[Any, ...]]:
    for found in occupations:
        for one in found.gaps:
            count, vacancies = len(one.vacancies), _joined(one.vacancies)
            yield found.candidate_id, found.occupation, count, vacancies, *_gap(one.gap, language)


def _gap(gap: Gap, language: str) -> tuple[Any, ...]:
    levels = gap.asked_level, gap.held_level
    named = gap.kind.value, gap.standing.value
    return *named, gap.asked, gap.held, *levels, gap.likeness, gap.country, gap_text(gap, language)


def _of_steps(outlooks: Sequence[Outlook], _: str) -> Iterator[tuple[Any, ...]]:
    for seen in outlooks:
        for step in seen.steps:
            spoken = step.language
            language = spoken and ":".join(filter(None, (spoken.code, spoken.level)))
            what = step.kind.value, step.skill, language, step.licence, step.diploma
            yield seen.candidate_id, *what, len(step.opens), _joined(step.opens), step.score, _joined(step.likewise)


def _of_reach(outlooks: Sequence[Outlook], _: str) -> Iterator[tuple[Any, ...]]:
    for seen in outlooks:
        for vacancy_id in seen.in_reach:
            yield seen.candidate_id, vacancy_id


def _of_offers(offers: Sequence[CourseOffer], _: str) -> Iterator[tuple[Any, ...]]:
    for one in offers:
        opened = _joined(one.opens), _joined(one.retrains), _joined(one.too_late), _joined(one.closes)
        yield one.candidate_id, one.course_id, one.score, *opened, _codes(one.refusals), _codes(one.to_check)


def _of_shortages(shortages: Sequence[Shortage], _: str) -> Iterator[tuple[Any, ...]]:
    for one in shortages:
        yield one.group, one.skill, one.vacancies, one.positions, one.people, _joined(one.likewise)


# Fairs


def _of_meetings(plans: Sequence[FairPlan], _: str) -> Iterator[tuple[Any, ...]]:
    for plan in plans:
        for one in plan.meetings:
            start, end = plan.fair.slot_span(one.slot)
            pair = one.candidate_id, one.booth_id, one.vacancy_id
            yield *pair, one.slot, f"{start:%H:%M}", f"{end:%H:%M}", one.score


def _of_unplaced(plans: Sequence[FairPlan], language: str) -> Iterator[tuple[Any, ...]]:
    for plan in plans:
        for one in plan.unplaced:
            yield one.candidate_id, one.reason.code, sentence(one.reason, language), _joined(one.alternatives)


def _of_conflicts(plans: Sequence[FairPlan], language: str) -> Iterator[tuple[Any, ...]]:
    for plan in plans:
        for one in plan.conflicts:
            yield one.note.code, sentence(one.note, language)


def _of_booths(plans: Sequence[FairPlan], _: str) -> Iterator[tuple[Any, ...]]:
    for plan in plans:
        for booth in plan.fair.booths:
            load = plan.summary.booth_load.get(booth.id, 0)
            yield booth.id, booth.employer, booth.hall, booth.interviewers, load


def _of_summaries(plans: Sequence[FairPlan], _: str) -> Iterator[tuple[Any, ...]]:
    for plan in plans:
        yield tuple(getattr(plan.summary, name) for name in _SUMMARY)


def _of_changes(changes: Sequence[PlanChange], language: str) -> Iterator[tuple[Any, ...]]:
    for one in changes:
        pair = one.candidate_id, one.booth_id, one.vacancy_id
        yield one.what, *pair, one.slot_before, one.slot_after, sentence(one.reason, language)


def _of_forecasts(forecasts: Sequence[FairForecast], _: str) -> Iterator[tuple[Any, ...]]:
    for forecast in forecasts:
        for one in forecast.rules:
            figures = one.meetings, one.people_met, one.placements, one.above_first
            told = (part for figure in figures for part in ((figure.mean, figure.error) if figure else (None, None)))
            yield one.rule.value, one.planned, *told


# Cells


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)


def _codes(messages: Iterable[Message]) -> str:
    return _joined(one.code for one in messages)


_SUMMARY = ("policy", "objective", "bound", "gap", "seconds", "candidates", "candidates_met", "meetings", "mean_score",
            "first_choice_share", "exposure_gini")  # fmt: skip
_FIGURES = ("meetings", "people_met", "placements", "above_first")
TABLES: Mapping[str, FrameKind] = {
    "matches": FrameKind(Match, _MATCH, _of_matches),
    "suggestions": FrameKind(
        Suggestion, ("query_id", "rank", "candidate_id", "vacancy_id", "score", "eligible"), _of_suggestions
    ),
    "explained": FrameKind(tuple, ("query_id", *_MATCH), _of_explained),
    "gaps": FrameKind(PairGaps, ("candidate_id", "vacancy_id", "score", "in_reach", *_GAP), _of_gaps),
    "pairs": FrameKind(
        PairGaps, ("candidate_id", "vacancy_id", "score", "in_reach", "count", "obstacles", "to_check"), _of_pairs
    ),
    "occupation": FrameKind(
        OccupationGaps, ("candidate_id", "occupation", "count", "vacancies", *_GAP), _of_occupations
    ),
    "steps": FrameKind(
        Outlook,
        ("candidate_id", "kind", "skill", "language", "licence", "diploma", "count", "vacancies", "score", "likewise"),
        _of_steps,
    ),
    "in_reach": FrameKind(Outlook, ("candidate_id", "vacancy_id"), _of_reach),
    "offers": FrameKind(
        CourseOffer,
        ("candidate_id", "course_id", "score", "opens", "retrains", "too_late", "closes", "refusals", "to_check"),
        _of_offers,
    ),
    "shortages": FrameKind(Shortage, ("group", "skill", "vacancies", "positions", "people", "likewise"), _of_shortages),
    "meetings": FrameKind(
        FairPlan, ("candidate_id", "booth_id", "vacancy_id", "slot", "start", "end", "score"), _of_meetings
    ),
    "unplaced": FrameKind(FairPlan, ("candidate_id", "code", "reason", "alternatives"), _of_unplaced),
    "conflicts": FrameKind(FairPlan, ("code", "reason"), _of_conflicts),
    "booths": FrameKind(FairPlan, ("booth_id", "employer", "hall", "interviewers", "meetings"), _of_booths),
    "summary": FrameKind(FairPlan, _SUMMARY, _of_summaries),
    "changes": FrameKind(
        PlanChange,
        ("what", "candidate_id", "booth_id", "vacancy_id", "slot_before", "slot_after", "reason"),
        _of_changes,
    ),
    "forecast": FrameKind(
        FairForecast,
        ("rule", "planned", *(part for name in _FIGURES for part in (name, f"{name}_error"))),
        _of_forecasts,
    ),
}
"""Every table by name but those of people, vacancies and courses; the first of a kind is the one given by default."""
