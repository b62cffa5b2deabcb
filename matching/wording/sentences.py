"""Why does a match stand where it does, in plain words?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from matching.domain import Candidate, Match, PayPeriod, SkillMatch, Vacancy, Wage
from matching.domain.match import Message, MessageCode
from matching.errors import InvalidValueError
from matching.geography import place_text
from matching.wording.catalogues import (
    capitalised,
    country_name,
    date_text,
    duration_text,
    language_name,
    marked,
    money_text,
    number_text,
    plural,
    translator,
    wage_text,
)
from matching.wording.fairs import EXPECTATION_NOTES, PLAN_NOTES
from matching.wording.labels import education_label, evidence_label, label, likeness_label
from matching.wording.reasons import FEATURE_REASONS, feature_detail

LONGEST_PHRASE = 120
"""Characters of somebody's own words that a sentence repeats."""
FELT = 0.05
"""Contributions to logit(score) smaller than this are not worth a sentence."""

Value = str | int | float | None

_NOTES = {
    MessageCode.CLOSED: marked("The vacancy closed on {closes_on}"),
    MessageCode.FILLED: marked("All positions are filled"),
    MessageCode.LICENCE_ABSENT: marked("A licence is required that the person does not hold: {licence}"),
    MessageCode.LANGUAGE_BELOW: marked("{language}: {asked} is required, the level known is {held}"),
    MessageCode.OUT_OF_REACH: marked("The workplace is {km} km away, the person can travel {radius_km} km"),
    MessageCode.NOT_YET_AVAILABLE: marked(
        "The person is available from {available_from}, the work starts on {starts_on}"
    ),
    MessageCode.EXCLUDED: marked("This person and this vacancy are not to be suggested to each other"),
    MessageCode.CHECK_LICENCE: marked("Does the person hold the licence required: {licence}?"),
    MessageCode.CHECK_LANGUAGE: marked("{language}: does the person reach level {asked}?"),
    MessageCode.CHECK_REACH: marked("The workplace is {km} km away: can the person get there?"),
    MessageCode.CHECK_AVAILABILITY: marked(
        "The person is available from {available_from}, the start of the work is not known: is that in time?"
    ),
    MessageCode.CHECK_WAGE: marked("The wage offered is {given}, the wage wished for is {asked}: is that acceptable?"),
    MessageCode.CHECK_EDUCATION: marked("Education is not known: has the person reached {isced}?"),
    MessageCode.CHECK_RECOGNITION: marked("A diploma is not recognised yet: {diploma}. Can it be?"),
    MessageCode.CHECK_EXPERIENCE: marked("Experience is not known: has the person done such work for {months}?"),
    MessageCode.CHECK_NOT_OPEN_YET: marked("The vacancy opens on {opens_on}"),
    MessageCode.CHECK_EXPECTED_SKILLS: marked(
        "No skill is stated, but such work usually needs: {skills}. Does the person have them?"
    ),
    MessageCode.WITH_SKILL: marked("With the skill “{skill}”"),
    MessageCode.WITH_LANGUAGE: marked("With {language} at level {asked}"),
    MessageCode.WITH_RECOGNITION: marked("With the diploma recognised: {diploma}"),
    MessageCode.WITH_WAGE: marked("With a wage of {asked}"),
    MessageCode.WITH_LICENCE: marked("With the licence {licence}"),
    **EXPECTATION_NOTES,
    **PLAN_NOTES,
}
_WITHOUT_VALUE = {
    (MessageCode.CHECK_LANGUAGE, "asked"): marked("{language}: how well does the person know it?"),
    (MessageCode.CHECK_REACH, "km"): marked("The way to {place} is not known: can the person get there?"),
    (MessageCode.CHECK_REACH, "place"): marked("The place of work is not known: can the person get there?"),
    (MessageCode.CHECK_WAGE, "given"): marked("The wage offered is not known, the wage wished for is {asked}"),
    (MessageCode.CHECK_WAGE, "comparable"): marked(
        "The wage offered is {given}, the wage wished for is {asked}: the currencies differ"
    ),
    (MessageCode.CHECK_WAGE, "like"): marked(
        "The wage offered is {given}, the wage wished for is {asked}: the periods differ"
    ),
    (MessageCode.CHECK_RECOGNITION, "diploma"): marked("A diploma is not recognised yet. Can it be?"),
    (MessageCode.WITH_LANGUAGE, "asked"): marked("With {language}"),
    (MessageCode.WITH_RECOGNITION, "diploma"): marked("With the diploma recognised"),
}
"""What to say where a value is unknown; the last one that applies is said."""


class Reason(NamedTuple):
    """One reason in words, and whether it speaks for the match."""

    text: str
    in_favour: bool


