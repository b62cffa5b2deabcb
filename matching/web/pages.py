"""What does a reader see in a browser: whom to pick, their matches, and why?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from matching.api.dependencies import language_headers, preferred_language, session_of
from matching.api.policy import paper
from matching.casework.advising import open_case
from matching.casework.disclosing import view_candidate
from matching.casework.planning import PlanLink, career_plan, plan_html
from matching.casework.searching import Listing
from matching.casework.session import Session
from matching.casework.suggesting import Direction
from matching.presentation.pages import rendered
from matching.presentation.titles import candidate_title, vacancy_title
from matching.web.views import candidate_facts, shown_matches, vacancy_facts
from matching.wording import LANGUAGES, translator

STATIC = Path(__file__).parent / "static"
TOP = 10
LARGEST_TOP = 100

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
def start(request: Request) -> Response:
    """Everybody there is to pick, in two lists with a search."""
    kind: Direction = "vacancies" if request.query_params.get("show") == "vacancies" else "candidates"
    query = request.query_params.get("q", "")[:200].replace("\x00", "")
    listing: Listing = request.app.state.listing
    return _page(
        request,
        "start.html",
        kind=kind,
        query=query,
        found=listing.find(kind, query, _number(request, "page", 1, 1_000_000)),
        counts={"candidates": listing.count("candidates"), "vacancies": listing.count("vacancies")},
        notes=request.app.state.notes,
        as_of=_session(request).today,
    )


@router.api_route("/candidates/{candidate_id:path}", methods=["GET", "HEAD"])
def candidate(request: Request, candidate_id: str) -> Response:
    """A person and the vacancies that fit."""
    session = _session(request)
    candidate, language = view_candidate(session, candidate_id).profile, session.language
    title, facts = candidate_title(candidate, language), candidate_facts(candidate, language, session.today)
    return _profile(request, session, "candidates", candidate.id, title, facts, candidate.text)


@router.api_route("/vacancies/{vacancy_id:path}", methods=["GET", "HEAD"])
def vacancy(request: Request, vacancy_id: str) -> Response:
    """A vacancy and the people who fit."""
    session = _session(request)
    found, language = session.store.vacancy(vacancy_id), session.language
    title, facts = vacancy_title(found, language), vacancy_facts(found, language)
    return _profile(request, session, "vacancies", found.id, title, facts, found.description)


@router.api_route("/plans/{candidate_id:path}", methods=["GET", "HEAD"])
def plan(request: Request, candidate_id: str) -> Response:
    """The career plan of a person, as the paper to hand over."""
    session = _session(request)
    language = session.language
    found = career_plan(open_case(session, candidate_id), tuple(session.store.courses.values()), language)
    say, item = translator(language), quote(candidate_id, safe="")
    others = [
        PlanLink(name, f"/plans/{item}?lang={code}", code) for code, name in LANGUAGES.items() if code != language
    ]
    back = PlanLink(say("Back to the person"), f"/candidates/{item}?lang={language}")
    return paper(plan_html(found, links=[back, *others]), language)


@router.api_route("/favicon.ico", methods=["GET", "HEAD"])
def icon() -> Response:
    """What a browser asks for at this address for a page that names no icon, as a paper does not."""
    return FileResponse(STATIC / "icon.svg")


@router.api_route("/docs", methods=["GET", "HEAD"])
def integration(request: Request) -> Response:
    """What a programmer needs to know."""
    described = request.app.openapi()["paths"]
    calls = [
        (method.upper(), path, operation.get("summary", ""))
        for path, operations in described.items()
        for method, operation in operations.items()
    ]
    return _page(request, "integration.html", calls=calls)


def error_page(
    request: Request, status: int, *, near: Sequence[str] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """An error in the reader's language, with the nearest ids where one was mistyped."""
    section = request.url.path.strip("/").partition("/")[0]
    kind = {"candidates": "candidates", "plans": "candidates", "vacancies": "vacancies"}.get(section)
    return _page(
        request,
        "error.html",
        status=status,
        phrase=HTTPStatus(status).phrase,
        kind=kind,
        near=near,
        response_status=status,
        response_headers=headers,
    )


def _profile(
    request: Request,
    session: Session,
    kind: Direction,
    wanted: str,
    title: str,
    facts: Sequence[object],
    text: str | None,
) -> Response:
    top = _number(request, "top", TOP, LARGEST_TOP)
    return _page(
        request,
        "profile.html",
        kind=kind,
        id=wanted,
        title=title,
        facts=facts,
        text=(text or "").strip(),
        shown=shown_matches(session, kind, wanted, top),
        top=top,
        more=min(LARGEST_TOP, top + 20) if top < LARGEST_TOP else None,
        as_of=session.today,
    )


def _session(request: Request) -> Session:
    return session_of(request, preferred_language(request))


def _page(
    request: Request,
    template: str,
    *,
    response_status: int = 200,
    response_headers: Mapping[str, str] | None = None,
    **context: object,
) -> Response:
    language = preferred_language(request)

    def url(path: str, /, *, lang: str = language, **query: object) -> str:
        kept = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{path}?{urlencode({**kept, 'lang': lang})}"

    # Two slashes in front would make a link to another machine of it.
    address = "/" + quote(request.url.path).lstrip("/")
    here = {name: value for name, value in request.query_params.items() if name != "lang" and "\x00" not in value}
    html = rendered(
        template,
        language,
        languages={code: (name, url(address, **here, lang=code)) for code, name in LANGUAGES.items()},
        url=url,
        link=lambda kind, item: url(f"/{kind}/{quote(item, safe='')}"),
        link_here=address,
        **context,
    )
    headers = {**(response_headers or {}), **language_headers(language)}
    return HTMLResponse(html, response_status, headers=headers)


def _number(request: Request, name: str, default: int, most: int) -> int:
    """A number of the address, kept in bounds: a mistyped address still shows a page."""
    stated = request.query_params.get(name, "")
    return min(max(int(stated), 1), most) if stated.isascii() and stated.isdecimal() and len(stated) < 9 else default
