"""A plan on paper and on telephones: everybody finds every meeting once, in the right place, language and time."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader
from small_office import TODAY, WELDER, TrigramEncoder, office

from matching.domain import Candidate, Vacancy
from matching.domain.fair import Fair, Meeting
from matching.domain.match import Message
from matching.engine import Engine
from matching.errors import InputFileError, InvalidValueError, UnknownIdError
from matching.fairs.lists import read_names
from matching.fairs.plan import Conflict, FairPlan, Summary, Unplaced
from matching.fairs.sheets import workbook
from matching.fairs.sheets.calendars import file_names
from matching.fairs.sheets.checkin import checkin_page, code_text
from matching.fairs.sheets.handouts import handouts_page
from matching.fairs.sheets.meeting_notes import brief
from matching.fairs.sheets.writing import write_sheets
from matching.wording import LANGUAGES, translator

FAIR = Fair.model_validate({
    "name": "=Job fair <Kutaisi>",
    "day": "2026-12-03",
    "place": "Kutaisi",
    "opens": "10:00",
    "closes": "13:00",
    "slot_minutes": 20,
    "booths": [
        {"id": "b/1", "employer": "Steel & Sons", "vacancies": ["v-1", "v-2", "v-5"], "hall": "Hall A"},
        {"id": "B/1", "vacancies": ["v-4"], "hours": {"start": "11:00", "end": "13:00"}},
        {"id": "empty", "employer": "+Nobody came", "vacancies": ["v-3"]},
    ],
    "invitations": [
        {"candidate_id": "c-1"},
        {"candidate_id": "c-2", "arrives": "10:30"},
        {"candidate_id": "c-3/ო", "languages": ["fr"]},
        {"candidate_id": "c-4"},
    ],
})  # fmt: skip
MEETINGS = (
    ("c-1", "b/1", "v-1", 1),
    ("c-3/ო", "b/1", "v-5", 2),
    ("c-2", "B/1", "v-4", 4),
    ("c-1", "B/1", "v-4", 5),
)
NAMES = {"c-1": "Wilhelmina Zz", "c-3/ო": "=Aa Formula", "c-2": "მზია ბერიძე"}


def summary(meetings: int = len(MEETINGS)) -> Summary:
    return Summary("max-total", 2.0, 2.0, 0.0, 0.1, 4, 3, meetings, {"b/1": 2, "B/1": 2, "empty": 0}, 0.5, 0.5, 0.25)


def plan_of(fair: Fair = FAIR, meetings=MEETINGS, **stated) -> FairPlan:
    made = tuple(
        Meeting(candidate_id=one, booth_id=booth, vacancy_id=vacancy, slot=slot, score=0.5)
        for one, booth, vacancy, slot in meetings
    )
    unplaced = (Unplaced("c-4", Message(code="filled"), ("v-5", "v-2")),)
    return FairPlan(fair, made, **{"unplaced": unplaced, "summary": summary(), **stated})


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The sheets of the small fair with ids only, and with names."""
    found = {}
    for kind, names in (("ids", None), ("names", NAMES)):
        found[kind] = tmp_path_factory.mktemp("fair") / kind
        write_sheets(plan_of(), office(), TODAY, found[kind], names=names, lang="en")
    return SimpleNamespace(**found)


def rows(sheet) -> list[tuple]:
    return [tuple(value for value in row if value is not None) for row in sheet.iter_rows(values_only=True)]


class Page(HTMLParser):
    """A page as a reader and a screen reader find it: its sections in their language, headings, scopes and links."""

    VOID = frozenset({"meta", "br", "path", "link", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict]] = []
        self.sections: list[SimpleNamespace] = []
        self.headings: list[str] = []
        self.unscoped = 0
        self.fetched: list[str] = []
        self.language: str | None = None
        self.feed(text)
        assert self.stack == [], "every tag is closed"

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.fetched += [name for name in ("src", "href", "srcset", "data") if name in values]
        self.unscoped += tag == "th" and values.get("scope") not in {"col", "row"}
        if tag == "html":
            self.language = values["lang"]
        if tag == "section":
            language = values.get("lang", self.language)
            self.sections.append(SimpleNamespace(kind=values["class"].split()[0], lang=language, words="", meetings=0))
        if tag == "tbody" and values.get("class") == "meeting":
            self.sections[-1].meetings += 1
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        if tag not in self.VOID:
            self.stack.append((tag, values))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        if any(tag == "section" for tag, _ in self.stack):
            self.sections[-1].words = " ".join((self.sections[-1].words + " " + data).split())


