"""Which fair does a TOML or JSON file describe? What is wrong with it is said in one sentence."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from matching.domain.fair import Booth, Fair, Invitation, Policy, Rule, Span
from matching.errors import InputFileError

Place = tuple[str | int, ...]
"""Where a value stands in the file: ("booths", 2, "hours", "start")."""

PARTS = {"booths": ("booth", "id"), "invitations": ("invitation", "candidate_id")}
TABLES: dict[str, type[BaseModel]] = {"booths": Booth, "invitations": Invitation, "policy": Policy}
SPANS = ("hours", "breaks")
CLOCKS = ("opens", "closes", "arrives", "leaves", "start", "end")
OF_THE_DAY = ("day", "timezone", "opens", "closes", "slot_minutes", "walking_minutes")
"""Keys that stand nowhere but at the top; below a table in brackets TOML counts them to that table."""
PAIRS = ("must_meet", "must_not_meet")
PAIR = 'Write a candidate and a booth in brackets of their own, such as [["c-001", "b-02"]].'
LIMITS = {
    "greater_than": "It must be more than {:g}.",
    "greater_than_equal": "It must be at least {:g}.",
    "less_than": "It must be less than {:g}.",
    "less_than_equal": "It must be at most {:g}.",
}
CLOCK = 'Write a time of the day, such as "09:30".'
REMEDIES = {
    "missing": "Add it.",
    "string_too_short": "Write something, or leave it out.",
    "string_type": "Write it in quotes.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "float_type": "Write a number.",
    "float_parsing": "Write a number.",
    "bool_type": "Write true or false.",
    "bool_parsing": "Write true or false.",
    "tuple_type": "Write a list in square brackets.",
    "string_pattern_mismatch": 'Write a code of two or three small letters, such as "ka".',
    "date_type": "Write a date as YYYY-MM-DD.",
    "date_parsing": "Write a date as YYYY-MM-DD.",
    "date_from_datetime_parsing": "Write a date as YYYY-MM-DD.",
    "date_from_datetime_inexact": "Write a date as YYYY-MM-DD.",
    "time_type": CLOCK,
    "time_parsing": CLOCK,
    "too_short": "Name at least one.",
    "enum": f"Choose one of {', '.join(Rule)}.",
}

RULE_REMEDIES = {
    "longer than the day": "Shorten the slots, or open longer.",
    'vacancy "': "Name it at one booth only.",
    "stands twice": "Give each an id of its own.",
    "not at the fair": "Name a booth of the list.",
    "must and must not": "Leave one of the two out.",
    "is more than": "Lower the least, or raise the most.",
    "closes at": "Correct one of the two times.",
    "is not after": "Correct one of the two times.",
    "before arriving": "Correct one of the two times.",
}
"""What to do about the sentences of ``matching.domain.fair``, by a part of each; the first that fits counts."""


def read_fair(path: Path) -> Fair:
    """The fair in a ``.toml`` or ``.json`` file, whose keys are the fields of ``Fair``.

    An invitation may be the id alone (``"c-001"``), a span may be a pair of times (``["12:00", "13:00"]``). Ids of
    people and vacancies are checked where a plan is made, since only there are they known. Raises ``InputFileError``
    that names the first thing that is not as it should be, and how many others there are.
    """
    path = Path(path)
    found = _spelled_out(_parse(path))
    try:
        if problem := next(_misread(found), None):
            raise InputFileError(path, *problem)
        fair = Fair.model_validate(found)
    except ValidationError as error:
        # A list all of whose items are wrong counts as empty as well.
        faults = [one for one in error.errors() if one["type"] != "too_short" or not one["input"]]
        problem, remedy = _sentence(faults[0], found)
        others = len(faults) - 1
        more = f" There {'is 1 more problem' if others == 1 else f'are {others} more problems'}." if others else ""
        raise InputFileError(path, problem, remedy + more) from None
    return fair


def _parse(path: Path) -> dict[str, Any]:
    ending = path.suffix.lower()
    if ending not in (".toml", ".json"):
        raise InputFileError(path, "this kind of file is not known", "A fair is written in .toml or .json.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = tomllib.loads(text) if ending == ".toml" else json.loads(text)
    except FileNotFoundError:
        raise InputFileError(path, "there is no such file", "Check the path.") from None
    except OSError as error:
        raise InputFileError(path, f"it cannot be read ({error.strerror})", "Check the path.") from None
    except UnicodeDecodeError:
        raise InputFileError(path, "it is not a text in UTF-8", "Save it as UTF-8.") from None
    except RecursionError:
        raise InputFileError(path, "it is nested too deeply", "Write a fair as in data/demo/fair.toml.") from None
    except tomllib.TOMLDecodeError as error:
        raise InputFileError(path, f"it is not TOML: {error}", "Correct it there.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputFileError(path, f"it is not JSON: {error.msg} (at {where})", "Correct it there.") from None
    except ValueError as error:
        raise InputFileError(path, f"a value of it cannot be read: {error}", "Correct it there.") from None
    if not isinstance(found, dict):
        raise InputFileError(path, "it is not a table of keys and values", "Write a fair as in data/demo/fair.toml.")
    if not found:
        raise InputFileError(path, "it is empty", "Write a fair as in data/demo/fair.toml.")
    return found


def _spelled_out(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same with short forms in full."""
    full = dict(found)
    if isinstance(invitations := full.get("invitations"), list):
        full["invitations"] = [{"candidate_id": one} if isinstance(one, str) else one for one in invitations]
    if isinstance(booths := full.get("booths"), list):
        full["booths"] = [_with_spans(one) if isinstance(one, dict) else one for one in booths]
    return _with_spans(full)


