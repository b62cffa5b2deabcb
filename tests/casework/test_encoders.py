"""What is an encoder, and where may it be taken?"""

from pathlib import Path

import pytest
from builders import ENCODER

from matching.casework.encoders import bundled_encoder, export_encoder, measure_encoder
from matching.errors import InvalidValueError


@pytest.mark.parametrize("bundled", [True, False])
def test_an_encoder_says_its_name_its_size_and_how_fast_it_is(bundled: bool) -> None:
    facts = measure_encoder(ENCODER, bundled=bundled)
    assert (facts.name, facts.dim) == (ENCODER.name, ENCODER.dim)
    assert facts.speed > 0


def test_the_bundled_encoder_is_files() -> None:
    files = bundled_encoder()
    assert files.size == sum(path.stat().st_size for path in files.folder.iterdir())


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept", encoding="utf-8")
    for place in (tmp_path, tmp_path / "kept.txt"):
        with pytest.raises(InvalidValueError, match="name a new one"):
            export_encoder(place)
    assert (tmp_path / "kept.txt").read_text(encoding="utf-8") == "kept"
