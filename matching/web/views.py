"""What does a page say of a person, of a vacancy and of a match?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.casework.disclosing import view_candidate
from matching.casework.session import Session
from matching.casework.suggesting import Direction, Suggestion, explain_suggestions, suggest
from matching.domain import Candidate, Evidence, Match, SkillMatch, Vacancy
from matching.presentation.pairs import candidate_in_words, pair_facts, vacancy_in_words
from matching.presentation.places import place_with_country
from matching.presentation.titles import candidate_title, vacancy_title
from matching.wording import Reason, changes, label, sentence, translator, weighed_reasons
from matching.wording.catalogues import (
    capitalised,
    date_text,
    duration_text,
    level_text,
    number_text,
    signed_text,
    wage_text,
)
from matching.wording.labels import education_label, likeness_label
from matching.wording.profile import education_lines, experience_lines, mobility_lines, skills_by
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


def person_facts(person: Candidate, language: str) -> list[Fact]:
    """A person's profile in brief, without what is not known."""
    say = translator(language)
    facts = [
        Fact(say("Occupation wished for"), person.desired_occupations),
        Fact(say("Experience"), tuple(experience_lines(person, language)), short=False),
        Fact(say("Skills with a certificate"), _skills(person, Evidence.CERTIFIED)),
        Fact(say("Skills shown by experience"), _skills(person, Evidence.SHOWN)),
        Fact(say("Skills stated by the person"), _skills(person, Evidence.CLAIMED)),
        Fact(say("Languages"), tuple(capitalised(level_text(one, language)) for one in person.languages)),
        Fact(say("Education"), tuple(education_lines(person, language)), short=False),
        Fact(say("Certificates"), tuple(shortened(one.name) for one in person.certificates)),
        Fact(say("Licences"), person.licences or ()),
        Fact(say("Place"), _known(place_with_country(person.place, person.country, language))),
        Fact(say("Mobility"), tuple(mobility_lines(person, language))),
        Fact(say("Available from"), _known(person.available_from and date_text(person.available_from, language))),
        Fact(say("Wage wished for"), _known(person.wage and wage_text(person.wage, language))),
        Fact(say("Contract"), tuple(label(one, language) for one in person.contracts or ())),
        Fact(say("Working hours"), tuple(label(one, language) for one in person.hours or ())),
        Fact(say("Situation"), _known(person.return_status and label(person.return_status, language))),
    ]
    return [fact for fact in facts if fact.values]


def vacancy_facts(offer: Vacancy, language: str) -> list[Fact]:
    """A vacancy in brief, without what is not known."""
    say = translator(language)
    extras = [
        say("apprenticeship") if offer.apprenticeship else "",
        say("training on the job") if offer.on_the_job_training else "",
        say("wage subsidy") if offer.wage_subsidy else "",
    ]
    days = (
        (say("Open from"), offer.opens_on),
        (say("Open until"), offer.closes_on),
        (say("Work starts on"), offer.starts_on),
    )
    education, months = offer.education_isced, offer.experience_months
    facts = [
        Fact(say("Essential skills"), tuple(shortened(one.phrase) for one in offer.essential_skills)),
        Fact(say("Optional skills"), tuple(shortened(one.phrase) for one in offer.optional_skills)),
        Fact(say("Languages"), tuple(capitalised(level_text(one, language)) for one in offer.languages)),
        Fact(say("Education"), () if education is None else (education_label(education, language),)),
        Fact(say("Experience"), _known(months and duration_text(months, language))),
        Fact(say("Licences"), offer.licences),
        Fact(say("Place"), _known(place_with_country(offer.place, offer.country, language))),
        Fact(say("Contract"), _known(offer.contract and label(offer.contract, language))),
        Fact(say("Working hours"), tuple(label(one, language) for one in offer.hours or ())),
        Fact(say("Wage"), _known(offer.wage and wage_text(offer.wage, language))),
        Fact(say("Positions"), () if offer.positions is None else (number_text(offer.positions, language),)),
        *(Fact(term, _known(day and date_text(day, language))) for term, day in days),
        Fact(say("Offered as well"), tuple(part for part in extras if part)),
    ]
    return [fact for fact in facts if fact.values]


def _cards(session: Session, kind: Direction, chosen: Sequence[Suggestion]) -> Iterator[Card]:
    language = session.language
    for suggestion, match in explain_suggestions(session, chosen):
        person = view_candidate(session, match.candidate_id).profile
        offer = session.store.vacancy(match.vacancy_id)
        facts = pair_facts(person, offer)
        if kind == "candidates":
            title, told = vacancy_title(offer, language), vacancy_in_words(facts, offer, language)
        else:
            title, told = candidate_title(person, language), candidate_in_words(facts, person, language)
        found = match.matched_skills
        yield Card(
            id=suggestion.result_id,
            title=title,
            facts=tuple(part for part in told if part),
            score=score_of_100(match.score),
            asked=score_of_100(match.asked),
            wanted=score_of_100(match.wanted),
            eligible=match.eligible,
            refusals=tuple(sentence(note, language) for note in match.refusals),
            reasons=tuple(weighed_reasons(match, language, REASONS_SHOWN, candidate=person, vacancy=offer)),
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


def _skills(person: Candidate, evidence: Evidence) -> tuple[str, ...]:
    return tuple(shortened(phrase) for phrase in skills_by(person, evidence))


def _known(text: object) -> tuple[str, ...]:
    return (str(text),) if text else ()
