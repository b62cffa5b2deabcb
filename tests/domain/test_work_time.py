"""How many months has somebody worked as of a day, and does every reader of it count the same?"""

from datetime import date

import numpy as np
import pytest
from builders import SCALE, TODAY, columns, cross, engine_of, features_of, job, person
from hypothesis import given
from hypothesis import strategies as st

from matching.batch.packing import pack_columns, unpack_columns
from matching.domain import Candidate
from matching.domain.candidate import Experience
from matching.domain.work_time import months_lasted, months_worked, shared_stretches
from matching.fairs.expectations import expectations
from matching.gaps.pairs import pair_gaps
from matching.gaps.standing import standing_of
from matching.ranking.columns import CandidateColumns
from matching.ranking.features import compute_features
from matching.wording.profile import experience_lines

DAY = date(2026, 11, 16)


def did(started: str | None = None, ended: str | None = None, months: int | None = None, title: str = "welder"):
    return Experience(title=title, started=started, ended=ended, months=months)


@pytest.mark.parametrize(
    ("work", "day", "months"),
    [
        (did("2015", "ongoing"), DAY, 137),
        (did("2015-01", "ongoing"), DAY, 143),
        (did("2015-01", "ongoing"), None, None),
        (did("2026-11", "ongoing"), DAY, 1),
        (did("2026", "ongoing"), DAY, 4),
        (did("2026", "ongoing"), date(2026, 2, 1), 2),
        (did("2027", "ongoing"), DAY, 0),
        (did("2015", "ongoing", 24), DAY, 24),
        (did(None, "ongoing", 24), DAY, 24),
        (did(None, "ongoing"), DAY, None),
        (did("2021-01", "2022-12"), DAY, 24),
        (did("2021-01", "2022-12"), date(2021, 6, 1), 6),
        (did("2021-01", "2022-12", 12), date(2021, 6, 1), 3),
        (did("2021-01", "2022-12"), date(2020, 6, 1), 0),
        (did("2020", "2026"), date(2026, 3, 1), 72),
        (did("2025", None, 24), DAY, 24),
        (did("2015", None), DAY, None),
        (did(None, None, 7), DAY, 7),
        (did(None, "2026-12", 12), DAY, 11),
        (did("2020", None, 0), DAY, 0),
    ],
)
def test_one_job_counts_what_is_stated_or_lies_between_its_dates_as_far_as_the_day(work, day, months) -> None:
    assert months_lasted(work, day) == months
    assert work.lasted(day) == months


@pytest.mark.parametrize(
    ("jobs", "months"),
    [
        ([], None),
        ([did("2015", None)], None),
        # Side by side, partly so, one within the other, one after the other.
        ([did("2021-01", "2022-12"), did("2021-01", "2022-12")], 24),
        ([did("2021-01", "2022-12"), did("2021-07", "2023-06")], 30),
        ([did("2015-01", "2024-12"), did("2021-07", "2023-06")], 120),
        ([did("2021-01", "2022-12"), did("2023-01", "2023-12")], 36),
        ([did("2021-01", "2022-12"), did("2021-01", "2022-12"), did("2022-07", "2023-06")], 30),
        # One that goes on, and one held meanwhile.
        ([did("2016-01", "ongoing"), did("2018-01", "2019-12")], 131),
        ([did("2016-01", "ongoing"), did("2015-10", "2015-12")], 134),
        # Months and no dates add up; months and one date stand in time.
        ([did(months=24), did(months=24)], 48),
        ([did("2021-01", "2022-12"), did(months=12)], 36),
        ([did("2021-01", "2022-12"), did("2021-01", None, 24)], 24),
        ([did("2021-01", "2022-12"), did(None, "2022-12", 12)], 24),
        ([did("2021-01", "2022-12"), did(None, None)], 24),
        # Half a month of work a month, beside a whole one, beside another half.
        ([did("2021-01", "2022-12", 12), did("2021-01", "2022-12")], 24),
        ([did("2021-01", "2022-12", 12), did("2021-01", "2022-12", 12)], 12),
    ],
)
def test_time_in_which_several_jobs_were_held_counts_once(jobs, months) -> None:
    assert months_worked(jobs, DAY) == months
    assert months_worked(jobs[::-1], DAY) == months


years = st.integers(1990, 2026).map(str)
moments = st.one_of(years, st.builds("{}-{:02}".format, years, st.integers(1, 12)))


@st.composite
def works(draw: st.DrawFn) -> Experience:
    first, last = sorted((draw(moments), draw(moments)))
    started, ended = draw(
        st.sampled_from([(first, last), (first, "ongoing"), (first, None), (None, last), (None, None)])
    )
    months = draw(st.none() | st.integers(0, 300))
    return Experience(title=draw(st.sampled_from(("welder", "baker"))), started=started, ended=ended, months=months)


