"""Who meets whom at a fair, and what is said where a wish cannot be? Plans are checked by ``fair_checker``."""

from datetime import date, time
from functools import cache

import numpy as np
import pytest
from builders import TODAY, engine_of, job, person
from fair_checker import broken_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.domain.fair import Booth, Fair, Invitation, Policy, Rule, Span
from matching.engine import Engine
from matching.errors import InvalidValueError, UnknownIdError
from matching.fairs.planning import invited, plan_fair
from matching.fairs.scoring import Barrier, score_fair
from matching.fairs.summary import gini
from matching.wording import LANGUAGES, sentence

DAY = date(2026, 3, 2)
TRADES = ("welder", "nurse", "baker", "lorry driver")


@cache
def town() -> Engine:
    """Twelve people and ten vacancies of four trades: c-00 to c-11, v-00 to v-09."""
    homes = ("Kutaisi", "Tbilisi", None)
    people = [
        person(
            f"c-{number:02}",
            desired_occupations=(TRADES[number % 4],),
            place=homes[number % 3],
            country="GE",
            languages=[{"code": code} for code in ((), ("ka",), ("fr", "ka"))[number % 3]],
            radius_km=50 if number == 5 else None,
            relocation=True if number == 9 else None,
            licences=["B"] if number == 3 else None,
        )
        for number in range(12)
    ]
    jobs = [
        job(
            f"v-{number:02}",
            title=TRADES[number % 4],
            place="Batumi" if number == 7 else "Kutaisi",
            country="GE",
            licences=["CE"] if number == 3 else [],
            closes_on=date(2026, 3, 1) if number == 9 else None,
            remote=True if number == 8 else None,
        )
        for number in range(10)
    ]
    return engine_of(people, jobs)


def fair_of(**stated) -> Fair:
    """From 10:00 to 12:00 in slots of 20 minutes; b-1 welding and care, b-2 baking, b-3 lorries, unless stated."""
    booths = [
        {"id": "b-1", "vacancies": ["v-00", "v-01", "v-04", "v-05"]},
        {"id": "b-2", "vacancies": ["v-02", "v-06"]},
        {"id": "b-3", "vacancies": ["v-03", "v-07"]},
    ]
    return Fair.model_validate(
        {"name": "Fair", "day": DAY, "opens": time(10), "closes": time(12), "booths": booths, **stated}
    )


def planned(fair: Fair, engine: Engine | None = None):
    """A plan that breaks no rule."""
    plan = plan_fair(fair, engine or town(), TODAY)
    assert broken_rules(fair, plan.meetings, engine or town(), as_of=TODAY) == []
    return plan


def pairs(plan) -> set[tuple[str, str]]:
    return {(one.candidate_id, one.booth_id) for one in plan.meetings}


def said(plan) -> list[str]:
    """What a plan says about wishes and people, after a check that it can be said in each language."""
    notes = [*(one.note for one in plan.conflicts), *(one.reason for one in plan.unplaced)]
    assert all(sentence(note, language) for note in notes for language in LANGUAGES)
    return [sentence(note, "en") for note in notes]


# Who could meet whom


def test_an_offer_is_about_the_best_vacancy_of_the_booth_and_ties_go_to_the_first_id():
    fair = fair_of()
    scored = score_fair(fair, town(), TODAY, invited(fair, town()))
    row = scored.row(0, 0)
    assert town().vacancies[scored.vacancy[row]].id == "v-00"
    best = town().vacancies_for("c-00", TODAY, top=10)
    assert scored.offers.score[row] == next(one.score for one in best if one.vacancy_id == "v-00")


def test_offers_are_those_of_ranking_person_by_person():
    fair = fair_of()
    scored = score_fair(fair, town(), TODAY, invited(fair, town()))
    of_booth = {vacancy: booth for booth, one in enumerate(fair.booths) for vacancy in one.vacancies}
    for row in range(12):
        expected: dict[int, float] = {}
        for one in town().vacancies_for(f"c-{row:02}", TODAY, top=10, refused=False):
            if (booth := of_booth.get(one.vacancy_id)) is not None:
                expected[booth] = max(expected.get(booth, 0.0), one.score)
        own = scored.offers.person == row
        found = dict(zip(scored.offers.place[own].tolist(), scored.offers.score[own].tolist(), strict=True))
        assert found == pytest.approx(expected, abs=1e-12)


