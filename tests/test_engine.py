"""In which order do retrieval, gate, ranking and explanation work?"""

from datetime import date

import numpy as np
import pytest
from builders import ENCODER, TODAY, engine_of, job, person
from contracts.checkerboard import checkerboard
from contracts.engine import EngineContract, Languages

import matching.ranking.pipeline
from matching.domain import Candidate, Vacancy
from matching.embeddings.encoder import Encoder
from matching.engine import Engine
from matching.errors import InvalidValueError, UnknownIdError


class TestWithTrigrams(EngineContract):
    @pytest.fixture
    def encoder(self, trigram_encoder: Encoder) -> Encoder:
        return trigram_encoder


class TestWithBundledEncoder(EngineContract):
    @pytest.fixture
    def encoder(self, bundled_encoder: Encoder) -> Encoder:
        return bundled_encoder

    @pytest.fixture(params=[("fr", "en"), ("en", "fr"), ("en fr", "fr en")], ids=" to ".join)
    def languages(self, request: pytest.FixtureRequest) -> Languages:
        one, other = request.param
        return tuple(one.split()), tuple(other.split())


@pytest.fixture(scope="module")
def board() -> Engine:
    people, jobs, _ = checkerboard(("en",), ("en",))
    return engine_of(people, jobs)


def test_an_unknown_id_names_the_nearest(board: Engine) -> None:
    with pytest.raises(UnknownIdError, match=r'id "c0-weldin"\. Nearest ids: c0-welding') as fault:
        board.vacancies_for("c0-weldin", TODAY)
    assert fault.value.near[0] == "c0-welding"
    with pytest.raises(UnknownIdError, match=r'No vacancy has the id "xyz"\. Check the id in the file\.'):
        board.candidates_for("xyz", TODAY)
    with pytest.raises(UnknownIdError, match="No candidate"):
        board.candidate("v0-welding")
    with pytest.raises(UnknownIdError, match="No vacancy"):
        board.vacancy("c0-welding")


def test_people_and_vacancies_are_found_by_id(board: Engine) -> None:
    assert board.candidate("c1-baking").id == "c1-baking"
    assert board.vacancy("v1-baking").id == "v1-baking"


@pytest.mark.parametrize("top", [1, 5, 24, 1_000])
def test_as_many_as_asked_or_as_there_are(board: Engine, top: int) -> None:
    found = board.vacancies_for("c0-welding", TODAY, top)
    assert len(found) == min(top, 24)
    assert len({match.vacancy_id for match in found}) == len(found)


@pytest.mark.parametrize("top", [0, -1])
def test_less_than_one_is_not_a_number_of_matches(board: Engine, top: int) -> None:
    with pytest.raises(InvalidValueError, match=f'Number of matches "{top}" is not possible'):
        board.vacancies_for("c0-welding", TODAY, top)
    with pytest.raises(InvalidValueError, match="Number of matches"):
        board.rank("vacancies", np.array([0]), TODAY, top)


def test_a_second_owner_of_an_id_is_refused() -> None:
    with pytest.raises(InvalidValueError, match='A second candidate with the id "p"'):
        engine_of([person(), person(text="x")], [])
    with pytest.raises(InvalidValueError, match='A second vacancy with the id "v"'):
        engine_of([], [job("v"), job("w"), job("v")])


def test_nobody_and_nothing() -> None:
    nothing = engine_of([], [])
    assert nothing.vacancies_for(person(), TODAY) == nothing.candidates_for(job(), TODAY) == []
    none = np.array([], dtype=np.int64)
    assert (
        nothing.rank("candidates", none, TODAY, 3)
        == nothing.rank("vacancies", none, TODAY, 3)
        == nothing.explain_pairs(none, none, TODAY)
        == []
    )
    alone = engine_of([person()], [])
    assert alone.vacancies_for("p", TODAY) == []
    ranked = alone.rank("candidates", np.array([0]), TODAY, 3)
    assert [len(one.rows) for one in ranked] == [0]
    assert engine_of([], [job()]).candidates_for("v", TODAY) == []


def test_one_and_one() -> None:
    found = engine_of([person()], [job()]).vacancies_for("p", TODAY)
    assert [(match.candidate_id, match.vacancy_id, match.eligible) for match in found] == [("p", "v", True)]


