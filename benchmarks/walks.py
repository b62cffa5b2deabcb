"""Through how many rooms does one task walk: a career plan, the matches of one person, the plan of a fair?

    python -m benchmarks.walks [--root FOLDER]

A command runs on the demo data under a profiler. A room is a package of ``matching`` or a module beside these.
A *stay* is entering a function from another room, each pair of caller and callee counted once; *returns* are the stays
in rooms that were entered before, so stays less rooms.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

DEMO = ["--candidates", "data/demo/candidates.csv", "--vacancies", "data/demo/vacancies.csv"]
TASKS = {
    "career plan": ["plan", *DEMO, "--id", "c-004", "--courses", "data/demo/courses.csv", "--as-of", "2026-11-16"],
    "match by id": ["match", *DEMO, "--id", "c-010", "--explain", "--as-of", "2026-11-16"],
    "fair plan": ["fair", "plan", *DEMO, "--event", "data/demo/fair.toml", "--force", "--out"],
}
_TRACED = """
import sys
from pathlib import Path
package = str(Path("matching").resolve()) + "/"
edges, rooms = set(), set()
def room(code):
    name = code.co_filename
    if not name.startswith(package):
        return None
    parts = name[len(package):].split("/")
    return parts[0].removesuffix(".py")
def follow(frame, event, _):
    if event != "call":
        return
    here = room(frame.f_code)
    back = frame.f_back
    while here is not None and back is not None and room(back.f_code) is None:
        back = back.f_back
    if here is None or back is None:
        return
    rooms.add(here)
    if room(back.f_code) != here:
        edges.add((back.f_code, frame.f_code))
from matching.__main__ import main
sys.argv = ["matching", *sys.argv[1:]]
sys.setprofile(follow)
try:
    main()
except SystemExit:
    pass
sys.setprofile(None)
print(f"{len(edges)} {len(rooms)}", file=sys.stderr)
"""


def main() -> None:
    """Print stays, rooms and returns of each task in one checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1], help="A checkout.")
    root = parser.parse_args().root.resolve()
    print("| Task | stays | rooms | returns |\n|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for task, words in TASKS.items():
            given = [*words, f"{folder}/fair"] if words[-1] == "--out" else words
            done = subprocess.run(
                [sys.executable, "-c", _TRACED, *given], cwd=root, capture_output=True, text=True, check=True
            )
            stays, rooms = map(int, done.stderr.strip().splitlines()[-1].split())
            print(f"| {task} | {stays} | {rooms} | {stays - rooms} |")


if __name__ == "__main__":
    main()
