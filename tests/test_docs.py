"""Does the manual tell the truth: are its files, links, commands and names there, and do its guides run?"""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
import typer
from command_line import Run, read_once, typed

import matching
from matching.cli.app import app

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "data" / "demo"
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))])
GUIDES = sorted((DOCS / "guides").glob("*.md"))
FENCE = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")
INLINE = re.compile(r"`([^`\n]+)`")
MATCHING: click.Command = typer.main.get_command(app)
EVERYWHERE = {"--help", "--version"}


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """The page without its blocks of code."""
    return FENCE.sub("", text_of(page))


def blocks_of(page: Path, *languages: str) -> list[str]:
    return [block for language, block in FENCE.findall(text_of(page)) if language in languages]


def lines_of(page: Path) -> Iterator[str]:
    """Every line that a reader types, one a command."""
    for block in blocks_of(page, "sh", "console"):
        for line in block.replace("\\\n", " ").splitlines():
            yield line.removeprefix("$ ")


def commands_of(page: Path) -> list[str]:
    """Every call of ``matching`` that a page names, in its examples and in its sentences."""
    named = [*lines_of(page), *INLINE.findall(prose_of(page))]
    return [one for one in named if re.match(r"matching [a-z-]", one) and not one.startswith("matching COMMAND")]


def resolved(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words name, and the words after it."""
    found = MATCHING
    while words and isinstance(subcommands := getattr(found, "commands", None), dict):
        if words[0].startswith("-"):
            break
        assert words[0] in subcommands, f"there is no command {words[0]}"
        found, words = subcommands[words[0]], words[1:]
    return found, words


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_a_page_names_is_there(page):
    folders = re.compile(r"(?:matching|tests|data|docs|benchmarks|notebooks)/")
    named = [one for one in INLINE.findall(prose_of(page)) if folders.match(one) and "/xx" not in one]
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_the_architecture_names_files_for_every_question_of_a_newcomer():
    answers = [page for page in (DOCS / "architecture").glob("*.md") if page.name != "index.md"]
    assert len(answers) >= 10
    for page in answers:
        assert f"({page.name})" in text_of(DOCS / "architecture" / "index.md")
        assert len(re.findall(r"`matching/[\w/]+\.\w+`", text_of(page))) >= 3


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_and_option_that_a_page_names_is_there(page):
    for line in commands_of(page):
        command, words = resolved(shlex.split(line)[1:])
        known = EVERYWHERE.union(*(option.opts for option in command.params))
        assert [one for one in words if one.startswith("--") and one not in known] == [], line


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose_of(page)):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        aim = (page.parent / path).resolve() if path else page
        assert aim.exists(), target
        if page.is_relative_to(DOCS):
            assert aim.is_relative_to(DOCS), f"{target} is not part of the site"
        if anchor:
            headings = re.findall(r"(?m)^#+ (.+)$", prose_of(aim))
            assert anchor in [re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings], target


def test_every_page_stands_in_the_contents():
    contents = re.findall(r"(?m): (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert sorted(contents) == sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))


def test_the_reference_has_every_public_name_and_no_other():
    assert sorted(re.findall(r"(?m)^::: matching\.(\w+)$", text_of(DOCS / "api.md"))) == sorted(matching.__all__)


def test_programs_of_the_guides_are_those_of_the_front_page():
    programs = [block for page in GUIDES for block in blocks_of(page, "python")]
    assert programs
    assert [one for one in programs if one not in text_of(ROOT / "README.md")] == []


@pytest.fixture
def run(capsys, monkeypatch) -> Iterator[Run]:
    with read_once():
        yield typed(capsys, monkeypatch)


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_a_guide_runs_as_it_stands(guide, run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MATCHING_DATA_DIR", str(tmp_path / "var"))
    for name, content in re.findall(r"(?s)Save this as `([^`]+)`:\n\n```csv\n(.+?)```", text_of(guide)):
        Path(name).write_text(content, encoding="utf-8")
    for line in "\n".join(blocks_of(guide, "sh")).replace("\\\n", " ").splitlines():
        words = shlex.split(line.replace("data/demo", DEMO.as_posix()))
        if not words:
            continue
        if words[0] == "printf":
            Path(words[3]).write_text(words[1].replace("\\n", "\n"), encoding="utf-8")
        elif words[:2] != ["matching", "serve"]:
            assert words[0] == "matching"
            seen = run(*words[1:])
            assert seen.code == 0, f"{line}\n{seen.err}"
            assert seen.out + seen.err, line
            assert "--out" not in words or Path(words[words.index("--out") + 1]).exists()


def test_the_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path):
    pytest.importorskip("mkdocs", reason="mkdocs is not installed")
    site = tmp_path / "site"
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert built.returncode == 0, built.stderr
    loaded = re.compile(r"<(?:script|img|iframe|source)[^>]*\ssrc=[\"'](?:https?:)?//|<link(?![^>]*rel=[\"']canonical)"
                        r"[^>]*\shref=[\"'](?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import")  # fmt: skip
    files = [one for one in site.rglob("*") if one.suffix in (".html", ".css")]
    assert len(files) > 20
    assert [one.name for one in files if loaded.search(one.read_text(encoding="utf-8"))] == []


def test_words_are_spelled_as_in_a_dictionary():
    program = shutil.which("codespell", path=str(Path(sys.executable).parent)) or shutil.which("codespell")
    if program is None:
        pytest.skip("codespell is not installed")
    found = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert found.stdout == ""
