"""Does a profile tell what is known, under its heading, and nothing else?"""

from datetime import date

from matching.domain import Candidate, Vacancy
from matching.presentation.profiles import candidate_profile, vacancy_profile

TODAY = date(2026, 11, 16)
WELDER = Candidate.model_validate({
    "id": "c-1", "desired_occupations": ["welder"], "place": "Kutaisi", "country": "GE", "licences": ["B" * 100],
    "skills": [{"phrase": "TIG " * 30, "evidence": "shown", "country": "FR"}], "return_status": "returnee",
})  # fmt: skip


def test_what_is_known_stands_under_its_heading():
    told = candidate_profile(WELDER, "en", TODAY)
    assert list(told) == ["Occupation wished for", "Skills shown by experience", "Licences", "Place", "Situation"]
    assert told["Place"] == ("Kutaisi, Georgia",)
    assert told["Licences"] == ("B" * 100,)
    assert "France" not in told["Skills shown by experience"][0]


def test_a_plan_has_room_for_less_and_tells_where_a_skill_was_gained():
    told = candidate_profile(WELDER, "fr", TODAY, longest=20, countries=True)
    assert told["Licences"] == ("B" * 19 + "…",)
    assert told["Skills shown by experience"] == ("TIG TIG TIG TIG TIG… (France)",)


def test_a_vacancy_tells_what_it_asks_and_offers():
    offer = Vacancy.model_validate({
        "id": "v-1", "title": "Welder", "essential_skills": [{"phrase": "TIG"}], "education_isced": 0, "positions": 0,
        "experience_months": 24, "wage_subsidy": True, "closes_on": "2027-01-31",
    })  # fmt: skip
    assert vacancy_profile(offer, "en") == {
        "Essential skills": ("TIG",),
        "Education": ("early childhood education",),
        "Experience": ("2\u00a0years",),
        "Positions": ("0",),
        "Open until": ("31 January 2027",),
        "Offered as well": ("wage subsidy",),
    }
