"""Where is a place, and how far is it from another?"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

_HERE = Path(__file__).parent
EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the gazetteer; coordinates in degrees (WGS 84)."""

    name: str
    name_ka: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its ISO 3166 alpha-2 code and names."""

    code: str
    names: dict[str, str]


def place_key(text: str) -> str:
    """Spelling-insensitive form of a place name: lower case, no accents, no punctuation."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", letters).strip()


@cache
def _towns() -> dict[str, tuple[Town, ...]]:
    """Towns by every key that people write for them; the larger town first."""
    found: dict[str, list[Town]] = {}
    with (_HERE / "gazetteer.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            town = Town(
                row["name"],
                row["name_ka"],
                row["country"],
                row["region"],
                float(row["lat"]),
                float(row["lon"]),
                int(row["population"] or 0),
            )
            for name in (row["name"], row["name_ka"], *row["aliases"].split("|")):
                if key := place_key(name):
                    found.setdefault(key, []).append(town)
    return {key: tuple(sorted(dict.fromkeys(towns), key=lambda town: -town.population)) for key, towns in found.items()}


def town_names() -> tuple[str, ...]:
    """Every town of the gazetteer by its name in Latin letters, in order of the alphabet."""
    return tuple(sorted({town.name for towns in _towns().values() for town in towns}))


@cache
def _countries() -> dict[str, Country]:
    found: dict[str, Country] = {}
    with (_HERE / "countries.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            country = Country(row["code"], {"en": row["name"], "fr": row["name_fr"], "ka": row["name_ka"]})
            for name in (row["code"], *country.names.values(), *row["aliases"].split("|")):
                if key := place_key(name):
                    found.setdefault(key, country)
    return found


def locate(place: str | None, country: str | None = None) -> Town | None:
    """The town that ``place`` names ("Kutaisi", "ქუთაისი", "Tbilisi, Georgia"), or None where it is not known.

    A ``country`` (ISO 3166 alpha-2) that contradicts the gazetteer gives None: a namesake is not the place.
    """
    if not place:
        return None
    parts = [part for part in re.split(r"[,;(/]", place) if part.strip()]
    named = {found.code for part in parts[1:] if (found := _countries().get(place_key(part)))}
    for part in parts:
        for town in _towns().get(place_key(part), ()):
            if (country is None or town.country == country) and (not named or town.country in named):
                return town
    return None


def country_code(text: str | None) -> str | None:
    """ISO 3166 alpha-2 code of a country named in English, French, Georgian or by its code; None if unknown."""
    found = _countries().get(place_key(text or ""))
    return found.code if found else None


def country_name(code: str, language: str = "en") -> str:
    """Name of a country in ``language`` ("en", "fr", "ka"), its code where no name is known."""
    found = _countries().get(place_key(code))
    return (found.names.get(language) or found.names["en"]) if found else code


def place_text(place: str | None, country: str | None, language: str) -> str:
    """A place for a reader of ``language`` ("en", "fr", "ka"): towns and countries by their names there.

    What else is said of the place stays as it was written; empty where no place is known.
    """
    town = locate(place, country)
    if town is None or place is None:
        return place or ""
    name = town.name_ka if language == "ka" and town.name_ka else town.name

    def worded(part: str) -> str:
        said = part.strip(" )")
        if place_key(said) and town in _towns().get(place_key(said), ()):
            return part.replace(said, name)
        code = country_code(said)
        return part.replace(said, country_name(code, language)) if code and len(said) > 2 else part

    return "".join(map(worded, re.split(r"([,;(/])", place))).strip()


def kilometres_between(here: Town | None, there: Town | None) -> float | None:
    """``distance_km`` of two towns; None where one is not known."""
    if here is None or there is None:
        return None
    return float(distance_km(here.latitude, here.longitude, there.latitude, there.longitude))


def distance_km(
    latitude_a: ArrayLike, longitude_a: ArrayLike, latitude_b: ArrayLike, longitude_b: ArrayLike
) -> NDArray[np.float64]:
    """Great-circle distance in kilometres between points in degrees, by the haversine formula; NaN stays NaN.

    Arguments broadcast against one another. Source: R. W. Sinnott, "Virtues of the Haversine", 1984.
    """
    lat_a, lon_a, lat_b, lon_b = (
        np.radians(np.asarray(x, dtype=float)) for x in (latitude_a, longitude_a, latitude_b, longitude_b)
    )
    half = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
