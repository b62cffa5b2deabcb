"""What does a request need: the engine it asks, and the language it is answered in?"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from matching.api.schemas import LanguageTag
from matching.engine import Engine
from matching.wording import LANGUAGES

LANGUAGE_CODES: tuple[LanguageTag, ...] = ("en", "fr", "ka")


def engine_of(request: Request) -> Engine:
    """The engine of the running server."""
    return request.app.state.engine


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
    lang: Annotated[
        LanguageTag | None, Query(description="Language of the sentences; without it Accept-Language decides.")
    ] = None,
) -> LanguageTag:
    """The language of an answer of the API; an unknown ``lang`` is a mistake and is refused."""
    return lang or preferred_language(request)


EngineOf = Annotated[Engine, Depends(engine_of)]
AnswerLanguage = Annotated[LanguageTag, Depends(answer_language)]

if set(LANGUAGE_CODES) != set(LANGUAGES):
    raise ImportError("The languages of the API and those of the catalogues differ.")
