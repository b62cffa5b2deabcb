"""What is there to say of each meeting on paper: when, where, who, about what, what fits, what to check?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from matching.domain import Candidate, Match, Vacancy
from matching.domain.fair import Booth, Fair, Invitation, Meeting
from matching.domain.match import Message
from matching.engine import Engine
from matching.fairs.expectations import COVERED, expectations_of
from matching.fairs.plan import FairPlan, Unplaced
from matching.presentation.titles import vacancy_title
from matching.wording import LANGUAGES, sentence, weighed_reasons
from matching.wording.sentences import shortened

EXPLAINED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Briefing:
    """One meeting with what both sides should know of it, not yet in any language."""

    meeting: Meeting
    booth: Booth
    starts: datetime
    ends: datetime
    """Local time without a zone."""
    person: Candidate
    offer: Vacancy
    match: Match
    notes: tuple[Message, ...]
    """What to check: rules against the pair, where both sides differ, what nobody has said."""
    worded: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Notes by language, once they have been put into words: several sheets say the same."""

    def title(self, language: str) -> str:
        """What the meeting is about."""
        return shortened(vacancy_title(self.offer, language))

    def fits(self, language: str, most: int = 4) -> list[str]:
        """The strongest reasons in favour."""
        found = weighed_reasons(self.match, language, 2 * most, candidate=self.person, vacancy=self.offer)
        return [one.text for one in found if one.in_favour][:most]

    def to_check(self, language: str) -> tuple[str, ...]:
        """What to talk about, differences first."""
        if language not in self.worded:
            self.worded[language] = tuple(sentence(note, language) for note in self.notes)
        return self.worded[language]


@dataclass(frozen=True)
class MeetingNotes:
    """A plan with all its briefings, in the order of slots, booths and people, and who is called what."""

    plan: FairPlan
    engine: Engine
    as_of: date
    briefings: tuple[Briefing, ...]
    names: Mapping[str, str]

    @property
    def fair(self) -> Fair:
        """The fair of the plan."""
        return self.plan.fair

    @cached_property
    def by_booth(self) -> dict[str, list[Briefing]]:
        """The meetings of every booth, in the order of the fair; empty lists for those that meet nobody."""
        found: dict[str, list[Briefing]] = {booth.id: [] for booth in self.fair.booths}
        for one in self.briefings:
            found[one.booth.id].append(one)
        return found

    @cached_property
    def by_person(self) -> dict[str, list[Briefing]]:
        """The meetings of every person who has any or is named as unplaced, in the order of ``called``."""
        ids = {one.meeting.candidate_id for one in self.briefings} | {one.candidate_id for one in self.plan.unplaced}
        found: dict[str, list[Briefing]] = {one: [] for one in sorted(ids, key=self._alphabet)}
        for one in self.briefings:
            found[one.meeting.candidate_id].append(one)
        return found

    @cached_property
    def unplaced(self) -> dict[str, Unplaced]:
        """Who falls short, by id."""
        return {one.candidate_id: one for one in self.plan.unplaced}

    @cached_property
    def invitations(self) -> dict[str, Invitation]:
        """What was said of each person's stay."""
        return {one.candidate_id: one for one in self.fair.invitations}

    def called(self, candidate_id: str) -> str:
        """The person's name where it was given, else the id."""
        return self.names.get(candidate_id, candidate_id)

    def arrives(self, candidate_id: str) -> time:
        """When the person is expected at the door."""
        invited = self.invitations.get(candidate_id)
        return self.fair.opens if invited is None or invited.arrives is None else invited.arrives

    def language_of(self, candidate_id: str, default: str) -> str:
        """The language of ours that the person knows best; between equals that of the profile, then ``default``.

        Where none of ours is known, that of the profile if it is ours, else ``default``.
        """
        person = self.engine.candidate(candidate_id)
        levels: dict[str, int] = {}
        for one in person.languages:
            levels[one.code] = max(levels.get(one.code, 0), one.level.rank if one.level else 0)
        invited = self.invitations.get(candidate_id)
        for code in invited.languages if invited else ():
            levels.setdefault(code, 0)
        spoken = [code for code in LANGUAGES if code in levels] or [code for code in LANGUAGES if code == person.lang]
        return max(
            spoken, key=lambda code: (levels.get(code, 0), code == person.lang, code == default), default=default
        )

    def _alphabet(self, candidate_id: str) -> tuple[bool, str, str]:
        """People with names by their names, then those without by their ids."""
        name = self.names.get(candidate_id, "")
        return not name, name.casefold(), candidate_id


def brief(plan: FairPlan, engine: Engine, as_of: date, names: Mapping[str, str] | None = None) -> MeetingNotes:
    """Explain every meeting of ``plan`` on the day ``as_of``.

    Raises ``UnknownIdError`` for a person or vacancy that the engine lacks.
    """
    booths = {booth.id: booth for booth in plan.fair.booths}
    place = {booth: number for number, booth in enumerate(booths)}
    order = sorted(plan.meetings, key=lambda one: (one.slot, place[one.booth_id], one.candidate_id))
    briefings: list[Briefing] = []
    for start in range(0, len(order), EXPLAINED_AT_ONCE):
        part = order[start : start + EXPLAINED_AT_ONCE]
        matches = _explained(engine, part, as_of)
        for meeting, match, differing in zip(part, matches, expectations_of(engine, matches, as_of), strict=True):
            others = tuple(one for one in (*match.refusals, *match.to_check) if one.code not in COVERED)
            starts, ends = plan.fair.slot_span(meeting.slot)
            briefings.append(
                Briefing(
                    meeting=meeting,
                    booth=booths[meeting.booth_id],
                    starts=starts,
                    ends=ends,
                    person=engine.candidate(meeting.candidate_id),
                    offer=engine.vacancy(meeting.vacancy_id),
                    match=match,
                    notes=others + differing,
                )
            )
    return MeetingNotes(plan, engine, as_of, tuple(briefings), dict(names or {}))


def _explained(engine: Engine, meetings: Sequence[Meeting], as_of: date) -> list[Match]:
    return engine.explain_pairs(
        engine.candidate_rows(one.candidate_id for one in meetings),
        engine.vacancy_rows(one.vacancy_id for one in meetings),
        as_of,
    )
