"""What does a request need: the engine it asks, and the language it is answered in?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from matching.api.schemas import LanguageTag
from matching.domain.course import Course
from matching.engine import Engine
from matching.wording import LANGUAGES

LANGUAGE_CODES: tuple[LanguageTag, ...] = ("en", "fr", "ka")


def engine_of(request: Request) -> Engine:
    """The engine of the running server."""
    return request.app.state.engine


def courses_of(request: Request) -> tuple[Course, ...]:
    """The course catalogue of the running server, empty where it was started without one."""
    return request.app.state.courses


def today_of(request: Request) -> date:
    """The day that counts as today: the one that the running server was told, else today's date."""
    return request.app.state.as_of or date.today()


def preferred_language(request: Request) -> LanguageTag:
    """The language that ``?lang=`` or else Accept-Language names first, English where neither names one of ours."""
    asked = request.query_params.get("lang", "")
    weighed: list[tuple[float, str]] = [(2.0, asked)]
    for part in request.headers.get("accept-language", "")[:500].split(","):
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((float(weight or 1), tag.strip().split("-")[0].lower()))
        except ValueError:
            continue
    for _, tag in sorted(weighed, key=lambda pair: -pair[0]):
        for code in LANGUAGE_CODES:
            if tag == code:
                return code
    return "en"


def answer_language(
    request: Request,
    response: Response,
    lang: Annotated[
        LanguageTag | None, Query(description="Language of the sentences; without it Accept-Language decides.")
    ] = None,
) -> LanguageTag:
    """The language of an answer of the API, which is labelled with it; an unknown ``lang`` is refused."""
    language = lang or preferred_language(request)
    response.headers.update(language_headers(language))
    return language


def language_headers(language: str) -> dict[str, str]:
    """Headers of an answer in a language that Accept-Language may have decided."""
    return {"content-language": language, "vary": "Accept-Language"}


CoursesOf = Annotated[tuple[Course, ...], Depends(courses_of)]
TodayOf = Annotated[date, Depends(today_of)]
EngineOf = Annotated[Engine, Depends(engine_of)]
AnswerLanguage = Annotated[LanguageTag, Depends(answer_language)]

if set(LANGUAGE_CODES) != set(LANGUAGES):
    raise ImportError("The languages of the API and those of the catalogues differ.")