def page(path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


# The folder


def test_the_folder_holds_a_workbook_two_pages_and_the_calendars_and_no_drafts(written):
    assert sorted(one.name for one in written.ids.iterdir()) == [
        "calendar",
        "checkin.html",
        "handouts.html",
        "plan.xlsx",
    ]
    assert sorted(one.name for one in (written.ids / "calendar").iterdir()) == [
        "booth-B_1-2.ics",
        "booth-b_1.ics",
        "booth-empty.ics",
        "person-c-1.ics",
        "person-c-2.ics",
        "person-c-3_ო.ics",
    ]


def test_the_same_plan_gives_the_same_pages_and_calendars(written, tmp_path):
    write_sheets(plan_of(), office(), TODAY, tmp_path)
    for path in (*written.ids.glob("*.html"), *(written.ids / "calendar").iterdir()):
        assert (tmp_path / path.relative_to(written.ids)).read_bytes() == path.read_bytes()


def test_calendars_of_an_earlier_plan_are_gone_and_other_files_stay(tmp_path):
    write_sheets(plan_of(), office(), TODAY, tmp_path)
    (tmp_path / "timetable.csv").write_text("kept", encoding="utf-8")
    write_sheets(plan_of(meetings=MEETINGS[:1]), office(), TODAY, tmp_path)
    people = [one.name for one in (tmp_path / "calendar").glob("person-*")]
    assert people == ["person-c-1.ics"]
    assert (tmp_path / "timetable.csv").read_text(encoding="utf-8") == "kept"


def test_names_are_nowhere_unless_given(written):
    for kind, folder in vars(written).items():
        book = load_workbook(folder / "plan.xlsx")
        cells = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
        texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in {".html", ".ics"}]
        told = "\n".join([*cells, *texts])
        assert [name for name in NAMES.values() if name in told] == ([] if kind == "ids" else list(NAMES.values()))


@pytest.mark.parametrize(("fair", "words"), [
    (FAIR.model_copy(update={"timezone": "Asia/Kutaisi"}), r'The time zone "Asia/Kutaisi" .* like Asia/Tbilisi'),
    (FAIR.model_copy(update={"timezone": "../../etc"}), "The time zone"),
])  # fmt: skip
def test_a_time_zone_that_there_is_not_is_one_sentence_and_nothing_is_written(fair, words, tmp_path):
    with pytest.raises(InvalidValueError, match=words):
        write_sheets(plan_of(fair), office(), TODAY, tmp_path / "plan")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_person_or_language_is_one_sentence_and_nothing_is_written(tmp_path):
    with pytest.raises(UnknownIdError, match="c-9"):
        write_sheets(plan_of(meetings=[("c-9", "b/1", "v-1", 1)]), office(), TODAY, tmp_path / "plan")
    with pytest.raises(InvalidValueError, match='language "de"'):
        write_sheets(plan_of(), office(), TODAY, tmp_path / "plan", lang="de")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_one_sentence(tmp_path):
    (tmp_path / "plan").write_text("a file", encoding="utf-8")
    with pytest.raises(InputFileError, match="the sheets cannot be written"):
        write_sheets(plan_of(), office(), TODAY, tmp_path / "plan")


# The workbook


def test_the_workbook_has_an_overview_the_unplaced_each_booth_and_each_person(written):
    book = load_workbook(written.ids / "plan.xlsx")
    assert book.sheetnames == [
        "Overview", "Unplaced", "Booth b_1", "Booth B_1 (2)", "Booth empty", "c-1", "c-2", "c-3_ო",
    ]  # fmt: skip
    overview = rows(book["Overview"])
    assert overview[0] == ("=Job fair <Kutaisi>",)
    assert ("Day", "3 December 2026") in overview
    assert ("People with a meeting", 3) in overview
    assert ("b/1", "Steel & Sons", "Hall A", 1, 2) in overview
    assert book["Overview"]["A15"].hyperlink.location == "'Booth b_1'!A1"


def test_every_meeting_stands_once_on_the_side_of_the_booth_and_once_on_that_of_the_person(written):
    book = load_workbook(written.ids / "plan.xlsx")
    told = {name: [row for row in rows(book[name])[2:] if row] for name in book.sheetnames[2:]}
    booths = {"Booth b_1": "b/1", "Booth B_1 (2)": "B/1", "Booth empty": "empty"}
    by_booth = [(row[1], booths[name], row[0]) for name in booths for row in told[name]]
    by_person = [
        (one, row[1], row[0])
        for name, one in (("c-1", "c-1"), ("c-2", "c-2"), ("c-3_ო", "c-3/ო"))
        for row in told[name]
    ]
    times = {1: "10:00–10:20", 2: "10:20–10:40", 4: "11:00–11:20", 5: "11:20–11:40"}
    expected = sorted((one, booth, times[slot]) for one, booth, _, slot in MEETINGS)
    assert sorted(by_booth) == sorted(by_person) == expected


