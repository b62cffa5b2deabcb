"""How does a row of cells become the fields of a candidate or vacancy, and how is one written as a row again?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matching import geography
from matching.domain import Hours
from matching.intake.tables.headers import (
    CANDIDATES,
    COURSES,
    SKILL_LISTS,
    WAGE_FIELDS,
    HeaderReading,
    Layout,
    Plan,
    numbered,
)
from matching.intake.values import dates, languages, lists, numbers, terms, wages, words
from matching.intake.values.words import CellError
from matching.intake.wordlists import plain

_ReadCell = Callable[[str], Any]
_DATES = frozenset({"available_from", "opens_on", "closes_on", "starts_on", "ends_on", "apply_by"})
_LISTS = ("desired_occupations", *SKILL_LISTS, "certificates", "regions", "skills_essential", "skills_optional")
_LONGEST_PLACE = 80
_READERS: Mapping[str, _ReadCell] = {
    "languages": languages.read_languages,
    "licences": lists.read_list_or_none,
    "country": terms.read_country,
    "radius_km": numbers.read_km,
    "relocation": numbers.read_bool,
    "remote": numbers.read_bool,
    "contracts": terms.read_contracts,
    "contract": terms.read_contract,
    "wage_min": numbers.read_number,
    "wage_max": numbers.read_number,
    "wage_currency": wages.read_currency,
    "wage_period": wages.read_period,
    "return_status": terms.read_return_status,
    "lang": languages.read_language,
    "education_isced": terms.read_isced,
    "experience_months": numbers.read_whole,
    "positions": numbers.read_whole,
    "apprenticeship": numbers.read_bool,
    "on_the_job_training": numbers.read_bool,
    "wage_subsidy": numbers.read_bool,
    "languages_taught": languages.read_languages,
    "seats": numbers.read_whole,
    "price": wages.read_price,
    "currency": wages.read_currency,
    **dict.fromkeys(_LISTS, lists.read_list),
}
_GROUP_READERS: Mapping[str, _ReadCell] = {
    "country": terms.read_country,
    "months": numbers.read_whole,
    "started": dates.read_month,
    "ended": dates.read_end,
    "isced": terms.read_isced,
    "recognised": numbers.read_bool,
    "evidence": terms.read_evidence,
}
_FIELDS_OF_GROUPS = {
    "experience": "experiences",
    "education": "education",
    "certificate": "certificates",
    "skill": "skills",
    "essential_skill": "essential_skills",
    "optional_skill": "optional_skills",
}


@dataclass(slots=True)
class Fields:
    """Fields of one record as the domain model takes them, and what went wrong or was kept as text on the way."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str, CellError]] = field(default_factory=list)
    """Header, cell, and what is wrong with it."""
    kept_as_text: list[str] = field(default_factory=list)
    """Headers of foreign columns whose cell was kept in the free text."""
    foreign: dict[str, str] = field(default_factory=dict)
    """Header of the foreign column that gave a target its value, by target."""


def reader_of(target: str, layout: Layout) -> _ReadCell:
    """The strict reader of one of our columns."""
    if target == "hours":
        return terms.read_hours_list
    if group := numbered(target, layout):
        return _GROUP_READERS.get(group[2], str)
    return _READERS.get(target, str)


def date_orders(plan: Plan, rows: Iterable[Sequence[str]]) -> dict[int, str]:
    """ "dmy" or "mdy" by position of each date column whose cells tell which of the two they mean."""
    positions = [reading.position for reading in plan.readings if reading.target in _DATES]
    if not positions:
        return {}
    columns: dict[int, list[str]] = {position: [] for position in positions}
    for row in rows:
        for position in positions:
            if position < len(row) and row[position]:
                columns[position].append(row[position])
    return {position: order for position, column in columns.items() if (order := dates.day_month_order(column))}


def read_fields(
    row: Sequence[str], plan: Plan, layout: Layout, orders: Mapping[int, str], as_text: Collection[str] = ()
) -> Fields:
    """Fields that the cells of a row give; foreign columns never give a problem, those in ``as_text`` only text."""
    found = Fields()
    flat: dict[str, Any] = {}
    texts: list[tuple[bool, int, str]] = []
    for reading in plan.readings:
        cell = row[reading.position] if reading.position < len(row) else ""
        if not cell:
            continue
        if reading.target == layout.free_text and not reading.strict:
            if not reading.labelled:
                texts.append((False, reading.position, cell))
            elif not words.says_nothing(cell):
                texts.append((True, reading.position, f"{reading.header}: {cell}"))
        elif reading.strict:
            _read_strictly(reading, cell, layout, orders, flat, found)
        elif not words.says_nothing(cell):
            before = len(flat)
            whole = reading.header not in as_text and _read_leniently(reading, cell, layout, orders, flat)
            found.foreign.update(dict.fromkeys(list(flat)[before:], reading.header))
            if not whole:
                texts.append((True, reading.position, f"{reading.header}: {cell}"))
                found.kept_as_text.append(reading.header)
    own = flat.pop(layout.free_text, None)
    parts = [own] if own else []
    unlabelled, labelled = (
        [text for is_labelled, _, text in sorted(texts) if is_labelled is kind] for kind in (False, True)
    )
    joined = "\n\n".join([*parts, *unlabelled, *(["\n".join(labelled)] if labelled else [])])
    if joined:
        flat[layout.free_text] = joined
    found.values = _nested(flat, layout)
    return found