@pytest.mark.parametrize("retrieved", [300, 5])
def test_equal_vacancies_are_ordered_by_id(monkeypatch: pytest.MonkeyPatch, retrieved: int) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", retrieved)
    monkeypatch.setattr(matching.ranking.pipeline, "TAKEN_WHOLE", 1)
    ids = [f"v{number:02}" for number in np.random.default_rng(0).permutation(40)]
    engine = engine_of([person()], [job(one) for one in ids])
    found = engine.vacancies_for("p", TODAY, 8)
    assert [match.vacancy_id for match in found] == sorted(ids)[:8]
    assert len({match.score for match in found}) == 1


def test_equal_people_are_ordered_by_id_however_the_rest_is_arranged() -> None:
    twins = [person(one, skills=[{"phrase": "TIG welding"}]) for one in ("b", "c", "a")]
    engine = engine_of([*twins, person("d", desired_occupations=["nurse"])], [job()])
    found = engine.candidates_for("v", TODAY)
    assert [match.candidate_id for match in found] == ["a", "b", "c", "d"]
    assert found[0].score == found[1].score == found[2].score > found[3].score


def test_an_excluded_pair_comes_last_in_both_directions_or_not_at_all() -> None:
    people, jobs = [person("a"), person("b")], [job("x"), job("y", title="nurse")]
    engine = engine_of(people, jobs, excluded=[("a", "x"), ("nobody", "x")])
    found = engine.vacancies_for("a", TODAY)
    assert [(match.vacancy_id, match.eligible) for match in found] == [("y", True), ("x", False)]
    assert [note.code for note in found[1].refusals] == ["excluded"]
    assert [match.vacancy_id for match in engine.vacancies_for("a", TODAY, refused=False)] == ["y"]
    assert [match.candidate_id for match in engine.candidates_for("x", TODAY, refused=False)] == ["b"]
    assert [match.candidate_id for match in engine.candidates_for(jobs[0], TODAY, refused=False)] == ["b"]
    assert [match.vacancy_id for match in engine.vacancies_for("b", TODAY, refused=False)] == ["x", "y"]


def crowd(closed: int, open_ones: int) -> list[Vacancy]:
    """Closed vacancies of the very title, and open ones a little further away."""
    shut = [job(f"closed{number:03}", closes_on=date(2020, 1, 1)) for number in range(closed)]
    return [*shut, *(job(f"open{number:03}", title="welder of pipes and boilers") for number in range(open_ones))]


@pytest.mark.parametrize(("closed", "open_ones"), [(60, 3), (60, 30)])
def test_closed_vacancies_do_not_crowd_out_open_ones(
    monkeypatch: pytest.MonkeyPatch, closed: int, open_ones: int
) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", 10)
    engine = engine_of([person()], crowd(closed, open_ones))
    found = engine.vacancies_for("p", TODAY, 3)
    assert [match.vacancy_id for match in found] == ["open000", "open001", "open002"]
    assert [match.vacancy_id for match in engine.vacancies_for("p", TODAY, 3, refused=False)] == [
        "open000",
        "open001",
        "open002",
    ]


def test_where_every_vacancy_is_closed_they_are_shown_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", 10)
    engine = engine_of([person()], crowd(60, 0))
    found = engine.vacancies_for("p", TODAY, 3)
    assert [match.eligible for match in found] == [False] * 3
    assert engine.vacancies_for("p", TODAY, 3, refused=False) == []
    assert all(match.eligible for match in engine_of([person()], crowd(60, 0)).vacancies_for("p", date(2019, 1, 1)))


def test_a_title_alone_and_a_text_alone_are_enough(bundled_encoder: Encoder) -> None:
    people = [
        Candidate(id="cook", text="J'ai fait la cuisine dans un restaurant à Lyon pendant cinq ans.", lang="fr"),
        Candidate(id="driver", text="Je conduis des camions en Europe depuis dix ans.", lang="fr"),
    ]
    jobs = [Vacancy(id="kitchen", title="Cook", lang="en"), Vacancy(id="road", title="Truck driver", lang="en")]
    engine = Engine(people, jobs, bundled_encoder)
    assert engine.vacancies_for("cook", TODAY)[0].vacancy_id == "kitchen"
    assert engine.vacancies_for("driver", TODAY)[0].vacancy_id == "road"
    assert engine.candidates_for("kitchen", TODAY)[0].candidate_id == "cook"


