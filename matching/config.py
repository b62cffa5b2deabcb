"""Which defaults hold, and which environment variables change them?"""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one process, read once by a door (command line or server) from ``MATCHING_*`` variables."""

    model_config = SettingsConfigDict(env_prefix="MATCHING_", frozen=True)

    data_dir: Path = Path("var")
    """Folder for what the engine writes by itself."""
    taxonomy: bool = True
    """Whether the taxonomy in ``data_dir``, where one was imported, is used (``MATCHING_TAXONOMY=0`` does without)."""
    encoder: str | None = None
    """``None`` for the bundled encoder, else a sentence-transformers name or folder (``MATCHING_ENCODER``)."""
    database_url: SecretStr | None = None
    """Where people and vacancies are stored (``MATCHING_DATABASE_URL``); ``None`` for a file in ``data_dir``."""
