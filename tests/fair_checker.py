"""Which rules of a job fair does a timetable break? Written from the rules alone: no planning code is used.

python tests/fair_checker.py FAIR.toml timetable.csv
"""

from __future__ import annotations

import csv
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, time
from itertools import combinations
from pathlib import Path

from matching.domain.fair import Booth, Fair, Invitation, Meeting, Span
from matching.engine import Engine
from matching.geography import distance_km, locate


def broken_rules(
    fair: Fair,
    meetings: Iterable[Meeting],
    engine: Engine | None = None,
    *,
    as_of: date | None = None,
    now: time | None = None,
) -> list[str]:
    """A sentence for each rule that is broken; an empty list for a sound timetable.

    With an ``engine`` who may meet whom on the day ``as_of`` (None: of the fair) is checked as well. Meetings that
    began before ``now`` are history: neither hours nor presence are asked of them.
    """
    return list(_broken(fair, list(meetings), engine, as_of or fair.day, now))


def _broken(fair: Fair, meetings: list[Meeting], engine: Engine | None, as_of: date, now: time | None) -> Iterator[str]:
    booths = {booth.id: booth for booth in fair.booths}
    guests = {one.candidate_id: one for one in fair.invitations}
    last = (_minute(fair.closes) - _minute(fair.opens)) // fair.slot_minutes
    known: list[Meeting] = []
    for one in meetings:
        if one.booth_id not in booths or one.vacancy_id not in booths[one.booth_id].vacancies:
            yield f"{one}: no such booth, or no such vacancy at it"
        elif guests and one.candidate_id not in guests:
            yield f"{one}: nobody invited this person"
        elif not 1 <= one.slot <= last:
            yield f"{one}: the day has slots 1 to {last}"
        else:
            known.append(one)
    for one in known:
        start = _start(fair, one)
        if now is None or start >= _minute(now):
            yield from _hours(fair, booths[one.booth_id], guests.get(one.candidate_id), one, start)
    yield from _counts(fair, booths, known)
    yield from _ways(fair, booths, known)
    for one in known:
        if (one.candidate_id, one.booth_id) in fair.policy.must_not_meet:
            yield f"{one}: the two must not meet"
        if one.score < fair.policy.least_score:
            yield f"{one}: the score is below {fair.policy.least_score}"
        if engine:
            yield from _fit(fair, booths[one.booth_id], guests.get(one.candidate_id), one, engine, as_of)


def _hours(fair: Fair, booth: Booth, guest: Invitation | None, one: Meeting, start: int) -> Iterator[str]:
    end = start + fair.slot_minutes
    if any(_touch(span, start, end) for span in (*fair.breaks, *booth.breaks)):
        yield f"{one}: there is a break"
    if booth.hours and not (_minute(booth.hours.start) <= start and end <= _minute(booth.hours.end)):
        yield f"{one}: the booth is not open"
    if guest and guest.arrives and start < _minute(guest.arrives):
        yield f"{one}: the person has not arrived"
    if guest and guest.leaves and end > _minute(guest.leaves):
        yield f"{one}: the person has left"


def _counts(fair: Fair, booths: dict[str, Booth], meetings: list[Meeting]) -> Iterator[str]:
    policy = fair.policy
    for pair, count in Counter((one.candidate_id, one.booth_id) for one in meetings).items():
        if count > 1:
            yield f"{pair} meet {count} times"
    for (person, slot), count in Counter((one.candidate_id, one.slot) for one in meetings).items():
        if count > 1:
            yield f"{person} is in {count} places in slot {slot}"
    for (booth, slot), count in Counter((one.booth_id, one.slot) for one in meetings).items():
        if count > booths[booth].interviewers:
            yield f"{booth} has {count} meetings in slot {slot}, but {booths[booth].interviewers} interviewers"
    for person, count in Counter(one.candidate_id for one in meetings).items():
        if count > policy.most_meetings:
            yield f"{person} has {count} meetings"
    for booth, count in Counter(one.booth_id for one in meetings).items():
        for most in (booths[booth].most_meetings, policy.most_per_booth):
            if most is not None and count > most:
                yield f"{booth} has {count} meetings, {most} at the most"


def _ways(fair: Fair, booths: dict[str, Booth], meetings: list[Meeting]) -> Iterator[str]:
    free = math.ceil(fair.walking_minutes / fair.slot_minutes)
    of_person: dict[str, list[Meeting]] = defaultdict(list)
    for one in meetings:
        of_person[one.candidate_id].append(one)
    for own in of_person.values():
        for one, other in combinations(own, 2):
            halls = booths[one.booth_id].hall, booths[other.booth_id].hall
            if all(halls) and halls[0] != halls[1] and abs(one.slot - other.slot) <= free:
                yield f"{one} and {other}: no time for the way"


def _fit(
    fair: Fair, booth: Booth, guest: Invitation | None, one: Meeting, engine: Engine, as_of: date
) -> Iterator[str]:
    person = engine.candidate(one.candidate_id)
    scores: dict[str, float] = {}
    for match in engine.explain_pairs(*_rows(engine, one.candidate_id, booth.vacancies), as_of):
        vacancy = engine.vacancy(match.vacancy_id)
        home, work = locate(person.place, person.country), locate(vacancy.place, vacancy.country)
        far = bool(
            fair.policy.travel_km is not None
            and home
            and work
            and distance_km(home.latitude, home.longitude, work.latitude, work.longitude) > fair.policy.travel_km
        )
        settled = person.relocation or (vacancy.remote and person.remote is not False)
        if match.eligible and match.score >= fair.policy.least_score and not (far and not settled):
            scores[match.vacancy_id] = match.score
    if one.vacancy_id not in scores:
        yield f"{one}: the vacancy is not for this person"
    elif min(scores, key=lambda vacancy: (-scores[vacancy], vacancy)) != one.vacancy_id:
        yield f"{one}: another vacancy of the booth fits better"
    elif abs(scores[one.vacancy_id] - one.score) > 1e-9:
        yield f"{one}: the score is {scores[one.vacancy_id]}"
    stated = {known.code for known in person.languages} | set(guest.languages if guest else ())
    settled = not booth.languages or not stated or (guest and guest.accompanied)
    if not settled and not (stated | {person.lang}) & set(booth.languages):
        yield f"{one}: no language in common"


def _rows(engine: Engine, candidate: str, vacancies: Iterable[str]):
    jobs = engine.vacancy_rows(vacancies)
    return engine.candidate_rows([candidate] * len(jobs)), jobs


def _start(fair: Fair, one: Meeting) -> int:
    return _minute(fair.opens) + (one.slot - 1) * fair.slot_minutes


def _touch(span: Span, start: int, end: int) -> bool:
    return start < _minute(span.end) and end > _minute(span.start)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def read_timetable(path: Path, fair: Fair) -> list[Meeting]:
    """The meetings of a ``timetable.csv``; raises ``ValueError`` where a start or an end is not that of its slot."""
    found: list[Meeting] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            one = Meeting.model_validate({name: row[name] for name in row if name not in ("start", "end")})
            start = _start(fair, one)
            told = [f"{minute // 60 % 24:02}:{minute % 60:02}" for minute in (start, start + fair.slot_minutes)]
            if [row["start"], row["end"]] != told:
                raise ValueError(f"{row}: slot {one.slot} is from {told[0]} to {told[1]}")
            found.append(one)
    return found


if __name__ == "__main__":
    from matching.fairs.reading import read_fair

    event = read_fair(Path(sys.argv[1]))
    sys.exit("\n".join(broken_rules(event, read_timetable(Path(sys.argv[2]), event))) or 0)