def test_scoring_in_small_blocks_changes_nothing(monkeypatch):
    fair = fair_of()
    whole = score_fair(fair, town(), TODAY, invited(fair, town()))
    monkeypatch.setattr("matching.fairs.scoring.PAIRS_AT_ONCE", 1)
    blocks = score_fair(fair, town(), TODAY, invited(fair, town()))
    assert np.array_equal(whole.offers.score, blocks.offers.score)
    assert np.array_equal(whole.vacancy, blocks.vacancy)


def barrier(candidate: str, booth: str, **stated) -> Barrier:
    fair = fair_of(**stated)
    guests = [one.candidate_id for one in invited(fair, town())]
    at = [one.id for one in fair.booths].index(booth)
    return Barrier(int(score_fair(fair, town(), TODAY, invited(fair, town())).barriers[guests.index(candidate), at]))


def test_rules_of_eligibility_hold_at_a_fair():
    booths = [{"id": "b-1", "vacancies": ["v-03"]}, {"id": "b-2", "vacancies": ["v-09"]}]
    assert barrier("c-03", "b-1", booths=booths) is Barrier.RULES
    assert barrier("c-02", "b-1", booths=booths) is Barrier.NONE
    assert barrier("c-02", "b-2", booths=booths) is Barrier.RULES


@pytest.mark.parametrize(
    ("candidate", "vacancy", "expected"),
    [
        ("c-01", "v-00", Barrier.FAR),  # Tbilisi to Kutaisi: 193 km
        ("c-00", "v-00", Barrier.NONE),  # at home
        ("c-02", "v-00", Barrier.NONE),  # home unknown
        ("c-09", "v-07", Barrier.NONE),  # would move
        ("c-04", "v-08", Barrier.NONE),  # remote
    ],
)
def test_the_travel_limit_spares_the_unknown_the_remote_and_those_who_would_move(candidate, vacancy, expected):
    booths = [{"id": "b-1", "vacancies": [vacancy]}]
    assert barrier(candidate, "b-1", booths=booths, policy={"travel_km": 100}) is expected


@pytest.mark.parametrize(
    ("candidate", "invitation", "expected"),
    [
        ("c-01", {}, Barrier.LANGUAGE),
        ("c-02", {}, Barrier.NONE),  # speaks French
        ("c-00", {}, Barrier.NONE),  # nothing is known
        ("c-01", {"accompanied": True}, Barrier.NONE),
        ("c-01", {"languages": ["fr"]}, Barrier.NONE),
        ("c-00", {"languages": ["ru"]}, Barrier.LANGUAGE),
    ],
)
def test_only_languages_known_on_both_sides_keep_two_apart(candidate, invitation, expected):
    booths = [{"id": "b-1", "vacancies": ["v-00"], "languages": ["fr"]}]
    assert barrier(candidate, "b-1", booths=booths, invitations=[{"candidate_id": candidate} | invitation]) is expected


def test_a_least_score_and_pairs_not_to_meet_are_kept():
    assert barrier("c-00", "b-2", policy={"least_score": 1}) is Barrier.SCORE
    assert barrier("c-00", "b-1", policy={"must_not_meet": [("c-00", "b-1")]}) is Barrier.NOT_TO_MEET


# A plan


@pytest.mark.parametrize("rule", Rule)
def test_where_there_is_room_for_all_everybody_meets_every_booth(rule):
    plan = planned(fair_of(policy={"rule": rule}, booths=[{**one.model_dump(), "interviewers": 2} for one in BOOTHS]))
    scored = score_fair(plan.fair, town(), TODAY, plan.fair.invitations)
    assert len(plan.meetings) == len(scored.offers.person)
    assert plan.summary.gap == (None if rule is Rule.STABLE else 0)
    assert plan.unplaced == ()


