"""A reader picks a person or a vacancy and sees the matches: in three languages, on paper, on a phone, by keyboard."""

import io
import re
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
import uvicorn
from builders import session_of
from fastapi.testclient import TestClient
from pypdf import PdfReader
from small_office import PEOPLE, TODAY, VACANCIES, TrigramEncoder, office

import matching
from matching.casework.searching import PAGE_SIZE, Listing
from matching.domain import Candidate, Vacancy
from matching.engine import Engine
from matching.server import create_app
from matching.web.views import candidate_facts
from matching.wording import LANGUAGES, translator

HTML = {"accept": "text/html"}
STATIC = Path(matching.__file__).parent / "web" / "static"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(
        create_app(session_of(office()), notes=["2 rows <skipped>."], as_of=TODAY),
        headers=HTML,
        base_url="http://localhost",
    ) as running:
        yield running


def words(html: str) -> str:
    """What a reader sees: text without tags, spaces as one."""
    visible = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", visible)).replace("\u00a0", " ").split())


# What stands on a page


def test_the_first_page_lists_people_and_says_who_can_see_it(client):
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    seen = words(page.text)
    assert "runs on this machine only. There are no accounts yet" in seen
    assert "4 people" in seen
    for part in ("welder", "Kutaisi", "c-1", "Nurse"):
        assert part.casefold() in seen.casefold()
    assert "/candidates/c-3%2F%E1%83%9D?lang=en" in page.text
    assert "2 rows &lt;skipped&gt;." in page.text


def test_a_town_has_its_name_in_the_language(client):
    assert "ქუთაისი" in words(client.get("/?lang=ka").text)
    assert "ქუთაისი, საქართველო" in words(client.get("/candidates/c-1?lang=ka").text)


def test_a_skill_stands_under_its_strongest_evidence():
    both = [{"phrase": "TIG", "evidence": evidence} for evidence in ("claimed", "certified", "shown")]
    facts = candidate_facts(Candidate.model_validate({"id": "a", "skills": both}), "en", TODAY)
    assert [(fact.term, fact.values) for fact in facts] == [("Skills with a certificate", ("TIG",))]


def test_the_second_tab_lists_vacancies(client):
    seen = words(client.get("/?show=vacancies").text)
    assert "5 vacancies" in seen
    assert "Welder and lorry driver" in seen


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("WELD", ["c-1"]),
        ("kutaisi welder", ["c-1"]),
        ("c-2", ["c-2"]),
        ("لحام", ["c-4"]),
        ("ბათუმი", ["c-4"]),
        ("travail", ["c-3/ო"]),
        ("x y z", []),
    ],
)
def test_a_search_looks_in_ids_titles_and_places_whatever_the_case(query, found):
    assert [one.id for one in Listing(session_of(office()).store).find("candidates", query).lines] == found


def test_accents_do_not_matter_and_long_lists_come_in_pages():
    many = [Vacancy(id=f"v-{number:03}", title="Maçon à Tbilissi") for number in range(PAGE_SIZE + 3)]
    listing = Listing(session_of(Engine([], many, TrigramEncoder())).store)
    first, last = listing.find("vacancies", "macon a"), listing.find("vacancies", "maçon", page=99)
    assert (first.total, first.pages, len(first.lines)) == (PAGE_SIZE + 3, 2, PAGE_SIZE)
    assert (last.page, [one.id for one in last.lines]) == (2, ["v-050", "v-051", "v-052"])


def test_a_person_is_shown_with_profile_matches_and_reasons(client):
    page = client.get("/candidates/c-1?lang=en")
    seen = words(page.text)
    for part in (
        "Occupation wished for welder",
        "MIG welder, France, 2 years 6 months",
        "Skills with a certificate MIG welding",
        "CAP soudeur, upper secondary education, France, not recognised yet",
        "Kutaisi, Georgia",
        "from 1,500 GEL a month",
        "Situation returned from abroad",
        "Kutaisi · permanent contract · full time · 1,000 to 1,200 GEL a month · starts on 15 December 2026",
        "of 100 What the employer asks",
        "MIG welding certified",
        "Essential skills not stated in the profile ტვირთამწევი",
        "To check The wage offered is 1,200 GEL a month, the wage wished for is 1,500 GEL a month: is that acceptable?",
        "What would change the result",
        "How the score is made up",
    ):
        assert part in seen, part
    assert "I welded &lt;b&gt;steel&lt;/b&gt; &amp; aluminium." in page.text


def test_refused_matches_follow_under_their_own_heading_with_the_rule(client):
    seen = words(client.get("/candidates/c-1?lang=en").text)
    heading = seen.index("Not possible at present Each of these has a rule against it")
    assert seen.index("Vacancies, best first") < heading
    assert heading < seen.index("A licence is required that the person does not hold: CE")
    assert heading < seen.index("The vacancy closed on 31 October 2026")
    assert "With the licence CE, an obstacle would fall" in seen


