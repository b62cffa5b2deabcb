"""Who asks, of which data, on which day, in which language?

Every use case is a plain function of a ``Session``. Files on a command line become one, with what they hold in memory
and the actor ``LOCAL``; a server makes one for each request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from matching.domain.course import Course
from matching.engine import Engine
from matching.store.memory import MemoryStore

LanguageTag = Literal["en", "fr", "ka"]
"""Languages of the sentences."""
LANGUAGE_TAGS: tuple[LanguageTag, ...] = get_args(LanguageTag)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. There are no accounts yet: whoever sits at the machine is ``LOCAL``."""

    id: str


LOCAL = Actor("local")


@dataclass(frozen=True, slots=True)
class Session:
    """One actor's work: what is asked, who asks, when and in which language the answer is worded."""

    actor: Actor
    engine: Engine
    store: MemoryStore
    today: date
    language: LanguageTag = "en"


def local_session(engine: Engine, today: date, courses: Sequence[Course] = (), language: LanguageTag = "en") -> Session:
    """A session of whoever sits at this machine over all that the engine holds."""
    return Session(LOCAL, engine, MemoryStore.of(engine.candidates, engine.vacancies, courses), today, language)
