"""How large is the taxonomy, how long does it take to make, to open and to search?

    python -m benchmarks.taxonomy [--shared ../shared]

Imports SHARED/data/esco (ESCO 1.1.1 with labels in 22 languages) and the ROME–ISCO table beside it. Each opening is
measured in a process of its own, with and without starting Python and numpy. Floors: 0.3 s to open, 60 MB.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OPENING_FLOOR_S, SIZE_FLOOR_MB = 0.3, 60
RUNS = 5
_OPENING = """
import sys, time
started = time.perf_counter()
from pathlib import Path
from matching.taxonomy import ConceptKind, open_taxonomy
imported = time.perf_counter()
taxonomy = open_taxonomy(Path(sys.argv[1]))
opened = time.perf_counter()
taxonomy.label(taxonomy.row("7212"), "fr")
labelled = time.perf_counter()
taxonomy.search("soudeur", "fr")
searched = time.perf_counter()
taxonomy.search("infirmière de nuit")
again = time.perf_counter()
taxonomy.essential, taxonomy.optional, taxonomy.broader, taxonomy.related
related = time.perf_counter()
taxonomy.all_labels()
everything = time.perf_counter()
moments = (started, imported, opened, labelled, searched, again, related, everything)
print(*(later - earlier for earlier, later in zip(moments, moments[1:])))
"""
_STEPS = (
    "importing matching.taxonomy (numpy)",
    "opening",
    "first label",
    "first search (loads the words)",
    "second search, all languages",
    "all relations (imports scipy)",
    "all labels",
)


def main() -> None:
    """Parse the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    shared = parser.parse_args().shared / "data"
    if not (shared / "esco").is_dir():
        sys.exit(f"{shared / 'esco'} is not there: name the folder with data/ by --shared.")
    from matching.taxonomy.esco import import_taxonomy

    rome = sorted((shared / "rome_fr").glob("*ISCO08.xlsx"))
    with tempfile.TemporaryDirectory() as folder:
        started, worked = time.perf_counter(), time.process_time()
        report = import_taxonomy([shared / "esco", *rome], Path(folder))
        passed, worked = time.perf_counter() - started, time.process_time() - worked
        size = report.path.stat().st_size / 1e6
        print(f"- import: {passed:.1f} s ({worked:.1f} s of CPU)")
        print(f"- size: {size:.1f} MB with {len(report.languages)} languages (floor {SIZE_FLOOR_MB} MB)")
        times = [opening(report.path) for _ in range(RUNS)]
    for step, seconds in zip(_STEPS, zip(*times, strict=True), strict=True):
        floor = f" (floor {OPENING_FLOOR_S} s)" if step == "opening" else ""
        print(f"- {step}: {sorted(seconds)[RUNS // 2]:.3f} s{floor}")
    print(f"\nMedian of {RUNS} processes.")


def opening(path: Path) -> list[float]:
    """Seconds of each step, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", _OPENING, str(path)], capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


if __name__ == "__main__":
    main()
