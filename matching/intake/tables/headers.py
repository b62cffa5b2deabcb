"""Which column of a table is which of ours?

Columns of candidates: ``id``, ``desired_occupations`` (list), ``experience_N_title``, ``…_country``, ``…_months``,
``…_started``, ``…_ended`` (``2019``, ``2019-06``, a date; the end also "present"), ``…_description``,
``…_occupation`` (ESCO URI) for N = 1, 2, …, ``skills``, ``skills_shown``, ``skills_certified`` (lists), ``languages``
(``fr:B2; ka:C2``), ``education_N_title``, ``…_isced``, ``…_country``, ``…_recognised``, ``certificates`` (list),
``licences`` (list, or "none"), ``place``, ``country``, ``radius_km``, ``regions`` (list), ``relocation``, ``remote``,
``available_from``, ``contracts``, ``hours`` (lists, or "none"), ``wage_min``, ``wage_max``, ``wage_currency``,
``wage_period``, ``return_status``, ``text``, ``lang``.

Columns of vacancies: ``id``, ``title``, ``description``, ``occupation`` (ESCO URI), ``skills_essential``,
``skills_optional`` (lists), ``languages``, ``education_isced``, ``experience_months``, ``licences``, ``place``,
``country``, ``remote``, ``contract``, ``hours``, ``wage_min``, ``wage_max``, ``wage_currency``, ``wage_period``,
``positions``, ``opens_on``, ``closes_on``, ``starts_on``, ``apprenticeship``, ``on_the_job_training``,
``wage_subsidy``, ``lang``.

Columns of courses: ``id``, ``title``, ``provider``, ``description``, ``skills`` (list), ``languages_taught``
(``fr:B1``, the level reached), ``licences`` (list, those received), ``languages`` (of teaching, with the level needed),
``education_isced``, ``place``, ``country``, ``remote``, ``starts_on``, ``ends_on``, ``apply_by``, ``seats``, ``price``
(``0`` or "free"), ``currency``, ``certificate``, ``lang``.

Three conventions make files lossless. A person whose skills have a concept or country, or stand in another order than
claimed, shown, certified, has them in ``skill_N_phrase``, ``…_evidence``, ``…_concept``, ``…_country`` instead of the
lists, and a course whose skills have concepts in the first and third of these; a certificate with a country or
recognition stands in ``certificate_N_name``, ``…_country``, ``…_recognised``; a vacancy's skills with concepts in
``essential_skill_N_phrase``, ``…_concept`` and ``optional_skill_N_…``. In lists ``\\;``, ``\\|`` and ``\\\\`` stand
for the signs themselves. What is longer than a spreadsheet's cell goes on in ``<column>_continued_2``, ``_3``, ….

How strictly a cell is read depends on how its column is named. A column with one of the names above, or mapped to one,
is strict: a cell that does not hold what it should is a problem. A column that is recognised by another name
("Deadline", "salaire", "expérience") belongs to somebody else's table and is lenient: what can be read clearly is
read, what cannot is kept in the free text as "Deadline: …" and counted in the notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matching.domain import Candidate, Evidence, Vacancy
from matching.domain.course import Course
from matching.errors import InputFileError, InvalidValueError
from matching.intake import wordlists
from matching.intake.wordlists import fold, squeezed

Record = Candidate | Vacancy | Course


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of record: plain ones, and numbered groups such as ``experience_1_title``."""

    noun: str
    model: type[Candidate] | type[Vacancy] | type[Course]
    columns: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    free_text: str

    @property
    def known(self) -> str:
        """The columns in words, numbered groups by their first."""
        numbered = [f"{group}_1_{field}" for group, fields in self.groups.items() for field in fields]
        return ", ".join([*self.columns, *numbered])


CANDIDATES = Layout(
    "candidate",
    Candidate,
    (
        "id",
        "desired_occupations",
        "skills",
        "skills_shown",
        "skills_certified",
        "languages",
        "certificates",
        "licences",
        "place",
        "country",
        "radius_km",
        "regions",
        "relocation",
        "remote",
        "available_from",
        "contracts",
        "hours",
        "wage_min",
        "wage_max",
        "wage_currency",
        "wage_period",
        "return_status",
        "text",
        "lang",
    ),
    {
        "experience": ("title", "country", "started", "ended", "months", "description", "occupation"),
        "education": ("title", "isced", "country", "recognised"),
        "certificate": ("name", "country", "recognised"),
        "skill": ("phrase", "evidence", "concept", "country"),
    },
    "text",
)
VACANCIES = Layout(
    "vacancy",
    Vacancy,
    (
        "id",
        "title",
        "description",
        "occupation",
        "skills_essential",
        "skills_optional",
        "languages",
        "education_isced",
        "experience_months",
        "licences",
        "place",
        "country",
        "remote",
        "contract",
        "hours",
        "wage_min",
        "wage_max",
        "wage_currency",
        "wage_period",
        "positions",
        "opens_on",
        "closes_on",
        "starts_on",
        "apprenticeship",
        "on_the_job_training",
        "wage_subsidy",
        "lang",
    ),
    {"essential_skill": ("phrase", "concept"), "optional_skill": ("phrase", "concept")},
    "description",
)