BOOTHS = fair_of().booths


def test_the_summary_counts_what_the_plan_holds():
    plan = planned(fair_of(policy={"most_per_booth": 3, "most_meetings": 2}))
    figures = plan.summary
    assert figures.meetings == len(plan.meetings) == 9
    assert figures.booth_load == {"b-1": 3, "b-2": 3, "b-3": 3}
    assert figures.candidates == 12
    assert figures.candidates_met == len({one.candidate_id for one in plan.meetings}) == 12 - len(plan.unplaced)
    assert figures.objective == pytest.approx(sum(one.score for one in plan.meetings))
    assert figures.bound == pytest.approx(figures.objective)
    assert figures.mean_score == pytest.approx(figures.objective / 9)
    assert 0 <= figures.first_choice_share <= 1
    assert 0 < figures.exposure_gini < 1


def test_fair_first_meets_as_many_people_as_possible():
    limits = {"most_per_booth": 4, "most_meetings": 4}
    total, fair_first = (planned(fair_of(policy=limits | {"rule": rule})) for rule in (Rule.MAX_TOTAL, Rule.FAIR_FIRST))
    assert fair_first.summary.candidates_met == 12
    assert total.summary.objective >= fair_first.summary.objective


def test_the_policy_is_named_and_everybody_invited_stands_in_the_plan():
    plan = planned(fair_of(policy={"rule": "stable"}))
    assert plan.summary.policy == "stable"
    assert [one.candidate_id for one in plan.fair.invitations] == [f"c-{number:02}" for number in range(12)]


@pytest.mark.parametrize(
    ("counts", "expected"), [([2, 2, 2], 0), ([0, 0, 3], 2 / 3), ([1, 3], 0.25), ([0], 0), ([], 0)]
)
def test_gini_of_meetings(counts, expected):
    assert gini(np.array(counts, dtype=np.int64)) == pytest.approx(expected)


def test_the_same_fair_gives_the_same_plan():
    fair = fair_of(walking_minutes=5, policy={"most_meetings": 2})
    assert plan_fair(fair, town(), TODAY).meetings == plan_fair(fair, town(), TODAY).meetings


# Wishes


def test_a_pair_that_must_meet_meets_whatever_it_costs():
    worst = min(planned(fair_of()).meetings, key=lambda one: one.score)
    wish = (worst.candidate_id, worst.booth_id)
    plan = planned(fair_of(policy={"most_per_booth": 1, "most_meetings": 1, "must_meet": [wish]}))
    assert wish in pairs(plan)
    assert not plan.conflicts


def test_a_wish_that_a_rule_refuses_is_named():
    booths = [{"id": "b-1", "vacancies": ["v-03"]}]
    plan = planned(fair_of(booths=booths, policy={"must_meet": [("c-03", "b-1")]}))
    assert said(plan)[0] == "A meeting of c-03 and b-1 was wished for, but a rule refuses every vacancy of the booth"


def test_wishes_that_need_more_time_than_there_is_are_named_together_and_the_lowest_score_gives_way():
    wishes = [("c-00", "b-1"), ("c-00", "b-2"), ("c-00", "b-3")]
    guests = [{"candidate_id": "c-00", "arrives": "11:20"}, {"candidate_id": "c-01"}]
    plan = planned(fair_of(invitations=guests, policy={"must_meet": wishes}))
    assert len([one for one in pairs(plan) if one[0] == "c-00"]) == 2
    [conflict] = plan.conflicts
    assert conflict.note.code == "must_meet_person"
    assert conflict.note.values["pairs"] == "c-00 – b-1, c-00 – b-2, c-00 – b-3"
    assert ("c-00", "b-1") in pairs(plan)
    assert conflict.note.values["booth"] != "b-1"


