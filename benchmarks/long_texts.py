"""Does the whole pipeline rank long texts of one language at least as well as BM25, and better than vectors alone?

    python -m benchmarks.long_texts --texts DIR [--taxonomy DIR]

The folder holds ``resumes/``, ``vacancies/`` (one text each) and ``qrels.tsv`` (vacancy, 0, résumé, grade). The
project's own set is kept privately: the texts are third-party.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.quality import Judged, measure, open_reader, read_qrels, table, turned
from matching.embeddings.encoder import load_encoder
from matching.evaluation.baselines import load_minilm
from matching.intake import read_candidates, read_vacancies


def main() -> None:
    """Print one table, people for vacancies only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--taxonomy", type=Path, help="data folder with a taxonomy, to match with it too")
    chosen = parser.parse_args()
    folder = chosen.texts
    if folder is None or not folder.is_dir():
        print("Skipped: no folder of judged long texts was given; name one with --texts.")
        return
    encoder = load_encoder()
    people, jobs = read_candidates(folder / "resumes").items, read_vacancies(folder / "vacancies").items
    qrels = read_qrels(folder / "qrels.tsv")
    print(
        f"Encoder `{encoder.name}`; {len(people)} résumés for each of {len(qrels)} judged vacancies; "
        "mean ± standard error over vacancies.\n"
    )
    readers = {"with ESCO": open_reader(chosen.taxonomy, encoder)}
    figures = measure(Judged(people, jobs, turned(qrels)), encoder, load_minilm(), readers=readers)
    print(table([figures], directions=("people",)))


if __name__ == "__main__":
    main()
