"""What does a request need: whose session it is, on which day, and the language it is answered in?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from matching.casework.session import LANGUAGE_TAGS, LOCAL, LanguageTag, Session
from matching.wording import LANGUAGES


def today_of(request: Request) -> date:
    """The day that counts as today: the one that the running server was told, else that of the request."""
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
        for code in LANGUAGE_TAGS:
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


AnswerLanguage = Annotated[LanguageTag, Depends(answer_language)]


def session_of(request: Request, language: LanguageTag) -> Session:
    """The session of whoever sends this request; there are no accounts yet, so it is whoever sits at the machine."""
    state = request.app.state
    return Session(LOCAL, state.engine, state.store, today_of(request), language)


def answering_session(request: Request, language: AnswerLanguage) -> Session:
    """The session of a request to the API, in the language of its answer."""
    return session_of(request, language)


SessionOf = Annotated[Session, Depends(answering_session)]

if set(LANGUAGE_TAGS) != set(LANGUAGES):
    raise ImportError("The languages of the API and those of the catalogues differ.")
