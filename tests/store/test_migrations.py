"""The migrations make the tables that the code describes, and an older file is copied before it is changed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from vademecum.store import engine, migrations
from vademecum.store.tables import metadata


def test_migrations_and_tables_agree(tmp_path: Path) -> None:
    engine.create(tmp_path / "new.db")
    with sa.create_engine(f"sqlite:///{tmp_path / 'new.db'}").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        connection.engine.dispose()


def test_the_list_of_revisions_is_that_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    script = ScriptDirectory.from_config(config)
    assert tuple(reversed([revision.revision for revision in script.walk_revisions()])) == migrations.REVISIONS
    assert script.get_current_head() == migrations.HEAD


def test_an_older_file_is_copied_whole_and_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "catalogue.db"
    engine.create(file)
    with closing(engine.Engine(file)) as store, store.write() as connection:
        connection.execute(sa.text("INSERT INTO meta VALUES ('name', 'oud')"))
    upgraded: list[bool] = []

    def upgrade(connection: sa.Connection) -> None:
        with connection.begin():
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '0002'"))
        upgraded.append(True)

    monkeypatch.setattr(engine, "REVISIONS", ("0001", "0002"))
    monkeypatch.setattr(engine, "HEAD", "0002")
    monkeypatch.setattr(engine, "upgrade", upgrade)
    with closing(engine.Engine(file)):
        pass
    assert upgraded == [True]
    copies = list((tmp_path / "backups").glob("*.db"))
    assert len(copies) == 1
    monkeypatch.undo()
    with closing(engine.Engine(copies[0])) as store, store.read() as connection:
        assert connection.scalar(sa.text("SELECT value FROM meta")) == "oud"
