"""Programs that are killed: ``python -m tests.safety.children WHAT FOLDER SEED``. Each says on stdout what is done."""

from __future__ import annotations

import random
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.errors import CatalogueError, ConflictError
from vademecum.paths import UserFolder
from vademecum.store import engine


class Report(msgspec.Struct):
    """One thing that was reported done: the operation, and what each record is since ("" for a deleted one)."""

    operation: int
    last: int
    records: dict[str, str]


def _tell(operation: int, last: int, records: dict[str, str]) -> None:
    print(msgspec.json.encode(Report(operation, last, records)).decode(), flush=True)


def actor(random_: random.Random, name: str) -> r.Actor:
    """A new actor with parts."""

    def key() -> str:
        return str(uuid.UUID(int=random_.getrandbits(128), version=4))

    return r.Actor(
        id=key(),
        kind="ocmw",
        names=(r.Name(id=key(), text=name),),
        areas=(r.ServiceArea(id=key(), area_id="nis:33011"),),
        offers=(r.Offer(id=key(), name="Proefaanbod", areas=(r.ServiceArea(id=key(), area_id="nis:33021"),)),),
        contacts=(r.Contact(id=key(), kind="phone", value="+3257123456"),),
    )


def write(folder: UserFolder, seed: int, count: int = 1_000_000) -> None:
    """Save, change, delete and take back, and report each when it is done."""
    random_ = random.Random(seed)
    mine: list[str] = []
    with closing(Catalogue.open(folder, who=f"writer {seed}")) as catalogue:
        print("ready", flush=True)
        for number in range(count):
            what = random_.choice(["add", "add", "change", "change", "delete", "undo"]) if mine else "add"
            name = f"Torture {seed} {number}"
            if what == "add":
                new = actor(random_, name)
                mine.append(new.id)
                done = catalogue.save(new)
                _tell(done.operation, done.last, {new.id: name})
                continue
            key = random_.choice(mine)
            before = catalogue.load("actor", key)
            assert isinstance(before, r.Actor)
            if what == "delete":
                mine.remove(key)
                done = catalogue.delete("actor", key)
                _tell(done.operation, done.last, {key: ""})
                continue
            renamed = (msgspec.structs.replace(before.names[0], text=name), *before.names[1:])
            done = catalogue.save(msgspec.structs.replace(before, names=renamed))
            _tell(done.operation, done.last, {key: name})
            if what == "undo":
                back = catalogue.undo(done.operation)
                _tell(back.operation, back.last, {key: before.name})


def meet(folder: UserFolder, seed: int) -> None:
    """Change the same few records as another program, and make own ones; says how often the two met."""
    random_ = random.Random(seed)
    met = 0
    with closing(Catalogue.open(folder, who=f"writer {seed}")) as catalogue:
        print("ready", flush=True)
        shared = sorted(key for key in (str(uuid.UUID(int=number, version=4)) for number in range(1, 4)))
        for number in range(40):
            new = actor(random_, f"Torture {seed} {number}")
            done = catalogue.save(new)
            _tell(done.operation, done.last, {new.id: new.name})
            loaded = catalogue.load("actor", random_.choice(shared))
            assert isinstance(loaded, r.Actor)
            time.sleep(random_.random() / 100)
            note = f"{loaded.note or ''}|{seed}.{number}"
            while True:
                try:
                    catalogue.save(msgspec.structs.replace(loaded, note=note))
                except ConflictError as error:
                    met += 1
                    if not isinstance(error.theirs, r.Actor):
                        raise
                    loaded = error.theirs
                    note = f"{loaded.note or ''}|{seed}.{number}"
                else:
                    break
            print(msgspec.json.encode({"note": f"{seed}.{number}"}).decode(), flush=True)
            catalogue.look_around()
    print(msgspec.json.encode({"met": met}).decode(), flush=True)


def start(folder: UserFolder, _seed: int) -> None:
    """A first start."""
    print("ready", flush=True)
    Catalogue.open(folder, who="start").close()


def take_in(folder: UserFolder, seed: int) -> None:
    """A large operation, as an import is one."""
    random_ = random.Random(seed)
    with closing(Catalogue.open(folder, who="import")) as catalogue:
        new = [actor(random_, f"Import {seed} {number}") for number in range(300)]
        print("ready", flush=True)
        done = catalogue._core.write("import", lambda op: [op.put(record) for record in new])
        _tell(done.operation, done.last, {record.id: record.name for record in new})


def copy(folder: UserFolder, _seed: int) -> None:
    """Back up and go back, again and again."""
    with closing(Catalogue.open(folder, who="copy")) as catalogue:
        print("ready", flush=True)
        first = catalogue.safety.backups()[-1]
        for number in range(100):
            catalogue.save(actor(random.Random(number), f"Copy {number}"))
            made = catalogue.safety.backup()
            print(made.number, flush=True)
            catalogue.safety.restore(first)


def migrate(folder: UserFolder, _seed: int) -> None:
    """A second version of the tables, which takes its time."""

    def upgrade(connection: sa.Connection) -> None:
        with connection.begin():
            connection.execute(sa.text("ALTER TABLE record ADD COLUMN shade TEXT"))
            for key in list(connection.scalars(sa.text("SELECT id FROM record ORDER BY id"))):
                connection.execute(sa.text("UPDATE record SET shade = 'red' WHERE id = :id"), {"id": key})
            connection.execute(sa.text("CREATE TABLE tint (id INTEGER PRIMARY KEY)"))
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '0002'"))

    engine.REVISIONS = (*engine.REVISIONS, "0002")
    engine.HEAD = "0002"
    engine.upgrade = upgrade
    print("ready", flush=True)
    engine.Engine(folder.catalogue).close()
    print("migrated", flush=True)


def look(folder: UserFolder, _seed: int) -> None:
    """Ask, and try to write: for a user without rights."""
    with closing(Catalogue.open(folder, who="nobody")) as catalogue:
        print(catalogue.search("ocmw ieper").total, flush=True)
        try:
            catalogue.save(actor(random.Random(1), "Mag niet"))
        except CatalogueError as error:
            print(error.reason, flush=True)


if __name__ == "__main__":
    programs = (write, meet, start, take_in, copy, migrate, look)
    {program.__name__: program for program in programs}[sys.argv[1]](UserFolder(Path(sys.argv[2])), int(sys.argv[3]))