def test_a_vacancy_is_shown_with_the_people_who_fit(client):
    seen = words(client.get("/vacancies/v-1?lang=en").text)
    assert "Essential skills MIG welding · read technical drawing" in seen
    assert "Offered as well training on the job" in seen
    assert "welder Kutaisi · Georgian C2, French B1 · available from 1 December 2026" in seen


def test_a_person_has_a_plan_to_hand_over_and_a_vacancy_has_none(client):
    assert 'href="/plans/c-3%2F%E1%83%9D?lang=en"' in client.get("/candidates/c-3%2F%E1%83%9D?lang=en").text
    assert "/plans/" not in client.get("/vacancies/v-1").text
    page = client.get("/plans/c-1?lang=en")
    seen = words(page.text)
    assert seen.startswith(
        "Career plan c-1 Back to the person Français ქართული Career plan welder c-1 · 16 November 2026"
    )
    for part in ("Only to be recognised: “CAP soudeur” (France)", "Obtain the licence: CE", "Signature of the person"):
        assert part in seen, part
    assert 'href="/candidates/c-1?lang=en"' in page.text
    assert 'href="/plans/c-3%2F%E1%83%9D?lang=ka" lang="ka"' in client.get("/plans/c-3%2F%E1%83%9D?lang=fr").text
    assert '<html lang="ka">' in client.get("/plans/c-1", headers={"accept-language": "ka"}).text
    assert "<script" not in client.get("/plans/c-3%2F%E1%83%9D").text


def test_a_plan_may_use_its_own_stylesheet_and_load_nothing(client):
    page = client.get("/plans/c-1")
    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.S)
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    policy = page.headers.get_list("content-security-policy")
    assert policy == [client.get("/").headers["content-security-policy"] + f"; style-src 'sha256-{allowed}'"]
    assert page.headers["cache-control"] == "no-store"


def test_the_plan_of_nobody_is_a_page_with_the_nearest_ids(client):
    page = client.get("/plans/c-11?lang=fr")
    assert page.status_code == 404
    assert "Aucune personne n’a cet identifiant" in page.text
    assert 'href="/candidates/c-1?lang=fr"' in page.text


def test_text_of_others_cannot_become_part_of_the_page(client):
    page = client.get("/candidates/c-3%2F%E1%83%9D").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert '"><img' not in client.get("/", params={"q": '"><img src=x>'}).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_in_its_language_throughout_and_keeps_it(client, language):
    say = translator(language)
    for path in ("/", "/?show=vacancies", "/candidates/c-1", "/vacancies/v-1", "/docs"):
        page = client.get(path, params={"lang": language}).text
        assert f'<html lang="{language}">' in page
        assert say("A score orders suggestions. A person decides.") in page
        links = re.findall(r'href="(/(?!static|openapi)[^"]*)"', page)
        others = {f"lang={code}" for code in LANGUAGES} - {f"lang={language}"}
        assert sum(any(other in link for other in others) for link in links) == 2, "only the language switch changes it"
        assert all("lang=" in link for link in links)
    foreign = [f'<a href="/?lang={code}" lang="{code}" hreflang="{code}"' for code in LANGUAGES]
    assert all(link in client.get("/", params={"lang": language}).text for link in foreign)


def test_without_a_language_in_the_address_the_browser_decides(client):
    assert '<html lang="ka">' in client.get("/", headers={"accept-language": "ka,en;q=0.5"}).text
    assert '<html lang="en">' in client.get("/?lang=xx").text


def test_what_is_not_there_is_said_in_the_language_with_the_nearest_ids(client):
    page = client.get("/candidates/c-11?lang=fr")
    assert page.status_code == 404
    assert "Aucune personne n’a cet identifiant" in page.text
    assert 'href="/candidates/c-1?lang=fr"' in page.text
    assert "ამ კოდით ვაკანსია არ არის" in client.get("/vacancies/none?lang=ka").text
    assert client.get("/nothing?lang=en").status_code == 404
    assert "There is nothing at this address" in client.get("/nothing?lang=en").text


def test_no_link_leads_away_whatever_the_address(client):
    page = client.get("http://localhost//elsewhere.example/%5c?lang=en").text
    assert 'href="//' not in page


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=99999999999", "top=x", "q=%00", "path=1&request=2&template=3&status=4", "show=x"],
)
def test_a_mistyped_address_still_shows_a_page(client, query):
    assert client.get(f"/?{query}").status_code == 200
    assert client.get(f"/candidates/c-1?{query}").status_code == 200


def test_empty_lists_say_what_to_do():
    with TestClient(
        create_app(session_of(Engine(PEOPLE, [], TrigramEncoder())), as_of=TODAY),
        headers=HTML,
        base_url="http://localhost",
    ) as running:
        assert "There are no vacancies yet." in running.get("/?show=vacancies&lang=en").text
        assert "No vacancy is open to this person at present." in running.get("/candidates/c-1?lang=en").text
        assert "Nothing found for “zzz”." in running.get("/?q=zzz&lang=en").text
    with TestClient(
        create_app(session_of(Engine([], VACANCIES, TrigramEncoder())), as_of=TODAY),
        headers=HTML,
        base_url="http://localhost",
    ) as running:
        assert "There are no people yet." in running.get("/?lang=en").text
        assert "Nobody here can take this vacancy at present." in running.get("/vacancies/v-1?lang=en").text


