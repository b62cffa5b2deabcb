"""How much of what a reader finds in CVs and adverts does the extractor find, and how much of what it finds is right?

    python -m benchmarks.extraction --gold DIR [--errors]

The folder holds ``NAME.txt`` and ``NAME.json`` for each document, annotated by hand; the format stands in
``benchmarks/extraction.md``. The project's own set is kept privately: the texts are third-party.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matching.domain import Contract, Hours
from matching.geography import place_key
from matching.intake.extraction import Extracted, extract
from matching.intake.extraction.found import SURE

OVERLAP = 0.5
"""Least share of common characters (intersection over union) at which a phrase found is the phrase annotated."""
REPEAT = 20
Span = tuple[int, int]


@dataclass
class Tally:
    """Hits, false alarms and misses of one field, and the same of what the extractor was sure of."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    sure_hits: int = 0
    sure_false: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, found: dict[Any, float], gold: Iterable[Any], name: str) -> None:
        """Compare values found, with their confidence, and values annotated."""
        wanted = set(gold)
        for value, confidence in found.items():
            self.count(value in wanted, confidence)
            if value not in wanted:
                self.errors.append(f"{name}: found {value}")
        for value in sorted(wanted - set(found), key=str):
            self.missed += 1
            self.errors.append(f"{name}: missed {value}")

    def count(self, right: bool, confidence: float) -> None:
        """Count one value found."""
        self.hits += right
        self.false += not right
        if confidence >= SURE:
            self.sure_hits += right
            self.sure_false += not right

    def row(self, name: str) -> str:
        """One row of the table."""
        gold, found, sure = self.hits + self.missed, self.hits + self.false, self.sure_hits + self.sure_false
        shares = (_share(self.hits, found), _share(self.hits, gold), _share(self.sure_hits, sure))
        return f"| {name} | {gold} | {' | '.join(shares)} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({part}/{whole})" if whole else "–"


def located(text: str, quote: str) -> list[Span]:
    """Where an annotated quote stands; blanks and line breaks are alike. Raises ``SystemExit`` where it does not."""
    places = [match.span() for match in re.finditer(r"\s+".join(map(re.escape, quote.split())), text)]
    if not places:
        raise SystemExit(f'the annotated quote "{quote}" is not in its text')
    return places


