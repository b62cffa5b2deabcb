import random

import pytest

from benchmarks.generation.prose import candidate_text, vacancy_text
from matching.domain import Candidate, Evidence, Experience, SkillClaim, SkillDemand, Vacancy


@pytest.mark.parametrize("language", ["en", "fr", "ka", "es", "de"])
@pytest.mark.parametrize("seed", range(6))
def test_a_text_says_all_that_the_fields_say(language, seed):
    person = Candidate(
        id="1",
        desired_occupations=("CNC operator",),
        experiences=(Experience(title="Welder", country="PL", months=60), Experience(title="cook", months=3)),
        skills=(SkillClaim(phrase="MIG welding"), SkillClaim(phrase="first aid", evidence=Evidence.CERTIFIED)),
        lang=language,
    )
    offer = Vacancy(
        id="1",
        title="Welder",
        essential_skills=(SkillDemand(phrase="MIG welding"),),
        optional_skills=(SkillDemand(phrase="drive"),),
        lang=language,
    )
    told = candidate_text(person, random.Random(seed))
    assert all(phrase in told for phrase in ("CNC operator", "welder", "cook", "MIG welding", "first aid"))
    advert = vacancy_text(offer, random.Random(seed))
    assert all(phrase in advert for phrase in ("welder", "MIG welding", "drive"))
    assert "{" not in told + advert
