"""What does a page say of a person, of a vacancy and of a match?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matching.casework.disclosing import view_candidate
from matching.casework.session import Session
from matching.casework.suggesting import Direction, Suggestion, explain_suggestions, suggest
from matching.domain import Candidate, Match, SkillMatch, Vacancy
from matching.presentation import profiles
from matching.presentation.pairs import candidate_in_words, pair_facts, vacancy_in_words
from matching.presentation.profiles import Profile, candidate_profile, vacancy_profile
from matching.presentation.titles import candidate_title, vacancy_title
from matching.wording import Reason, changes, label, sentence, translator, weighed_reasons
from matching.wording.catalogues import (
    signed_text,
)
from matching.wording.labels import likeness_label
from matching.wording.sentences import evidence_text, score_of_100, shortened

LOOKED_AT = 300
"""Ranked pairs among which a page looks for the best eligible and the best refused ones."""
REFUSED_SHOWN = 5
WEAK_BELOW = 25
"""Score of 100 below which a match is shown folded, behind the others."""
REASONS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a profile: what it is about, and what is known of it, short values on one line."""

    term: str
    values: tuple[str, ...]
    short: bool = True


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill asked with its answer; ``found`` is empty where the words are the same."""

    asked: str
    found: str
    evidence: str
    likeness: str


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One row of how a score is made up."""

    name: str
    side: str
    amount: str


@dataclass(frozen=True, slots=True)
class Card:
    """One match as a page shows it."""

    id: str
    title: str
    facts: tuple[str, ...]
    score: int
    asked: int
    wanted: int
    eligible: bool
    refusals: tuple[str, ...]
    reasons: tuple[Reason, ...]
    essential: tuple[SkillRow, ...]
    optional: tuple[SkillRow, ...]
    missing: tuple[str, ...]
    to_check: tuple[str, ...]
    changes: tuple[str, ...]
    parts: tuple[ScorePart, ...]

    @property
    def weak(self) -> bool:
        """Whether the card is shown folded."""
        return self.score < WEAK_BELOW


@dataclass(frozen=True, slots=True)
class Shown:
    """The matches of a page: the best eligible ones, whether there are more, and the best refused ones."""

    eligible: tuple[Card, ...]
    more: bool
    refused: tuple[Card, ...]


def shown_matches(session: Session, kind: Direction, wanted: str, top: int) -> Shown:
    """The cards of one person or vacancy; raises ``UnknownIdError``."""
    ranked = suggest(session, kind, [wanted], top=max(LOOKED_AT, top))
    eligible = [one for one in ranked if one.eligible]
    refused = [one for one in ranked if not one.eligible][:REFUSED_SHOWN]
    cards = list(_cards(session, kind, eligible[:top] + refused))
    return Shown(
        tuple(card for card in cards if card.eligible),
        len(eligible) > top,
        tuple(card for card in cards if not card.eligible),
    )


def candidate_facts(candidate: Candidate, language: str, as_of: date) -> list[Fact]:
    """A person's profile in brief on the day ``as_of``, without what is not known."""
    return _facts(
        candidate_profile(candidate, language, as_of), language, long={profiles.EXPERIENCE, profiles.EDUCATION}
    )


def vacancy_facts(vacancy: Vacancy, language: str) -> list[Fact]:
    """A vacancy in brief, without what is not known."""
    return _facts(vacancy_profile(vacancy, language), language)


def _facts(profile: Profile, language: str, long: Collection[str] = ()) -> list[Fact]:
    say = translator(language)
    return [Fact(say(heading), values, short=heading not in long) for heading, values in profile.items()]


def _cards(session: Session, kind: Direction, chosen: Sequence[Suggestion]) -> Iterator[Card]:
    language = session.language
    for suggestion, match in explain_suggestions(session, chosen):
        candidate = view_candidate(session, match.candidate_id).profile
        vacancy = session.store.vacancy(match.vacancy_id)
        facts = pair_facts(candidate, vacancy)
        if kind == "candidates":
            title, told = vacancy_title(vacancy, language), vacancy_in_words(facts, vacancy, language)
        else:
            title, told = candidate_title(candidate, language), candidate_in_words(facts, candidate, language)
        found = match.matched_skills
        yield Card(
            id=suggestion.result_id,
            title=title,
            facts=tuple(part for part in told if part),
            score=score_of_100(match.score),
            asked=score_of_100(match.employer_fit),
            wanted=score_of_100(match.candidate_fit),
            eligible=match.eligible,
            refusals=tuple(sentence(note, language) for note in match.refusals),
            reasons=tuple(weighed_reasons(match, language, REASONS_SHOWN, candidate=candidate, vacancy=vacancy)),
            essential=tuple(_skill_row(one, language) for one in found if one.essential),
            optional=tuple(_skill_row(one, language) for one in found if not one.essential),
            missing=tuple(shortened(one) for one in match.missing_skills),
            to_check=tuple(sentence(note, language) for note in match.to_check),
            changes=tuple(changes(match, language)),
            parts=tuple(_parts(match, language)),
        )


def _skill_row(skill: SkillMatch, language: str) -> SkillRow:
    same = skill.found.casefold() == skill.asked.casefold()
    return SkillRow(
        asked=shortened(skill.asked),
        found="" if same else shortened(skill.found),
        evidence=evidence_text(skill, language),
        likeness="" if same else likeness_label(skill.likeness, language),
    )


def _parts(match: Match, language: str) -> Iterator[ScorePart]:
    say = translator(language)
    yield ScorePart(say("Starting point, the same for everybody"), "", signed_text(match.prior, language))
    for one in match.contributions:
        amount = say("not known") if one.value is None else signed_text(one.amount, language)
        yield ScorePart(label(one.feature, language), label(one.side, language), amount)
