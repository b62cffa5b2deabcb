"""Entry point of the command line: one place turns a user's mistake into one sentence and exit code 1."""

from __future__ import annotations

import io
import sys

from matching.errors import InvalidRowsError, MatchingError


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 the input was at fault, 2 the command was mistyped."""
    from matching.cli.app import app

    # Georgian and French must print on a Windows console as well, whatever its code page.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(prog_name="matching")
    except MatchingError as error:
        for line in _told(error):
            print(line, file=sys.stderr)  # noqa: T201
        sys.exit(1)


def _told(error: MatchingError) -> tuple[str, ...]:
    """One sentence; for bad rows every one of them first, unless there is only one."""
    if not isinstance(error, InvalidRowsError):
        return (f"Error: {error}",)
    if len(error.problems) == 1:
        return (f"Error: {error.problems[0]} Nothing was loaded; --skip-invalid would load the rest.",)
    return (*error.problems, f"Error: {error}")


if __name__ == "__main__":
    main()
