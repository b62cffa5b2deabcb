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
        if isinstance(error, InvalidRowsError):
            for problem in error.problems:
                print(problem, file=sys.stderr)  # noqa: T201
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone: not a fault.
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
