"""Texts to vectors: one contract for every encoder, the bundled form, and models of sentence-transformers."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from matching.embeddings.encoder import Encoder, SentenceEncoder, load_encoder
from matching.embeddings.static import StaticEncoder, load_static, save_static
from matching.errors import EncoderError

TEXTS = [
    "Welder (MIG/MAG)", "soudeur à l'arc", "Schweißer/Schweißerin", "სამშენებლო მუშა", "ᲛᲖᲐᲠᲔᲣᲚᲘ", "сварщик, 5 лет",
    "воћар и његоватељ", "عاملُ بِناءٍ ١٢", "ηλεκτρολόγος", "Վարորդ", "İşçi ışık", "spawacz – łódź", "ﬁtter ℡ 24/7",
    "", "   ", "中文", "soudeur, " * 60, "tail\u00ad\u200bor\nsecond line\tthird",
]  # fmt: skip


def tiny(folder: Path) -> Path:
    """Save a two-dimensional encoder of four words in the bundled form."""
    words = {"[UNK]": 0, "welder": 1, "soudeur": 2, "cook": 3, "shemdughebeli": 4, "query": 5, "passage": 6}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    rows = np.array([[0, 0], [1, 0], [0.9, 0.1], [0, 1], [1, 0.1], [3, -3], [-3, 3]], dtype=np.float32)
    save_static(folder, tokenizer, rows, {"name": "tiny"})
    return folder


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    load_static(tiny(folder / "tiny")).export(folder / "exported")
    return folder / "exported"


@pytest.fixture(params=["bundled", "tiny", pytest.param("sentence-transformers", marks=pytest.mark.slow)])
def encoder(request: pytest.FixtureRequest, tmp_path: Path, exported: Path) -> Encoder:
    if request.param == "bundled":
        return load_encoder()
    return load_static(tiny(tmp_path / "tiny")) if request.param == "tiny" else load_encoder(str(exported))


class TestEveryEncoder:
    def test_gives_one_float32_row_a_text(self, encoder: Encoder) -> None:
        vectors = encoder.encode(["welder", "cook", "soudeur"])
        assert vectors.shape == (3, encoder.dim)
        assert vectors.dtype == np.float32
        assert encoder.encode([]).shape == (0, encoder.dim)
        assert encoder.name

    def test_rows_have_unit_length_or_are_zero(self, encoder: Encoder) -> None:
        lengths = np.linalg.norm(encoder.encode(["welder", "welder cook", "", "  \n", "⸘⸙⸛"]), axis=1)
        assert lengths == pytest.approx([1, 1, 0, 0, 0], abs=1e-5)

    def test_a_text_has_one_vector_alone_and_in_company(self, encoder: Encoder) -> None:
        together = encoder.encode(["welder", "cook", "welder"])
        assert together[0] == pytest.approx(encoder.encode(["welder"])[0], abs=1e-6)
        assert together[0] == pytest.approx(together[2], abs=0)

    def test_case_and_marks_do_not_matter(self, encoder: Encoder) -> None:
        plain, shouted = encoder.encode(["soudeur", "SOUDÉUR"])
        assert plain == pytest.approx(shouted, abs=1e-6)

    def test_one_trade_is_nearer_in_two_languages_than_two_trades_in_one(self, encoder: Encoder) -> None:
        welder, soudeur, georgian, cook = encoder.encode(["welder", "soudeur", "შემდუღებელი", "cook"])
        assert welder @ soudeur > welder @ cook
        assert welder @ georgian > welder @ cook


@pytest.mark.parametrize("source", ["bundled", "tiny"])
def test_sentence_transformers_loads_the_export_with_equal_vectors(source: str, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = load_encoder() if source == "bundled" else load_static(tiny(tmp_path / "tiny"))
    assert isinstance(encoder, StaticEncoder)
    encoder.export(tmp_path / "export")
    model = SentenceTransformer(str(tmp_path / "export"), device="cpu")
    assert encoder.encode(TEXTS) == pytest.approx(model.encode(TEXTS), abs=1e-5)


def test_the_bundled_encoder_reads_georgian_typed_in_latin_and_serbian_in_cyrillic() -> None:
    typed, written = load_encoder().encode(["shemdughebeli", "შემდუღებელი"])
    assert typed @ written == pytest.approx(1, abs=1e-5)
    cyrillic, latin = load_encoder().encode(["заваривач", "zavarivač"])
    assert cyrillic @ latin == pytest.approx(1, abs=1e-5)


def test_the_bundled_encoder_needs_no_torch_and_stays_under_twenty_megabytes() -> None:
    code = (
        "import sys; from matching.embeddings.encoder import load_encoder; load_encoder().encode(['welder']);"
        "sys.exit(any(name in sys.modules for name in ('torch', 'sentence_transformers', 'transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    from matching.embeddings.encoder import BUNDLED

    assert sum(path.stat().st_size for path in BUNDLED.rglob("*") if path.is_file()) <= 20_000_000


def test_rows_survive_eight_bits(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(7, 64)).astype(np.float32)
    rows[0] = 0
    source = load_static(tiny(tmp_path / "tiny"))
    save_static(tmp_path / "saved", source._tokenizer, rows, {"name": "x"})
    stored = load_static(tmp_path / "saved")._rows
    assert stored[0] == pytest.approx(np.zeros(64))
    assert np.abs(stored - rows).max() <= np.abs(rows).max() / 254 + 1e-6


class TestPrompts:
    def model(self, exported: Path, folder: Path, prompts: dict[str, str]) -> SentenceEncoder:
        import shutil

        shutil.copytree(exported, folder)
        settings = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
        settings["prompts"] = prompts
        (folder / "config_sentence_transformers.json").write_text(json.dumps(settings), encoding="utf-8")
        encoder = load_encoder(str(folder))
        assert isinstance(encoder, SentenceEncoder)
        return encoder

    def test_stored_ones_are_honoured(self, exported: Path, tmp_path: Path) -> None:
        encoder = self.model(exported, tmp_path / "asking", {"query": "query ", "document": "passage "})
        plain = load_encoder(str(exported))
        assert encoder.encode(["cook"], role="query") == pytest.approx(plain.encode(["query cook"]), abs=1e-6)
        assert encoder.encode(["cook"], role="document") == pytest.approx(plain.encode(["passage cook"]), abs=1e-6)

    def test_e5_models_without_any_get_those_of_their_model_card(self, exported: Path, tmp_path: Path) -> None:
        encoder = self.model(exported, tmp_path / "multilingual-e5-tiny", {})
        assert encoder.prompts == {"query": "query: ", "document": "passage: "}
        query, document = (encoder.encode(["cook"], role=role)[0] for role in ("query", "document"))
        assert query @ document < 0.9

    def test_other_models_get_none(self, exported: Path, tmp_path: Path) -> None:
        assert self.model(exported, tmp_path / "plain", {}).prompts == {"query": "", "document": ""}


class TestWhatCannotBeLoaded:
    def test_an_unknown_name_says_what_to_do_without_the_internet(self) -> None:
        with pytest.raises(EncoderError, match=r'Encoder "no-such/model": .*local model cache.*unset MATCHING_ENCODER'):
            load_encoder("no-such/model")

    def test_a_folder_without_a_model(self, tmp_path: Path) -> None:
        with pytest.raises(EncoderError, match=r"holds no modules\.json"):
            load_encoder(str(tmp_path))

    def test_a_broken_folder(self, tmp_path: Path) -> None:
        (tmp_path / "modules.json").write_text("{", encoding="utf-8")
        with pytest.raises(EncoderError, match="cannot be loaded"):
            load_encoder(str(tmp_path))

    @pytest.mark.parametrize("damaged", ["encoder.json", "tokenizer.json", "rows.safetensors"])
    def test_a_damaged_bundle(self, damaged: str, tmp_path: Path) -> None:
        folder = tiny(tmp_path / "tiny")
        (folder / damaged).write_bytes(b"\0\0")
        with pytest.raises(EncoderError, match="missing or damaged"):
            load_static(folder)
        (folder / damaged).unlink()
        with pytest.raises(EncoderError, match="missing or damaged"):
            load_static(folder)
