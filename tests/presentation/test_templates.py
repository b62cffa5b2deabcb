"""Is every template of the house found, escaped by its ending, and strict about what it is given?"""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

import matching
from matching.presentation import pages
from matching.presentation.pages import FOLDERS, plain, rendered

PACKAGE = Path(matching.__file__).parent


def test_every_folder_of_templates_is_known_and_no_name_stands_in_two():
    found = {path.parent for path in PACKAGE.rglob("templates/*")}
    assert found == {PACKAGE / folder for folder in FOLDERS}
    names = [path.name for folder in FOLDERS for path in (PACKAGE / folder).iterdir()]
    assert len(names) == len(set(names))


def test_what_is_missing_is_an_error_and_not_an_empty_place():
    with pytest.raises(UndefinedError):
        rendered("error.html", "en")


def test_pages_are_escaped_and_papers_in_markdown_are_not(tmp_path, monkeypatch):
    (tmp_path / "page.html").write_text("{{ say('Place') }} {{ words('fr')('Place') }} {{ text }}\n", encoding="utf-8")
    (tmp_path / "page.md").write_text("{{ text|plain }}|{{ number(1234.5) }}|{{ many('a', 'b', 2) }}", encoding="utf-8")
    monkeypatch.setattr(pages, "FOLDERS", (str(tmp_path),))
    pages._environment.cache_clear()
    try:
        assert rendered("page.html", "en", text="<b>") == "Place Lieu &lt;b&gt;"
        assert rendered("page.md", "en", text="<b>\n*x*") == r"\<b\> \*x\*|1,234.5|b"
    finally:
        pages._environment.cache_clear()


def test_somebody_s_words_have_no_effect_in_a_paper():
    assert plain("a\n# b [c](d)") == r"a \# b \[c\](d)"
