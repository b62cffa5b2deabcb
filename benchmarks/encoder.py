"""How does the bundled encoder rank on judged benchmark folders, beside others and beside its goals?

    python -m benchmarks.encoder [--shared DIR]

What ``matching evaluate DIR/* --baselines`` measures, as one table: MAP with its standard error over queries (the whole
corpus is ranked, ties by id). all-MiniLM-L6-v2 is run where its package is installed; some minutes on two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from matching.embeddings.encoder import load_encoder
from matching.evaluation.baselines import bm25, character_tfidf, load_minilm
from matching.evaluation.benchmarks import Ranking, Result, evaluate_ranking, published, ranked_by, read_benchmark

OURS = "bundled"
GOALS = {
    "job titles, mean of en es de": (0.46, "MAP", ["titles-talentclef2025-en", "-es", "-de"]),
    "national titles to ESCO, same language, mean of six": (
        0.50, "MAP", ["occupations-melo-fra_q_fr_c_fr", "-esp_q_es_c_es", "-deu_q_de_c_de", "-pol_q_pl_c_pl",
                      "-ita_q_it_c_it", "-usa_q_en_c_en"]),
    "national titles to English ESCO, mean of five": (
        0.42, "MAP", ["occupations-melo-fra_q_fr_c_en", "-esp_q_es_c_en", "-deu_q_de_c_en", "-pol_q_pl_c_en",
                      "-ita_q_it_c_en"]),
    "vacancy titles to ESCO": (0.42, "MAP", ["occupations-jobnorm-en"]),
    "skill spans to ESCO, tech": (0.70, "MAP", ["skills-tech-en"]),
    "skill spans to ESCO, house": (0.70, "MAP", ["skills-house-en"]),
    "Georgian titles to English, hit at rank 1": (0.60, "hit", ["titles-ka-en"]),
}  # fmt: skip
"""Goal, metric and folders; a name that begins with a dash continues the first one's."""


def folders_of(names: list[str]) -> list[str]:
    """Full names of the folders of a goal."""
    return [names[0], *(names[0].rsplit("-", 1)[0] + name for name in names[1:])]


def hit_at_1(name: str, folder: Path, ranking: Ranking) -> float:
    """Share of queries whose first document is judged relevant."""
    benchmark = read_benchmark(folder / name)
    first = [scores for block in ranking(benchmark.queries, benchmark.documents) for scores in block.argmax(axis=1)]
    return sum(grades.get(best, 0) > 0 for grades, best in zip(benchmark.grades, first, strict=True)) / len(first)


def cell(result: Result | None) -> str:
    """MAP and its error."""
    return "–" if result is None else f"{result.metrics['MAP'].mean:.3f} ± {result.metrics['MAP'].error:.3f}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    folder = parser.parse_args().shared / "data" / "benchmarks"
    names = sorted(path.name for path in folder.glob("*/") if (path / "queries.tsv").is_file())
    if not names:
        print(f"Skipped: there are no benchmark folders in {folder}.")
        return
    encoder, minilm = load_encoder(), load_minilm()
    systems: dict[str, Ranking] = {OURS: ranked_by(encoder), "character TF-IDF": character_tfidf, "BM25": bm25}
    if minilm is not None:
        systems["all-MiniLM-L6-v2"] = ranked_by(minilm)
    results: dict[str, dict[str, Result]] = {}
    for name in names:
        benchmark = read_benchmark(folder / name)
        results[name] = {system: evaluate_ranking(benchmark, system, systems[system]) for system in systems}
    print(f"Encoder `{encoder.name}`. MAP ± standard error over queries.\n")
    print("| Goal | reached | wanted | |\n|---|---:|---:|---|")
    for goal, (wanted, metric, parts) in GOALS.items():
        of = folders_of(parts)
        if not all(one in results for one in of):
            continue
        if metric == "hit":
            reached = hit_at_1(of[0], folder, systems[OURS])
            error = (reached * (1 - reached) / len(read_benchmark(folder / of[0]).queries)) ** 0.5
        else:
            maps = [results[one][OURS].metrics["MAP"] for one in of]
            reached = sum(value.mean for value in maps) / len(maps)
            error = sum(value.error**2 for value in maps) ** 0.5 / len(maps)
        print(
            f"| {goal} | {reached:.3f} ± {error:.3f} | {wanted:.2f} | {'reached' if reached >= wanted else 'missed'} |"
        )
    print("\n| Benchmark | queries | " + " | ".join(systems) + " | nDCG@10 | recall@10 | recall@100 | best published |")
    print("|---|---:|" + "---:|" * (len(systems) + 3) + "---|")
    known = published([folder / name for name in names])
    for name, of in results.items():
        ours = of[OURS].metrics
        others = [one for one in known if one.benchmark == name]
        best = max(others, key=lambda one: one.metrics["MAP"].mean, default=None)
        told = f"{best.metrics['MAP'].mean:.3f} {best.system}" if best else "–"
        rest = " | ".join(f"{ours[metric].mean:.3f}" for metric in ("nDCG@10", "recall@10", "recall@100"))
        print(
            f"| {name} | {ours['MAP'].queries} | {' | '.join(map(cell, of.values()))} | {rest} | {told} |", flush=True
        )


if __name__ == "__main__":
    main()
