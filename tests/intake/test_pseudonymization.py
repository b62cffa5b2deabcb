"""What identifies a person is gone before a candidate exists; everything else of a text stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.intake import strip_contacts, strip_identity

MARK = "[…]"


def stripped(text: str, **options: object) -> str:
    return strip_identity(text, **options)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("Giorgi Beridze", "Beridze"),
        ("CAROLINA MENDOZA", "Mendoza"),
        ("Pieter van der Berg", "Berg"),
        ("María García López", "Garcia"),
        ("Kim Ji-won", "Ji-won"),
        ("Sione Tuiletufuga", "Tuiletufuga"),
        ("Agnieszka Kowalska", "Kowalskiej"),
        ("Jovana Petrović", "Petrovićeva"),
        ("Иванов Иван Петрович", "Иванову"),
        ("გიორგი ბერიძე", "ბერიძის"),
        ("ნანა წულუკიძე", "წულუკიძე"),
        ("محمد حسن", "حسن"),
    ],
)
def test_the_name_at_the_head_goes_with_every_later_mention(name: str, later: str) -> None:
    text = f"{name}\n+995 599 12 34 56\n\n2015 - 2019\n{later} ✓"
    assert stripped(text, document=True) == f"{MARK}\n{MARK}\n\n2015 - 2019\n{MARK} ✓"


@pytest.mark.parametrize(
    "head",
    [
        "Electrical Engineer",
        "Warehouse Operative",
        "Marine Engineer",
        "EXPERIENȚA DE LUCRU",
        "INGINER MECANIC",
        "Ofițer șef de vânzări",
        "Soudeur qualifié",
        "Водитель категории CE",
        "შემდუღებელი",
        "მოპირკეთების ოსტატი",
        "مهندس مدني",
        "Tbilisi, Georgia",
        "Curriculum Vitae",
        "I have welded ships for ten years.",
        "COUNSELLOR'S NOTE, second meeting",
        "გამარჯობა. ვიცი, რომ მოკლედ უნდა დავწერო",
        "ملاحظات من مكالمة هاتفية",
    ],
)
def test_a_job_title_heading_or_sentence_at_the_head_stays(head: str) -> None:
    text = f"{head}\nTel. 599 12 34 56\n\nWork"
    assert stripped(text, document=True) == f"{head}\nTel. {MARK}\n\nWork"


def test_a_whole_cv() -> None:
    text = (
        "Curriculum Vitae – Nino Kapanadze\n"
        "Age: 34 | Sex: F | Nationality: Georgian\n"
        "12 Rustaveli Street, Tbilisi | nino.kapanadze@mail.ge | +995 599 12 34 56 | linkedin.com/in/nino-k\n"
        "\n"
        "HOUSEKEEPER\n"
        "Hotel Athena, Athens, 2015 - 2019; 8 years of experience, 1 200 EUR a month.\n"
        "Regards, N. Kapanadze"
    )
    assert stripped(text, document=True) == (
        f"Curriculum Vitae – {MARK}\n"
        f"{MARK}: {MARK} | {MARK}: {MARK} | {MARK}: {MARK}\n"
        f"{MARK}, Tbilisi | {MARK} | {MARK} | {MARK}\n"
        "\n"
        "HOUSEKEEPER\n"
        "Hotel Athena, Athens, 2015 - 2019; 8 years of experience, 1 200 EUR a month.\n"
        f"Regards, {MARK}"
    )


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Name: Sulkhan Xyz", f"Name: {MARK}"),
        ("Nom : Dupont Prénom : Jean", f"Nom : {MARK} Prénom : {MARK}"),
        ("სახელი, გვარი: იზა გვაზავა", f"სახელი, გვარი: {MARK}"),
        ("Имя: Омелян", f"Имя: {MARK}"),
        ("Imię i nazwisko: Ewa Semenowicz", f"Imię i nazwisko: {MARK}"),
        ("Name | Sulkhan Xyz", f"Name | {MARK}"),
        ("Full name\nSulkhan Xyz", f"Full name\n{MARK}"),
        ("My name is Sulkhan Xyz and I weld.", f"My name is {MARK} and I weld."),
        ("მე მქვია სულხან ხყზ, ვარ შემდუღებელი", f"მე მქვია {MARK}, ვარ შემდუღებელი"),
        ("Company name: Heidelberg Cement", "Company name: Heidelberg Cement"),
        ("Nom du poste : Soudeur", "Nom du poste : Soudeur"),
    ],
)
def test_a_labelled_or_introduced_name_goes(line: str, left: str) -> None:
    assert stripped(f"Welder\n{line}") == f"Welder\n{left}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("call 599 12 34 56 or (032) 2 12 34 56", f"call {MARK} or {MARK}"),
        ("8 (812) 555-01-47", MARK),
        ("+48 22 456 7892", MARK),
        ("06 12 34 56 78", MARK),
        ("599123456", MARK),
        ("personal number 01001012345", f"personal number {MARK}"),
        ("Passport No. 12AB34567 issued 2019", f"Passport No. {MARK} issued 2019"),
        ("პირადი ნომერი: 01001012345", f"{MARK}: {MARK}"),
        ("a.b@mail.ge, john (at) mail.com", f"{MARK}, {MARK}"),
        ("https://x.ge/me and github.com/me.", f"{MARK} and {MARK}."),
        ("Skype: live.me", f"Skype: {MARK}"),
        ("2015 - 2019, 01/2015-03/2019, 12.03.2015", "2015 - 2019, 01/2015-03/2019, 12.03.2015"),
        ("2 000 - 3 000 DH, 12 000 000 lei, 599 123 456 GEL", "2 000 - 3 000 DH, 12 000 000 lei, 599 123 456 GEL"),
        ("ISO 9001:2015, EN 10025-2, 09.00-18.00", "ISO 9001:2015, EN 10025-2, 09.00-18.00"),
        ("ASP.NET, Node.js, booking.com", "ASP.NET, Node.js, booking.com"),
    ],
)
def test_contacts_and_numbers_of_documents_go_and_other_numbers_stay(text: str, left: str) -> None:
    assert stripped(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Born 12.03.1985 in Tbilisi", f"{MARK} in Tbilisi"),
        ("I was born on March 12, 1985.", f"I was {MARK}."),
        ("Né le 12/03/1985 à Batoumi", f"{MARK} à Batoumi"),
        ("დაბადების თარიღი: 12.03.1985", f"{MARK}: {MARK}"),
        ("Data nașterii: 12.03.1985", f"{MARK}: {MARK}"),
        ("Мне 42 года, опыт 15 лет", f"{MARK}, опыт 15 лет"),
        ("ვარ 35 წლის, 10 წლის გამოცდილება", f"{MARK}, 10 წლის გამოცდილება"),
        ("J'ai 34 ans et 15 ans d'expérience", f"{MARK} et 15 ans d'expérience"),
        ("J'ai 20 ans d'expérience", "J'ai 20 ans d'expérience"),
        ("Am 20 de ani de experiență, am 34 de ani", f"Am 20 de ani de experiență, {MARK}"),
        ("Семейное положение: женат", f"{MARK}: {MARK}"),
        ("Disability: none", f"{MARK}: {MARK}"),
    ],
)
def test_birth_age_and_traits_go_and_years_of_experience_stay(text: str, left: str) -> None:
    assert stripped(f"Welder\n{text}") == f"Welder\n{left}"


def test_an_occupation_that_is_also_a_surname_stays_where_it_stands_alone() -> None:
    text = "James Baker\njames.baker@mail.com\nBaker at Bread Ltd. Mr Baker bakes. James Baker"
    assert stripped(text, document=True) == f"{MARK}\n{MARK}\nBaker at Bread Ltd. {MARK} bakes. {MARK}"


def test_names_of_a_name_column_go_from_the_text_of_the_row() -> None:
    assert strip_identity("Xyzabc welds. xyzabc?", names=["Qwert Xyzabc"]) == (f"{MARK} welds. xyzabc?", 1)


def test_a_message_of_a_table_keeps_two_capitalised_words_that_nothing_proves_a_name() -> None:
    assert stripped("Blue Lagoon\nI clean rooms.") == "Blue Lagoon\nI clean rooms."


def test_line_breaks_and_blanks_stay() -> None:
    text = "Welder\n\n  - MIG\t/ TIG  \n\n\n• ship  hulls\n"
    assert strip_identity(text, document=True) == (text, 0)


def test_contacts_of_a_vacancy_go_and_titles_and_companies_stay() -> None:
    text = (
        "Cook, Hotel Kopala\nContact person: Nana Beridze, tel. 599 12 34 56\n"
        "Send your CV to nana.beridze@kopala.ge or www.kopala.ge. Ask for Nana.\nAge: any. Web: HTML, CSS"
    )
    assert strip_contacts(text) == (
        f"Cook, Hotel Kopala\nContact person: {MARK}\n"
        f"Send your CV to {MARK} or {MARK}. Ask for {MARK}.\nAge: any. Web: HTML, CSS",
        4,
    )


WORDS = st.sampled_from(
    [
        "Giorgi",
        "Beridze",
        "Welder",
        "CV",
        "Name:",
        "599 12 34 56",
        "a.b@c.ge",
        "born 12.03.1985",
        "I am",
        "34 years old",
        "Age: 34",
        "|",
        "2015 - 2019",
        "12 Main Street,",
        "გიორგი",
        "ბერიძე",
        "Иван",
        "Иванов",
        "x",
        "Baker",
        "Mr",
        "[…]",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", ", ", "\n\n"])), max_size=14), st.booleans())
def test_stripping_twice_equals_stripping_once(pieces: list[tuple[str, str]], document: bool) -> None:
    once = stripped("".join(word + gap for word, gap in pieces), document=document)
    assert strip_identity(once, document=document) == (once, 0)
    assert strip_identity(once) == (once, 0)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.booleans())
def test_any_text_is_read_without_error(text: str, document: bool) -> None:
    once = stripped(text, document=document)
    assert strip_identity(once, document=document) == (once, 0)
    contacts, _ = strip_contacts(text)
    assert strip_contacts(contacts) == (contacts, 0)
