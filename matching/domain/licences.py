"""Which driving categories and trade licences does a phrase name, and which does one licence imply?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

DRIVING = ("AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D1E", "D", "DE", "T")
"""Driving categories of Directive 2006/126/EC, which Georgia's follow, and T for tractors."""

_ENTITLES = {
    "A1": ("AM",),
    "A2": ("A1",),
    "A": ("A2",),
    "B1": ("AM",),
    "B": ("B1",),
    "BE": ("B",),
    "C1": ("B",),
    "C1E": ("C1", "BE"),
    "C": ("C1",),
    "CE": ("C", "C1E"),
    "D1": ("B",),
    "D1E": ("D1", "BE"),
    "D": ("D1",),
    "DE": ("D", "D1E"),
}
"""The next lower categories, by article 6 of the directive; C and D are issued only to holders of B."""

_UNNAMED = re.compile(
    r"(?:(?:a|an|the|valid|full|clean|un|le|car)\s+)*"
    r"(?:driv(?:ing|ers?|er['’]s)\s+licen[cs]e|permis(?:\s+de\s+conduire)?|führerschein|prawo\s+jazdy|"
    r"carnet\s+de\s+conducir|patente(?:\s+di\s+guida)?|მართვის\s+(?:მოწმობა|უფლება)|"
    r"водительск\w+\s+(?:права|удостоверение)|vozačka\s+dozvola)"
    r"(?:\s+(?:valid|valide|required|obligatoire))?",
    re.IGNORECASE,
)
_USUAL = "B"
"""What people mean by a driving licence without a category."""

_DRIVING_WORDS = re.compile(
    r"driv|permis|licen[cs]e|categor|catégor|\b[ck]at\b|führerschein|prawo jazdy|kategori|მართვის|კატეგორი|"
    r"водительск|категори|\bprava\b|carnet|patente|code\s*95",
    re.IGNORECASE,
)
_CATEGORY = re.compile(r"(?<![A-Za-z0-9])(AM|A1|A2|A|B1|B|BE|C1E|C1|CE|C|D1E|D1|DE|D|T)(?![A-Za-z0-9]|['’]\w)")
# In lower case only those that are no words themselves ("permis de", "a driving licence", "ce permis").
_SMALL_CATEGORY = re.compile(r"(?<![\w'’])(a1|a2|b1|b|c1e|c1|c|d1e|d1)(?![\w'’])")
_WITH_TRAILER = re.compile(r"\b([BCDbcd]1?)(?:\s*[+/]\s*[Ee]|[\s,]\s*E)\b")
_ARTICLE = re.compile(r"^A\s+(?!categor|class|type)(?=[a-z])")
_AND = frozenset({"and", "et", "und", "or", "ou", "oder", "i", "и", "და"})
_CYRILLIC_TWINS = re.compile(r"(?<!\w)[АВСЕМТ1]{1,3}(?!\w)")
_LATIN_TWINS = str.maketrans("АВСЕМТ", "ABCEMT")


def licence_keys(phrase: str) -> frozenset[str]:
    """The licences that a phrase names: ``"permis C+E"`` gives ``{"CE"}``, ``"B, C"`` gives ``{"B", "C"}``.

    A driving licence without a category is one for cars. A phrase that names no driving licence is the licence of a
    trade and gives its own words as one key.
    """
    text = unicodedata.normalize("NFKC", phrase).strip()
    text = _CYRILLIC_TWINS.sub(lambda found: found[0].translate(_LATIN_TWINS), text)
    text = _WITH_TRAILER.sub(r"\1E", text)
    listed = [word for word in re.split(r"[\s,;/&+]+", text.casefold()) if word and word not in _AND]
    if listed and all(word.upper() in DRIVING for word in listed):
        return frozenset(word.upper() for word in listed)
    if _UNNAMED.fullmatch(text):
        return frozenset({_USUAL})
    if _DRIVING_WORDS.search(text):
        categories = _CATEGORY.findall(_ARTICLE.sub("", text))
        categories += [found.upper() for found in _SMALL_CATEGORY.findall(text.casefold())]
        if categories:
            return frozenset(categories)
    folded = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"\w+", "".join(sign for sign in folded if not unicodedata.combining(sign)))
    return frozenset({" ".join(words)}) if words else frozenset()


def held_licences(phrases: Iterable[str]) -> frozenset[str]:
    """All licences of a person, those implied included: who drives CE may drive C, C1 and B."""
    held = set[str]().union(*(licence_keys(phrase) for phrase in phrases))
    unread = list(held)
    while unread:
        lower = [key for key in _ENTITLES.get(unread.pop(), ()) if key not in held]
        held.update(lower)
        unread += lower
    if {"CE", "D"} <= held:
        held |= {"DE", "D1E"}
    return frozenset(held)


def is_driving(key: str) -> bool:
    """Whether a key is a driving category rather than the licence of a trade."""
    return key in DRIVING