def test_texts_without_a_known_word_are_matched_by_what_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", 2)
    jobs = [Vacancy(id=f"v{number}", description="12345", place=place, lang="en")
            for number, place in enumerate(["Batumi", "Tbilisi", "Kutaisi"])]  # fmt: skip
    engine = engine_of([person(place="Batumi")], jobs)
    assert engine.vacancies_for("p", TODAY, 1)[0].vacancy_id == "v0"


def test_people_of_any_language_are_held_side_by_side(bundled_encoder: Encoder) -> None:
    people = [
        person("ka", desired_occupations=["შემდუღებელი"]),
        person("fr", desired_occupations=["Infirmière"]),
        person("ru", desired_occupations=["повар"]),
    ]
    jobs = [job("welding", title="Welder"), job("nursing", title="ექთანი"), job("cooking", title="Cuisinier")]
    engine = Engine(people, jobs, bundled_encoder)
    assert [engine.vacancies_for(one, TODAY)[0].vacancy_id for one in ("ka", "fr", "ru")] == [
        "welding",
        "nursing",
        "cooking",
    ]


def test_work_on_many_is_reported_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "QUERY_BLOCK", 2)
    engine = engine_of([person(f"p{number}") for number in range(5)], [job()])
    told: list[tuple[int, int]] = []
    ranked = engine.rank("candidates", np.arange(5), TODAY, 1, progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert len(ranked) == 5


def test_many_queries_at_once_find_what_each_finds_alone(board: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching.ranking.pipeline, "RETRIEVED", 8)
    monkeypatch.setattr(matching.ranking.pipeline, "TAKEN_WHOLE", 1)
    together = board.rank("candidates", np.arange(30), TODAY, 2)
    for row, ranked in enumerate(together):
        alone = board.rank("candidates", np.array([row]), TODAY, 2)[0]
        assert alone.rows.tolist() == ranked.rows.tolist()
        assert alone.scores.tolist() == ranked.scores.tolist()


def test_the_encoder_at_hand_measures_its_own_scale() -> None:
    engine = Engine([person()], [job()], ENCODER)
    assert 0 <= engine.phrasebook.scale.low < engine.phrasebook.scale.high <= 1


def test_one_engine_answers_for_two_days():
    offer = job("v", closes_on="2026-03-10")
    engine = engine_of([person()], [offer])
    before, after = date(2026, 3, 9), date(2026, 3, 11)
    for day, open_ in ((before, True), (after, False), (before, True), (date(2019, 1, 1), True), (after, False)):
        assert [match.eligible for match in engine.vacancies_for("p", day)] == [open_]
        assert engine.vacancies_for("p", day) == engine_of([person()], [offer]).vacancies_for("p", day)
        assert (len(engine.open_vacancies(day)) == 1) is open_


class Counting:
    """An encoder that remembers what it was asked to encode."""

    def __init__(self) -> None:
        self.name, self.dim, self.asked = ENCODER.name, ENCODER.dim, []

    def encode(self, texts, *, role="query"):
        self.asked += texts
        return ENCODER.encode(texts, role=role)


def test_over_other_people_nothing_that_is_kept_is_encoded_again():
    encoder = Counting()
    engine = Engine([person("p")], [job("v"), job("w", title="baker")], encoder)
    engine.prepare(TODAY)
    encoder.asked.clear()
    guest = person("guest", skills=[{"phrase": "juggling with fire"}])
    other = engine.over([guest, person("p")])
    found = other.vacancies_for("guest", TODAY)
    assert encoder.asked == ["juggling with fire"]
    assert found == engine_of([guest], [job("v"), job("w", title="baker")]).vacancies_for("guest", TODAY)
    assert other.vacancies is engine.vacancies
    encoder.asked.clear()
    moved = engine.over(vacancies=[job("v", title="juggler of torches")])
    assert [match.vacancy_id for match in moved.vacancies_for("p", TODAY)] == ["v"]
    assert "juggler of torches" in encoder.asked
    assert not set(encoder.asked) & {one.phrase for one in person("p").skills}


def test_threads_share_an_engine_on_different_days():
    from concurrent.futures import ThreadPoolExecutor

    engine = engine_of([person()], [job("v", closes_on="2026-03-10")])
    days = [date(2026, 3, 1 + at % 20) for at in range(80)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda day: engine.vacancies_for("p", day)[0].eligible, days))
    assert found == [day <= date(2026, 3, 10) for day in days]
