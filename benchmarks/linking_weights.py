"""Which weights make the linker's confidence a probability, on labels that neither index nor encoder has seen?

    python -m benchmarks.linking --fit --encoder DIR

DIR is an encoder trained with ``matching encoder train --hold-out-every 5``: it saw no label of every fifth occupation,
nor of every fifth skill. Phrases are labels of those, half of them dressed up as titles of vacancies or as adverts word
skills, some taken out of the index; beside them sentences of adverts and names of the other kind, which mean nothing of
the kind asked. Each kind has weights of its own. No benchmark is read.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matching.embeddings.calibration import calibrate
from matching.embeddings.encoder import Encoder
from matching.embeddings.spelling import as_typed, fold
from matching.linking.confidence import NONE_FEATURES, LinkWeights, none_features, scaled
from matching.linking.evidence import FEATURES, LabelEvidence, gather
from matching.linking.labels import build_labels
from matching.taxonomy import ConceptKind, Taxonomy

PACKAGE = Path(__file__).resolve().parents[1] / "matching"
WEIGHTS = PACKAGE / "embeddings" / "linking.json"
EVERY = 5
UNSEEN, SEEN, NOTHING = 4_000, 2_400, 1_600
"""Labels taken out of the index, labels left in it, and phrases that mean nothing of the kind."""
PENALTY = 1e-3
FOLDS = 5
THRESHOLD = 0.5
"""A phrase is linked where it likelier means some concept than none: the fewest errors, once probabilities hold."""
SHARES = {"en": 0.35, "fr": 0.12, "es": 0.12, "de": 0.08}
"""Share of languages among the labels; the others share the rest alike."""
BEFORE = {
    ConceptKind.OCCUPATION: (
    "Senior ", "Junior ", "Assistant ", "Lead ", "Experienced ", "Part-time ", "Urgent: ", "We are hiring: ",
    "Vacancy: ", "Wanted: ", "Looking for ", "Chief ", "Trainee ",
    ),
    ConceptKind.SKILL: (
    "Knowledge of ", "Good knowledge of ", "Experience with ", "Experience in ", "Ability to ", "able to ", "Strong ",
    "Excellent ", "Basic ", "You can ", "You ", "Proven ", "Understanding of ", "Skills: ", "- ", "must be able to ",
    "Working with ", "Training in ", "Proficient in ",
    ),
}  # fmt: skip
AFTER = {
    ConceptKind.OCCUPATION: (
    " (m/w/d)", " H/F", " (f/m)", " - Tbilisi", " in Batumi", " (Kutaisi)", ", Lyon", " | Alpha Group", " @ Nova Ltd",
    " - full time", " (night shift)", " (2 positions)", " / Rustavi branch", " needed!!", " - urgent", " II",
    " (English C1)", " with experience", " for restaurant", " for a hotel", " for construction company",
    " (temporary contract)", " cum driver", " (contract)", " - ref 2231", " თბილისი", " à Paris", " en Madrid",
    ),
    ConceptKind.SKILL: (
    " skills", " experience", " required", " is a plus", " an asset", " (advanced)", " - 3 years", " and similar tasks",
    " in a team", " every day", " at work", ", a must", " would be welcome", " on site", " with customers", ".",
    " under pressure", " knowledge", " techniques", " abilities", " for our projects", " etc.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """Phrases with the row of the concept that each means (-1: none), and what speaks for each concept."""

    phrases: list[str]
    rows: NDArray[np.int64]
    evidence: LabelEvidence
    right: NDArray[np.bool_]
    scale: tuple[float, float]


class Without:
    """A taxonomy from which labels are taken out: (row, language, text), or (row, language, None) for all of them."""

    def __init__(self, taxonomy: Taxonomy, gone: set[tuple[int, str, str | None]]) -> None:
        self._taxonomy, self._gone = taxonomy, gone

    def all_labels(
        self, kind: ConceptKind, languages: Sequence[str] | None
    ) -> tuple[NDArray[np.int64], list[str], list[str]]:
        """See ``Taxonomy.all_labels``."""
        kept = [
            (row, text, lang)
            for row, text, lang in zip(*self._taxonomy.all_labels(kind, languages), strict=True)
            if (int(row), lang, text) not in self._gone and (int(row), lang, None) not in self._gone
        ]
        return np.array([row for row, _, _ in kept]), [text for _, text, _ in kept], [lang for _, _, lang in kept]


def gather_sample(taxonomy: Taxonomy, encoder: Encoder, kind: ConceptKind, seed: int = 5) -> Sample:
    """Draw the phrases for ``kind`` and gather their evidence (about a minute)."""
    draw = random.Random(seed)
    unseen = {int(row) for row in taxonomy.rows_of(kind)[::EVERY]}
    rows, texts, langs = taxonomy.all_labels(kind)
    first: set[tuple[int, str]] = set()
    others: dict[str, list[tuple[int, str]]] = {}
    preferred: list[tuple[int, str, str]] = []
    for row, text, lang in zip(rows.tolist(), texts, langs, strict=True):
        if row in unseen:
            if (row, lang) in first:
                others.setdefault(lang, []).append((row, text))
            else:
                preferred.append((row, lang, text))
                first.add((row, lang))
    held = _drawn(others, UNSEEN, draw)
    spelled = {(row, fold(text)) for row, _, text in held}
    gone: set[tuple[int, str, str | None]] = {
        (row, lang, text)
        for row, text, lang in zip(rows.tolist(), texts, langs, strict=True)
        if row in unseen and (row, fold(text)) in spelled
    }
    # Now and then the concept has no label at all in the language of the phrase.
    gone |= {(row, lang, None) for row, lang, _ in held if draw.random() < 0.2}
    left = [one for one in _drawn(others, SEEN, draw) if one not in gone][: SEEN // 2]
    known = [one for one in preferred if one[1] in SHARES or draw.random() < 0.1]
    left += draw.sample(known, min(SEEN // 2, len(known)))
    meant = [
        (_dressed(text, lang, kind, draw) if draw.random() < 0.6 else text, row) for row, lang, text in [*held, *left]
    ]
    meant += [(phrase, -1) for phrase in _nothing(taxonomy, kind, draw)]
    draw.shuffle(meant)
    phrases = [phrase for phrase, _ in meant]
    wanted = np.array([row for _, row in meant])
    labels = build_labels(Without(taxonomy, gone), kind, encoder, None)  # pyright: ignore[reportArgumentType]
    evidence = gather(labels, encoder, phrases)
    right = labels.concepts[evidence.concept] == wanted[evidence.phrase]
    return Sample(phrases, wanted, evidence, right, calibrate(encoder))


def _drawn(
    by_language: dict[str, list[tuple[int, str]]], count: int, draw: random.Random
) -> list[tuple[int, str, str]]:
    rest = (1 - sum(SHARES.values())) / max(1, len(by_language.keys() - SHARES.keys()))
    found: list[tuple[int, str, str]] = []
    for lang in sorted(by_language):
        known = by_language[lang]
        chosen = draw.sample(known, min(int(count * SHARES.get(lang, rest)), len(known)))
        found += [(row, lang, text) for row, text in chosen]
    return found


def _dressed(text: str, lang: str, kind: ConceptKind, draw: random.Random) -> str:
    """A label as it may stand in a vacancy."""
    if draw.random() < 0.5:
        text += draw.choice(AFTER[kind])
    if draw.random() < 0.2:
        text = draw.choice(BEFORE[kind]) + text
    if draw.random() < 0.2:
        text = as_typed(text, lang, draw)
    words = text.split()
    if len(words) > 2 and draw.random() < 0.15:
        del words[draw.randrange(len(words))]
        text = " ".join(words)
    return text.upper() if draw.random() < 0.15 else text


def _nothing(taxonomy: Taxonomy, kind: ConceptKind, draw: random.Random) -> list[str]:
    """Formulas and sentences of adverts and CVs, and names of the other kind."""
    with (PACKAGE / "embeddings" / "anchors.csv").open(encoding="utf-8", newline="") as lines:
        said = [row["phrase"] for row in csv.DictReader(lines) if row["kind"] == "boilerplate"]
    said += _sentences(json.loads((PACKAGE / "evaluation" / "sentences.json").read_text(encoding="utf-8")))
    _, others, _ = taxonomy.all_labels(ConceptKind.SKILL if kind is ConceptKind.OCCUPATION else ConceptKind.OCCUPATION)
    said = list(dict.fromkeys(said))
    return draw.sample(said, min(NOTHING * 3 // 4, len(said))) + draw.sample(others, min(NOTHING // 4, len(others)))


def _sentences(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for part in content.values():
            yield from _sentences(part)
    elif isinstance(content, list):
        for part in content:
            yield from _sentences(part)
    elif isinstance(content, str) and "{" not in content and len(content) > 4:
        yield content


def fit_weights(sample: Sample, chosen: NDArray[np.bool_], penalty: float = PENALTY) -> LinkWeights:
    """Maximum likelihood of the conditional logit over the ``chosen`` phrases (bool[n]); no likeness weighs against."""
    of_chosen = chosen[sample.evidence.phrase]
    phrase = np.cumsum(chosen)[sample.evidence.phrase[of_chosen]] - 1
    pairs = scaled(sample.evidence.features[of_chosen], sample.scale)
    right = sample.right[of_chosen]
    none = none_features([one for one, use in zip(sample.phrases, chosen, strict=True) if use])
    count, width = len(none), pairs.shape[1]
    starts = np.searchsorted(phrase, np.arange(count))
    # Whoever means a concept that is not among those weighed can only be left unlinked.
    unlinked = np.add.reduceat(right.astype(int), starts) == 0

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        strength, nothing = pairs @ weights[:width], none @ weights[width:]
        highest = np.maximum(np.maximum.reduceat(strength, starts), nothing)
        odds, odds_none = np.exp(strength - highest[phrase]), np.exp(nothing - highest)
        total = np.add.reduceat(odds, starts) + odds_none
        hit = np.add.reduceat(odds * right, starts)
        value = -np.log(np.maximum(np.where(unlinked, odds_none, hit) / total, 1e-12)).mean()
        aim = np.where(unlinked[phrase], 0, odds * right / np.maximum(hit, 1e-300)[phrase])
        slope = np.concatenate([pairs.T @ (odds / total[phrase] - aim), none.T @ (odds_none / total - unlinked)])
        return value + penalty * weights @ weights, slope / count + 2 * penalty * weights

    bounds = [(0, None)] * width + [(None, None)] * len(NONE_FEATURES)
    best = minimize(loss, np.zeros(width + len(NONE_FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds)
    return LinkWeights(best.x[:width], best.x[width:], 0.0)


def fit(taxonomy: Taxonomy, encoder: Encoder, out: Path = WEIGHTS) -> str:
    """Fit both kinds, choose the threshold, write ``out``; returns Markdown lines on how sure is how right."""
    content: dict[str, Any] = {"encoder": encoder.name, "command": "python -m benchmarks.linking --fit --encoder DIR"}
    told: list[str] = []
    for kind in (ConceptKind.OCCUPATION, ConceptKind.SKILL):
        content[str(kind)], report = fit_sample(gather_sample(taxonomy, encoder, kind))
        told.append(f"### {kind.capitalize()}s\n\n{report}")
    out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return "\n".join(told)


def fit_sample(sample: Sample) -> tuple[dict[str, Any], str]:
    """The weights of one kind, and lines on what they make of folds that were left out."""
    owner = np.where(sample.rows < 0, np.arange(len(sample.rows)), sample.rows)
    fold_of = (owner * 2_654_435_761 >> 7) % FOLDS
    strength, nothing = np.zeros(len(sample.evidence)), np.zeros(len(owner))
    for part in range(FOLDS):
        weights = fit_weights(sample, fold_of != part)
        pairs = fold_of[sample.evidence.phrase] == part
        strength[pairs] = weights.strengths(sample.evidence, sample.scale)[pairs]
        nothing[fold_of == part] = (none_features(sample.phrases) @ weights.none)[fold_of == part]
    # The penalty keeps weights small, and so all confidences near the middle: stretched on what was left out.
    stretch, shift = _stretched(sample, strength, nothing)
    starts = np.searchsorted(sample.evidence.phrase, np.arange(len(owner)))
    sure = _shares(strength * stretch, nothing * stretch + shift, sample.evidence.phrase, starts)
    top = np.lexsort((-sure, sample.evidence.phrase))[starts]
    best, hit, meant = sure[top], sample.right[top], sample.rows >= 0
    weights = fit_weights(sample, np.ones(len(owner), dtype=bool))
    none = weights.none * stretch + np.array([shift, 0.0])
    content = {
        "threshold": THRESHOLD,
        "features": dict(zip(FEATURES, (weights.features * stretch).round(3).tolist(), strict=True)),
        "none": dict(zip(NONE_FEATURES, none.round(3).tolist(), strict=True)),
    }
    return content, _report(best, hit, meant, np.add.reduceat(sure, starts) >= THRESHOLD)


def _shares(
    strength: NDArray[np.float64], nothing: NDArray[np.float64], phrase: NDArray[np.int64], starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    highest = np.maximum(np.maximum.reduceat(strength, starts), nothing)
    odds = np.exp(strength - highest[phrase])
    return odds / (np.add.reduceat(odds, starts) + np.exp(nothing - highest))[phrase]


def _stretched(sample: Sample, strength: NDArray[np.float64], nothing: NDArray[np.float64]) -> tuple[float, float]:
    """Factor and shift of "no concept" under which what was left out is likeliest."""
    phrase = sample.evidence.phrase
    starts = np.searchsorted(phrase, np.arange(len(nothing)))
    unlinked = np.add.reduceat(sample.right.astype(int), starts) == 0

    def loss(both: NDArray[np.float64]) -> float:
        sure = _shares(strength * both[0], nothing * both[0] + both[1], phrase, starts)
        hit = np.where(unlinked, 1 - np.add.reduceat(sure, starts), np.add.reduceat(sure * sample.right, starts))
        return float(-np.log(np.maximum(hit, 1e-12)).mean())

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(found[0]), float(found[1])


def _report(
    best: NDArray[np.float64], hit: NDArray[np.bool_], meant: NDArray[np.bool_], linked: NDArray[np.bool_]
) -> str:
    lines = [
        f"{len(best):,} phrases, {np.count_nonzero(~meant):,} of them nothing of the kind; folds by concept left out.",
        "",
        "| Confidence of the best link | phrases | mean confidence | right |",
        "|---|---:|---:|---:|",
    ]
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        near = (best >= low) & (best < low + 0.1)
        if near.any():
            error += abs(best[near].mean() - hit[near].mean()) * near.mean()
            span = f"{low:.1f}–{low + 0.1:.1f}"
            lines.append(f"| {span} | {near.sum():,} | {best[near].mean():.3f} | {hit[near].mean():.3f} |")
    lines += [
        "",
        f"Expected calibration error {error:.3f}. Threshold {THRESHOLD:.2f}: {linked[meant].mean():.3f} of the phrases "
        f"that mean a concept are linked, {linked[~meant].mean():.3f} of the others; of what is linked "
        f"{hit[linked].mean():.3f} is right at rank 1.",
    ]
    return "\n".join(lines) + "\n"