def test_a_meeting_says_what_fits_and_what_to_check_on_both_sheets(written):
    book = load_workbook(written.ids / "plan.xlsx")
    booth = rows(book["Booth b_1"])
    person = rows(book["c-1"])
    assert booth[1] == ("Time", "Person", "Vacancy", "What fits", "To check", "Notes")
    assert person[1] == ("Time", "Booth", "Employer", "Hall", "Vacancy", "What fits", "To check", "Notes")
    assert booth[2][3:5] == person[2][5:7]
    assert "It is the occupation wished for" in booth[2][3]
    wage = "The wage offered is 1,200 GEL a month, the wage wished for is 1,500 GEL a month: is that acceptable?"
    assert wage in booth[2][4].replace("\u00a0", " ")


def test_who_has_no_meeting_stands_with_the_reason_and_alternatives(written):
    book = load_workbook(written.names / "plan.xlsx")
    assert rows(book["Unplaced"]) == [
        ("Person", "Name", "Occupation", "Meetings", "Reason", "Alternatives"),
        ("c-4", "لحام", 0, "All positions are filled", "v-5 შემდუღებელი\nv-2 Welder and lorry driver"),
    ]


def test_no_cell_is_ever_run_as_a_formula(written):
    book = load_workbook(written.names / "plan.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    assert book["Overview"]["A1"].value == "=Job fair <Kutaisi>"
    assert book["Booth b_1"]["C4"].value == "=Aa Formula"
    assert book["Booth empty"]["A1"].value == "+Nobody came"


def test_every_sheet_prints_on_a4_with_its_head_on_each_page(written):
    for sheet in load_workbook(written.ids / "plan.xlsx"):
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.column_dimensions["A"].width >= 13
        if sheet.title == "Unplaced":
            assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
        elif sheet.title != "Overview":
            assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$1:$2")


def test_beyond_the_limit_people_and_booths_stand_grouped_on_one_sheet_each(monkeypatch, tmp_path):
    monkeypatch.setattr(workbook, "SHEETS_EACH", 2)
    write_sheets(plan_of(), office(), TODAY, tmp_path)
    book = load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames == ["Overview", "Unplaced", "Booths", "People"]
    people = [row[0] for row in rows(book["People"])]
    assert people == ["Time", "c-1", "10:00–10:20", "11:20–11:40", "c-2", "11:00–11:20", "c-3/ო", "10:20–10:40"]
    booths = [row[0] for row in rows(book["Booths"])]
    assert booths[1] == "b/1 · Steel & Sons · Hall A"
    assert booths[-1] == "empty · +Nobody came"


def test_conflicts_of_wishes_stand_in_the_overview(tmp_path):
    note = Message(code="out_of_reach", values={"km": 188, "radius_km": 40.0, "place": "Tbilisi"})
    write_sheets(plan_of(conflicts=(Conflict(note),)), office(), TODAY, tmp_path)
    told = rows(load_workbook(tmp_path / "plan.xlsx")["Overview"])
    assert told[-2:] == [
        ("Wishes that could not be met together",),
        ("The workplace is 188 km away, the person can travel 40 km",),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_is_in_the_language_asked(language, tmp_path):
    write_sheets(plan_of(), office(), TODAY, tmp_path, lang=language)
    book = load_workbook(tmp_path / "plan.xlsx")
    say = translator(language)
    assert book.sheetnames[:2] == [say("Overview"), say("Unplaced")]
    assert rows(book.worksheets[2])[1] == tuple(
        map(say, ("Time", "Person", "Vacancy", "What fits", "To check", "Notes"))
    )


# Handouts


def test_handouts_have_a_page_a_booth_and_a_slip_a_person_with_every_meeting_once(written):
    found = page(written.ids / "handouts.html")
    kinds = [(one.kind, one.meetings) for one in found.sections]
    assert kinds == [("booth", 2), ("booth", 2), ("booth", 0), ("slip", 2), ("slip", 1), ("slip", 1), ("slip", 0)]
    steel, other, empty, welder, nurse, unknown, arabic = (one.words for one in found.sections)
    assert steel.startswith("Steel & Sons Booth b/1 · Hall A · =Job fair <Kutaisi> , 3 December 2026, 10:00–13:00")
    assert "10:00 c-1 Welder" in steel
    assert "10:20 c-3/ო შემდუღებელი" in steel
    assert "11:00–13:00" in other
    assert "11:00 c-2 Nurse" in other
    assert "No meetings are planned here." in empty
    assert re.search(r"c-1 .* 10:00 Steel & Sons b/1 Hall A Welder .* 11:20 B/1 Nurse", welder)
    assert "11:00 B/1 Nurse" in nurse
    assert "10:20 Steel & Sons" in unknown
    assert "All positions are filled." in arabic
    assert "შემდუღებელი Welder and lorry driver" in arabic


def test_a_slip_is_in_the_language_that_the_person_knows_best(written):
    slips = {one.words.split()[0]: one for one in page(written.ids / "handouts.html").sections if one.kind == "slip"}
    assert {one: slip.lang for one, slip in slips.items()} == {"c-1": "ka", "c-2": "ka", "c-3/ო": "fr", "c-4": "en"}
    georgian = translator("ka")
    assert georgian("Talk about this") in slips["c-2"].words
    assert "3 დეკემბერი" in slips["c-2"].words
    assert "3 décembre 2026" in slips["c-3/ო"].words
    assert not re.search("To check|Time|Booth", slips["c-2"].words)


@pytest.mark.parametrize(
    ("stated", "language"),
    [
        ({"languages": [{"code": "fr", "level": "B1"}, {"code": "ka", "level": "C2"}], "lang": "fr"}, "ka"),
        ({"languages": [{"code": "fr"}, {"code": "ka"}], "lang": "fr"}, "fr"),
        ({"languages": [{"code": "ru", "level": "C2"}, {"code": "en", "level": "A1"}]}, "en"),
        ({"languages": [{"code": "ru", "level": "C2"}], "lang": "fr"}, "fr"),
        ({"languages": [{"code": "ru", "level": "C2"}], "lang": "ru"}, "ka"),
        ({}, "ka"),
    ],
)
def test_which_language_a_person_reads(stated, language):
    person = Candidate.model_validate({"id": "p", "text": "welder", **stated})
    engine = Engine([person], [], TrigramEncoder())
    plan = plan_of(FAIR.model_copy(update={"invitations": ()}), meetings=(), unplaced=())
    assert brief(plan, engine, TODAY).language_of("p", "ka") == language


def test_pages_load_nothing_have_headings_in_order_and_scoped_heads(written):
    for path in (*written.ids.glob("*.html"), *written.names.glob("*.html")):
        found = page(path)
        assert found.fetched == []
        assert "url(" not in path.read_text(encoding="utf-8")
        assert found.unscoped == 0
        assert found.language == "en"
        assert (found.headings[0], found.headings.count("h1")) == ("h1", 1)


def test_text_of_others_cannot_become_part_of_a_page(tmp_path):
    names = {"c-1": '"><script>alert(1)</script>'}
    write_sheets(plan_of(), office(), TODAY, tmp_path, names=names)
    for path in tmp_path.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "<Kutaisi>" not in text


# At the door


def test_the_door_has_everybody_by_name_then_those_without_by_id(written):
    def order(folder) -> list[str]:
        return re.findall(r'<th scope="row"><bdi>(.*?)</bdi>', (folder / "checkin.html").read_text(encoding="utf-8"))

    assert order(written.ids) == ["c-1", "c-2", "c-3/ო", "c-4"]
    assert order(written.names) == ["c-3/ო", "c-1", "c-2", "c-4"]
    text = (written.names / "checkin.html").read_text(encoding="utf-8")
    assert text.count("<svg") == 4
    assert re.findall(r"<td>(10:30)</td>\s*<td>(.*?)</td>", text) == [("10:30", "11:00 · B/1")]


def test_a_code_holds_the_fair_and_the_id_only():
    held = json.loads(code_text(FAIR, "c-1"))
    assert held == {"fair": "=Job fair <Kutaisi>", "day": "2026-12-03", "candidate": "c-1"}


# Calendars


def events(folder, name: str) -> list:
    return Calendar.from_ical((folder / "calendar" / name).read_bytes()).walk("VEVENT")


def test_times_of_a_calendar_are_those_of_the_fair_in_its_zone(written):
    first, second = events(written.ids, "person-c-1.ics")
    assert first["DTSTART"].params["TZID"] == "Asia/Tbilisi"
    assert first.decoded("DTSTART").astimezone(UTC) == datetime(2026, 12, 3, 6, 0, tzinfo=UTC)
    assert first.decoded("DTEND") - first.decoded("DTSTART") == timedelta(minutes=20)
    assert second.decoded("DTSTART").astimezone(UTC) == datetime(2026, 12, 3, 7, 20, tzinfo=UTC)
    assert str(first["LOCATION"]).startswith("ქუთაისი, Hall A, "), "the calendar of one who reads Georgian"
    assert str(first["SUMMARY"]) == "Steel & Sons · Welder"


def test_a_calendar_brings_the_rules_of_its_zone_summer_time_included(tmp_path):
    fair = FAIR.model_copy(update={"timezone": "Europe/Paris", "day": datetime(2026, 7, 3).date()})
    write_sheets(plan_of(fair), office(), TODAY, tmp_path)
    calendar = Calendar.from_ical((tmp_path / "calendar" / "person-c-1.ics").read_bytes())
    (zone,) = calendar.walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Europe/Paris"
    local = datetime(2026, 7, 3, 10, tzinfo=zone.to_tz(lookup_tzid=False))
    assert local.utcoffset() == timedelta(hours=2)


def test_every_meeting_is_once_in_a_calendar_of_a_booth_and_once_in_one_of_a_person(written):
    folder = written.ids / "calendar"

    def uids(kind: str) -> list[str]:
        return sorted(str(one["UID"]) for path in folder.glob(f"{kind}-*") for one in events(written.ids, path.name))

    assert len(set(uids("booth"))) == len(MEETINGS)
    assert uids("booth") == uids("person")


def test_a_meeting_that_moves_keeps_its_identity(written, tmp_path):
    write_sheets(plan_of(meetings=[("c-1", "b/1", "v-1", 7)]), office(), TODAY, tmp_path)
    (moved,), (before, _) = events(tmp_path, "person-c-1.ics"), events(written.ids, "person-c-1.ics")
    assert moved["UID"] == before["UID"]
    assert moved.decoded("DTSTART") != before.decoded("DTSTART")


def test_the_calendar_of_a_booth_names_people_only_where_names_are_given(written):
    assert [str(one["SUMMARY"]).split(" · ")[0] for one in events(written.ids, "booth-b_1.ics")] == ["c-1", "c-3/ო"]
    named = [str(one["SUMMARY"]).split(" · ")[0] for one in events(written.names, "booth-b_1.ics")]
    assert named == ["Wilhelmina Zz", "=Aa Formula"]


def test_file_names_are_safe_everywhere_and_none_is_twice_whatever_the_case():
    ids = ["CON", "a/b", "A?B", "a:b", "..", "x" * 300, "ქუთაისი", "end. "]
    names = list(file_names("booth", ids).values())
    assert names[:4] == ["booth-CON.ics", "booth-a_b.ics", "booth-A_B-2.ics", "booth-a_b-3.ics"]
    assert len({name.casefold() for name in names}) == len(ids)
    assert all(re.fullmatch(r"booth-[\w.-]*\.ics", name) and len(name) <= 90 for name in names)


# Names


def names_file(tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "names.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("text", [
    "candidate_id,name\nc-1,  Nino   B. \nc-2,\n",
    "Name;Candidate ID;phone\nNino B.;c-1;5\n;c-2;\n",
    "\ufeffcandidate_id\tname\nc-1\tNino B.\nc-1\tNino B.\n",
])  # fmt: skip
def test_names_are_read_whatever_the_delimiter_and_the_order_of_columns(text, tmp_path):
    assert read_names(names_file(tmp_path, text)) == {"c-1": "Nino B."}


@pytest.mark.parametrize(("text", "words"), [
    ("id,name\nc-1,Nino\n", r"names\.csv: there is no column candidate_id\. Give a CSV or Excel file with the columns"),
    ("candidate_id,name\n,Nino\n", "row 2 has a name and no candidate_id"),
    ("candidate_id,name\nc-1,Nino\nc-1,Maia\n", 'row 3 gives the id "c-1" a second name'),
    (f"candidate_id,name\nc-1,{'N' * 201}\n", "the name in row 2 has 201 characters"),
    ("", "empty"),
])  # fmt: skip
def test_a_file_that_holds_no_names_says_why_without_repeating_them(text, words, tmp_path):
    with pytest.raises(InputFileError, match=words) as error:
        read_names(names_file(tmp_path, text))
    assert "Nino" not in str(error.value)


def test_a_file_of_names_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(InputFileError):
        read_names(tmp_path / "none.csv")


# On paper


@pytest.fixture(scope="module")
def printed(chromium):
    """A function from a file to the pages that Chromium prints of it, which may ask for nothing else."""
    context = chromium.new_context(offline=True)

    def to_pages(path) -> list:
        opened = context.new_page()
        asked: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(path.as_uri())
        pages = list(PdfReader(io.BytesIO(opened.pdf(prefer_css_page_size=True))).pages)
        opened.close()
        assert asked == [path.as_uri()]
        return pages

    yield to_pages
    context.close()


def busy_plan(slots: int, interviewers: int = 1) -> tuple[FairPlan, Engine]:
    """Two booths that meet somebody in every slot, with much to check of everybody."""
    jobs = [
        Vacancy.model_validate(
            WELDER_JOB | {"id": f"v-{number}", "title": "შემდუღებელი ლითონკონსტრუქციების საამქროში"} | silent
        )
        for number, silent in enumerate(({}, {"wage": None, "starts_on": None}))
    ]
    people = [WELDER.model_copy(update={"id": f"p-{number:03}"}) for number in range(2 * slots * interviewers)]
    fair = Fair.model_validate({
        "name": "Fair", "day": "2026-12-03", "opens": "09:00", "closes": f"{9 + slots // 3:02}:{slots % 3 * 20:02}",
        "booths": [{"id": f"b-{n}", "vacancies": [f"v-{n}"], "interviewers": interviewers} for n in (0, 1)],
    })  # fmt: skip
    meetings = [
        (one.id, f"b-{number % 2}", f"v-{number % 2}", number // 2 // interviewers + 1)
        for number, one in enumerate(people)
    ]
    return plan_of(fair, meetings, unplaced=()), Engine(people, jobs, TrigramEncoder())


WELDER_JOB = {
    "essential_skills": [{"phrase": "MIG welding"}], "languages": [{"code": "en", "level": "B2"}],
    "education_isced": 3, "experience_months": 48, "place": "Tbilisi", "licences": ["CE"],
    "wage": {"minimum": 1000, "currency": "EUR", "period": "month"}, "starts_on": "2027-03-15",
}  # fmt: skip


def handed_out(folder, slots: int, language: str = "en"):
    """The file of the handouts of a busy fair."""
    plan, engine = busy_plan(slots)
    path = folder / "handouts.html"
    path.write_text(handouts_page(brief(plan, engine, TODAY), language), encoding="utf-8")
    return path


@pytest.mark.browser
@pytest.mark.parametrize(("slots", "language"), [(6, "en"), (12, "fr"), (24, "ka")])
def test_a_booth_is_one_page_of_a4_whatever_its_meetings(printed, slots, language, tmp_path):
    pages = printed(handed_out(tmp_path, slots, language))
    assert [float(size) for size in pages[0].mediabox[2:]] == pytest.approx([595.3, 841.9], abs=1)
    starting = [number for number, one in enumerate(pages) if re.match(r"\s*b-[01]\b", one.extract_text())]
    assert starting == [0, 1]
    assert "p-000" in pages[2].extract_text().split()


@pytest.mark.browser
def test_no_slip_is_torn_between_two_pages(printed, tmp_path):
    told = [one.extract_text() for one in printed(handed_out(tmp_path, 6))[2:]]
    for number in range(12):
        (where,) = [text for text in told if f"p-{number:03}" in text]
        own = where.partition(f"p-{number:03}")[2].partition("p-")[0]
        assert "სასაუბრო საკითხები" in " ".join(own.split()), "the meeting stands on the page of the slip's head"
    assert len(told) < 12, "short slips share a page"


@pytest.mark.browser
def test_the_list_at_the_door_prints_a_code_for_each(printed, tmp_path):
    plan, engine = busy_plan(12)
    ids = [one.id for one in engine.candidates]
    path = tmp_path / "checkin.html"
    path.write_text(checkin_page(brief(plan, engine, TODAY), "en"), encoding="utf-8")
    pages = printed(path)
    assert len(pages) == 2
    told = " ".join(one.extract_text() for one in pages).split()
    assert [told.count(one) for one in ids] == [1] * 24


def test_more_meetings_than_one_page_holds_go_on_with_the_head_again():
    plan, engine = busy_plan(24, interviewers=2)
    text = handouts_page(brief(plan, engine, TODAY), "en")
    assert text.count('<section class="booth full"') == 2
    assert "table-header-group" in text
