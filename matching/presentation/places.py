"""How is a place told: a town by its name in the reader's language, its country, how far it is?"""

from __future__ import annotations

from matching.geography import place_text
from matching.wording.catalogues import country_name, number_text, translator

__all__ = ["distance_text", "place_text", "place_with_country"]

NEXT_DOOR_KM = 1.0
"""Nearer than this, a distance is not worth a word."""


def place_with_country(place: str | None, country: str | None, language: str) -> str:
    """A place and its country; empty where neither is known."""
    named = country_name(country, language) if country else ""
    return ", ".join(part for part in (place_text(place, country, language), named) if part)


def distance_text(place: str, kilometres: float | None, language: str) -> str:
    """A ``place`` as it is told, and how far it is where that is known and worth a word."""
    if kilometres is None or kilometres < NEXT_DOOR_KM:
        return place
    say = translator(language)
    return say("{place}, {km} km away").format(place=place, km=number_text(round(kilometres), language))
