"""Does the wheel hold all that the package needs, and does the demo run from it, far from the clone?"""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("build")

ROOT = Path(__file__).resolve().parents[1]
NOT_SHIPPED = {"locales/babel.cfg", "locales/matching.pot"}
"""For translators, who have the clone."""
# Compiled files, and those that the system or an editor leaves behind, are in no clone.
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.pyc", "*.mo", ".*")

pytestmark = pytest.mark.slow


def run(*words: object, cwd: Path) -> str:
    within = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    ended = subprocess.run(
        list(map(str, words)), capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd, env=within
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the clone so that nothing is left in it."""
    copy = tmp_path_factory.mktemp("clone")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / "matching", copy / "matching", ignore=LEFT_BEHIND)
    shutil.copytree(ROOT / "data" / "demo", copy / "data" / "demo", ignore=LEFT_BEHIND)
    # Without isolation: the build tools are installed already, and a test fetches nothing.
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", copy / "dist", copy, cwd=copy)
    (made,) = (copy / "dist").iterdir()
    return made


def files_in(folder: Path) -> set[str]:
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}


def test_the_wheel_holds_every_file_of_the_package_and_the_demo_data(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        held = {name.removeprefix("matching/") for name in archive.namelist() if name.startswith("matching/")}
    shutil.copytree(ROOT / "matching", tmp_path / "matching", ignore=LEFT_BEHIND)
    demo = {f"demo/{name}" for name in files_in(ROOT / "data" / "demo")}
    assert held == (files_in(tmp_path / "matching") - NOT_SHIPPED) | demo
    assert "py.typed" in held


def test_the_demo_runs_from_the_wheel_in_a_new_environment_and_a_foreign_folder(wheel, tmp_path):
    home, foreign = tmp_path / "environment", tmp_path / "elsewhere"
    foreign.mkdir()
    venv.create(home, with_pip=False)
    base = {"base": str(home), "platbase": str(home)}
    libraries = Path(sysconfig.get_path("purelib", "venv", vars=base))
    programs = Path(sysconfig.get_path("scripts", "venv", vars=base))
    python = programs / Path(sys.executable).name
    # Only the wheel is installed; what it depends on is lent by this environment, since it would be half a gigabyte to
    # fetch. Whether pyproject.toml names all of it is told by test_light_install.
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=foreign)
    lent = [one for one in sys.path if Path(one).name == "site-packages"]
    (libraries / "lent.pth").write_text("\n".join(lent), encoding="utf-8")
    where = run(python, "-c", "import matching; print(matching.__file__)", cwd=foreign)
    assert Path(where.strip()).is_relative_to(home)
    told = run(programs / "matching", "demo", cwd=foreign)
    assert "Matched and explained in" in told
    assert f"--candidates {libraries / 'matching' / 'demo' / 'candidates.csv'}" in told
