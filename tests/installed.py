"""Which installed libraries belong to the core, and which to an extra?"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


def core() -> set[str]:
    """What the core declares in pyproject.toml, and all that comes with it; names of distributions."""
    return closure(_declared()["dependencies"])


def everything() -> set[str]:
    """The same of the core and all extras; raises ``PackageNotFoundError`` where one is not installed."""
    project = _declared()
    extras = [one for extra in project["optional-dependencies"].values() for one in extra]
    own = f"{project['name']}["
    return closure(one for one in [*project["dependencies"], *extras] if not one.startswith(own))


def _declared() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def closure(requirements: Iterable[str]) -> set[str]:
    """Distributions that the requirements bring, with those that these bring."""
    found: set[str] = set()
    waiting = [(Requirement(one), "") for one in requirements]
    seen: set[tuple[str, str]] = set()
    while waiting:
        asked, within = waiting.pop()
        if asked.marker and not asked.marker.evaluate({"extra": within}):
            continue
        name = canonicalize_name(asked.name)
        for extra in ("", *asked.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                found.add(name)
                waiting += [(Requirement(one), extra) for one in metadata.requires(name) or ()]
    return found


def modules_beyond(allowed: set[str]) -> set[str]:
    """Top-level modules installed here that no distribution of ``allowed`` carries."""
    return {
        module
        for module, carriers in metadata.packages_distributions().items()
        if module != "matching" and not {canonicalize_name(one) for one in carriers} & allowed
    }


class Blocked:
    """Stands first in ``sys.meta_path`` and finds none of ``modules``, as where they are not installed."""

    def __init__(self, modules: set[str]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Refuse what is blocked; see ``importlib.abc.MetaPathFinder``."""
        if name.partition(".")[0] in self.modules:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def hide_extras() -> set[str]:
    """From now on this process can import the core only; gives the names of the modules that are hidden."""
    hidden = modules_beyond(core())
    sys.meta_path.insert(0, Blocked(hidden))
    return hidden
