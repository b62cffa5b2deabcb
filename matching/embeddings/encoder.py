"""Which encoder turns texts into vectors: the bundled one, or any sentence-transformers model by name or folder?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from matching.embeddings.static import load_static
from matching.errors import EncoderError, from_extra

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Role = Literal["query", "document"]

BUNDLED = Path(__file__).parent / "bundled"

# The e5 family was trained with these and states them in its model card only.
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class Encoder(Protocol):
    """Texts to vectors whose inner product is their likeness; ``name`` changes whenever the vectors would."""

    @property
    def name(self) -> str:
        """Name that a saved index remembers."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], *, role: Role = "query") -> np.ndarray:
        """Return float32[len(texts), dim] with unit rows; an empty or unknown text gives a zero row."""
        ...


def load_encoder(name: str | None = None) -> Encoder:
    """Return the bundled encoder for None, otherwise the sentence-transformers model of that name or folder.

    Nothing is downloaded: a name must be in the local model cache. Raises ``EncoderError`` where it cannot be loaded,
    ``MissingExtraError`` for a name where the extra ``models`` is not installed.
    """
    return load_static(BUNDLED) if name is None else load_sentence_encoder(name)


def load_sentence_encoder(name: str, *, half: bool = False) -> SentenceEncoder:
    """Return the sentence-transformers model of that name or folder; see ``load_encoder``.

    ``half`` lets it compute in bfloat16: several times faster on processors that know it, the same to two digits.
    """
    model = _load_sentence_transformer(name)
    return SentenceEncoder(name, model.bfloat16() if half else model)


class SentenceEncoder:
    """A sentence-transformers model behind the ``Encoder`` protocol, with its own prompts for query and document."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self.name = name
        self._model = model
        self.dim = int(model.get_embedding_dimension() or 0)
        stored = {role: prompt for role, prompt in (model.prompts or {}).items() if prompt}
        if not stored and _is_e5(name):
            stored = _E5_PROMPTS
        query = stored.get("query", "")
        document = stored.get("document") or stored.get("passage") or stored.get("corpus") or ""
        self.prompts: dict[Role, str] = {"query": query, "document": document}

    def words(self) -> list[str]:
        """The whole words in Latin letters that the model's vocabulary holds, in order of the alphabet."""
        pieces = (piece.removeprefix("▁") for piece in self._model.tokenizer.get_vocab())
        return sorted({piece for piece in pieces if piece.isascii() and piece.isalpha() and len(piece) > 1})

    def encode(self, texts: Sequence[str], *, role: Role = "query") -> np.ndarray:
        """Return float32[len(texts), dim] with unit rows; an empty text gives a zero row."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        said = [place for place, text in enumerate(texts) if text.strip()]
        if said:
            encoded = self._model.encode(
                [texts[place] for place in said],
                prompt=self.prompts[role],
                normalize_embeddings=True,
                convert_to_tensor=True,
                show_progress_bar=False,
            )
            vectors[said] = encoded.float().numpy()
        return np.nan_to_num(vectors, copy=False)


def _is_e5(name: str) -> bool:
    last = Path(name).name.lower()
    return last.startswith(("e5-", "multilingual-e5")) or "-e5-" in last


def _load_sentence_transformer(name: str) -> SentenceTransformer:
    with from_extra("models", "sentence-transformers", f'The encoder "{name}"'):
        from sentence_transformers import SentenceTransformer
    folder = Path(name).expanduser()
    if folder.exists() and not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise EncoderError(
            name, "the folder holds no modules.json and no config.json", "Give a folder saved by sentence-transformers."
        )
    try:
        return SentenceTransformer(str(folder) if folder.exists() else name, device="cpu", local_files_only=True)
    except Exception as error:  # the libraries below raise many kinds; the user needs one sentence
        if folder.exists():
            problem = f"the folder cannot be loaded ({_first_line(error)})"
            raise EncoderError(name, problem, "Save the model again, or unset MATCHING_ENCODER.") from error
        remedy = "Download it elsewhere and give its folder, or unset MATCHING_ENCODER for the bundled one."
        raise EncoderError(name, "it is no folder here and not in the local model cache", remedy) from error


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200].rstrip(".")
