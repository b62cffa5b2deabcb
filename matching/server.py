"""Which server answers for an engine: JSON for programs, pages for people?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from matching.api.dependencies import session_of
from matching.api.errors import install_handlers, problem_details
from matching.api.guard import Guard
from matching.api.routes import fairs, gaps, matches
from matching.api.schemas import FieldProblem, Health
from matching.casework.searching import Listing
from matching.casework.session import Session
from matching.casework.suggesting import holdings
from matching.web import pages

_ABOUT = """Explained matches between people and vacancies, across languages.

The server answers on the machine it runs on and on no other. There are no accounts yet. It neither stores nor
forwards what it is sent. Errors are problem details (RFC 9457).
"""


def create_app(session: Session, notes: Sequence[str] = (), *, as_of: date | None = None) -> FastAPI:
    """The server over the engine and the store of ``session``; ``notes`` on what was read stand on the first page.

    ``as_of`` is the day that counts as today; None for the day of each request.
    """
    # The library's own documentation pages load scripts from another site; /docs is ours.
    app = FastAPI(title="Returnee matching", version="1", description=_ABOUT, docs_url=None, redoc_url=None)
    app.state.engine, app.state.store = session.engine, session.store
    app.state.as_of = as_of
    app.state.notes = tuple(notes)
    app.state.listing = Listing(session.store)
    app.add_middleware(Guard, answer=answer_failure)
    install_handlers(app, answer_failure)
    app.get("/healthz", tags=["server"], summary="What the server holds")(health)
    app.include_router(matches.router)
    app.include_router(gaps.router)
    app.include_router(fairs.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    return app


def health(request: Request) -> Health:
    """Counts of people, vacancies and courses, the encoder and the day that counts as today."""
    session = session_of(request, "en")
    held = holdings(session)
    return Health(
        candidates=held.candidates,
        vacancies=held.vacancies,
        courses=held.courses,
        encoder=held.encoder,
        as_of=session.today,
    )


def answer_failure(
    request: Request,
    status: int,
    detail: str | None = None,
    *,
    problems: Sequence[FieldProblem] = (),
    near: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request that failed: a page for a browser, problem details for everybody else."""
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/"):
        return pages.error_page(request, status, near=near, headers=headers)
    return problem_details(status, detail, problems=problems, headers=headers)
