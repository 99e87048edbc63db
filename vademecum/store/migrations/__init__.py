"""Alembic migrations of the catalogue, from the first day.

``HEAD`` and ``REVISIONS`` are kept here by hand so that a normal start need not load Alembic; a test holds them against
the scripts.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]


def upgrade(connection: sa.Connection) -> None:
    """Bring the tables of an empty or older catalogue to ``HEAD``, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