def _with_spans(table: Mapping[str, Any]) -> dict[str, Any]:
    full = dict(table)
    for key in SPANS:
        if key not in full:
            continue
        value = full[key]
        full[key] = [_span(one) for one in value] if key == "breaks" and isinstance(value, list) else _span(value)
    return full


def _span(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 2:
        return {"start": value[0], "end": value[1]}
    return value


def _misread(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What would pass as something else: a bare number as seconds of the day, an unknown zone, a time with a zone."""
    for place, value in _leaves(found, ()):
        where, text = _where(place, found), str(value).strip()
        if place[-1] in CLOCKS:
            if not isinstance(value, str | time) or ":" not in text:
                yield f'{where} "{_shown(value)}" is not a time', CLOCK
            elif _zoned(text):
                yield f'{where} "{text}" has a zone', "Write local time without one."
        elif place == ("day",) and "-" not in text:
            yield f'day "{_shown(value)}" is not a date', REMEDIES["date_parsing"]
        elif place == ("timezone",) and not _known_zone(text):
            yield f'timezone "{_shown(value)}" is not known', 'Write its IANA name, such as "Asia/Tbilisi".'


def _zoned(text: str) -> bool:
    try:
        return time.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _leaves(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*place, number))
    elif value is not None:
        yield place, value


def _sentence(error: Any, found: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong and what to do, from one error of pydantic."""
    place: Place = error["loc"]
    where, kind, value = _where(place, found), error["type"], error["input"]
    if any(key in place for key in PAIRS):
        return f'{_where(place[:3], found)} "{_shown(_at(place[:3], found))}" is not a pair', PAIR
    if kind == "missing":
        return f"{where} is missing", REMEDIES[kind]
    if kind == "extra_forbidden":
        return f"{where} is not known", _known_keys(place)
    if kind == "value_error":
        said = str(error["ctx"]["error"])
        remedy = next((what for part, what in RULE_REMEDIES.items() if part in said), "Correct it.")
        return (f"{where}: {said}" if where else said), remedy
    if kind == "tuple_type" and isinstance(value, dict):
        return f"{where} is one table", f"Write it in two brackets: [[{where}]]."
    if kind == "too_short":
        return f"{where} is empty", REMEDIES[kind]
    if kind in LIMITS:
        return f'{where} "{_shown(value)}" is not possible', LIMITS[kind].format(next(iter(error["ctx"].values())))
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f'{where} "{_shown(value)}" is not a table of keys and values', _shape(place)
    return f'{where} "{_shown(value)}" is not possible', REMEDIES.get(kind, f"{error['msg']}.")


def _at(place: Place, found: Any) -> Any:
    for step in place:
        found = found[step]
    return found


def _where(place: Place, found: Mapping[str, Any]) -> str:
    """The place as a person would name it: 'booth "b-02" hours start', 'policy rule'."""
    words: list[str] = []
    rest = list(place)
    if len(rest) > 1 and rest[0] in PARTS and isinstance(rest[1], int):
        noun, key = PARTS[str(rest[0])]
        table: Any = found[str(rest[0])][rest[1]]
        name = table.get(key) if isinstance(table, dict) else None
        words.append(f'{noun} "{name}"' if isinstance(name, str) and name.strip() else f"{noun} {rest[1] + 1}")
        rest = rest[2:]
    words += [f"no. {part + 1}" if isinstance(part, int) else part for part in rest]
    return " ".join(words)


def _model_at(place: Place) -> type[BaseModel]:
    """Whose keys are known where an unknown one stands."""
    if any(span in place[:-1] for span in SPANS):
        return Span
    return TABLES.get(str(place[0]), Fair) if len(place) > 1 else Fair


def _known_keys(place: Place) -> str:
    name = str(place[len(place) - 1])
    known = list(_model_at(place).model_fields)
    if name in OF_THE_DAY:
        return "It belongs at the top of the file, above the first table in brackets."
    near = get_close_matches(name, known, n=1)
    return f"Write {near[0]}, if that is meant." if near else f"Known here: {', '.join(known)}."


def _shape(place: Place) -> str:
    if any(span in place for span in SPANS):
        return 'Write two times, such as ["12:00", "13:00"].'
    return f"Its keys are {', '.join(TABLES.get(str(place[0]), Fair).model_fields)}."


def _shown(value: Any) -> str:
    """A value in a sentence: short, and as it would be written."""
    if isinstance(value, date | time):
        text = value.isoformat()
    elif isinstance(value, str | int | float):
        text = str(value)
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:59] + "…"
