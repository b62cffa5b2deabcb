"""How is a row or document stripped of identity and made a validated candidate or vacancy with an id of its own?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from matching.domain import Candidate, Vacancy
from matching.intake.pseudonymization.identity import strip_contacts, strip_identity, strip_phrase
from matching.intake.tables.headers import CANDIDATES, VACANCIES, Layout, Record

Item = TypeVar("Item", Candidate, Vacancy)

_SAFE_ID = re.compile(r"(?!.*@)(?!\+?[\d ().-]{9,}$).+", re.DOTALL)
_PHRASE_FIELDS = ("desired_occupations", "regions", "place", "licences")
_TEXT_FIELDS = ("text", "description")
_CODES = frozenset({"id", "occupation", "concept", "lang", "country", "currency", "evidence", "started", "ended"})


class Fault(NamedTuple):
    """What a record's value is not: our column (None: the record as a whole), value, problem, remedy."""

    column: str | None
    value: str | None
    problem: str
    remedy: str


def identifies(identifier: str) -> bool:
    """Whether an id would itself identify a person: an e-mail address, a phone or personal number."""
    return _SAFE_ID.fullmatch(identifier) is None


def without_identity(
    values: dict[str, Any], layout: Layout, names: Collection[str], *, document: bool = False
) -> tuple[dict[str, Any], int]:
    """``values`` of a record with identity stripped from every text in them, and how many passages were cut.

    ``names``: what the name columns of the row held; it is stripped from the texts of that row.
    """
    if layout is not CANDIDATES:
        return _mapped_texts(values, lambda text, _: strip_contacts(text))

    def strip(text: str, long: bool) -> tuple[str, int]:
        return strip_identity(text, names=names, document=document) if long else strip_phrase(text, names)

    return _mapped_texts(values, strip)


def stripped(item: Item) -> Item:
    """The same candidate or vacancy with identity stripped from its texts: for what reaches a door as an object."""
    layout = CANDIDATES if isinstance(item, Candidate) else VACANCIES
    values, _ = without_identity(item.model_dump(), layout, ())
    return type(item).model_validate(values)


def _mapped_texts(values: dict[str, Any], strip: Callable[[str, bool], tuple[str, int]]) -> tuple[dict[str, Any], int]:
    total = 0

    def walk(key: str, value: Any) -> Any:
        nonlocal total
        if isinstance(value, str):
            if key in _CODES:
                return value
            stripped, count = strip(value, key in _TEXT_FIELDS)
            total += count
            return stripped
        if isinstance(value, list | tuple):
            return [walk(key, item) for item in value]
        if isinstance(value, Mapping):
            return {name: walk(name, item) for name, item in value.items()}
        return value

    return {key: walk(key, value) for key, value in values.items()}, total


def validated(values: Mapping[str, Any], layout: Layout) -> Record | list[Fault]:
    """The candidate, vacancy or course that ``values`` describe, or every fault in them."""
    try:
        return layout.model.model_validate(values)
    except ValidationError as error:
        faults = []
        for detail in error.errors():
            column = _column_of(detail["loc"], layout)
            value = detail.get("input")
            shown = str(value) if column and isinstance(value, str | int | float) else None
            faults.append(
                Fault(
                    column, shown, *_worded(detail["type"], detail["msg"], detail.get("ctx") or {}, column is not None)
                )
            )
        return faults


def _column_of(location: tuple[int | str, ...], layout: Layout) -> str | None:
    """Our column of a place in the domain model: ("experiences", 0, "months") -> "experience_1_months"."""
    if not location:
        return None
    name, *rest = location
    if name == "wage":
        short = {"minimum": "wage_min", "maximum": "wage_max", "currency": "wage_currency", "period": "wage_period"}
        return short.get(str(rest[0]), "wage") if rest else "wage_min"
    groups = {"experiences": "experience", "education": "education", "certificates": "certificate", "skills": "skill"}
    groups |= {"essential_skills": "essential_skill", "optional_skills": "optional_skill"}
    if name in groups and rest and isinstance(rest[0], int):
        field = f"_{rest[1]}" if len(rest) > 1 else ""
        return f"{groups[str(name)]}_{rest[0] + 1}{field}" if layout.groups.get(groups[str(name)]) else str(name)
    return str(name)


def _worded(kind: str, message: str, context: Mapping[str, Any], within_field: bool) -> tuple[str, str]:
    """Problem and remedy of a validation error, in words that name no library."""
    if kind == "value_error":
        reason = str(context.get("error", message))
        return f"does not fit: {reason}" if within_field else reason, "Fill in or correct it."
    if kind == "missing":
        return "is missing", "Fill it in."
    if kind == "string_too_long":
        return f"is longer than {context.get('max_length'):,} characters", "Shorten it, or put it into the free text."
    if kind == "string_too_short":
        return "is empty", "Fill it in or leave the whole entry out."
    if kind in ("greater_than_equal", "less_than_equal"):
        bound, limit = ("small", "ge") if kind.startswith("greater") else ("large", "le")
        return f"is too {bound}", f"Write a number of {'at least' if limit == 'ge' else 'at most'} {context[limit]:g}."
    if kind == "string_pattern_mismatch":
        return "is not such a code", "Write codes such as GE (country), ka (language), GEL (currency)."
    if kind == "enum":
        return "is not one of the known words", f"Write {context.get('expected')}."
    if kind.startswith("date"):
        return "is not a date", "Write YYYY-MM-DD."
    return f"is not possible ({message[:1].lower()}{message[1:]})", "Correct it."
