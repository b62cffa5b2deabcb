"""Which benchmarks are there? Runs those named, or all, each in a process of its own.

    python -m benchmarks [NAME ...] [--shared DIR] [--encoder DIR] [--texts DIR] [--write]

Nothing is asserted: figures are printed as Markdown, and with ``--write`` kept in ``benchmarks/matching.md`` (see
``KEPT_IN`` for those in other files), each benchmark in its section with date, command and machine.
"""

from __future__ import annotations

import argparse
import ast
import os
import platform
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "person_vacancy": ("shared", "encoder", "taxonomy"),
    "texts": ("taxonomy",),
    "long_texts": ("texts", "taxonomy"),
    "matching_speed": ("shared",),
    "batch": ("shared",),
    "retrieval": (),
    "encoder": ("shared",),
    "encoding": (),
    "title_forms": ("shared", "encoder"),
    "taxonomy": ("shared",),
    "fairs": (),
    "timetables": (),
    "plans": (),
    "linking": ("shared",),
    "extraction": ("gold",),
}
"""Every benchmark with the options that it takes."""
TITLES = {
    "encoder.md": "# The bundled encoder on judged benchmarks\n",
    "matching.md": "# Matching people and vacancies: quality and speed\n",
    "fairs.md": "# Job fairs: who meets whom, and when\n",
    "plans.md": "# Career plans: how much work one takes\n",
    "linking.md": "# Linking titles and skills to concepts\n",
    "extraction.md": "# Reading CVs and adverts\n",
}
KEPT_IN = {
    "encoder": "encoder.md",
    "encoding": "encoder.md",
    "title_forms": "encoder.md",
    "fairs": "fairs.md",
    "timetables": "fairs.md",
    "plans": "plans.md",
    "linking": "linking.md",
    "extraction": "extraction.md",
}
"""The file of results of a benchmark; of those not named ``matching.md``."""


def question(name: str) -> str:
    """The question that a benchmark answers: the first line of its module."""
    text = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


def run(name: str, options: dict[str, Path | None]) -> str | None:
    """Print what a benchmark prints as it comes and return it; None where it failed."""
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    for option in BENCHMARKS[name]:
        if options[option]:
            command += [f"--{option}", str(options[option])]
    lines: list[str] = []
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=HERE.parent, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines) if running.returncode == 0 else None


def keep(name: str, output: str, options: dict[str, Path | None]) -> None:
    """Replace the section of a benchmark in the file of results, or add it."""
    given = "".join(f" --{option} DIR" for option in BENCHMARKS[name] if option != "shared" and options[option])
    today = datetime.now().astimezone().date().isoformat()
    section = (
        f"## {name}\n\n{question(name)}\n\n"
        f"`python -m benchmarks {name}{given}`, {today}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}\n\n{output.strip()}\n\n"
    )
    results = HERE / KEPT_IN.get(name, "matching.md")
    text = results.read_text(encoding="utf-8") if results.exists() else TITLES[results.name] + "\n"
    found = re.search(rf"^## {name}\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    text = text[: found.start()] + section + text[found.end() :] if found else text.rstrip() + "\n\n" + section
    results.write_text(text.rstrip() + "\n", encoding="utf-8")


def main() -> None:
    """Parse the arguments, run what is asked for, say what failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; default: all")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and stop")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with data/ (default ../shared)")
    parser.add_argument("--encoder", type=Path, help="encoder trained with --hold-out-every 5, for person_vacancy")
    parser.add_argument("--texts", type=Path, help="folder with resumes/, vacancies/, qrels.tsv, for long_texts")
    parser.add_argument("--gold", type=Path, help="folder of annotated documents, for extraction")
    parser.add_argument("--taxonomy", type=Path, help="data folder with ESCO imported, to match with its concepts too")
    parser.add_argument("--write", action="store_true", help="keep the figures in benchmarks/*.md")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if chosen.list:
        for name in BENCHMARKS:
            print(f"{name:15} {question(name)}")
        return
    folders = {
        "taxonomy": chosen.taxonomy,
        "shared": chosen.shared,
        "encoder": chosen.encoder,
        "texts": chosen.texts,
        "gold": chosen.gold,
    }
    options = {name: folder.resolve() if folder else None for name, folder in folders.items()}
    failed: list[str] = []
    for name in chosen.names or BENCHMARKS:
        print(f"## {name}: {question(name)}\n", flush=True)
        output = run(name, options)
        print(flush=True)
        if output is None:
            failed.append(name)
        elif chosen.write:
            keep(name, output, options)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