def sentence(note: Message, language: str) -> str:
    """The sentence of a note, without a full stop; raises ``InvalidValueError`` for a code that nobody issues."""
    if note.code not in _NOTES:
        raise InvalidValueError("The note", note.code, "Add its sentence to matching/wording/sentences.py.")
    values = _spoken(note.values, language)
    template = _NOTES[note.code]
    for (code, name), other in _WITHOUT_VALUE.items():
        if code == note.code and values.get(name) is None:
            template = other
    return capitalised(translator(language)(template).format(**values))


def changes(match: Match, language: str) -> list[str]:
    """What would change the result: each condition with the score it would give or the obstacle it would lift."""
    say = translator(language)
    lifted = {
        ("with_licence", ""): any(one.code == MessageCode.LICENCE_ABSENT for one in match.refusals),
        **{
            ("with_language", str(one.values.get("language"))): True
            for one in match.refusals
            if one.code == MessageCode.LANGUAGE_BELOW
        },
    }
    before = score_of_100(match.score)
    found: list[str] = []
    for change in match.changes:
        key = (change.note.code, str(change.note.values.get("language") or ""))
        after = score_of_100(change.score)
        if lifted.get(key) and after > before:
            effect = say("{condition}, an obstacle would fall and the score would rise from {before} to {after}")
        elif lifted.get(key):
            effect = say("{condition}, an obstacle would fall")
        elif after > before:
            effect = say("{condition}, the score would rise from {before} to {after}")
        else:
            continue
        found.append(effect.format(condition=sentence(change.note, language), before=before, after=after))
    return found


def weighed_reasons(
    match: Match,
    language: str,
    limit: int = 4,
    *,
    candidate: Candidate | None = None,
    vacancy: Vacancy | None = None,
) -> list[Reason]:
    """The strongest reasons for and against, the strongest first.

    ``candidate`` and ``vacancy``, where given, let a reason name the wage, the level or the date that it speaks of.
    """
    amounts = {one.feature: one.amount for one in match.contributions}
    values = {one.feature: one.value for one in match.contributions}
    # What the whole texts say, by detail, gist and words, is one thing to a reader.
    amounts["text"] = sum(amounts.pop(feature, 0.0) for feature in ("text", "gist", "lexical"))
    strongest = sorted(amounts, key=lambda feature: (-abs(amounts[feature]), feature))
    found: list[Reason] = []
    for feature in strongest:
        value, in_favour = values.get(feature), amounts[feature] > 0
        if value is None or abs(amounts[feature]) < FELT or len(found) == limit:
            continue
        text = _skill_count(match, feature, language) or _worded(match, feature, value, in_favour, language)
        detail = feature_detail(feature, candidate, vacancy, language)
        found.append(Reason(f"{text} ({detail})" if detail else text, in_favour))
    return found


def reasons(
    match: Match,
    language: str,
    limit: int = 4,
    *,
    candidate: Candidate | None = None,
    vacancy: Vacancy | None = None,
) -> list[str]:
    """The strongest reasons in words; see ``weighed_reasons``."""
    return [one.text for one in weighed_reasons(match, language, limit, candidate=candidate, vacancy=vacancy)]


def skill_line(skill: SkillMatch, language: str) -> str:
    """A skill asked with what was found for it, in the person's own words."""
    say = translator(language)
    values = {
        "asked": shortened(skill.asked),
        "evidence": evidence_text(skill, language),
        "found": shortened(skill.found),
        "likeness": likeness_label(skill.likeness, language),
    }
    if skill.found.casefold() == skill.asked.casefold():
        return say("{asked} — {evidence}").format(**values)
    return say("{asked} — {evidence}: “{found}” ({likeness})").format(**values)


def evidence_text(skill: SkillMatch, language: str) -> str:
    """How a skill is known, and in which country it was gained, where that is known."""
    known = evidence_label(skill.evidence, language)
    if skill.country is None:
        return known
    say = translator(language)
    return say("{evidence}, {country}").format(evidence=known, country=country_name(skill.country, language))


def explanation_lines(
    match: Match,
    language: str,
    *,
    candidate: Candidate | None = None,
    vacancy: Vacancy | None = None,
) -> list[str]:
    """The whole explanation as lines of plain text, headings flush left and items indented by two."""
    say = translator(language)
    found = [
        say("Score {score} of 100. What the employer asks: {asked}. What the candidate wants: {wanted}.").format(
            score=score_of_100(match.score),
            asked=score_of_100(match.employer_fit),
            wanted=score_of_100(match.candidate_fit),
        )
    ]
    weighed = weighed_reasons(match, language, candidate=candidate, vacancy=vacancy)
    sections = (
        (say("Not possible at present"), [sentence(note, language) for note in match.refusals]),
        (say("Reasons"), [f"{'+' if one.in_favour else '−'} {one.text}" for one in weighed]),
        (say("Skills found"), [skill_line(one, language) for one in match.matched_skills]),
        (say("Not stated in the profile"), [shortened(one) for one in match.missing_skills]),
        (say("To check"), [sentence(note, language) for note in match.to_check]),
        (say("What would change the result"), changes(match, language)),
    )
    for heading, items in sections:
        if items:
            found += [heading, *(f"  {item}" for item in items)]
    return found


