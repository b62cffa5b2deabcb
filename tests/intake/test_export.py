"""What is exported can be imported again, equal, in all three forms."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.domain import (
    Candidate,
    CefrLevel,
    Certificate,
    Contract,
    Education,
    Evidence,
    Experience,
    Hours,
    LanguageLevel,
    PayPeriod,
    ReturnStatus,
    SkillClaim,
    SkillDemand,
    Vacancy,
    Wage,
)
from matching.errors import InputFileError
from matching.intake import (
    read_candidates,
    read_vacancies,
    strip_contacts,
    strip_identity,
    write_candidates,
    write_vacancies,
)
from matching.intake.pseudonymization.identity import strip_phrase

FORMS = ["jsonl", "csv", "xlsx"]
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")


def without_contacts(phrase: str) -> bool:
    return strip_phrase(phrase, ())[1] == 0 and strip_contacts(phrase)[1] == 0


PHRASES = st.one_of(
    st.sampled_from(
        ["=1+1", "-5", "+x", "@x", "'=x", "''-y", "none", "a;b|c\\", "\\;", "აბგ", "C++ / C#", '"quoted", word', "no"]
    ),
    st.text(SIGNS, min_size=1, max_size=12).map(str.strip).filter(bool).filter(without_contacts),
)
LINES = st.lists(st.text(SIGNS, max_size=20), max_size=4).map("\n".join).map(str.strip)
TEXTS = LINES.map(lambda text: strip_identity(text)[0].strip()).filter(bool)
DESCRIPTIONS = LINES.map(lambda text: strip_contacts(text)[0].strip()).filter(bool)
MAYBE = st.none()
YES_NO = st.sampled_from([None, True, False])
COUNTRIES = st.sampled_from([None, "GE", "PL", "DE"])
DATES = MAYBE | st.dates(date(1990, 1, 1), date(2090, 1, 1))
MONTHS = MAYBE | st.integers(0, 900)
ISCED = MAYBE | st.integers(0, 8)
URIS = MAYBE | st.sampled_from(["http://data.europa.eu/esco/occupation/1", "http://data.europa.eu/esco/occupation/2"])
LANGUAGES = st.lists(
    st.builds(LanguageLevel, code=st.sampled_from(["fr", "ka", "en", "xmf"]), level=MAYBE | st.sampled_from(CefrLevel)),
    max_size=3,
).map(tuple)
AMOUNTS = st.floats(0, 1e9) | st.integers(0, 100_000).map(float)
CODES = st.sampled_from(["GEL", "EUR"])
WAGES = MAYBE | st.tuples(AMOUNTS, AMOUNTS, st.sampled_from([0, 1, 2]), CODES, st.sampled_from(PayPeriod)).map(
    lambda given: Wage(
        minimum=None if given[2] == 1 else min(given[0], given[1]),
        maximum=None if given[2] == 2 else max(given[0], given[1]),
        currency=given[3],
        period=given[4],
    )
)


def many(items: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:
    return st.lists(items, max_size=most).map(tuple)


def saying_something(item: Experience | Education) -> bool:
    return bool(item.model_dump(exclude_none=True))


CANDIDATES = st.builds(
    Candidate,
    id=st.just("c-1"),
    desired_occupations=st.lists(PHRASES, min_size=1, max_size=3).map(tuple),
    experiences=many(
        st.builds(
            Experience,
            title=MAYBE | PHRASES,
            occupation=URIS,
            country=COUNTRIES,
            started=MAYBE | st.sampled_from(["2009", "2011-04"]),
            ended=MAYBE | st.sampled_from(["2011-04", "2019", "2026-11", "ongoing"]),
            months=MONTHS,
            description=MAYBE | TEXTS,
        ).filter(saying_something)
    ),
    skills=many(
        st.builds(SkillClaim, phrase=PHRASES, evidence=st.sampled_from(Evidence), concept=URIS, country=COUNTRIES)
    )
    | many(st.builds(SkillClaim, phrase=PHRASES, evidence=st.just(Evidence.SHOWN))),
    languages=LANGUAGES,
    education=many(
        st.builds(Education, title=MAYBE | PHRASES, isced=ISCED, country=COUNTRIES, recognised=YES_NO).filter(
            saying_something
        )
    ),
    certificates=many(st.builds(Certificate, name=PHRASES, country=COUNTRIES, recognised=YES_NO))
    | many(st.builds(Certificate, name=PHRASES)),
    licences=MAYBE | many(PHRASES),
    place=MAYBE | PHRASES,
    country=COUNTRIES,
    radius_km=MAYBE | st.floats(0, 20_000),
    regions=many(PHRASES),
    relocation=YES_NO,
    remote=YES_NO,
    available_from=DATES,
    contracts=MAYBE | many(st.sampled_from(Contract)),
    hours=MAYBE | many(st.sampled_from(Hours)),
    wage=WAGES,
    return_status=MAYBE | st.sampled_from(ReturnStatus),
    text=MAYBE | TEXTS,
    lang=st.sampled_from([None, "ka", "fr"]),
)
DEMANDS = many(st.builds(SkillDemand, phrase=PHRASES, concept=URIS)) | many(st.builds(SkillDemand, phrase=PHRASES))
VACANCIES = st.builds(
    Vacancy,
    id=st.just("v-1"),
    title=PHRASES,
    description=MAYBE | DESCRIPTIONS,
    occupation=URIS,
    essential_skills=DEMANDS,
    optional_skills=DEMANDS,
    languages=LANGUAGES,
    education_isced=ISCED,
    experience_months=MONTHS,
    licences=many(PHRASES),
    place=MAYBE | PHRASES,
    country=COUNTRIES,
    remote=YES_NO,
    contract=MAYBE | st.sampled_from(Contract),
    hours=MAYBE | many(st.sampled_from(Hours)),
    wage=WAGES,
    positions=MAYBE | st.integers(0, 100_000),
    closes_on=DATES,
    starts_on=DATES,
    apprenticeship=YES_NO,
    on_the_job_training=YES_NO,
    wage_subsidy=YES_NO,
    lang=st.sampled_from([None, "ka", "fr"]),
)
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.parametrize("form", FORMS)
@QUICK
@given(candidate=CANDIDATES)
def test_candidates_come_back_equal(tmp_path: Path, form: str, candidate: Candidate) -> None:
    path = tmp_path / f"people.{form}"
    other = Candidate(id="c-2", text="Cook")
    write_candidates([candidate, other], path)
    assert read_candidates(path).items == (candidate, other)


@pytest.mark.parametrize("form", FORMS)
@QUICK
@given(vacancy=VACANCIES)
def test_vacancies_come_back_equal(tmp_path: Path, form: str, vacancy: Vacancy) -> None:
    path = tmp_path / f"vacancies.{form}"
    other = Vacancy(id="v-2", title="Cook")
    write_vacancies([other, vacancy], path)
    assert read_vacancies(path).items == (other, vacancy)


@pytest.mark.parametrize("form", FORMS)
def test_a_text_longer_than_a_spreadsheet_cell_comes_back_equal(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"people.{form}"
    people = [Candidate(id="c-1", text="weld " * 20_000 + "\n=end"), Candidate(id="c-2", text="Cook")]
    write_candidates(people, path)
    assert list(read_candidates(path).items) == people


def test_columns_are_only_those_that_somebody_needs(tmp_path: Path) -> None:
    people = [
        Candidate(
            id="c-1",
            skills=(SkillClaim(phrase="a"), SkillClaim(phrase="b", evidence=Evidence.SHOWN)),
            experiences=(Experience(title="Cook", months=12),),
            languages=(LanguageLevel(code="fr", level=CefrLevel.B2), LanguageLevel(code="ka")),
            licences=(),
        )
    ]
    write_candidates(people, tmp_path / "people.csv")
    lines = (tmp_path / "people.csv").read_text("utf-8-sig").splitlines()
    assert lines == [
        "id,skills,skills_shown,languages,licences,experience_1_title,experience_1_months,text",
        "c-1,a,b,fr:B2; ka,none,Cook,12,",
    ]


def test_nothing_exported_is_a_formula(tmp_path: Path) -> None:
    vacancies = [Vacancy(id="v-1", title='=HYPERLINK("http://x")', description="- cooks\n- bakes")]
    write_vacancies(vacancies, tmp_path / "v.csv")
    with (tmp_path / "v.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1][1:] == ['\'=HYPERLINK("http://x")', "'- cooks\n- bakes"]
    write_vacancies(vacancies, tmp_path / "v.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "v.xlsx").active
    assert sheet is not None
    assert [cell.data_type for row in sheet.iter_rows() for cell in row] == ["s"] * 6


@pytest.mark.parametrize("write", [write_candidates, write_vacancies])
def test_an_unknown_ending_writes_nothing(tmp_path: Path, write: Callable[..., None]) -> None:
    with pytest.raises(InputFileError, match=r"this ending is not known for writing\. Use \.jsonl, \.csv or \.xlsx\.$"):
        write([], tmp_path / "people.pdf")
    assert list(tmp_path.iterdir()) == []