def overlap(one: Span, other: Span) -> float:
    """Intersection over union of two passages."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / (max(one[1], other[1]) - min(one[0], other[0]))


def paired(found: list[Span], gold: list[list[Span]]) -> Iterator[tuple[int, int]]:
    """Pairs of a passage found and one annotated, best first, each at most once."""
    pairs = sorted(
        ((max(overlap(a, b) for b in places), i, j) for i, a in enumerate(found) for j, places in enumerate(gold)),
        key=lambda pair: (-pair[0], pair[1:]),
    )
    seen: tuple[set[int], set[int]] = (set(), set())
    for share, i, j in pairs:
        if share >= OVERLAP and i not in seen[0] and j not in seen[1]:
            seen[0].add(i)
            seen[1].add(j)
            yield i, j


def compare(tallies: dict[str, Tally], found: Extracted, gold: dict[str, Any], name: str) -> None:
    """Add one document to the tallies."""
    occupations = [one for one in found.phrases if one.kind == "occupation"]
    skills = [one for one in found.phrases if one.kind in ("skill", "certificate")]
    annotated = [(quote, "essential") for quote in gold["essential"]] + [
        (quote, "optional") for quote in gold["optional"]
    ]
    for key, phrases, quotes in (
        ("occupations", occupations, [(quote, "") for quote in gold["occupations"]]),
        ("skills", skills, annotated),
    ):
        spans = [located(found.text, quote) for quote, _ in quotes]
        pairs = dict(paired([(one.place.start, one.place.end) for one in phrases], spans))
        for number, one in enumerate(phrases):
            tallies[key].count(number in pairs, one.confidence)
            if number not in pairs:
                tallies[key].errors.append(f"{name}: found {' '.join(one.place.quote.split())}")
            elif key == "skills" and found.kind == "advert":
                right = one.importance == quotes[pairs[number]][1]
                tallies["essential or optional"].count(right, one.confidence)
                tallies["essential or optional"].missed += not right
                if not right:
                    tallies["essential or optional"].errors.append(f"{name}: {one.importance} {one.place.quote}")
        for number, (quote, _) in enumerate(quotes):
            if number not in pairs.values():
                tallies[key].missed += 1
                tallies[key].errors.append(f"{name}: missed {quote}")
    tongues = {**gold["languages"], **gold["languages_optional"]}
    tallies["languages"].add(_surest((one.code, one.confidence) for one in found.languages), tongues, name)
    tallies["languages with level"].add(
        _surest(((one.code, one.level and one.level.value), one.confidence) for one in found.languages),
        tongues.items(),
        name,
    )
    if found.kind == "advert":
        tallies["languages: essential or optional"].add(
            _surest(((one.code, one.importance), one.confidence) for one in found.languages),
            [
                *((code, "essential") for code in gold["languages"]),
                *((code, "optional") for code in gold["languages_optional"]),
            ],
            name,
        )
    tallies["years of experience"].add(
        _surest((one.months, one.confidence) for one in found.experience if one.importance != "optional"),
        [] if gold["experience_months"] is None else [gold["experience_months"]],
        name,
    )
    tallies["education"].add(
        _surest((one.isced, one.confidence) for one in found.education),
        [*gold["education"], *gold["education_optional"]],
        name,
    )
    places = [place_key(gold["place"])] if gold["place"] else []
    tallies["place"].add(_surest((place_key(one.town), one.confidence) for one in found.places), places, name)
    tallies["licences"].add(
        _surest((key.upper(), one.confidence) for one in found.licences for key in one.keys),
        map(str.upper, gold["licences"]),
        name,
    )
    tallies["wage"].add(
        _surest(
            ((w.minimum, w.maximum, w.currency, w.period.value), one.confidence)
            for one in found.wages
            for w in (one.wage,)
        ),
        [tuple(gold["wage"])] if gold["wage"] else [],
        name,
    )
    kinds = ((Contract, "contract"), (Hours, "hours"))
    for kind, key in kinds:
        tallies["contract and hours"].add(
            _surest((one.term.value, one.confidence) for one in found.terms if isinstance(one.term, kind)),
            [gold[key]] if gold[key] else [],
            name,
        )
    tallies["dates"].add(
        _surest(((one.field, one.day.isoformat()), one.confidence) for one in found.dates),
        [(key, gold[key]) for key in ("opens_on", "closes_on", "starts_on") if gold[key]],
        name,
    )
    tallies["discrimination"].add({flag.kind: 1.0 for flag in found.flags}, gold["flags"], name)


def _surest(values: Iterable[tuple[Any, float]]) -> dict[Any, float]:
    found: dict[Any, float] = {}
    for value, confidence in values:
        found[value] = max(confidence, found.get(value, 0.0))
    return found


FIELDS = (
    "occupations", "skills", "essential or optional", "languages", "languages with level",
    "languages: essential or optional", "years of experience", "education", "place", "licences", "wage",
    "contract and hours", "dates", "discrimination",
)  # fmt: skip


def main() -> None:
    """Print one table for each folder of annotated documents within ``--gold``, or for itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--errors", action="store_true", help="list every error: for the owner of the texts only")
    chosen = parser.parse_args()
    if chosen.gold is None or not chosen.gold.is_dir():
        print("Skipped: no folder of annotated documents was given; name one with --gold.")
        return
    folders = sorted(folder for folder in chosen.gold.iterdir() if folder.is_dir()) or [chosen.gold]
    for folder in folders:
        files = sorted(folder.glob("*.json"))
        documents = [
            (file.with_suffix(".txt").read_text(encoding="utf-8"), json.loads(file.read_text("utf-8")))
            for file in files
        ]
        tallies = {name: Tally() for name in FIELDS}
        for file, (text, gold) in zip(files, documents, strict=True):
            compare(tallies, extract(text, gold["kind"]), gold, file.stem)
        start = time.process_time()
        for _ in range(REPEAT):
            for text, gold in documents:
                extract(text, gold["kind"])
        seconds = (time.process_time() - start) / REPEAT
        size = sum(len(text) for text, _ in documents)
        print(f"### {folder.name}: {len(files)} documents, {size / len(files):,.0f} characters each on average\n")
        print("| Field | annotated | precision | recall | precision where sure |")
        print("|---|---:|---:|---:|---:|")
        for name, tally in tallies.items():
            print(tally.row(name))
        print(f"\n{60 * len(files) / seconds:,.0f} documents a minute on one core ({size / seconds / 1e6:.2f} MB/s).\n")
        if chosen.errors:
            for name, tally in tallies.items():
                print(*(f"{name}: {error}" for error in tally.errors), sep="\n")


if __name__ == "__main__":
    main()
