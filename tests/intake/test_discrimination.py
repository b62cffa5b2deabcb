"""Adverts that choose people by sex, age, looks, origin, religion or marital status are noticed; others are not."""

from __future__ import annotations

import pytest
from builders import session_of
from fastapi.testclient import TestClient
from small_office import TODAY, office

from matching.domain import Vacancy
from matching.intake import read_vacancies
from matching.intake.extraction import flag_discrimination
from matching.intake.extraction.discrimination import MOST_SHOWN, import_notices, vacancy_notices
from matching.server import create_app


@pytest.mark.parametrize(
    ("lang", "text", "kinds"),
    [
        ("en", "Applicants must be female and 20-30 years old.", {"sex", "age"}),
        ("en", "Applicants must be up to 40 years old and live in town.", {"age"}),
        ("en", "We are looking for a good-looking waitress.", {"looks"}),
        (
            "en",
            "Only Georgian citizens. Orthodox faith. Single women without children.",
            {"origin", "religion", "marital status"},
        ),
        ("fr", "Nous recherchons une femme de moins de 35 ans, célibataire.", {"sex", "age", "marital status"}),
        ("fr", "Bonne présentation exigée.", {"looks"}),
        ("ka", "ვეძებთ გოგონას, ასაკი 20-30, სასიამოვნო გარეგნობით", {"sex", "age", "looks"}),
        ("ru", "Требуется девушка до 30 лет приятной внешности, не замужем", {"sex", "age", "looks", "marital status"}),
        ("ar", "للذكور فقط، العمر لا يتجاوز 35 سنة، حسن المظهر", {"sex", "age", "looks"}),
        ("ro", "Angajăm femei, vârsta maximă 40 ani, aspect plăcut", {"sex", "age", "looks"}),
        ("de", "Wir suchen eine junge Frau, nicht älter als 30 Jahre, gepflegtes Äußeres", {"sex", "age", "looks"}),
        ("es", "Se busca chica, edad entre 20 y 30, buena presencia", {"sex", "age", "looks"}),
        ("it", "Cercasi ragazza, età massima 30 anni, bella presenza", {"sex", "age", "looks"}),
        ("tr", "Bayan eleman aranıyor, 20-30 yaş arası, prezantabl", {"sex", "age", "looks"}),
        ("hy", "Պահանջվում է աղջիկ, մինչև 30 տարեկան, հաճելի արտաքինով", {"sex", "age", "looks"}),
    ],
)
def test_demands_are_noticed(lang: str, text: str, kinds: set[str]):
    found = flag_discrimination(text, lang)
    assert {one.kind for one in found} == kinds
    assert all(text[one.start : one.end] == one.quote for one in found)
    assert {one.kind for one in flag_discrimination(text)} == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Sales assistant in a women's clothing shop.",
        "The company is 20 years old and has a young team.",
        "A young company with women and men from ten countries.",
        "We employ regardless of sex, age, religion and marital status.",
        "Equal opportunity employer: women are encouraged to apply.",
        "At least 5 years of experience with children up to 10 years.",
        "Must be at least 18 years of age.",
        "Military service obligations fulfilled.",
        "You will be the single point of contact for clients.",
        "Attractive remuneration and a presentable office.",
        "Jeune équipe dynamique, 35 ans d'expérience dans le bâtiment.",
        "Vêtements pour femmes et hommes.",
        "Femme de ménage ou valet de chambre (h/f).",
        "Опыт работы до 5 лет, возраст не имеет значения.",
        "Магазин женской одежды, дружный молодой коллектив.",
        "ქალის ტანსაცმლის მაღაზია, ახალგაზრდა გუნდი, 3 წლის გამოცდილება.",
        "Căutăm vânzător pentru magazin de haine pentru femei, minim 2 ani experiență.",
        "Wir suchen eine Reinigungskraft (m/w/d) mit 3 Jahren Erfahrung.",
        "Tienda de ropa de mujer, experiencia de 2 años.",
        "Negozio di abbigliamento donna, 3 anni di esperienza.",
        "En az 3 yıl deneyim, kadın giyim mağazası.",
        "Կանացի հագուստի խանութ, 3 տարվա փորձ։",
    ],
)
def test_what_only_sounds_alike_is_left_alone(text: str):
    assert flag_discrimination(text) == []


def test_a_notice_says_what_was_read_and_refuses_nothing(tmp_path):
    file = tmp_path / "vacancies.csv"
    file.write_text("id,title,description\nv1,Waiter,Only women aged 20-30.\nv2,Cook,Soups.\n", encoding="utf-8")
    found = read_vacancies(file)
    assert [one.id for one in found.items] == ["v1", "v2"]
    notes = [note for note in found.notes if note.startswith("v1:")]
    assert any("men or women only" in note and "Only women" in note for note in notes)
    assert any("asks for an age" in note or "ask for an age" in note for note in notes)
    assert not any(note.startswith("v2:") for note in found.notes)


def test_notices_are_in_the_language_of_the_reader():
    offer = Vacancy(id="v", title="Waiter", description="Only women.")
    french = vacancy_notices(offer, "fr")
    assert len(french) == 1
    assert "L’annonce" in french[0]
    assert "Only women" in french[0]


def test_many_notices_are_counted():
    offers = [Vacancy(id=f"v{n}", title="Waiter", description="Only women.") for n in range(MOST_SHOWN + 5)]
    notices = import_notices(offers)
    assert len(notices) == MOST_SHOWN + 1
    assert notices[-1] == "5 more notices of this kind."


def test_who_sends_a_vacancy_to_the_server_is_told_and_served():
    offer = {"id": "new", "title": "Waiter", "description": "Only women."}
    with TestClient(create_app(session_of(office()), as_of=TODAY), base_url="http://localhost") as client:
        told = client.post("/api/v1/matches", json={"vacancy": offer}, headers={"accept-language": "fr"}).json()
        silent = client.post("/api/v1/matches", json={"vacancy": offer | {"description": "Serving."}}).json()
    assert told["matches"]
    assert len(told["notices"]) == 1
    assert "Only women" in told["notices"][0]
    assert silent["notices"] == []