def score_of_100(score: float) -> int:
    """A score between 0 and 1 as people read it. It orders matches; it is no chance of being hired."""
    return round(100 * score)


def shortened(phrase: str, longest: int = LONGEST_PHRASE) -> str:
    """Somebody's own words on one line of at most ``longest`` characters."""
    line = " ".join(phrase.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _worded(match: Match, feature: str, value: float, in_favour: bool, language: str) -> str:
    say = translator(language)
    if (
        feature == "education"
        and not in_favour
        and any(one.code == MessageCode.CHECK_RECOGNITION for one in match.to_check)
    ):
        return say("A diploma counts for less until it is recognised")
    table = FEATURE_REASONS.get(feature)
    if table is None:
        return label(feature, language)
    return say(next(text for least, text in table[0 if in_favour else 1] if value >= least))


def _skill_count(match: Match, feature: str, language: str) -> str | None:
    """Skills are counted, not graded: a reader can count them again in the list."""
    say, many = translator(language), plural(language)
    if feature == "essential_skills":
        found = sum(one.essential for one in match.matched_skills)
        total = found + len(match.missing_skills)
        text = many("{found} of {total} essential skill found", "{found} of {total} essential skills found", total)
        return text.format(found=found, total=total)
    if feature == "optional_skills":
        found = sum(not one.essential for one in match.matched_skills)
        if found:
            return many("{count} optional skill found", "{count} optional skills found", found).format(count=found)
        return say("No optional skill is stated")
    return None


def _spoken(values: Mapping[str, Value], language: str) -> dict[str, str | None]:
    """The values of a note as they stand in a sentence; what is unknown stays None."""
    spoken = {name: _value_text(name, value, language) for name, value in values.items()}
    if "asked_currency" in values:
        for side in ("asked", "given"):
            amount, currency = values.get(side), values.get(f"{side}_currency")
            if isinstance(amount, int | float) and isinstance(currency, str):
                period = PayPeriod(str(values.get(f"{side}_period") or PayPeriod.MONTH.value))
                spoken[side] = money_text(amount, currency, language, period)
            else:
                spoken[side] = None
        if "least" in values:
            spoken["range"] = wage_text(_range(values), language)
        known = spoken["given"] is not None
        alike = {
            name: values.get(f"asked_{name}") == values.get(f"given_{name}") or not known
            for name in ("currency", "period")
        }
        spoken["comparable"] = "" if alike["currency"] else None
        spoken["like"] = "" if alike["period"] or not alike["currency"] else None
    if "title" in values or "country" in values:
        title, country = spoken.get("title"), spoken.get("country")
        both = translator(language)("“{title}” ({country})")
        spoken["diploma"] = both.format(title=title, country=country) if title and country else title or country
    return spoken


def _range(values: Mapping[str, Value]) -> Wage:
    """The wage offered, which has a lower end."""
    return Wage.model_validate({
        "minimum": values["least"],
        "maximum": values["given"],
        "currency": values["given_currency"],
        "period": values["given_period"],
    })  # fmt: skip


def _value_text(name: str, value: Value, language: str) -> str | None:
    if value is None:
        return None
    if name in {"closes_on", "opens_on", "starts_on", "available_from"}:
        return date_text(date.fromisoformat(str(value)), language)
    if name == "language":
        return language_name(str(value), language)
    if name == "country":
        return country_name(str(value), language)
    if name == "place":
        return shortened(place_text(str(value), None, language))
    if name == "isced":
        return education_label(int(value), language)
    if name in {"months", "held_months"}:
        return duration_text(int(value), language)
    if name in {"offered", "wished", "topics"}:
        return ", ".join(label(term, language).lower() for term in str(value).split())
    return shortened(value) if isinstance(value, str) else number_text(value, language)


_FLAGS = {
    "sex": marked("The advert seems to ask for men or women only: “{quote}”. Please check that the law allows it."),
    "age": marked("The advert seems to ask for an age: “{quote}”. Please check that the law allows it."),
    "looks": marked("The advert seems to ask for looks: “{quote}”. Please check that the law allows it."),
    "origin": marked("The advert seems to ask for an origin: “{quote}”. Please check that the law allows it."),
    "religion": marked("The advert seems to ask for a religion: “{quote}”. Please check that the law allows it."),
    "marital status": marked(
        "The advert seems to ask for a marital or family status: “{quote}”. Please check that the law allows it."
    ),
}


def flag_text(kind: str, quote: str, language: str) -> str:
    """A notice on one passage of an advert, by the kind that ``flag_discrimination`` gives it."""
    return translator(language)(_FLAGS[kind]).format(quote=shortened(" ".join(quote.split())))
