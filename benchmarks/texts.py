"""Does the whole pipeline rank the demo people and vacancies, tables and texts in eight languages, better than others?

    python -m benchmarks.texts [--taxonomy DIR]

Both sets are the project's own writing, judged by reading.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from benchmarks.quality import Judged, Qrels, measure, open_reader, read_qrels, table
from matching.embeddings.encoder import load_encoder
from matching.evaluation.baselines import load_minilm
from matching.intake import read_candidates, read_vacancies

DEMO = Path(__file__).resolve().parents[1] / "data" / "demo"


def judgements(path: Path) -> Qrels:
    """Grades of a table with the columns candidate_id, vacancy_id, grade."""
    qrels: Qrels = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            qrels.setdefault(row["candidate_id"], {})[row["vacancy_id"]] = int(row["grade"])
    return qrels


def main() -> None:
    """Print one table for the texts and one for the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taxonomy", type=Path, help="data folder with a taxonomy, to match with it too")
    chosen = parser.parse_args()
    encoder, minilm = load_encoder(), load_minilm()
    readers = {"with ESCO": open_reader(chosen.taxonomy, encoder)}
    texts = Judged(
        read_candidates(DEMO / "texts" / "people").items,
        read_vacancies(DEMO / "texts" / "vacancies").items,
        read_qrels(DEMO / "texts" / "qrels.tsv"),
    )
    tables = Judged(
        read_candidates(DEMO / "candidates.csv").items,
        read_vacancies(DEMO / "vacancies.csv").items,
        judgements(DEMO / "judgements.csv"),
    )
    print(f"Encoder `{encoder.name}`; mean ± standard error over queries.\n")
    for name, judged in (("Texts, people in eight languages and vacancies in three", texts), ("Tables", tables)):
        print(f"### {name}: {len(judged.candidates)} people, {len(judged.vacancies)} vacancies\n")
        print(table([measure(judged, encoder, minilm, readers=readers)]), flush=True)


if __name__ == "__main__":
    main()