def test_text_and_bars_have_enough_contrast_by_day_and_by_night():
    style = (STATIC / "matching.css").read_text(encoding="utf-8")
    schemes = [dict(re.findall(r"--(\w+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)]
    assert len(schemes) == 3, "day, night, paper"
    for colours in schemes:
        for ground in ("paper", "sheet"):
            for text in ("ink", "soft", "accent", "pro", "con"):
                assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
            for bar in ("employer", "candidate"):
                assert contrast(colours[bar], colours[ground]) >= 3, (bar, ground)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# In a browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(session_of(office()), as_of=TODAY), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=5)
    listener.close()


@pytest.fixture
def page(chromium, address):
    """A page that may talk to the server only, and whose script may not fail."""
    context = chromium.new_context(base_url=address, viewport={"width": 1200, "height": 900}, locale="en-GB")
    opened = context.new_page()
    asked, complaints = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert complaints == []


@pytest.mark.browser
def test_story_pick_a_person_read_the_reasons_change_the_language(page):
    page.goto("/")
    page.get_by_label("Search by id, occupation or place").fill("kutaisi")
    page.get_by_text("1 person").wait_for()
    assert "q=kutaisi" in page.url
    page.get_by_role("link", name="welder").click()
    page.get_by_role("heading", name="Vacancies, best first").wait_for()
    best = page.locator("article.card").first
    assert best.get_by_role("heading", level=3).inner_text() == "1. Welder"
    figure = int(best.locator(".figure").inner_text())
    assert 50 < figure <= 100
    for side in ("employer", "candidate"):
        bar = best.locator(f".bar.{side}")
        stated = bar.locator(".value").inner_text()
        track, fill = bar.locator(".track").bounding_box(), bar.locator(".fill").bounding_box()
        assert fill["width"] / track["width"] == pytest.approx(int(stated) / 100, abs=0.02)
    page.get_by_role("link", name="ქართული").click()
    assert page.locator("html").get_attribute("lang") == "ka"
    page.locator("article.card h3 a").first.click()
    page.get_by_role("heading", name="კანდიდატები, ჯერ საუკეთესო").wait_for()
    assert page.url.endswith("/vacancies/v-1?lang=ka")


@pytest.mark.browser
def test_story_hand_over_a_plan_in_the_language_of_the_person(page):
    page.goto("/candidates/c-1?lang=en")
    page.get_by_role("link", name="Career plan to hand over, on two pages").click()
    page.get_by_role("heading", name="Steps, in this order").wait_for()
    page.get_by_role("link", name="ქართული").click()
    page.get_by_role("heading", name="ნაბიჯები ამ თანმიმდევრობით").wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.step')).display") == "grid", "its style is let in"
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 2
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert "კარიერის გეგმა" in text
    assert "Français" not in text, "links are not printed"
    page.get_by_role("link", name="კანდიდატთან დაბრუნება").click()
    page.get_by_role("heading", name="ვაკანსიები, ჯერ საუკეთესო").wait_for()


@pytest.mark.browser
def test_story_without_a_script_the_search_still_works(chromium, address):
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?lang=fr&show=vacancies")
    page.get_by_label("Chercher par identifiant, métier ou lieu").fill("nurse")
    page.get_by_role("button", name="Chercher").click()
    assert page.locator("#found li").count() == 1
    assert "lang=fr" in page.url
    assert "show=vacancies" in page.url
    context.close()


@pytest.mark.browser
def test_story_by_keyboard_alone(page):
    page.goto("/candidates/c-1?lang=en")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the content"
    assert focused.bounding_box()["x"] >= 0, "it comes into view"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.locator("article.card summary").first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("columnheader", name="Points").first.is_visible()


@pytest.mark.browser
def test_on_a_narrow_phone_nothing_runs_off_the_side(page):
    page.set_viewport_size({"width": 360, "height": 740})
    for path in (
        "/?lang=ka",
        "/candidates/c-1?lang=fr",
        "/vacancies/v-1?lang=ka",
        "/docs?lang=en",
        "/plans/c-1?lang=ka",
    ):
        page.goto(path)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path


@pytest.mark.browser
def test_on_paper_stand_the_cards_and_no_navigation(page):
    page.goto("/candidates/c-1?lang=en")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    width, height = (float(size) for size in printed.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx((595.3, 841.9), abs=1)
    text = " ".join("".join(sheet.extract_text() for sheet in printed.pages).split())
    assert "Welder" in text
    assert "What the employer asks" in text
    for unprinted in ("Français", "no accounts yet", "All people", "Career plan", "How the score is made up"):
        assert unprinted not in text
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.cards > li')).breakInside") == "avoid"
