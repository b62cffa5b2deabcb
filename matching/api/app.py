"""Which server answers for an engine: JSON for programs, pages for people?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from matching.api.dependencies import CoursesOf, EngineOf, TodayOf
from matching.api.errors import install_handlers
from matching.api.guard import Guard
from matching.api.routes import fairs, gaps, matches
from matching.api.schemas import Health
from matching.domain.course import Course
from matching.engine import Engine
from matching.web import pages
from matching.web.listing import Listing

_ABOUT = """Explained matches between people and vacancies, across languages.

The server answers on the machine it runs on and on no other. There are no accounts yet. It neither stores nor
forwards what it is sent. Errors are problem details (RFC 9457).
"""


def create_app(
    engine: Engine, notes: Sequence[str] = (), courses: Sequence[Course] = (), *, as_of: date | None = None
) -> FastAPI:
    """The server for ``engine`` and a course catalogue; ``notes`` on what was read are shown on the first page.

    ``as_of`` is the day that counts as today; None for the day of each request.
    """
    # The library's own documentation pages load scripts from another site; /docs is ours.
    app = FastAPI(title="Returnee matching", version="1", description=_ABOUT, docs_url=None, redoc_url=None)
    app.state.engine = engine
    app.state.as_of = as_of
    app.state.notes = tuple(notes)
    app.state.courses = tuple(courses)
    app.state.listing = Listing(engine)
    app.add_middleware(Guard)
    install_handlers(app)
    app.get("/healthz", tags=["server"], summary="What the server holds")(health)
    app.include_router(matches.router)
    app.include_router(gaps.router)
    app.include_router(fairs.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    return app


def health(engine: EngineOf, courses: CoursesOf, as_of: TodayOf) -> Health:
    """Counts of people, vacancies and courses, the encoder and the day that counts as today."""
    return Health(
        candidates=len(engine.candidates),
        vacancies=len(engine.vacancies),
        courses=len(courses),
        encoder=engine.versions.encoder,
        as_of=as_of,
    )
