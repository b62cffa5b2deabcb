"""Which two texts does the encoder see as one meaning in an epoch, and in which company?"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matching.embeddings.spelling import as_typed, fold
from matching.embeddings.training.corpus import Concept
from matching.geography import town_names

Pair = tuple[str, str]

SCARCE = 8_000
"""Labels below which a language counts as little known: each of its labels comes ``Mixture.repeat`` times."""
TOWN_SHARE = 0.3
"""How much of the noise beside a title is the name of a town."""


@dataclass(frozen=True)
class Mixture:
    """How often a partner is English, of the same language, or preferred, and how many pairs of other sorts come.

    Numbers of ``descriptions``, ``skill_lists`` (label and some skills), ``profiles`` (two messy texts) and ``groups``
    (label and a label of the ISCO group) are per concept and epoch, ``forms`` per title that has a feminine form; a
    fraction is the chance of one.
    """

    english: float = 0.4
    same_language: float = 0.25
    preferred: float = 0.3
    descriptions: float = 1
    skill_lists: float = 2
    profiles: float = 3
    groups: float = 1
    forms: float = 1
    repeat: int = 3
    typing: float = 0.15
    noise: float = 0.25


def epoch_of_pairs(
    concepts: Mapping[str, Concept], mixture: Mixture, batch: int, draw: random.Random
) -> list[list[Pair]]:
    """Return one epoch as batches of about ``batch`` folded (anchor, positive) pairs.

    Every label is an anchor once, more often in a language of which little is known. Within a batch no concept stands
    twice (as long as it has fewer pairs than there are batches), so that the other rows of a batch are true negatives.
    """
    uris = list(concepts)
    draw.shuffle(uris)
    epoch = _Epoch(concepts, mixture, draw)
    pairs = [pair for uri in uris for pair in epoch.pairs_of(concepts[uri])]
    count = max(1, round(len(pairs) / batch))
    batches = [pairs[start::count] for start in range(count)]
    draw.shuffle(batches)
    return batches


def phrases_by_language(concepts: Mapping[str, Concept]) -> dict[str, list[str]]:
    """Return the phrases of adverts and CVs that the lexicons hold: words that say nothing of the trade."""
    phrases: dict[str, list[str]] = {}
    for concept in concepts.values():
        if concept.kind == "phrase":
            for lang, labels in concept.labels.items():
                phrases.setdefault(lang, []).extend(labels)
    return phrases


class _Epoch:
    """Draws pairs; holds what every draw needs."""

    def __init__(self, concepts: Mapping[str, Concept], mixture: Mixture, draw: random.Random) -> None:
        self._concepts, self._mixture, self._draw = concepts, mixture, draw
        self._phrases = phrases_by_language(concepts)
        self._towns = town_names()
        known = Counter(
            lang for concept in concepts.values() for lang, labels in concept.labels.items() for _ in labels
        )
        self._scarce = {lang for lang, count in known.items() if count < SCARCE}
        self._known = {
            uri: [skill for skill in (*concept.essential, *concept.essential, *concept.optional) if skill in concepts]
            for uri, concept in concepts.items()
        }

    def pairs_of(self, concept: Concept) -> Iterator[Pair]:
        mixture, draw = self._mixture, self._draw
        languages = list(concept.labels)
        for lang in languages:
            for label in concept.labels[lang] * (mixture.repeat if lang in self._scarce else 1):
                partner = self._partner(concept, languages, lang, label)
                if partner is not None:
                    yield self._anchor(label, lang), fold(partner)
        for one, other in concept.forms:
            for _ in range(self._times(mixture.forms)):
                yield fold(other), fold(one)
        if concept.descriptions:
            for _ in range(self._times(mixture.descriptions)):
                description = concept.descriptions[draw.choice(list(concept.descriptions))]
                yield fold(self._label(concept, draw.choice(languages))), fold(description[:600])
        if self._known[concept.uri]:
            for _ in range(self._times(mixture.skill_lists)):
                skills = self._skills(concept, draw.choice(["en", "en", "fr", "es", "de", "pl"]))
                yield fold(self._label(concept, draw.choice(languages))), fold(", ".join(skills))
            for _ in range(self._times(mixture.profiles)):
                yield self._profile(concept, languages), self._profile(concept, languages)
        for group in concept.groups[:1]:
            for _ in range(self._times(mixture.groups)):
                named = self._concepts[group]
                words = self._label(named, draw.choice(list(named.labels)))
                yield fold(self._label(concept, draw.choice(languages))), fold(words)

    def _times(self, number: float) -> int:
        return int(number) + (self._draw.random() < number % 1)

    def _anchor(self, label: str, lang: str) -> str:
        chance = self._draw.random()
        if chance < self._mixture.typing:
            return as_typed(label, lang, self._draw)
        if chance < self._mixture.typing + self._mixture.noise:
            words = [label, *(self._noise(lang) for _ in range(self._draw.randint(1, 2)))]
            self._draw.shuffle(words)
            return fold(" ".join(words))
        return fold(label)

    def _noise(self, lang: str) -> str:
        """What stands beside a title in an advert and says nothing of it: a formula or a town."""
        phrases = self._phrases.get(lang)
        if not phrases or self._draw.random() < TOWN_SHARE:
            return self._draw.choice(self._towns)
        return self._draw.choice(phrases)

    def _partner(self, concept: Concept, languages: Sequence[str], lang: str, label: str) -> str | None:
        mixture, draw = self._mixture, self._draw
        chance = draw.random()
        if chance < mixture.english and "en" in concept.labels:
            chosen = "en"
        else:
            chosen = lang if chance < mixture.english + mixture.same_language else draw.choice(languages)
        for language in (chosen, draw.choice(languages)):
            labels = concept.labels[language]
            if labels[0] != label and draw.random() < mixture.preferred:
                return labels[0]
            at = draw.randrange(len(labels))
            other = labels[at] if labels[at] != label else labels[at - 1]
            if other != label:
                return other
        return None

    def _label(self, concept: Concept, lang: str) -> str:
        labels = concept.labels.get(lang) or concept.labels.get("en") or next(iter(concept.labels.values()))
        return self._draw.choice(labels)

    def _skills(self, concept: Concept, lang: str) -> list[str]:
        uris = self._known[concept.uri]
        sample = self._draw.sample(uris, min(len(uris), self._draw.randint(2, 10)))
        return [self._label(self._concepts[uri], lang) for uri in sample]

    def _profile(self, concept: Concept, languages: Sequence[str]) -> str:
        """One text of a person or an advert: perhaps a title, some skills, some phrases that say nothing."""
        draw = self._draw
        lang = draw.choice(["en", "fr", *languages])
        parts = self._skills(concept, lang)[: draw.randint(1, 6)]
        if draw.random() < 0.6:
            parts.append(self._label(concept, lang))
        phrases = self._phrases.get(lang) or self._phrases.get("en") or []
        parts += draw.sample(phrases, min(len(phrases), draw.randint(0, 8)))
        draw.shuffle(parts)
        return fold(". ".join(parts))