@given(st.lists(works(), max_size=5))
def test_nobody_worked_longer_than_all_jobs_in_a_row_nor_shorter_than_the_longest(jobs: list[Experience]) -> None:
    known = [months for one in jobs if (months := one.lasted(DAY)) is not None]
    worked = months_worked(jobs, DAY)
    assert (worked is None) == (not known)
    if worked is not None:
        assert max(known) - 1 <= worked <= sum(known) + 1
        assert (months_worked([*jobs, *jobs], DAY) or 0) >= worked
    if not shared_stretches(jobs, DAY) and known:
        assert worked == sum(known)


def cook(*jobs: Experience, id: str = "c") -> Candidate:  # noqa: A002
    return person(id, desired_occupations=["cook"], experiences=[one.model_dump() for one in jobs])


def share(*jobs: Experience, asked: int = 48, title: str = "welder") -> float:
    return features_of(cook(*jobs), job(title=title, experience_months=asked))["experience"]


def test_work_that_goes_on_counts_for_the_experience_asked() -> None:
    assert TODAY.year == 2026
    assert share(did("2015", "ongoing"), asked=24) == 1
    assert share(did("2026-01", "ongoing")) == pytest.approx(TODAY.month / 48, abs=1e-5)


def test_parallel_jobs_count_once_for_each_vacancy_by_the_one_that_is_nearest() -> None:
    both = did("2021-01", "2022-12"), did("2021-01", "2022-12", title="nurse of children")
    assert share(*both) == pytest.approx(share(both[0]), abs=1e-5) == pytest.approx(0.5)
    assert share(*both, title="nurse of children") == pytest.approx(0.5)
    assert share(both[0], both[0]) == pytest.approx(0.5)
    assert share(did("2021-01", "2022-12"), did("2021-07", "2023-06")) == pytest.approx(30 / 48, abs=1e-5)
    assert share(did(months=12), did(months=12)) == pytest.approx(0.5)


@given(st.lists(st.lists(works(), max_size=4), min_size=1, max_size=4))
def test_parallel_work_is_the_same_alone_in_a_batch_and_in_another_process(lives: list[list[Experience]]) -> None:
    people = [cook(*jobs, id=f"c{at}") for at, jobs in enumerate(lives)]
    jobs = [job("v", experience_months=36), job("w", title="baker", experience_months=36)]
    ours, theirs = columns(people, jobs)
    one, other = cross(len(people), len(jobs))
    found = compute_features(ours, theirs, one, other, SCALE)
    sent = unpack_columns(CandidateColumns, pack_columns(ours))
    assert np.array_equal(compute_features(sent, theirs, one, other, SCALE), found, equal_nan=True)
    turned = ours.take(np.arange(len(people))[::-1])
    back = compute_features(turned, theirs, len(people) - 1 - one, other, SCALE)
    assert np.array_equal(back, found, equal_nan=True)
    for at in range(len(people)):
        alone = list(features_of(people[at], jobs[0]).values())
        assert np.array_equal(alone, found[at * len(jobs)], equal_nan=True)


def test_the_match_the_gaps_the_fair_and_the_profile_count_alike() -> None:
    lasting = person("p", experiences=[did("2016", "ongoing").model_dump()])
    twice = person("q", experiences=[did("2021-01", "2022-12").model_dump()] * 2)
    engine = engine_of([lasting, twice], [job(experience_months=48)])
    rows = np.array([0, 1]), np.array([0, 0])
    reached = [
        next(one.value for one in match.contributions if one.feature == "experience")
        for match in engine.explain_pairs(*rows, TODAY)
    ]
    assert reached == pytest.approx([1, 0.5])
    assert "check_experience" not in [one.code for one in engine.explain_pairs(*rows, TODAY)[0].to_check]
    gaps = [
        one.held
        for one in pair_gaps(standing_of(engine, twice, TODAY), np.array([0]))[0].gaps
        if one.kind == "experience"
    ]
    assert gaps == ["24"]
    assert not [
        one for one in pair_gaps(standing_of(engine, lasting, TODAY), np.array([0]))[0].gaps if one.kind == "experience"
    ]
    shorter = [one.values for one in expectations(engine, "q", "v", TODAY) if one.code == "experience_shorter"]
    assert shorter == [{"months": 48, "held_months": 24}]
    (line,) = experience_lines(person(experiences=[did("2024-12", "ongoing").model_dump()]), "en", as_of=DAY)
    assert line == "welder, Dec 2024 – today, 2\u00a0years"
