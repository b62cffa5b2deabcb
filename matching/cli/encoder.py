"""What is the encoder, how is it trained again, and how is it taken elsewhere?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from matching.cli.progress import progress_bar
from matching.errors import MatchingError

encoder_app = typer.Typer(help="Look at, train and export the encoder that turns texts into vectors.")

_EncoderName = Annotated[
    str | None,
    typer.Option(
        "--encoder", envvar="MATCHING_ENCODER", help="sentence-transformers name or folder; default: bundled."
    ),
]


@encoder_app.command()
def info(encoder: _EncoderName = None) -> None:
    """Say which encoder is in use: its name, dimensions, size, speed on this machine."""
    from matching.assembly import open_encoder
    from matching.casework.encoders import bundled_encoder, measure_encoder
    from matching.config import Settings

    try:
        start = time.perf_counter()
        chosen = open_encoder(Settings(encoder=encoder))
        loaded = time.perf_counter() - start
    except MatchingError as error:
        raise _stop(error) from error
    facts = measure_encoder(chosen, bundled=encoder is None)
    typer.echo(f"name        {facts.name}")
    typer.echo(f"dimensions  {facts.dim}")
    if encoder is None:
        files = bundled_encoder()
        typer.echo(f"size        {files.size / 1e6:.1f} MB in {files.folder}")
    typer.echo(f"loading     {loaded:.2f} s")
    typer.echo(f"speed       {facts.speed:,.0f} short texts/s")


@encoder_app.command()
def train(
    esco: Annotated[
        Path,
        typer.Option(help="ESCO download, or labels.tsv.gz, descriptions.tsv.gz, *relations*.zip."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the trained encoder.")],
    lexicon: Annotated[Path | None, typer.Option(help="Folder of lexicon CSVs (english,LANG,kind).")] = None,
    dim: Annotated[int, typer.Option(min=8, max=1024, help="Dimensions of a vector.")] = 256,
    vocabulary: Annotated[int, typer.Option(min=200, max=500_000, help="Number of subwords.")] = 64_000,
    epochs: Annotated[int, typer.Option(min=1, max=200)] = 10,
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=64)] = 2,
    hold_out_every: Annotated[
        int | None, typer.Option(min=2, help="Leave out every N-th occupation and skill, to test on unseen ones.")
    ] = None,
    teacher: Annotated[
        str | None, typer.Option(help="Contextual model for the English side: a package that carries one, or a folder.")
    ] = None,
) -> None:
    """Train the encoder from ESCO files and lexicons, and write the form that is bundled."""
    from matching.casework.encoders import train_encoder

    try:
        with progress_bar() as report:
            train_encoder(
                esco,
                lexicon,
                out,
                dim=dim,
                vocabulary=vocabulary,
                epochs=epochs,
                seed=seed,
                threads=threads,
                teacher=teacher,
                hold_out_every=hold_out_every,
                progress=lambda done, total: report("training", done, total),
                say=lambda line: typer.echo(line, err=True),
            )
    except MatchingError as error:
        raise _stop(error) from error
    typer.echo(f"Written to {out}. Measure it on benchmark folders before you bundle it.")


@encoder_app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="New folder that plain SentenceTransformer(FOLDER) will load.")],
    source: Annotated[Path | None, typer.Option("--from", help="A trained folder; default: the bundled one.")] = None,
) -> None:
    """Write the bundled encoder (or a trained one) as a float32 sentence-transformers folder."""
    from matching.casework.encoders import export_encoder

    try:
        export_encoder(folder, source)
    except MatchingError as error:
        raise _stop(error) from error
    typer.echo(f'Written. Load it with: SentenceTransformer("{folder}")')


def _stop(error: MatchingError) -> typer.Exit:
    typer.echo(f"Error: {error}", err=True)
    return typer.Exit(1)
