"""Tables of candidates and vacancies come in whole, or with every bad row named."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from matching.domain import Contract, Evidence, Experience, Hours, LanguageLevel, PayPeriod, SkillClaim, Wage
from matching.errors import InputFileError, InvalidRowsError, InvalidValueError
from matching.intake import read_candidates, read_vacancies


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(InvalidRowsError) as caught:
        read_vacancies(path)
    assert str(caught.value).startswith(f"{path}: ")
    return list(caught.value.problems)


def test_columns_of_ours_fill_a_vacancy(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "vacancies.csv",
        "id,title,skills_essential,languages,licences,place,country,remote,contract,hours,wage_min,wage_max,"
        "wage_currency,wage_period,positions,closes_on,apprenticeship,education_isced,experience_months\n"
        "v-1,Cook,cooking; baking,ka:C1|en,B,Kutaisi,GE,no,permanent,full_time,900,1200,"
        "GEL,month,2,2026-05-01,yes,3,12\n",
    )
    (vacancy,) = read_vacancies(path).items
    assert (vacancy.id, vacancy.title, vacancy.place, vacancy.country) == ("v-1", "Cook", "Kutaisi", "GE")
    assert [skill.phrase for skill in vacancy.essential_skills] == ["cooking", "baking"]
    assert [(one.code, one.level) for one in vacancy.languages] == [("ka", "C1"), ("en", None)]
    assert (vacancy.licences, vacancy.remote, vacancy.apprenticeship) == (("B",), False, True)
    assert (vacancy.contract, vacancy.hours, vacancy.positions) == (Contract.PERMANENT, (Hours.FULL_TIME,), 2)
    assert vacancy.wage == Wage(minimum=900, maximum=1200, currency="GEL", period=PayPeriod.MONTH)
    assert (vacancy.closes_on, vacancy.education_isced, vacancy.experience_months) == (date(2026, 5, 1), 3, 12)
    assert vacancy.wage_subsidy is None


def test_columns_of_ours_fill_a_candidate(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "people.csv",
        "id;desired_occupations;experience_1_title;experience_1_country;experience_1_months;experience_2_description;skills;"
        "skills_certified;education_1_title;education_1_recognised;certificate_1_name;certificate_1_country;licences;wage_min\n"
        'c-1;"Cook; Baker";Cook;PL;36;helped on a farm;serving;hygiene;Cook school;no;HACCP;PL;none;800\n',
    )
    (person,) = read_candidates(path).items
    assert person.desired_occupations == ("Cook", "Baker")
    assert person.experiences == (
        Experience(title="Cook", country="PL", months=36),
        Experience(description="helped on a farm"),
    )
    assert person.skills == (SkillClaim(phrase="serving"), SkillClaim(phrase="hygiene", evidence=Evidence.CERTIFIED))
    assert person.education[0].recognised is False
    assert (person.certificates[0].name, person.certificates[0].country) == ("HACCP", "PL")
    assert (person.licences, person.contracts) == ((), None)
    assert person.wage == Wage(minimum=800)


def test_french_and_english_headers_in_any_spelling(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "people.csv",
        "Métier recherché,COMPÉTENCES,langues_parlées,Permis-de-conduire,Date de disponibilité,Job Title,Ville\n"
        "Soudeur,MIG,français B2,B,2026-03-01,Welder,Batoumi\n",
    )
    (person,) = read_candidates(path).items
    assert person.id == "people-2"
    assert person.desired_occupations == ("Welder", "Soudeur")
    assert (person.skills, person.languages) == ((SkillClaim(phrase="MIG"),), (LanguageLevel(code="fr", level="B2"),))  # type: ignore[arg-type]
    assert (person.licences, person.available_from, person.place) == (("B",), date(2026, 3, 1), "Batoumi")


def test_a_mapped_column_is_read_as_told(tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", "Zeile,Ort\nKoch,Batumi\n")
    (vacancy,) = read_vacancies(path, column_map={"Zeile": "title", "ort": "place"}).items
    assert (vacancy.title, vacancy.place) == ("Koch", "Batumi")
    with pytest.raises(
        InvalidValueError, match=r'^Column "titel" is not possible\. Map to one of: id, title, description'
    ):
        read_vacancies(path, column_map={"Zeile": "titel"})
    with pytest.raises(InputFileError, match=r'there is no column "Titre" to map\. Its columns are "Zeile", "Ort"\.$'):
        read_vacancies(path, column_map={"Titre": "title"})


def test_a_messy_foreign_table_loads_without_a_problem(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "adverts.csv",
        "date,Title,Company,Term,Location,JobDescription,RequiredQual,Salary,Duration,Deadline\n"
        '05/01/2004,Cook,Hotel,Full time,"Yerevan, Armenia",Cooks.,Can cook.,Attractive,1 year,26 January 2004\n'
        '26/01/2004,Baker,Hotel,Part time/ Full time,"Sisian, Armenia",Bakes.,,$ 450 USD,,"20 January 2004, by noon"\n',
    )
    found = read_vacancies(path)
    cook, baker = found.items
    assert (cook.opens_on, cook.closes_on) == (date(2004, 1, 5), date(2004, 1, 26))
    assert (cook.place, cook.country, cook.hours) == ("Yerevan, Armenia", "AM", (Hours.FULL_TIME,))
    assert cook.description == "Cooks.\n\nCan cook.\n\nSalary: Attractive\nDuration: 1 year"
    assert baker.wage == Wage(minimum=450, maximum=450, currency="USD")
    # A foreign table that closes an advert before it opens is no mistake of ours: what does not fit is text.
    assert (baker.opens_on, baker.closes_on, baker.hours) == (
        None,
        date(2004, 1, 20),
        (Hours.PART_TIME, Hours.FULL_TIME),
    )
    assert baker.description is not None
    assert "date: 26/01/2004" in baker.description
    assert "Deadline: 20 January 2004, by noon" in baker.description
    assert found.problems == ()
    assert 'Columns not used: "Company".' in found.notes


def test_french_adverts_with_free_wages_contracts_and_schooling(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "offres.csv.gz",
        gzip.compress(
            "titles,location,experience,domaine,contrat,salaire,etude\n"
            "Barman,Agadir ,2 ans,Tourisme,CDI,2 000 - 3 000 DH,Bac plus 2\n"
            "Cuisinier,Fès,Deja,Tourisme,Anapec,A discuter,Pas important\n"
            "Cuisinier,Fès,Deja,Tourisme,Anapec,A discuter,Pas important\n".encode()
        ),
    )
    found = read_vacancies(path)
    barman, cook, other_opening = found.items
    assert (barman.id, barman.place, barman.contract) == ("offres-2", "Agadir", Contract.PERMANENT)
    assert (barman.experience_months, barman.education_isced) == (24, 5)
    assert barman.wage == Wage(minimum=2000, maximum=3000, currency="MAD")
    assert barman.description == "domaine: Tourisme"
    assert (cook.contract, cook.wage, cook.education_isced) == (None, None, None)
    assert cook.description == "experience: Deja\ndomaine: Tourisme\ncontrat: Anapec"
    assert other_opening == cook.model_copy(update={"id": "offres-4"})
    assert "1 row without an id repeats another word for word; it was kept." in found.notes


def test_every_bad_row_is_named_and_nothing_loads(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "vacancies.csv",
        "id,title,closes_on,wage_min,wage_max,opens_on\n"
        "1,Cook,31/02/2026,,,\n"
        "2,Cook,,9,5,\n"
        "3,,,,,\n"
        "4,Cook,2026-01-01,,,2026-02-01\n"
        "5,Welder,,,,\n"
        "5,Baker,,,,\n",
    )
    assert problems(path) == [
        'vacancies.csv row 2: closes_on "31/02/2026" is not a date. Write YYYY-MM-DD.',
        "vacancies.csv row 3: wage_min does not fit: the minimum wage 9 is above the maximum 5. Fill in or correct it.",
        "vacancies.csv row 4: a vacancy needs a title or a description. Fill in or correct it.",
        "vacancies.csv row 5: it opens on 2026-02-01, after it closes on 2026-01-01. Fill in or correct it.",
        'vacancies.csv row 7: id "5" already stands in row 6 with other content. Give each row an id of its own.',
    ]
    found = read_vacancies(path, skip_invalid=True)
    assert [vacancy.id for vacancy in found.items] == ["5"]
    assert [(problem.row, problem.column, problem.value) for problem in found.problems][:2] == [
        (2, "closes_on", "31/02/2026"),
        (3, "wage_min", None),
    ]


def test_a_contact_in_the_wrong_column_is_not_repeated(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "title,closes_on\nCook,nana@x.ge 599 12 34 56\n")
    assert problems(path) == ['p.csv row 2: closes_on "[…]" is not a date. Write YYYY-MM-DD.']


def test_a_cell_of_ten_megabytes_is_one_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", 'title,description\nCook,"' + "x" * 10_000_000 + '"\nBaker,bakes\n')
    assert problems(path) == [
        "v.csv row 2: description holds 10.0 million characters; at most 1 million are read. "
        "Shorten it, or look for a missing quotation mark."
    ]


def test_a_row_that_is_wider_than_its_header(tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", "title,description\nCook,soups, stews\n")
    assert problems(path) == [
        "v.csv row 2: has 3 cells where the header has 2. Put quotation marks around cells that hold the delimiter."
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", "", "the file is empty"),
        ("a.csv", " \n\n", "the file is empty"),
        ("a.csv", "title,place\n", "the file has a header but no rows"),
        ("a.csv", "title:place\nCook:Batumi\n", 'the columns seem to be parted by ":"'),
        ("a.csv", "foo,bar\n1,2\n", 'no column is known as one of a vacancy: "foo", "bar"'),
        ("a.csv", "title,title\n1,2\n", 'the column "title" stands twice'),
        (
            "a.csv",
            'title,place\nCook,"Batumi\nBaker,Poti\n',
            "a quotation mark is opened and never closed (near line 3)",
        ),
        ("a.csv", bytes(range(256)) * 40, "the file is binary, not text"),
        ("a.csv", b"PK\x03\x04" + b"z" * 99, "the file is an Excel or zip file, not text"),
        ("a.csv.gz", b"\x1f\x8bzzz", "the compressed file is damaged"),
        ("a.xlsx", b"hello", "the file is no Excel workbook"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0" + bytes(99),
            "the workbook is protected by a password or in the old .xls format",
        ),
        ("a.jsonl", "Cook\nBaker\n", "no line is a JSON object"),
        ("a.doc", "Cook", "this kind of file is not known"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_one_sentence(
    tmp_path: Path, name: str, content: str | bytes, problem: str
) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(InputFileError) as caught:
        read_vacancies(path)
    assert caught.value.problem == problem
    assert str(caught.value) == f"{path}: {problem}. {caught.value.remedy}"
    assert caught.value.remedy.endswith(".")


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"there is no such file or folder\. Check the path\.$"):
        read_candidates(tmp_path / "nobody.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings_are_found_out(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = f'title{delimiter}description\r\nმზარეული{delimiter}"soups{delimiter}\r\nstews"\r\n'
    (vacancy,) = read_vacancies(written(tmp_path, "v.csv", text.encode(encoding))).items
    assert (vacancy.title, vacancy.description) == ("მზარეული", f"soups{delimiter}\nstews")


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    found = read_vacancies(written(tmp_path, "v.csv", "titre;ville\nMaçon;Orléans\n".encode("cp1252")))
    assert (found.items[0].title, found.items[0].place) == ("Maçon", "Orléans")
    assert found.notes == (
        "The file is not UTF-8; it was read as Windows-1252. Save it as UTF-8 if letters look wrong.",
    )


def test_identity_columns_are_dropped_and_counted_and_their_names_leave_the_texts(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "people.csv",
        "Nom;Prénom;E-mail;Date de naissance;Sexe;Nationalité;Métier;CV;Emergency phone\n"
        "Xyzabc;Qwert;q@x.ge;1985;M;GE;Soudeur;Soudeur. M. Xyzabc soude. q@x.ge;599123456\n"
        "Uvw;;;;;;Maçon;Maçon;\n",
    )
    found = read_candidates(path)
    assert [person.text for person in found.items] == ["Soudeur. […] soude. […]", "Maçon"]
    assert found.notes == (
        'Identity columns "Nom", "Prénom", "E-mail", "Date de naissance", "Sexe", "Nationalité", "Emergency phone" '
        "not read: 8 values dropped.",
        "2 passages with identity or contacts removed from texts.",
    )
    everything = repr(found)
    assert not any(word in everything for word in ("Xyzabc", "Qwert", "q@x.ge", "1985", "599"))


def test_an_id_that_would_identify_a_person_is_replaced(tmp_path: Path) -> None:
    found = read_candidates(written(tmp_path, "p.csv", "id,text\nnana@x.ge,Cook\n01001012345,Baker\nc-3,Welder\n"))
    assert [person.id for person in found.items] == ["p-2", "p-3", "c-3"]
    assert found.notes == ("2 ids would have identified a person; another was issued.",)


def test_two_people_with_the_same_profile_and_other_names_are_two(tmp_path: Path) -> None:
    found = read_candidates(written(tmp_path, "p.csv", "name,title\nNana,Cook\nNino,Cook\nNino,Cook\n"))
    assert [person.id for person in found.items] == ["p-2", "p-3", "p-4"]
    assert "1 row without an id repeats another word for word; it was kept." in found.notes


def test_excel_dates_numbers_and_answers(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "title", "closes_on", "positions", "remote", "wage_min"])
    sheet.append([17.0, "Cook", date(2026, 5, 1), 2.0, True, 900.5])
    sheet.append([None, None, None, None, None, None])
    sheet.append([18, "Baker", "2026-05-02", 1, False, None])
    book.create_sheet("notes").append(["nothing"])
    path = tmp_path / "v.xlsx"
    book.save(path)
    found = read_vacancies(path)
    cook, baker = found.items
    assert (cook.id, cook.closes_on, cook.positions, cook.remote) == ("17", date(2026, 5, 1), 2, True)
    assert cook.wage == Wage(minimum=900.5)
    assert (baker.id, baker.closes_on, baker.remote) == ("18", date(2026, 5, 2), False)
    assert found.notes == ('Only the worksheet "Sheet" was read, 1 more were not.',)


def test_json_lines_of_the_domain_and_of_others(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {
            "id": "c-1",
            "skills": [{"phrase": "welding", "evidence": "shown"}],
            "languages": [{"code": "fr", "level": "B2"}],
            "licences": [],
            "radius_km": 20.5,
        },
        {
            "basics": {"name": "Qwert Xyzabc", "label": "Welder", "summary": "Xyzabc welds."},
            "work": [{"position": "Welder", "summary": "Ships"}],
            "languages": [{"language": "French", "fluency": "native"}],
        },
        {"title": ["Cook", "Baker"], "skills": ["soups", "a;b"], "relocation": True},
    ]
    path = written(tmp_path, "p.jsonl", "\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    found = read_candidates(path)
    first, second, third = found.items
    assert (first.skills[0].evidence, first.languages[0].code) == (Evidence.SHOWN, "fr")
    assert (first.licences, first.radius_km) == ((), 20.5)
    assert (second.id, second.desired_occupations, second.text) == ("p-2", ("Welder",), "[…] welds.")
    assert second.experiences == (Experience(title="Welder", description="Ships"),)
    assert [(one.code, one.level) for one in second.languages] == [("fr", "C2")]
    assert (third.desired_occupations, third.relocation) == (("Cook", "Baker"), True)
    assert [skill.phrase for skill in third.skills] == ["soups", "a;b"]
    assert "Qwert" not in repr(found)


def test_a_line_that_is_no_json_is_one_problem(tmp_path: Path) -> None:
    path = written(tmp_path, "v.jsonl", '{"title": "Cook"}\nnope\n\n{"title": "Baker", "closes_on": "soon"}\n')
    assert problems(path) == [
        "v.jsonl line 2: is no JSON object. Write one JSON object on each line.",
        'v.jsonl line 4: closes_on "soon" is not a date. Write YYYY-MM-DD.',
    ]


def test_a_job_posting_of_schema_org(tmp_path: Path) -> None:
    posting = {
        "@type": "JobPosting",
        "title": "Cook",
        "description": "Cooks.",
        "datePosted": "2026-01-05",
        "validThrough": "2026-02-01T00:00",
        "employmentType": "FULL_TIME",
        "jobLocation": {"address": {"addressLocality": "Batumi", "addressCountry": "GE"}},
        "baseSalary": {"currency": "GEL", "value": {"minValue": 900, "maxValue": 1200, "unitText": "MONTH"}},
        "totalJobOpenings": 2,
        "hiringOrganization": {"name": "Hotel"},
    }
    (vacancy,) = read_vacancies(written(tmp_path, "v.ndjson", json.dumps(posting))).items
    assert (vacancy.title, vacancy.opens_on, vacancy.closes_on) == ("Cook", date(2026, 1, 5), date(2026, 2, 1))
    assert (vacancy.hours, vacancy.place, vacancy.country, vacancy.positions) == ((Hours.FULL_TIME,), "Batumi", "GE", 2)
    assert vacancy.wage == Wage(minimum=900, maximum=1200, currency="GEL", period=PayPeriod.MONTH)


def test_progress_counts_rows_up_to_all(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    path = written(tmp_path, "v.csv", "title\n" + "".join(f"Cook {n}\n" for n in range(600)))
    read_vacancies(path, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(0, 600), (250, 600), (500, 600), (600, 600)]


def test_three_thousand_rows_load_at_once(tmp_path: Path) -> None:
    text = "titles,location,salaire\n" + "".join(f"Cook {n},Batumi,2 000 - 3 000 DH\n" for n in range(3_000))
    assert len(read_vacancies(written(tmp_path, "v.csv", text)).items) == 3_000


@pytest.mark.parametrize("header", ["experience_1_ended", "jusqu'à", "until", "End date", "до", "დასრულება"])
def test_the_end_of_work_stands_under_many_names(tmp_path: Path, header: str) -> None:
    path = written(tmp_path, "c.csv", f"id,experience_1_title,{header}\na,soudeur,juin 2019\nb,cook,present\n")
    assert [one.experiences[0].ended for one in read_candidates(path).items] == ["2019-06", "ongoing"]


def test_months_come_from_start_and_end_and_no_foreign_cell_refuses_a_person(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "c.csv",
        "id,poste,depuis,jusqu'à\na,soudeur,2015,juin 2019\nb,cook,2015,2010\nc,cook,2015,who knows\n",
    )
    first, turned, unknown = read_candidates(path).items
    assert first.experiences == (Experience(started="2015", ended="2019-06", months=48),)
    assert (turned.experiences[0].ended, turned.text) == (None, "jusqu'à: 2010")
    assert (unknown.experiences[0].ended, unknown.text) == (None, "jusqu'à: who knows")


def test_an_end_before_the_start_in_our_own_column_is_named(tmp_path: Path) -> None:
    path = written(
        tmp_path, "c.csv", "id,experience_1_title,experience_1_started,experience_1_ended\na,cook,2015,2010\n"
    )
    with pytest.raises(InvalidRowsError) as caught:
        read_candidates(path)
    (problem,) = caught.value.problems
    assert "experience_1_ended" in str(problem)
    assert "it ended in 2010, before it started in 2015" in str(problem)


def test_the_time_of_work_in_json_resume_and_in_json_of_the_domain(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"id": "a", "work": [{"position": "Welder", "startDate": "2015-03-01", "endDate": "2019-05-31"}]},
        {"id": "b", "experiences": [{"title": "Welder", "started": 2015, "ended": "2019-06-30"}]},
    ]
    path = written(tmp_path, "c.jsonl", "\n".join(map(json.dumps, lines)))
    first, second = (one.experiences for one in read_candidates(path).items)
    assert first == (Experience(title="Welder", started="2015-03", ended="2019-05", months=51),)
    assert second == (Experience(title="Welder", started="2015", ended="2019-06", months=48),)
