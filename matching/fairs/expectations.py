"""Where do the two sides of a meeting expect different things, and what has neither said, so that nobody is surprised?

What differs is a note with both values; what only one side left open is listed once for each side, to be asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from matching.domain import Candidate, Match, Vacancy
from matching.domain.match import Message
from matching.domain.terms import highest_level
from matching.domain.work_time import months_worked
from matching.engine import Engine
from matching.ranking.columns import offered, reservation
from matching.ranking.eligibility import USUAL_COMMUTE_KM

LONG_WAIT_DAYS = 60
"""From so many days on, the time between being available and starting is worth a word."""

COVERED = frozenset({
    "check_wage", "not_yet_available", "check_availability", "out_of_reach", "check_reach", "check_experience",
    "check_language", "language_below",
})  # fmt: skip
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
    facts = engine.pair_facts(
        engine.candidate_rows(match.candidate_id for match in matches),
        engine.vacancy_rows(match.vacancy_id for match in matches),
        as_of,
    )
    found: list[tuple[Message, ...]] = []
    for match, km in zip(matches, facts.kilometres, strict=True):
        person, offer = engine.candidate(match.candidate_id), engine.vacancy(match.vacancy_id)
        differing = (
            *_wage(person, offer),
            *_start(person, offer, as_of),
            *_commute(person, offer, match, float(km)),
            *_hours_and_contract(person, offer),
            *_experience(person, offer, match, as_of),
            *_languages(person, offer),
        )
        found.append((*differing, *_not_stated(person, offer, {note.code for note in differing})))
    return found


def _wage(person: Candidate, offer: Vacancy) -> Iterator[Message]:
    """Amounts are compared as they were stated: other periods depend on hours that nobody has agreed yet."""
    if person.wage is None:
        return
    values: _Values = {
        "asked": reservation(person.wage),
        "asked_currency": person.wage.currency,
        "asked_period": person.wage.period.value,
        "given": offered(offer.wage),
        "given_currency": offer.wage.currency if offer.wage else None,
        "given_period": offer.wage.period.value if offer.wage else None,
    }
    asked, given = reservation(person.wage), offered(offer.wage)
    if offer.wage is None or asked is None or given is None:
        yield Message(code="check_wage", values=values)
        return
    comparable = (offer.wage.currency, offer.wage.period) == (person.wage.currency, person.wage.period)
    if not comparable or given < asked:
        yield Message(code="check_wage", values=values)
    elif offer.wage.minimum is not None and offer.wage.minimum < asked:
        yield Message(code="wage_range", values=values | {"least": offer.wage.minimum})


def _start(person: Candidate, offer: Vacancy, as_of: date) -> Iterator[Message]:
    available, starts = person.available_from, offer.starts_on
    if available is None:
        return
    values: _Values = {"available_from": str(available), "starts_on": None if starts is None else str(starts)}
    if starts is None:
        if available > as_of:
            yield Message(code="check_availability", values=values)
    elif available > starts:
        yield Message(code="not_yet_available", values=values)
    elif (starts - max(available, as_of)).days >= LONG_WAIT_DAYS:
        yield Message(code="starts_late", values=values)


def _commute(person: Candidate, offer: Vacancy, match: Match, kilometres: float) -> Iterator[Message]:
    """What the gate says of the way, and where it lets a far place pass, that it is far."""
    said = [one for one in (*match.refusals, *match.to_check) if one.code in {"out_of_reach", "check_reach"}]
    yield from said
    by_wire = offer.remote is True and person.remote is not False
    limit = USUAL_COMMUTE_KM if person.radius_km is None else person.radius_km
    if not said and not by_wire and kilometres > limit:
        yield Message(code="far_but_willing", values={"km": round(kilometres), "place": offer.place})


def _hours_and_contract(person: Candidate, offer: Vacancy) -> Iterator[Message]:
    if person.hours and offer.hours and not set(person.hours) & set(offer.hours):
        yield Message(code="hours_differ", values={"offered": " ".join(offer.hours), "wished": " ".join(person.hours)})
    if person.contracts and offer.contract and offer.contract not in person.contracts:
        yield Message(
            code="contract_differs",
            values={"offered": offer.contract.value, "wished": " ".join(person.contracts)},
        )


def _experience(person: Candidate, offer: Vacancy, match: Match, as_of: date) -> Iterator[Message]:
    yield from (one for one in match.to_check if one.code == "check_experience")
    reached = next((one.value for one in match.contributions if one.feature == "experience"), None)
    if offer.experience_months and reached is not None and reached < 1:
        held = months_worked(person.experiences, as_of) or 0
        code = "experience_shorter" if held < offer.experience_months else "experience_elsewhere"
        yield Message(code=code, values={"months": offer.experience_months, "held_months": held})


def _languages(person: Candidate, offer: Vacancy) -> Iterator[Message]:
    for code in dict.fromkeys(one.code for one in offer.languages):
        held, asked = highest_level(person.languages, code), highest_level(offer.languages, code)
        if held is None:
            yield Message(code="check_language", values={"language": code, "asked": asked and str(asked)})
        elif asked is not None and held.rank < asked.rank:
            yield Message(code="language_below", values={"language": code, "held": str(held), "asked": str(asked)})


def _not_stated(person: Candidate, offer: Vacancy, said: Collection[str]) -> Iterator[Message]:
    """What to ask whom; ``said`` are the codes of notes that already ask."""
    by_person = {
        "wage": person.wage is None,
        "start": person.available_from is None,
        "hours": not person.hours,
        "contract": person.contracts is None,
    }
    by_employer = {
        "wage": offer.wage is None and "check_wage" not in said,
        "start": offer.starts_on is None and "check_availability" not in said,
        "hours": not offer.hours,
        "contract": offer.contract is None,
    }
    for code, silent in (("person_silent", by_person), ("employer_silent", by_employer)):
        if topics := " ".join(topic for topic, is_silent in silent.items() if is_silent):
            yield Message(code=code, values={"topics": topics})