def _read_strictly(
    reading: HeaderReading, cell: str, layout: Layout, orders: Mapping[int, str], flat: dict[str, Any], found: Fields
) -> None:
    try:
        if reading.target in _DATES:
            value = dates.read_date(cell, orders.get(reading.position))
        else:
            value = reader_of(reading.target, layout)(cell)
    except CellError as error:
        found.problems.append((reading.header, cell, error))
        return
    _put(flat, reading.target, value)


def _put(flat: dict[str, Any], target: str, value: Any) -> bool:
    """Add to a list, else set where nothing is set yet; whether the value is used or was already there."""
    if isinstance(value, tuple | list) and target in flat:
        flat[target] = [*flat[target], *value]
        return True
    return flat.setdefault(target, value) == value


def _read_leniently(
    reading: HeaderReading, cell: str, layout: Layout, orders: Mapping[int, str], flat: dict[str, Any]
) -> bool:
    """Take what a foreign cell says clearly; whether nothing of it is left to keep as text."""
    target = reading.target
    if target in _DATES:
        clear = dates.clear_date(cell, orders.get(reading.position))
        # A foreign file may say twice when an advert was posted; the better column was read first.
        return clear is not None and (_put(flat, target, clear[0]) or True) and clear[1]
    if target == "salary":
        wage = wages.clear_wage(cell)
        if wage is None or any(name in flat for name in ("wage_min", "wage_max")):
            return False
        # Of a person's wish only the lower end is a limit.
        reservation = layout is CANDIDATES and wage["minimum"] is not None
        flat.update(
            {
                column: wage[name]
                for column, name in WAGE_FIELDS.items()
                if wage[name] is not None and not (reservation and name == "maximum")
            }
        )
        return True
    if target == "cost":
        cost = wages.clear_cost(cell)
        # Not a generator: every column is to be set, whichever of them was set before.
        put = [_put(flat, column, value) for column, value in (cost or {}).items()]
        return cost is not None and all(put)
    if target == "employment":
        return _read_employment(cell, flat)
    if target == "education":
        level = terms.clear_isced(cell)
        if layout is CANDIDATES:
            _put(flat, "education_1_title", cell)
            return level is None or _put(flat, "education_1_isced", level)
        return level is not None and _put(flat, "education_isced", level)
    if target in ("experience_months", "experience_1_months"):
        months = numbers.clear_months(cell)
        if months is None and re.fullmatch(r"\d{1,3}(?:\.0)?", cell):
            key = plain(reading.header)
            factor = 12 if re.search(r"year|annee|ans|წელ", key) else 1 if re.search(r"month|mois|თვე", key) else None
            months = int(float(cell)) * factor if factor else None
        return months is not None and months <= 900 and _put(flat, target, months)
    if target == "remote" and re.search(r"telecommute|remote|distan|teletravail", plain(cell)):
        return _put(flat, target, True)
    if target == "place":
        return _read_place(cell, flat)
    if target in ("wage_min", "wage_max"):
        amount = re.fullmatch(r"[^\d]{0,5}(\d[\d .,]*)[^\d]{0,5}", cell)
        cell = amount[1].strip() if amount else cell
    try:
        value = reader_of(target, layout)(cell)
    except CellError:
        return False
    return _put(flat, target, value)


def _read_employment(cell: str, flat: dict[str, Any]) -> bool:
    """Contract and hours, which other tables keep in one column ("CDI - temps plein", "FULL_TIME")."""
    whole = True
    offered: dict[Hours, None] = {}
    for part in re.split(r"[,;/|]| - ", cell):
        word = " ".join(part.split())
        if not word:
            continue
        try:
            offered[terms.read_hours(word)] = None
        except CellError:
            try:
                _put(flat, "contract", terms.read_contract(word))
            except CellError:
                whole = False
    if offered:
        _put(flat, "hours", tuple(offered))
    return whole


def _read_place(cell: str, flat: dict[str, Any]) -> bool:
    """A place; "Yerevan, Armenia" also tells the country where no column does."""
    lines = cell.split("\n")
    place = " ".join(lines[0].split())
    if len(place) > _LONGEST_PLACE:
        return False
    *_, last = place.rstrip(" ,.").split(",")
    code = geography.country_code(last.strip())
    if code and len(last.strip()) > 2:
        flat.setdefault("country", code)
    return _put(flat, "place", place) and len(lines) == 1


def _nested(flat: dict[str, Any], layout: Layout) -> dict[str, Any]:
    """Flat columns gathered into the fields of the domain model."""
    values: dict[str, Any] = {}
    groups: dict[tuple[str, int], dict[str, Any]] = {}
    for target, value in flat.items():
        if group := numbered(target, layout):
            groups.setdefault(group[:2], {})[group[2]] = value
        else:
            values[target] = value
    wage = {name: values.pop(column) for column, name in WAGE_FIELDS.items() if column in values}
    if "minimum" in wage or "maximum" in wage:
        values["wage"] = wage
    if layout is CANDIDATES:
        claims = [
            {"phrase": phrase, "evidence": evidence}
            for column, evidence in SKILL_LISTS.items()
            for phrase in values.pop(column, ())
        ]
        lists = {"skills": claims, "certificates": [{"name": name} for name in values.pop("certificates", ())]}
    elif layout is COURSES:
        lists = {"skills": [{"phrase": phrase} for phrase in values.pop("skills", ())]}
    else:
        lists = {
            "essential_skills": [{"phrase": phrase} for phrase in values.pop("skills_essential", ())],
            "optional_skills": [{"phrase": phrase} for phrase in values.pop("skills_optional", ())],
        }
    for (group, _), item in sorted(groups.items()):
        lists.setdefault(_FIELDS_OF_GROUPS[group], []).append(item)
    return values | {name: items for name, items in lists.items() if items}
