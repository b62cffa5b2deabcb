"""Which answer does each mistake get? Problem details (RFC 9457) for programs; ``server.py`` gives readers a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Protocol

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from matching.api.schemas import FieldProblem, Problem
from matching.errors import MatchingError, UnknownIdError

MEDIA_TYPE = "application/problem+json"
LONGEST_LIST = 50
"""Field problems listed at the most."""
LONGEST_ID = 80

_DETAILS = {
    400: "The request cannot be read. Compare it with /openapi.json.",
    404: "There is nothing at this address. What there is stands in /openapi.json.",
    405: "This address does not answer this method. See the Allow header.",
    413: "The request is larger than 1 MB. Send fewer people or vacancies at a time.",
    415: "The body is not JSON. Send it with the header Content-Type: application/json.",
    421: "This server answers only to the name of the machine it runs on. Ask 127.0.0.1 or localhost.",
    500: "Something went wrong here, not with the request. The server's own output says more.",
}
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}")
_WORDED = {
    "missing": ("is missing", "Add it."),
    "extra_forbidden": (
        "is not a known field",
        "Remove it. Names, contacts and other identity are not accepted.",
    ),
    "model_attributes_type": (
        "is not a JSON object",
        "Send one, with the header Content-Type: application/json; see the examples in /openapi.json.",
    ),
    "json_invalid": ("is not JSON", "Send one JSON object; see the examples in /openapi.json."),
}


class Answer(Protocol):
    """Makes the answer to a request that failed."""

    def __call__(
        self,
        request: Request,
        status: int,
        detail: str | None = None,
        *,
        problems: Sequence[FieldProblem] = (),
        near: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """``near``: ids like the one that was mistyped."""
        ...


def problem_details(
    status: int,
    detail: str | None = None,
    *,
    problems: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """What went wrong, as JSON of the media type of RFC 9457."""
    title = HTTPStatus(status).phrase
    problem = Problem(
        title=title,
        status=status,
        detail=detail or _DETAILS.get(status, f"{title}."),
        problems=list(problems) or None,
    )
    content = problem.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def install_handlers(app: FastAPI, answer: Answer) -> None:
    """Let ``answer`` make the answer to every kind of error."""

    async def on_http(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        return answer(request, status, headers=getattr(fault, "headers", None))

    async def on_invalid(request: Request, fault: Exception) -> Response:
        errors = fault.errors() if isinstance(fault, RequestValidationError) else []
        problems = [_field_problem(error) for error in errors[:LONGEST_LIST]]
        count = len(errors)
        noun = "1 field is not as it should be" if count == 1 else f"{count} fields are not as they should be"
        return answer(request, 422, f"{noun}; see problems for what to do.", problems=problems)

    async def on_unknown_id(request: Request, fault: Exception) -> Response:
        near = fault.near if isinstance(fault, UnknownIdError) else ()
        detail = str(fault)
        if isinstance(fault, UnknownIdError) and len(fault.unknown_id) > LONGEST_ID:
            detail = f"No {fault.kind} has this id of {len(fault.unknown_id)} characters. Check the id in the file."
        return answer(request, 404, detail, near=near)

    async def on_mistake(request: Request, fault: Exception) -> Response:
        return answer(request, 400, str(fault))

    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(UnknownIdError, on_unknown_id)
    app.add_exception_handler(MatchingError, on_mistake)


def _field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """One error of the validation in words. The value itself is never repeated: it may be somebody's name."""
    kind, message = str(error["type"]), str(error["msg"])
    # A known part of a path is safe to repeat; an invented field may be anything, a name included.
    parts = [str(part) for part in error["loc"][1:]] if kind != "json_invalid" else []
    named = [part if part.isdigit() or _FIELD_NAME.fullmatch(part) else "(another field)" for part in parts]
    field = ".".join(named) or "body"
    if kind in _WORDED:
        problem, remedy = _WORDED[kind]
    else:
        problem = message.removeprefix("Value error, ")
        problem = problem[:1].lower() + problem[1:].rstrip(".")
        remedy = "See /openapi.json for what it may hold."
    return FieldProblem(field=field, problem=problem, remedy=remedy)
