"""Which mistakes can a user make, and how does each say what is wrong, with which value, and what to do next?"""

from __future__ import annotations

import difflib
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path


class MatchingError(Exception):
    """Base of every error a user can cause or mend. Its text is one sentence for that user, never a traceback."""


class InputFileError(MatchingError):
    """A file that cannot be read as what it should be (empty, binary, encrypted, wrong delimiter, missing)."""

    def __init__(self, path: Path | str, problem: str, remedy: str) -> None:
        self.path, self.problem, self.remedy = str(path), problem, remedy
        super().__init__(f"{self.path}: {problem}. {remedy}")


class InvalidRowsError(MatchingError):
    """Rows that do not hold what their columns promise; nothing was loaded. ``problems`` lists every one."""

    def __init__(self, path: Path | str, problems: Sequence[str]) -> None:
        self.path, self.problems = str(path), tuple(problems)
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        super().__init__(
            f"{self.path}: {count} {noun}, nothing was loaded. "
            "Correct the rows listed, or load the good ones with --skip-invalid."
        )


class UnknownIdError(MatchingError):
    """An id that is in none of the data at hand."""

    def __init__(self, kind: str, unknown_id: str, near: Sequence[str] = ()) -> None:
        self.kind, self.unknown_id, self.near = kind, unknown_id, tuple(near)
        hint = f" Nearest ids: {', '.join(near)}." if near else " Check the id in the file."
        super().__init__(f'No {kind} has the id "{unknown_id}".{hint}')

    @classmethod
    def among(cls, kind: str, unknown_id: str, known: Iterable[str]) -> UnknownIdError:
        """The error with the three nearest of the ``known`` ids."""
        return cls(kind, unknown_id, difflib.get_close_matches(unknown_id, list(known), n=3))


class EncoderError(MatchingError):
    """An encoder that cannot be loaded or whose files are damaged."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        self.name, self.problem, self.remedy = name, problem, remedy
        super().__init__(f'Encoder "{name}": {problem}. {remedy}')


class MissingExtraError(MatchingError):
    """A library that only an extra of this package installs, where it is needed and is not there."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        self.what, self.library, self.extra = what, library, extra
        super().__init__(
            f'{what} needs {library}, which is not installed. Run: pip install "returnee-matching[{extra}]".'
        )


@contextmanager
def from_extra(extra: str, library: str, what: str) -> Generator[None]:
    """Surrounds an import from an extra: ``MissingExtraError`` where the library, or one below it, is not installed.

    One that is there and does not load speaks for itself.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(what, library, extra) from error


class TaxonomyError(MatchingError):
    """A taxonomy file that is absent, damaged or of another format, or a download that does not make one."""

    def __init__(self, path: Path | str, problem: str, remedy: str) -> None:
        self.path, self.problem, self.remedy = str(path), problem, remedy
        super().__init__(f"{self.path}: {problem}. {remedy}")


class StoreError(MatchingError):
    """A database that cannot be opened, read or written. ``address`` is shown without user and password."""

    def __init__(self, address: Path | str, problem: str, remedy: str) -> None:
        self.address, self.problem, self.remedy = str(address), problem, remedy
        super().__init__(f"{self.address}: {problem}. {remedy}")


class NotDisclosedError(MatchingError):
    """A person whom this reader may not see. The text tells nothing of whether there is such a person."""

    def __init__(self, actor: str) -> None:
        self.actor = actor
        super().__init__(f'"{actor}" may not see people here. Ask the counselling centre for an introduction.')


class EmptyStoreError(StoreError):
    """Nothing is stored yet where something was sought."""


class IndexMismatchError(MatchingError):
    """A saved index that was built from something else than what it is now used with."""

    def __init__(self, path: Path | str, field: str, found: object, expected: object) -> None:
        self.path, self.field, self.found, self.expected = str(path), field, found, expected
        super().__init__(
            f"{self.path}: the index was built with {field} {found!r}, but {expected!r} is in use. "
            "Delete the index folder; it is rebuilt from the data at the next run."
        )


class InvalidValueError(MatchingError):
    """A value outside what an argument, an option or a field allows."""

    def __init__(self, what: str, value: object, remedy: str) -> None:
        self.what, self.value, self.remedy = what, value, remedy
        super().__init__(f'{what} "{value}" is not possible. {remedy}')
