"""What has a counsellor said that a phrase means? Remembered as ``confirmed``, and heeded before any likeness."""

from __future__ import annotations

import json
from pathlib import Path

from matching.atomic_files import atomic_file
from matching.errors import InputFileError
from matching.linking.labels import spelling

FILE_NAME = "corrections.jsonl"


class Corrections:
    """A JSON Lines file with one line for each phrase and kind: ``phrase`` (folded), ``kind``, ``concept``.

    ``concept`` is a URI, or null where a counsellor said that the phrase is none. Who said so is not kept. A later word
    replaces an earlier one.
    """

    def __init__(self, path: Path) -> None:
        """Read the file, if it is there; raises ``InputFileError`` for a line that is no correction."""
        self.path = path
        self._said: dict[tuple[str, str], str | None] = {}
        if not path.exists():
            return
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                one = json.loads(line)
                concept = one["concept"]
                if not isinstance(concept, str | None):
                    raise TypeError
                self._said[str(one["phrase"]), str(one["kind"])] = concept
            except (ValueError, KeyError, TypeError):
                remedy = 'A line is {"phrase": …, "kind": …, "concept": URI or null}: mend it or take it out.'
                raise InputFileError(path, f"line {number} is no correction", remedy) from None

    def __len__(self) -> int:
        return len(self._said)

    def knows(self, phrase: str, kind: str) -> bool:
        """Whether a counsellor has spoken on this phrase, however it is spelled (accents, case, alphabet)."""
        return (spelling(phrase), kind) in self._said

    def concept(self, phrase: str, kind: str) -> str | None:
        """URI of the concept confirmed; None where the phrase is none, or nobody has spoken."""
        return self._said.get((spelling(phrase), kind))

    def uris(self) -> list[str]:
        """All concepts confirmed, each once: see ``taxonomy.vanished``."""
        return list(dict.fromkeys(uri for uri in self._said.values() if uri))

    def remember(self, phrase: str, kind: str, concept: str | None) -> None:
        """Keep what a phrase means (None: no concept); the file is replaced whole or not at all.

        Raises ``InputFileError`` where it cannot be written.
        """
        # What another process has kept in the meantime stays.
        said = Corrections(self.path)._said
        said[spelling(phrase), kind] = concept
        lines = [
            json.dumps({"phrase": one, "kind": kind_, "concept": uri}, ensure_ascii=False)
            for (one, kind_), uri in sorted(said.items())
        ]
        with atomic_file(self.path, "Check the folder.") as draft:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        self._said = said
