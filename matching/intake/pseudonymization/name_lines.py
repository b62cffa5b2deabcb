"""Is a line, or a part of it, a person's name?"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from matching.intake.pseudonymization.names import (
    TOKEN,
    breaks_names,
    has_surname_ending,
    is_given,
    is_honorific,
    is_ordinary,
    is_particle,
    may_be_another_word,
    proven,
    starts_small,
)
from matching.intake.wordlists import fold

_NOT_IN_NAMES = re.compile(r"[\d@:;?!/\\=+*%&<>\[\]{}]|https?|www")
_LONGEST_LINE = 120
_MOST_TOKENS = 10
_MOST_WORDS = 4
_MOST_WORDS_WITHOUT_CAPITALS = 3
"""Words of a name that nothing but its place proves; longer runs are headings and sentences."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a line stands: how likely a name is there before its words are looked at.

    ``contact_near``: a phone or e-mail stands in it or follows. ``head``: it begins a whole CV. ``alone``: it is a
    line of its own, not a piece between commas.
    """

    contact_near: bool = False
    head: bool = False
    alone: bool = False


ANYWHERE = Setting()


def names_in_line(
    line: str, accounts: Collection[str], setting: Setting = ANYWHERE
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Runs of ``line`` that are a person's name: start, end, and the folded words of the name.

    Evidence, strongest first: a word stands in one of the person's ``accounts``; words are given names or end as
    surnames do; a short run of capitalised words that are no job title stands where a name is usual. Scripts without
    capitals need more of it.
    """
    tokens = list(TOKEN.finditer(line))
    if not tokens or len(line) > _LONGEST_LINE or len(tokens) > _MOST_TOKENS or _NOT_IN_NAMES.search(line):
        return []
    if _given_and_any_surname(tokens, accounts, setting):
        return [(tokens[0].start(), tokens[-1].end(), tuple(_word(token) for token in tokens))]
    runs: list[list[re.Match[str]]] = [[]]
    mixed = False
    for token in tokens:
        word = _word(token)
        if is_honorific(word):
            runs.append([])
        elif is_particle(word) and runs[-1]:
            runs[-1].append(token)
        elif breaks_names(word) or (starts_small(token.group()) and not proven(word, accounts)):
            mixed = True
            runs.append([])
        else:
            runs[-1].append(token)
            if token.group().endswith(".") and len(word) > 2 and token is not tokens[-1]:
                # A sentence ends here; only initials and titles have a point inside a name.
                mixed = True
                runs.append([])
    found = []
    for run in runs:
        core = tuple(word for token in run if len(word := _word(token)) > 1 and not is_particle(word))
        if core and _is_name(run, core, mixed, accounts, setting):
            while is_particle(_word(run[-1])):
                run = run[:-1]
            found.append((run[0].start(), run[-1].end(), core))
    return found


def _word(token: re.Match[str]) -> str:
    return fold(token.group()).rstrip(".")


def _given_and_any_surname(tokens: list[re.Match[str]], accounts: Collection[str], setting: Setting) -> bool:
    """Whether a line where a name is usual is just a given name and a capitalised word ("Kenneth Crane")."""
    if not (setting.contact_near or setting.head) or len(tokens) != 2:
        return False
    given, surname = (_word(token) for token in tokens)
    return (
        given.isascii()
        and len(surname) > 1
        and is_ordinary(surname)
        and not any(starts_small(token.group()) for token in tokens)
        and is_given(given)
        and not may_be_another_word(given)
        and not proven(surname, accounts)
    )


def _is_name(
    run: list[re.Match[str]], core: tuple[str, ...], mixed: bool, accounts: Collection[str], setting: Setting
) -> bool:
    if any(proven(word, accounts) for word in core):
        return len(core) <= _MOST_WORDS + 1
    usual = setting.contact_near or setting.head
    cased = core[0] != core[0].upper()
    particles = any(is_particle(_word(token)) for token in run)
    if len(core) > (_MOST_WORDS if cased or particles else _MOST_WORDS_WITHOUT_CAPITALS):
        return False
    if all(may_be_another_word(word) for word in core) and not (
        usual and not mixed and len(core) == 2 and is_given(core[0])
    ):
        return False
    several = len(core) > 1 or any(len(_word(token)) == 1 for token in run)
    endings = sum(map(has_surname_ending, core))
    signs = endings + sum(is_given(word) and not has_surname_ending(word) for word in core)
    if not cased:
        if endings or signs > 1:
            return several or (setting.head and setting.alone)
        return usual and setting.alone and not mixed and (several or (setting.head and signs > 0))
    if signs:
        return several or (setting.head and setting.alone and not mixed)
    if mixed or len(core) == 1:
        return False
    capitals = all(token.group().isupper() for token in run)
    return (setting.contact_near and (setting.alone or not capitals)) or (setting.head and setting.alone)
