"""How does a template become a page, on a screen or on paper?

Every template of the house is found here by its file name, whichever room it lies in. Endings tell what is made of it:
in ``.html`` every value is escaped; in Markdown the filter ``plain`` takes the effect from somebody's own words.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from matching.geography import place_text
from matching.wording import plural, translator
from matching.wording.catalogues import date_text, number_text

_PACKAGE = Path(__file__).parent.parent
FOLDERS = ("web/templates", "casework/templates", "fairs/sheets/templates")
"""Where templates lie; no two have the same file name."""


def rendered(template: str, language: str, **context: Any) -> str:
    """The page of a template in ``language``, without an end of line behind it.

    Beside ``context`` a template knows ``language``, ``say`` and ``many`` (sentences, singular and plural),
    ``words(code)`` (those of another language), ``date(day)``, ``number(value)`` and ``town(one)``, the place of
    whatever has a place and a country.
    """

    def town(one: Any) -> str:
        return place_text(one.place, one.country, language)

    known: dict[str, Any] = {
        "language": language,
        "say": translator(language),
        "many": plural(language),
        "words": translator,
        "date": partial(date_text, language=language),
        "number": partial(number_text, language=language),
        "town": town,
    }
    return _environment().get_template(template).render(known | context)


def plain(text: str) -> str:
    """Somebody's own words as text: no sign of Markdown or HTML in them takes effect."""
    line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|~" else sign for sign in line)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_PACKAGE / folder for folder in FOLDERS]),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["plain"] = plain  # pyright: ignore[reportUnknownMemberType]  # Jinja gives it no type
    return environment
