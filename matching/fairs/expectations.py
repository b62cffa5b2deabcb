"""Where do the two sides of a meeting expect different things, and what has neither said, so that nobody is surprised?

What differs is a note with both values; what only one side left open is listed once for each side, to be asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from matching.domain import Candidate, Match, Vacancy
from matching.domain.comparing import offered, reservation
from matching.domain.match import Message, MessageCode
from matching.domain.work_time import months_worked
from matching.engine import Engine
from matching.presentation.pairs import PairInBrief, pair_facts
from matching.ranking.eligibility import USUAL_COMMUTE_KM

LONG_WAIT_DAYS = 60
"""From so many days on, the time between being available and starting is worth a word."""

COVERED = frozenset(
    {
        MessageCode.CHECK_WAGE,
        MessageCode.NOT_YET_AVAILABLE,
        MessageCode.CHECK_AVAILABILITY,
        MessageCode.OUT_OF_REACH,
        MessageCode.CHECK_REACH,
        MessageCode.CHECK_EXPERIENCE,
        MessageCode.CHECK_LANGUAGE,
        MessageCode.LANGUAGE_BELOW,
    }
)
"""Notes of a match that say what an expectation note says as well."""

_Values = dict[str, str | int | float | None]


def expectations(engine: Engine, candidate_id: str, vacancy_id: str, as_of: date) -> tuple[Message, ...]:
    """Where the person and the vacancy differ on the day ``as_of``, then what is not stated, of a pair that is held.

    Raises ``UnknownIdError``.
    """
    rows = engine.candidate_rows((candidate_id,)), engine.vacancy_rows((vacancy_id,))
    return expectations_of(engine, engine.explain_pairs(*rows, as_of), as_of)[0]


def expectations_of(engine: Engine, matches: Sequence[Match], as_of: date) -> list[tuple[Message, ...]]:
    """The notes of many explained pairs, in their order; see ``expectations``."""
    found: list[tuple[Message, ...]] = []
    for match in matches:
        candidate, vacancy = engine.candidate(match.candidate_id), engine.vacancy(match.vacancy_id)
        facts = pair_facts(candidate, vacancy)
        differing = (
            *_wage(candidate, vacancy, facts),
            *_start(candidate, vacancy, as_of, facts),
            *_commute(candidate, vacancy, match, facts),
            *_hours_and_contract(candidate, vacancy, facts),
            *_experience(candidate, vacancy, match, as_of),
            *_languages(facts),
        )
        found.append((*differing, *_not_stated(candidate, vacancy, {note.code for note in differing})))
    return found


def _wage(candidate: Candidate, vacancy: Vacancy, facts: PairInBrief) -> Iterator[Message]:
    """Where periods differ, it is to talk about even if a month's pay suffices: nobody has agreed the hours yet."""
    if candidate.wage is None:
        return
    values: _Values = {
        "asked": reservation(candidate.wage),
        "asked_currency": candidate.wage.currency,
        "asked_period": candidate.wage.period.value,
        "given": offered(vacancy.wage),
        "given_currency": vacancy.wage.currency if vacancy.wage else None,
        "given_period": vacancy.wage.period.value if vacancy.wage else None,
    }
    if vacancy.wage is None or vacancy.wage.period is not candidate.wage.period or not facts.wage_suffices:
        yield Message(code=MessageCode.CHECK_WAGE, values=values)
    elif (least := vacancy.wage.minimum) is not None and least < (reservation(candidate.wage) or 0):
        yield Message(code=MessageCode.WAGE_RANGE, values=values | {"least": least})


def _start(candidate: Candidate, vacancy: Vacancy, as_of: date, facts: PairInBrief) -> Iterator[Message]:
    available, starts = candidate.available_from, vacancy.starts_on
    if available is None:
        return
    values: _Values = {"available_from": str(available), "starts_on": None if starts is None else str(starts)}
    if starts is None or facts.wait_days is None:
        if available > as_of:
            yield Message(code=MessageCode.CHECK_AVAILABILITY, values=values)
    elif facts.wait_days < 0:
        yield Message(code=MessageCode.NOT_YET_AVAILABLE, values=values)
    elif (starts - max(available, as_of)).days >= LONG_WAIT_DAYS:
        yield Message(code=MessageCode.STARTS_LATE, values=values)


def _commute(candidate: Candidate, vacancy: Vacancy, match: Match, facts: PairInBrief) -> Iterator[Message]:
    """What the gate says of the way, and where it lets a far place pass, that it is far."""
    said = [
        one
        for one in (*match.refusals, *match.to_check)
        if one.code in {MessageCode.OUT_OF_REACH, MessageCode.CHECK_REACH}
    ]
    yield from said
    limit = USUAL_COMMUTE_KM if candidate.radius_km is None else candidate.radius_km
    if not said and not facts.from_home and facts.kilometres is not None and facts.kilometres > limit:
        yield Message(code=MessageCode.FAR_BUT_WILLING, values={"km": round(facts.kilometres), "place": vacancy.place})


def _hours_and_contract(candidate: Candidate, vacancy: Vacancy, facts: PairInBrief) -> Iterator[Message]:
    if facts.hours_suit is False:
        values: _Values = {"offered": " ".join(vacancy.hours or ()), "wished": " ".join(candidate.hours or ())}
        yield Message(code=MessageCode.HOURS_DIFFER, values=values)
    if facts.contract_suits is False:
        values = {"offered": str(vacancy.contract), "wished": " ".join(candidate.contracts or ())}
        yield Message(code=MessageCode.CONTRACT_DIFFERS, values=values)


def _experience(candidate: Candidate, vacancy: Vacancy, match: Match, as_of: date) -> Iterator[Message]:
    yield from (one for one in match.to_check if one.code == MessageCode.CHECK_EXPERIENCE)
    reached = next((one.value for one in match.contributions if one.feature == "experience"), None)
    if vacancy.experience_months and reached is not None and reached < 1:
        held = months_worked(candidate.experiences, as_of) or 0
        code = MessageCode.EXPERIENCE_SHORTER if held < vacancy.experience_months else MessageCode.EXPERIENCE_ELSEWHERE
        yield Message(code=code, values={"months": vacancy.experience_months, "held_months": held})


def _languages(facts: PairInBrief) -> Iterator[Message]:
    for one in facts.languages:
        asked = one.asked and str(one.asked)
        if one.held is None:
            yield Message(code=MessageCode.CHECK_LANGUAGE, values={"language": one.code, "asked": asked})
        elif one.below:
            values: _Values = {"language": one.code, "held": str(one.held), "asked": asked}
            yield Message(code=MessageCode.LANGUAGE_BELOW, values=values)


def _not_stated(candidate: Candidate, vacancy: Vacancy, said: Collection[str]) -> Iterator[Message]:
    """What to ask whom; ``said`` are the codes of notes that already ask."""
    by_candidate = {
        "wage": candidate.wage is None,
        "start": candidate.available_from is None,
        "hours": not candidate.hours,
        "contract": candidate.contracts is None,
    }
    by_employer = {
        "wage": vacancy.wage is None and MessageCode.CHECK_WAGE not in said,
        "start": vacancy.starts_on is None and MessageCode.CHECK_AVAILABILITY not in said,
        "hours": not vacancy.hours,
        "contract": vacancy.contract is None,
    }
    for code, silent in ((MessageCode.PERSON_SILENT, by_candidate), (MessageCode.EMPLOYER_SILENT, by_employer)):
        if topics := " ".join(topic for topic, is_silent in silent.items() if is_silent):
            yield Message(code=code, values={"topics": topics})
