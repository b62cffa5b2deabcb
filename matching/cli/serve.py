"""How is the engine opened as web pages and as an API on this machine?"""

from __future__ import annotations

import ipaddress
import os
import socket
from contextlib import suppress
from typing import Annotated

import typer

from matching.cli.arguments import (
    AsOf,
    CandidatesSource,
    ColumnMap,
    CoursesPath,
    EncoderName,
    NoTaxonomy,
    SkipInvalid,
    VacanciesSource,
    read_day,
    read_map,
)
from matching.cli.opening import read_catalogue, remark_on_both, settings_of
from matching.cli.progress import progress_bar
from matching.errors import InvalidValueError

PORT = 8000


def serve(
    candidates: CandidatesSource = None,
    vacancies: VacanciesSource = None,
    courses: CoursesPath = None,
    host: Annotated[str, typer.Option(help="Address of this machine: 127.0.0.1, ::1 or localhost.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to answer on; 0 takes a free one.")] = PORT,
    as_of: AsOf = None,
    map_: ColumnMap = None,
    skip_invalid: SkipInvalid = False,
    encoder: EncoderName = None,
    no_taxonomy: NoTaxonomy = False,
) -> None:
    """Open the pages and the API in a browser of this machine. There are no accounts yet."""
    day, mapping = read_day(as_of), read_map(map_)
    # The port is taken first: nobody waits for an import only to hear that it is busy.
    with listening(host, port) as listener:
        import uvicorn

        from matching.assembly import assemble_session
        from matching.server import create_app

        catalogue = read_catalogue(courses, skip_invalid=skip_invalid)
        with progress_bar() as report:
            assembled = assemble_session(
                candidates,
                vacancies,
                settings_of(encoder, no_taxonomy=no_taxonomy),
                as_of=day,
                column_map=mapping,
                skip_invalid=skip_invalid,
                progress=report,
                courses=catalogue,
            )
        remark_on_both(assembled, candidates, vacancies)
        remarks = [
            *assembled.candidates.notes,
            *assembled.vacancies.notes,
            *map(str, assembled.candidates.problems),
            *map(str, assembled.vacancies.problems),
        ]
        for line in remarks:
            typer.echo(line, err=True)
        app = create_app(assembled.session, notes=remarks, as_of=day if as_of else None)
        held = assembled.session.store
        typer.echo(f"{len(held.candidates)} people and {len(held.vacancies)} vacancies.", nl=False)
        typer.echo(f" Open {_address(listener)} in your browser.")
        typer.echo("It answers on this machine only. There are no accounts yet: whoever sits here sees everything.")
        typer.echo("Ctrl-C stops it.")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
        typer.echo("Stopped.")


def listening(host: str, port: int) -> socket.socket:
    """A listening socket on a loopback address; raises ``InvalidValueError`` for any other, or a port in use."""
    address = "127.0.0.1" if host.lower() == "localhost" else host.strip("[]")
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        found = None
    if found is None or not found.is_loopback:
        remedy = "There are no accounts yet, so only this machine may ask: leave it out, or write 127.0.0.1."
        raise InvalidValueError("--host", host, remedy)
    listener = socket.socket(socket.AF_INET6 if found.version == 6 else socket.AF_INET)
    # On Windows this option would let two servers share a port.
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(found), port))
        listener.listen(128)
    except OSError as fault:
        listener.close()
        reason = fault.strerror or str(fault)
        raise InvalidValueError("--port", port, f"{reason}. Choose another, or 0 for any free one.") from None
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
