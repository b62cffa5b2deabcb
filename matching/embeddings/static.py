"""How does the bundled encoder turn texts into vectors with tokenizers and numpy alone?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save, save_file
from tokenizers import Tokenizer, normalizers

from matching.embeddings.spelling import LETTERS, fold
from matching.errors import EncoderError

Role = Literal["query", "document"]

_TOKENIZER, _ROWS, _CARD = "tokenizer.json", "rows.safetensors", "encoder.json"
# Texts tokenized at a time, and subwords summed at a time: they bound memory and rounding,
# whatever the length of the texts.
_BLOCK, _PIECE = 2048, 1024


class StaticEncoder:
    """Mean of one row per subword, to unit length: no layers, no attention, hence the speed.

    ``tokenizer`` reads folded text; ``rows`` is float32[vocabulary, dim], zero where a subword says nothing.
    """

    def __init__(self, name: str, tokenizer: Tokenizer, rows: np.ndarray) -> None:
        self.name = name
        self.dim = int(rows.shape[1])
        self._tokenizer = tokenizer
        self._rows = rows

    def encode(self, texts: Sequence[str], *, role: Role = "query") -> np.ndarray:  # noqa: ARG002 (same for both)
        """Return float32[len(texts), dim] with unit rows; a text without a known subword gives a zero row."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BLOCK):
            vectors[start : start + _BLOCK] = self._sums(texts[start : start + _BLOCK])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=vectors, where=lengths > 0)

    def _sums(self, texts: Sequence[str]) -> np.ndarray:
        encodings = self._tokenizer.encode_batch_fast([fold(text) for text in texts], add_special_tokens=False)
        ids = [encoding.ids for encoding in encodings]
        owner = np.repeat(np.arange(len(ids)), [len(row) for row in ids])
        flat = np.fromiter(chain.from_iterable(ids), dtype=np.int64, count=len(owner))
        sums = np.zeros((len(ids), self.dim), dtype=np.float32)
        for start in range(0, len(flat), _PIECE):
            part = owner[start : start + _PIECE]
            heads = np.flatnonzero(np.diff(part, prepend=-1))
            sums[part[heads]] += np.add.reduceat(self._rows[flat[start : start + _PIECE]], heads, axis=0)
        return sums

    def export(self, folder: Path) -> None:
        """Write the float32 folder that plain ``SentenceTransformer(folder)`` loads, folding included."""
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer = Tokenizer.from_str(self._tokenizer.to_str())
        tokenizer.normalizer = folding_normalizer()  # pyright: ignore[reportAttributeAccessIssue]
        first, second = folder / "0_StaticEmbedding", folder / "1_Normalize"
        first.mkdir(exist_ok=True)
        second.mkdir(exist_ok=True)
        tokenizer.save(str(first / _TOKENIZER))
        save_file({"embedding.weight": self._rows}, first / "model.safetensors", metadata={"format": "pt"})
        modules = [
            {"idx": 0, "name": "0", "path": first.name, "type": "sentence_transformers.models.StaticEmbedding"},
            {"idx": 1, "name": "1", "path": second.name, "type": "sentence_transformers.models.Normalize"},
        ]
        (folder / "modules.json").write_text(json.dumps(modules, indent=2), encoding="utf-8")
        settings = {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"}
        (folder / "config_sentence_transformers.json").write_text(json.dumps(settings, indent=2), encoding="utf-8")


def folding_normalizer() -> normalizers.Normalizer:
    """Return ``fold`` as a normalizer of the tokenizers library, for readers that know nothing of this package."""
    letters = [normalizers.Replace(letter, latin) for letter, latin in LETTERS.items()]
    return normalizers.Sequence([normalizers.NFKD(), normalizers.Lowercase(), normalizers.StripAccents(), *letters])


def load_static(folder: Path) -> StaticEncoder:
    """Read a bundled form; raise ``EncoderError`` where a file is missing or damaged."""
    try:
        card = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        stored = load_file(folder / _ROWS)
        rows = stored["rows"].astype(np.float32) * stored["scales"][:, None]
        name = str(card["name"])
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise _damaged(folder, error) from error
    except Exception as error:  # tokenizers raises a bare Exception for a missing or damaged file
        raise _damaged(folder, error) from error
    if len(rows) < tokenizer.get_vocab_size():
        raise _damaged(folder, f"{len(rows)} rows for {tokenizer.get_vocab_size()} subwords")
    return StaticEncoder(name, tokenizer, rows)


def _damaged(folder: Path, cause: object) -> EncoderError:
    problem = f"its files are missing or damaged ({cause})"
    return EncoderError(str(folder), problem, "Install the package again, or run: matching encoder train --out DIR.")


def save_static(folder: Path, tokenizer: Tokenizer, rows: np.ndarray, card: dict[str, object]) -> None:
    """Write the bundled form: int8 rows with one scale each, the tokenizer, and a card with at least a ``name``."""
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.abs(rows).max(axis=1) / 127
    quantised = np.divide(rows, scales[:, None], out=np.zeros_like(rows), where=scales[:, None] > 0)
    arrays = {"rows": np.rint(quantised).astype(np.int8), "scales": scales.astype(np.float32)}
    (folder / _ROWS).write_bytes(save(arrays))
    (folder / _TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8", newline="\n")
    text = json.dumps(card, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / _CARD).write_text(text, encoding="utf-8", newline="\n")
