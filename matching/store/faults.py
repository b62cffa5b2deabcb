"""What does a fault of the database mean to whoever runs the program?"""

from __future__ import annotations

import re

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from matching.errors import StoreError
from matching.store.addresses import VARIABLE, shown

_PERMISSION = ("it may not be written or read by you", "Ask whoever keeps it for the permission, or name another")
_BUSY = ("another program has been writing in it all the while", "Try again when that is done")
_DAMAGED = ("it is damaged, or no database", "Name another, or put a copy of it back")
_FULL = ("there is no room left for it", "Make room on the disk")
_BY_SQLITE = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_CANTOPEN": ("it cannot be opened", "Check the path and its permissions"),
    "SQLITE_READONLY": _PERMISSION,
    "SQLITE_PERM": _PERMISSION,
    "SQLITE_AUTH": _PERMISSION,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR": ("the disk could not be read or written", "Check the disk"),
}
_BY_SQLSTATE = {
    "42501": _PERMISSION,
    "25006": _PERMISSION,
    "55P03": _BUSY,
    "40P01": _BUSY,
    "53100": _FULL,
    "42P01": ("a table of it is gone", "Put a copy of it back"),
}


def fault_of(url: URL, error: DBAPIError, *, connecting: bool = False) -> StoreError:
    """The sentence for what a database or its driver reported; never with the password."""
    told = error.orig
    name = "_".join(getattr(told, "sqlite_errorname", "").split("_")[:2])
    known = _BY_SQLITE.get(name) or _BY_SQLSTATE.get(getattr(told, "sqlstate", None) or "")
    if known:
        problem, remedy = known
        return StoreError(shown(url), problem, f"{remedy}.")
    reason = _reason(str(told), url)
    if url.drivername == "sqlite":
        return StoreError(shown(url), f"it cannot be used ({reason})", "Put a copy of it back, or name another.")
    if connecting or error.connection_invalidated or getattr(told, "sqlstate", None) is None:
        return StoreError(shown(url), f"the database does not answer ({reason})", f"Check the server and {VARIABLE}.")
    return StoreError(shown(url), f"the database refused ({reason})", f"Check the server and {VARIABLE}.")


def _reason(told: str, url: URL) -> str:
    """The last cause that a driver names, in one line."""
    causes = re.findall(r"(?:failed|FATAL|error):\s+(?!FATAL|error)([^\n]+)", told)
    reason = causes[-1] if causes else next(iter(told.strip().splitlines()), "no reason given")
    reason = reason.strip().rstrip(".")
    return reason.replace(str(url.password), "…") if url.password else reason