COURSES = Layout(
    "course",
    Course,
    (
        "id",
        "title",
        "provider",
        "description",
        "skills",
        "languages_taught",
        "licences",
        "languages",
        "education_isced",
        "place",
        "country",
        "remote",
        "starts_on",
        "ends_on",
        "apply_by",
        "seats",
        "price",
        "currency",
        "certificate",
        "lang",
    ),
    {"skill": ("phrase", "concept")},
    "description",
)

WAGE_FIELDS = {"wage_min": "minimum", "wage_max": "maximum", "wage_currency": "currency", "wage_period": "period"}
SKILL_LISTS = {
    "skills": Evidence.CLAIMED,
    "skills_shown": Evidence.SHOWN,
    "skills_certified": Evidence.CERTIFIED,
}
KNOWN_EMPTY = frozenset({"licences", "contracts", "hours"})
"""Lists that are known to be empty where they say "none", and unknown where they are blank."""
_CONTINUED = re.compile(r"^(?P<column>.+?)[ _-]continued[ _-](?P<part>\d{1,3})$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?P<group>[a-z_]+?)_(?P<number>\d{1,3})_(?P<field>[a-z_]+)$")


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """How one column of a file is read.

    ``target`` is a column of ours, or one of the mixed ones of foreign tables: "salary", "employment", "education".
    ``labelled`` free text is kept as "Header: cell". ``rank`` orders columns of one target, the best name first.
    """

    position: int
    header: str
    target: str
    strict: bool
    labelled: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is read: its columns that are used, ignored, and dropped as identity (True: they hold names)."""

    headers: tuple[str, ...]
    readings: tuple[HeaderReading, ...]
    continued: Mapping[int, int]
    """Position of a continuing column -> position of the column that it continues."""
    identity: Mapping[int, bool]
    ignored: tuple[str, ...]


def numbered(target: str, layout: Layout) -> tuple[str, int, str] | None:
    """Group, number and field of a column such as ``experience_1_title``; None for any other."""
    match = _NUMBERED.match(target)
    if match and match["field"] in layout.groups.get(match["group"], ()) and int(match["number"]) > 0:
        return match["group"], int(match["number"]), match["field"]
    return None


def known_count(headers: Sequence[str], layout: Layout) -> int:
    """How many headers are known, as columns of ours, by another name or as identity."""
    return sum(
        _own_column(header, layout) is not None
        or _recognised(header, layout) is not None
        or _identity(header, layout) is not None
        for header in headers
    )


def plan_columns(
    path: Path, headers: Sequence[str], layout: Layout, column_map: Mapping[str, str], *, nested: bool = False
) -> Plan:
    """Decide for every header of a table what it is; ``nested`` says that some rows hold JSON of the domain as well.

    Raises :class:`InvalidValueError` for a mapping to a column that does not exist, :class:`InputFileError` for a
    mapping from a header that the file does not have, for a column of ours that stands twice, and where not one
    header is known.
    """
    mapped = _mapped(path, headers, layout, column_map)
    readings: list[HeaderReading] = []
    continued: dict[int, int] = {}
    identity: dict[int, bool] = {}
    ignored: list[str] = []
    strict_at: dict[str, int] = {}
    for position, header in enumerate(headers):
        target = mapped.get(position) or _own_column(header, layout)
        if target is not None:
            if target in strict_at and position not in mapped:
                raise InputFileError(path, f'the column "{target}" stands twice', "Remove or rename one of the two.")
            strict_at.setdefault(target, position)
            readings.append(HeaderReading(position, header, target, strict=True))
        elif (part := _CONTINUED.match(header)) and (whole := _own_column(part["column"], layout)) in strict_at:
            continued[position] = strict_at[whole] if whole else position
        elif (found := _recognised(header, layout)) is not None:
            readings.append(HeaderReading(position, header, *found))
        elif (names := _identity(header, layout)) is not None:
            identity[position] = names
        elif header:
            ignored.append(header)
    if not readings and not nested:
        raise InputFileError(
            path,
            f"no column is known as one of a {layout.noun}: {quoted(headers)}",
            f'Rename columns or map them, such as --map "{next(iter(headers), "Titre")}={layout.columns[1]}". '
            f"Known columns: {layout.known}.",
        )
    readings.sort(key=lambda reading: (not reading.strict, reading.rank, reading.position))
    return Plan(tuple(headers), tuple(readings), continued, identity, tuple(ignored))


def _mapped(path: Path, headers: Sequence[str], layout: Layout, column_map: Mapping[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for source, target in column_map.items():
        name = _own_column(target, layout)
        if name is None:
            raise InvalidValueError("Column", target, f"Map to one of: {layout.known}.")
        positions = [i for i, header in enumerate(headers) if header == source]
        positions = positions or [i for i, header in enumerate(headers) if squeezed(header) == squeezed(source)]
        if not positions:
            raise InputFileError(path, f'there is no column "{source}" to map', f"Its columns are {quoted(headers)}.")
        found.update(dict.fromkeys(positions, name))
    return found


def quoted(headers: Sequence[str]) -> str:
    """Headers in quotation marks for a sentence, the first forty."""
    shown = [f'"{header[:60]}"' for header in headers[:40]]
    return ", ".join(shown) + (f" and {len(headers) - 40} more" if len(headers) > 40 else "")


@cache
def _own_columns(noun: str) -> dict[str, str]:
    layout = next(one for one in (CANDIDATES, VACANCIES, COURSES) if one.noun == noun)
    return {squeezed(column): column for column in layout.columns}


def _own_column(header: str, layout: Layout) -> str | None:
    """Our column of exactly this name (case, accents, spaces, hyphens and underscores apart), else None."""
    found = _own_columns(layout.noun).get(squeezed(header))
    if found:
        return found
    name = _with_underscores(header)
    return name if numbered(name, layout) else None


@cache
def _other_names(noun: str) -> dict[str, tuple[str, bool, int]]:
    """Target, whether kept with its header, and rank (the best name first) by squeezed header."""
    found: dict[str, tuple[str, bool, int]] = {}
    ranks: Counter[tuple[str, str]] = Counter()
    for row in wordlists.rows("tables/headers"):
        if row["record"] == noun:
            for name in wordlists.listed(row["names"]):
                key = (row["target"], row["how"])
                found.setdefault(squeezed(name), (row["target"], row["how"] == "labelled", ranks[key]))
                ranks[key] += 1
    return found


@cache
def _identity_names() -> tuple[dict[str, str], tuple[str, ...]]:
    """Kind ("name", "contact", "address", "trait") by squeezed header, and parts of headers that betray identity."""
    kinds: dict[str, str] = {}
    parts: list[str] = []
    for row in wordlists.rows("tables/headers"):
        if row["record"] == "identity":
            names = [squeezed(name) for name in wordlists.listed(row["names"])]
            if row["target"] == "part":
                parts += names
            else:
                kinds |= dict.fromkeys(names, row["target"])
    return kinds, tuple(parts)


def _recognised(header: str, layout: Layout) -> tuple[str, bool, bool, int] | None:
    """Target, strictness, labelling and rank of a foreign header that has a known name."""
    found = _other_names(layout.noun).get(squeezed(header))
    if found:
        return found[0], False, found[1], found[2]
    match = re.match(r"^([^\W\d]+?)_(\d{1,3})_(\w+)$", _with_underscores(header))
    if match is None or int(match[2]) == 0:
        return None
    group = _foreign_parts("group").get(squeezed(match[1]), match[1])
    field = _foreign_parts(f"{group} field").get(squeezed(match[3]), match[3])
    return (f"{group}_{match[2]}_{field}", False, False, 0) if field in layout.groups.get(group, ()) else None


@cache
def _foreign_parts(record: str) -> dict[str, str]:
    """Our group or field of a numbered column by its squeezed name elsewhere (JSON Resume's ``work_1_position``)."""
    return {
        squeezed(name): row["target"]
        for row in wordlists.rows("tables/headers")
        if row["record"] == record
        for name in wordlists.listed(row["names"])
    }


def _with_underscores(header: str) -> str:
    return re.sub(r"[\W_]+", "_", fold(header)).strip("_")


def _identity(header: str, layout: Layout) -> bool | None:
    """Whether a header asks for identity or a protected trait: True for names, False for others, None for neither."""
    key = squeezed(header)
    kinds, parts = _identity_names()
    if key in kinds:
        return kinds[key] == "name"
    if layout is CANDIDATES and any(part in key for part in parts):
        return "name" in key
    return None
