"""How is the house built: modules, files a room, the longest one, what the doors import, names that stand twice?

    python -m benchmarks.house [--root FOLDER]

Counts are taken from the source by ``ast``: an import counts once for each statement and module that it names, those
inside functions and under ``TYPE_CHECKING`` too.
"""

from __future__ import annotations

import argparse
import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

DOORS = ("cli", "api", "web", "server")
SHORT, LONG = 40, 400


def main() -> None:
    """Print the figures of one checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1], help="A checkout.")
    package = parser.parse_args().root / "matching"
    sources = {path.relative_to(package): path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py"))}
    trees = {path: ast.parse(text) for path, text in sources.items()}
    lengths = {path: len(text.splitlines()) for path, text in sources.items()}
    named = {path: length for path, length in lengths.items() if path.name != "__init__.py"}
    longest = max(named, key=lambda path: named[path])
    print(f"modules: {len(lengths)}, without __init__: {len(named)}, lines: {sum(lengths.values()):,}")
    print(
        f"longest: {longest.as_posix()} ({named[longest]} lines); over {LONG}: {sum(n > LONG for n in named.values())}"
    )
    print(f"under {SHORT} lines: {sum(length < SHORT for length in named.values())}")
    print("files a room:")
    for room, count in sorted(Counter(_room(path) for path in lengths).items()):
        print(f"  {room or '.'}: {count}")
    print("what the doors import, by room:")
    imported = Counter(room for path in trees if _door(path) for room in _imports(trees[path]) if room not in DOORS)
    for room, count in imported.most_common():
        print(f"  {room}: {count}")
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for path, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(path.as_posix())
    twice = {name: at for name, at in sorted(homes.items()) if len(at) > 1}
    print(f"class names twice: {len(twice)}")
    for name, at in twice.items():
        print(f"  {name}: {', '.join(at)}")


def _room(path: Path) -> str:
    return path.parent.as_posix().removeprefix(".")


def _door(path: Path) -> bool:
    return path.parts[0].removesuffix(".py") in DOORS


def _imports(tree: ast.Module) -> Iterator[str]:
    """The room (first part below ``matching``) of each import of the package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "matching":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("matching."):
            yield str(node.module).split(".")[1]


if __name__ == "__main__":
    main()