def test_ids_may_hold_any_sign_that_a_sentence_puts_between_them():
    ours = town()
    one = ours.candidate("c-00").model_copy(update={"id": "c – 00, a"})
    booths = [{"id": f"b – {n}", "vacancies": [f"v-0{at}"]} for n, at in enumerate((0, 4, 5), start=1)]
    engine = engine_of([one, ours.candidate("c-04")], [ours.vacancy(f"v-0{at}") for at in (0, 4, 5)])
    wishes = [(one.id, booth["id"]) for booth in booths]
    guests = [{"candidate_id": one.id, "arrives": "11:20"}, {"candidate_id": "c-04"}]
    plan = planned(fair_of(booths=booths, invitations=guests, policy={"must_meet": wishes}), engine)
    [conflict] = plan.conflicts
    assert conflict.note.code == "must_meet_person"
    assert conflict.note.values["candidate"] == one.id
    assert (one.id, conflict.note.values["booth"]) in wishes


def test_only_what_conflicts_is_named():
    wishes = [("c-00", "b-1"), ("c-00", "b-2"), ("c-02", "b-2"), ("c-01", "b-3"), ("c-04", "b-1")]
    guests = [{"candidate_id": "c-00", "leaves": "10:20"}, *({"candidate_id": f"c-0{n}"} for n in (1, 2, 4))]
    plan = planned(fair_of(invitations=guests, policy={"must_meet": wishes}))
    [conflict] = plan.conflicts
    assert conflict.note.values["pairs"] == "c-00 – b-1, c-00 – b-2"
    assert len(set(wishes) & pairs(plan)) == 4


def test_a_booth_that_cannot_see_all_it_must_is_named():
    booths = [{"id": "b-1", "vacancies": ["v-00"], "most_meetings": 1}]
    plan = planned(fair_of(booths=booths, policy={"must_meet": [("c-00", "b-1"), ("c-04", "b-1")]}))
    assert [one.note.code for one in plan.conflicts] == ["must_meet_booth"]


def test_a_wish_without_a_common_time_is_named():
    guests = [{"candidate_id": "c-00", "leaves": "11:00"}, {"candidate_id": "c-04"}]
    booths = [{"id": "b-1", "vacancies": ["v-00"], "hours": Span(start=time(11), end=time(12))}]
    plan = planned(fair_of(booths=booths, invitations=guests, policy={"must_meet": [("c-00", "b-1")]}))
    assert said(plan) == [
        "A meeting of c-00 and b-1 was wished for, but they are never there at the same time",
        "The booths in question are not open during the stay",
    ]
    assert pairs(plan) == {("c-04", "b-1")}


def test_who_gets_fewer_meetings_than_the_least_is_named_only_where_there_are_enough_booths():
    booths = [{"id": "b-1", "vacancies": ["v-00"], "most_meetings": 3}, {"id": "b-2", "vacancies": ["v-03"]}]
    guests = [{"candidate_id": f"c-0{number}"} for number in (0, 2, 3, 4)]
    policy = {"least_meetings": 2, "least_score": 0}
    plan = planned(fair_of(booths=booths, invitations=guests, policy=policy))
    # c-03 has one booth only: CE is asked at the other. Of the rest, three find room at the first.
    assert [one.note.code for one in plan.conflicts] == ["least_unmet"]
    assert plan.conflicts[0].note.values["candidate"] != "c-03"


# Nobody to meet


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"booths": [{"id": "b-1", "vacancies": ["v-03"]}]}, "No vacancy at the fair is possible"),
        ({"policy": {"must_not_meet": [("c-03", f"b-{n}") for n in (1, 2, 3)]}}, "left out by the organiser"),
        ({"invitations": [{"candidate_id": "c-03", "leaves": "10:10"}, {"candidate_id": "c-00"}]}, "not open during"),
        ({"policy": {"most_per_booth": 1, "most_meetings": 3, "must_meet": [("c-00", f"b-{n}") for n in (1, 2, 3)]}},
         "went to others"),
    ],
)  # fmt: skip
def test_the_reason_of_who_meets_nobody_is_told_with_other_vacancies(stated, expected):
    plan = planned(fair_of(**stated))
    one = next(one for one in plan.unplaced if one.candidate_id == "c-03")
    assert expected in sentence(one.reason, "en")
    assert said(plan)
    # v-03 asks for a licence that c-03 does not have; eligible ones come first.
    assert len(one.alternatives) == 3
    assert one.alternatives[0] == "v-07"


