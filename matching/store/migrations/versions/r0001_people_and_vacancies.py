"""People, vacancies, and the number of the last change."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    text_id = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    for name in ("candidates", "vacancies"):
        op.create_table(
            name,
            sa.Column("id", text_id, primary_key=True),
            sa.Column("body", sa.JSON(), nullable=False),
            sa.Column("content_hash", sa.String(64), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("changed", sa.BigInteger(), nullable=False),
        )
        op.create_index(f"ix_{name}_changed", name, ["changed"])
    last_change = op.create_table(
        "last_change",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True)),
    )
    op.bulk_insert(last_change, [{"id": 1, "number": 0, "at": None}])
