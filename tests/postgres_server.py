"""Where does a test get a real PostgreSQL server from? It starts one of its own, in a folder that goes with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

USER = "office"
PASSWORD = "gé/he:im@%4"
"""With every character that an address has to escape."""


def programs() -> Path | None:
    """Folder of the newest PostgreSQL of this machine, as Debian lays it out, or that of the path; None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: float(one.parts[-3]))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


@contextmanager
def server(folder: Path) -> Iterator[Callable[..., URL]]:
    """A running server that listens on a socket only; gives a function that makes a new database and its address."""
    # The server refuses to run as root, and a path of a socket holds a hundred characters.
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    rights: dict[str, Any] = {}
    if os.geteuid() == 0:
        rights = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(home, "postgres", "postgres")

    def run(program: str, *words: str) -> None:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        subprocess.run([folder / program, *words], check=True, capture_output=True, cwd=home, env=environment, **rights)

    secret = home / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    data = str(home / "data")
    run("initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses= -c unix_socket_directories={home} -c fsync=off -c shared_buffers=16MB"
    run("pg_ctl", "-D", data, "-o", options, "-l", str(home / "log"), "-w", "start")
    numbers = count(1)

    def new(**stated: Any) -> URL:
        url = URL.create("postgresql", USER, PASSWORD, database=f"office_{next(numbers)}", query={"host": str(home)})
        with psycopg.connect(host=str(home), user=USER, password=PASSWORD, dbname="postgres", autocommit=True) as one:
            one.execute(f"CREATE DATABASE {url.database}")
        return url.set(**stated)

    try:
        yield new
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(home)
