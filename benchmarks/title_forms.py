"""Does the feminine form of a job title find its masculine form before all others?

    python -m benchmarks.title_forms [--shared DIR] [--encoder DIR]

ESCO writes both forms in one label ("soudeur/soudeuse"). Every feminine form is asked, all masculine forms of the
language are the collection, and forms that are one after folding (two kinds of apostrophe) count as one. The bundled
encoder was trained on these labels; one trained with ``--hold-out-every 5`` never saw those of every fifth occupation,
which are counted apart. Georgian titles mark no gender.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from matching.embeddings.encoder import Encoder, load_encoder
from matching.embeddings.spelling import fold
from matching.embeddings.static import load_static
from matching.embeddings.training.corpus import Concept, read_esco, without_every

LANGUAGES = ("fr", "es", "de", "it", "pl", "hr")
BLOCK = 1_000


def forms(concepts: dict[str, Concept]) -> dict[str, dict[str, tuple[str, str]]]:
    """For each language: folded feminine form to (folded masculine form, URI), where the two differ."""
    found: dict[str, dict[str, tuple[str, str]]] = {lang: {} for lang in LANGUAGES}
    for uri, concept in sorted(concepts.items()):
        if concept.kind == "occupation":
            for lang in LANGUAGES:
                labels = set(concept.labels.get(lang, ()))
                for masculine, feminine in concept.forms:
                    if masculine in labels and fold(masculine) != fold(feminine):
                        found[lang].setdefault(fold(feminine), (fold(masculine), uri))
    return found


def hits(encoder: Encoder, pairs: dict[str, tuple[str, str]]) -> np.ndarray:
    """Bool for each pair: is its masculine form the nearest of all (ties are misses)?"""
    collection = sorted({masculine for masculine, _ in pairs.values()})
    at = {masculine: place for place, masculine in enumerate(collection)}
    right = np.array([at[masculine] for masculine, _ in pairs.values()])
    asked, held = encoder.encode(list(pairs)), encoder.encode(collection, role="document")
    found = np.zeros(len(right), dtype=bool)
    for start in range(0, len(right), BLOCK):
        likeness = asked[start : start + BLOCK] @ held.T
        own = np.arange(len(likeness)), right[start : start + BLOCK]
        value = likeness[own].copy()
        likeness[own] = -np.inf
        found[start : start + BLOCK] = value > likeness.max(axis=1)
    return found


def cell(found: np.ndarray) -> str:
    """Share and standard error."""
    return f"{found.mean():.3f} ± {found.std() / max(1, len(found)) ** 0.5:.3f}" if len(found) else "–"


def main() -> None:
    """Print one row for each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--encoder", type=Path, help="trained with --hold-out-every 5")
    chosen = parser.parse_args()
    folder = chosen.shared / "data" / "esco"
    if not folder.is_dir():
        print(f"Skipped: {folder} is not there.")
        return
    concepts = read_esco(folder)
    seen = without_every(concepts, 5)
    bundled, apart = load_encoder(), load_static(chosen.encoder) if chosen.encoder else None
    print(f"Hit at rank 1; {bundled.name}" + (f"; held out: {apart.name}" if apart else "") + ".\n")
    print("| Language | titles | bundled | titles held out | encoder that never saw them |\n|---|---:|---:|---:|---:|")
    for lang, pairs in forms(concepts).items():
        unseen = np.array([uri not in seen for _, uri in pairs.values()])
        held_out = cell(hits(apart, pairs)[unseen]) if apart else "–"
        print(f"| {lang} | {len(pairs):,} | {cell(hits(bundled, pairs))} | {unseen.sum():,} | {held_out} |")


if __name__ == "__main__":
    main()
