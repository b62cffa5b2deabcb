"""Does the whole pipeline rank generated people and vacancies better than its parts and than what others use?

    python -m benchmarks.person_vacancy [--shared DIR] [--encoder DIR] [--taxonomy DIR] [--seeds 1 2 3]

With ``--taxonomy`` (a data folder with ESCO imported) the pipeline runs with its concepts as well. That is partly
circular: who belongs together is told by the very relations that the concepts follow.

People and vacancies are drawn from every fifth occupation of ESCO, with skills of their own on each side. ``--encoder``
gives a static encoder trained with ``matching encoder train --hold-out-every 5``, so that nothing in them was seen.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.generation.catalogue import Occupation, load_esco
from benchmarks.generation.generator import generate_benchmark
from benchmarks.quality import Judged, measure, open_reader, table
from matching.embeddings.encoder import load_encoder
from matching.embeddings.static import load_static
from matching.evaluation.baselines import load_minilm

LANGUAGES = (("fr", "en"), ("en", "fr"), ("fr", "fr"))
WORDS = {"fr": "French", "en": "English"}
HELD_OUT_EVERY = 5
OTHER_LANGUAGES = ("de", "es", "it", "pt")


def drawn(esco: list[Occupation], ours: str, theirs: str, as_texts: bool, size: tuple[int, int], seed: int) -> Judged:
    """A judged set of so many people and vacancies."""
    made = generate_benchmark(
        esco,
        candidate_language=ours,
        vacancy_language=theirs,
        people=size[0],
        vacancies=size[1],
        seed=seed,
        held_out_every=HELD_OUT_EVERY,
        as_texts=as_texts,
    )
    return Judged(made.candidates, made.vacancies, made.qrels)


def main() -> None:
    """Print one table for each pair of languages, as lists and as texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--vacancies", type=int, default=600)
    parser.add_argument("--taxonomy", type=Path, help="data folder with a taxonomy, to match with it too")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    chosen = parser.parse_args()
    folder = chosen.shared / "data" / "esco"
    if not folder.is_dir():
        print(f"Skipped: there are no ESCO files in {folder.name}; give the folder above data/ with --shared.")
        return
    encoder = load_static(chosen.encoder) if chosen.encoder else load_encoder()
    minilm = load_minilm()
    # People and vacancies are worded with ESCO's own labels, so linking them is half given away; without labels in
    # their languages it has to find the concept by its meaning in others.
    readers = {
        "with ESCO": open_reader(chosen.taxonomy, encoder),
        "with ESCO, its English and French labels left out": open_reader(
            chosen.taxonomy, encoder, languages=OTHER_LANGUAGES
        ),
    }
    esco = load_esco(folder)
    seen = "trained without these occupations" if chosen.encoder else "which saw these occupations in training"
    print(
        f"Encoder `{encoder.name}`, {seen}; {chosen.people} people, {chosen.vacancies} vacancies, seeds "
        f"{', '.join(map(str, chosen.seeds))}; mean ± standard error over the queries of all seeds. "
        "all-MiniLM-L6-v2 as the pipeline's encoder: the first seed only.\n"
    )
    for as_texts in (False, True):
        for ours, theirs in LANGUAGES:
            size = (chosen.people, chosen.vacancies)
            sets = [
                measure(
                    drawn(esco, ours, theirs, as_texts, size, seed),
                    encoder,
                    minilm,
                    swapped=seed == chosen.seeds[0],
                    readers=readers,
                )
                for seed in chosen.seeds
            ]
            kind = "as free text" if as_texts else "as titles and skills"
            print(f"### {WORDS[ours]} people, {WORDS[theirs]} vacancies, {kind}\n")
            print(table(sets), flush=True)


if __name__ == "__main__":
    main()