# What cannot be planned


def test_a_fair_at_which_nobody_can_meet_anybody_is_refused():
    with pytest.raises(InvalidValueError, match="Not one invited person may meet a booth"):
        plan_fair(fair_of(policy={"least_score": 1}), town(), TODAY)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"invitations": [{"candidate_id": "c-0"}]}, 'No candidate has the id "c-0"'),
        ({"booths": [{"id": "b-1", "vacancies": ["v-0"]}]}, 'No vacancy has the id "v-0"'),
        ({"policy": {"must_meet": [("c-99", "b-1")]}}, 'No invited person has the id "c-99"'),
        ({"invitations": [{"candidate_id": "c-00"}], "policy": {"must_not_meet": [("c-01", "b-1")]}}, '"c-01"'),
    ],
)
def test_an_id_that_nobody_has_is_named(stated, expected):
    with pytest.raises(UnknownIdError, match=expected):
        plan_fair(fair_of(**stated), town(), TODAY)


# Any fair

clocks = st.integers(0, 12).map(lambda number: time(10 + number // 6, number % 6 * 10))
spans = st.tuples(clocks, clocks).filter(lambda both: both[0] < both[1]).map(lambda b: Span(start=b[0], end=b[1]))
PEOPLE = [f"c-{number:02}" for number in range(12)]
pairs_of_ids = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["b-1", "b-2", "b-3"])), max_size=5)


@st.composite
def fairs(draw) -> Fair:
    """Any fair of this town, with hours, breaks, halls, languages, limits and wishes."""
    booths = [
        Booth(
            id=one.id,
            vacancies=one.vacancies,
            interviewers=draw(st.integers(1, 2)),
            hours=draw(st.none() | spans),
            breaks=draw(st.lists(spans, max_size=1).map(tuple)),
            hall=draw(st.sampled_from((None, "A", "B"))),
            languages=draw(st.sampled_from(((), ("fr",), ("ka", "en")))),
            most_meetings=draw(st.none() | st.integers(0, 5)),
        )
        for one in BOOTHS
    ]
    wanted = set(draw(pairs_of_ids))
    stays = [
        Invitation(
            candidate_id=one,
            arrives=draw(st.sampled_from((None, time(10, 30)))),
            leaves=draw(st.sampled_from((None, time(11, 20)))),
            accompanied=draw(st.sampled_from((None, True))),
        )
        for one in PEOPLE
    ]
    policy = Policy(
        rule=draw(st.sampled_from(Rule)),
        least_meetings=draw(st.integers(0, 2)),
        most_meetings=draw(st.integers(2, 4)),
        most_per_booth=draw(st.none() | st.integers(1, 6)),
        travel_km=draw(st.sampled_from((None, 100.0))),
        least_score=draw(st.sampled_from((0.0, 0.2))),
        must_meet=tuple(sorted(wanted)),
        must_not_meet=tuple(sorted(set(draw(pairs_of_ids)) - wanted)),
    )
    return fair_of(
        booths=booths,
        invitations=stays,
        policy=policy,
        breaks=draw(st.lists(spans, max_size=1)),
        slot_minutes=draw(st.sampled_from((15, 20, 30))),
        walking_minutes=draw(st.sampled_from((0, 10))),
    )


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(fairs())
def test_no_plan_of_any_fair_breaks_a_rule_and_every_wish_is_met_or_named(fair):
    plan = planned(fair)
    named = {(one.note.values["candidate"], one.note.values.get("booth")) for one in plan.conflicts}
    assert set(fair.policy.must_meet) <= pairs(plan) | named
    assert not pairs(plan) & {one for one in named if one[1]}
    met = {one.candidate_id for one in plan.meetings}
    assert {one.candidate_id for one in plan.unplaced} == set(PEOPLE) - met
    if plan.summary.bound is not None:
        assert plan.summary.objective <= plan.summary.bound + 1e-6
    assert len(said(plan)) == len(plan.conflicts) + len(plan.unplaced)
