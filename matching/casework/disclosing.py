"""What may this reader see of this person? Decided here and nowhere else.

Whoever reads of a person gets a ``CandidateView``, never the record: what the level holds back is unknown in it, as if
nobody had said it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from matching.casework.session import LOCAL, Actor, Session
from matching.domain import Candidate
from matching.errors import NotDisclosedError


class Level(IntEnum):
    """How much of a person a reader sees; each level holds all that those below it hold."""

    COUNTS = 0
    """Figures about many, nothing of one."""
    LISTING = 1
    """Occupations, skills, languages: nothing that says who it is."""
    INTRODUCED = 2
    """Name and one channel, where the person consents."""
    HIRED = 3
    """What a contract needs."""
    CASEWORK = 4
    """All that is recorded: whoever works on the case."""


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A person as one reader sees them: ``profile`` holds what ``level`` discloses, and all else is unknown in it."""

    level: Level
    profile: Candidate

    @property
    def id(self) -> str:
        """The id by which the reader asks about the person."""
        return self.profile.id


def level_of(actor: Actor) -> Level:
    """How much ``actor`` sees of a person. Whoever works on this machine sees the cases; nobody else sees anybody."""
    return Level.CASEWORK if actor == LOCAL else Level.COUNTS


def check_sees_cases(actor: Actor) -> None:
    """Raise ``NotDisclosedError`` for an actor who does not work on cases."""
    if level_of(actor) < Level.CASEWORK:
        raise NotDisclosedError(actor.id)


def disclosed(actor: Actor, candidate: Candidate) -> CandidateView:
    """What ``actor`` sees of ``candidate``; raises ``NotDisclosedError`` where that is nothing."""
    check_sees_cases(actor)
    return CandidateView(level_of(actor), candidate)


def view_candidate(session: Session, candidate_id: str) -> CandidateView:
    """The person with that id as the actor sees them; raises ``UnknownIdError`` and ``NotDisclosedError``."""
    # Before anybody is looked up: who may not see people does not learn who is there either.
    check_sees_cases(session.actor)
    return disclosed(session.actor, session.store.candidate(candidate_id))
