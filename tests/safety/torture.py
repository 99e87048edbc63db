"""Torture: ``python -m tests.safety.torture [TIMES] [SEED] [WHICH ...]`` does all that is bad, prints what came of it.

Programs are killed at random moments, the disk is full, pages of the file are overwritten, two programs write at once.
Each ordeal gives a line; an AssertionError says what was lost. ``test_torture`` runs a short version.
"""

from __future__ import annotations

import csv
import gc
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from tests.exchange import files
from tests.safety import children
from tests.safety.killing import ROOT, Child, everything, nothing_lost, plain, sound
from vademecum import records as r
from vademecum import texts
from vademecum.catalogue import Catalogue, safety
from vademecum.errors import CatalogueError, KnownError
from vademecum.paths import UserFolder
from vademecum.store import mapping

# the ordeals ---------------------------------------------------------------------------------------------------------


_WRITES = 120  # at most, until a program is killed


def killed_while_writing(folder: UserFolder, rounds: int, random_: random.Random) -> str:
    written = 0
    for _round in range(rounds):
        child = Child("write", folder, random_.randrange(10**9))
        child.wrote(random_.randrange(_WRITES))
        time.sleep(random_.random() / 20)  # a write takes about as long
        child.kill()
        held = sound(folder)
        written += nothing_lost(child.reports(), held, folder)
    return f"{rounds} kills among {written} writes that were reported done: all there, index agrees"


def killed_at_a_first_start(folder: UserFolder, rounds: int, random_: random.Random) -> str:
    whole = {key for key, value in sound(folder).items() if not value.name.startswith(("Torture", "Import", "Copy"))}
    for number in range(rounds):
        new = UserFolder(folder.root.parent / f"first-{number}")
        child = Child("start", new, 0)
        child.ready()
        time.sleep(random_.random() * 2.5)
        child.kill()
        assert sound(new).keys() == whole
        assert all(backup.sound for backup in safety.backups(new))
        shutil.rmtree(new.root)
    return f"{rounds} first starts killed: the next start has {len(whole)} records each time"


def killed_in_a_large_operation(folder: UserFolder, rounds: int, random_: random.Random) -> str:
    whole = 0
    takes = Child("take_in", folder, 0).takes()
    for _round in range(rounds):
        before = sound(folder)
        child = Child("take_in", folder, random_.randrange(10**9))
        child.ready()
        time.sleep(random_.random() * takes)
        child.kill()
        after = sound(folder)
        came = len(after.keys() - before.keys())
        assert came in (0, 300), f"{came} of 300 records came in"
        assert came == 300 or not child.reports()
        whole += came == 300
    return f"{rounds} operations of 300 records killed: {whole} whole, {rounds - whole} not begun, none half"


def killed_in_an_import(folder: UserFolder, rounds: int, random_: random.Random) -> str:
    top = folder.root.parent
    with closing(Catalogue.open(folder, who="judge")) as catalogue:
        catalogue.exchange.export(top / "all.csv")
    file = _spreadsheet(top / "all.csv", top / "first.csv", "first")
    before = sound(folder)
    began = time.monotonic()
    child = Child.command(folder, "import", str(file), "--json")
    complaints = child.end()
    takes = time.monotonic() - began
    assert child.process.returncode == 0, complaints
    assert _taken_in(folder, before), "an import that was left alone changed nothing"
    whole = 0
    for number in range(rounds):
        # By turns; the names are new each time, so that no row is taken for one that was there.
        target = top / f"rows.{('csv', 'xlsx')[number % 2]}"
        file = _spreadsheet(top / "all.csv", target, f"{random_.randrange(10**9)}")
        child = Child.command(folder, "import", str(file), "--json")
        time.sleep(random_.uniform(0.2, 1.0) * takes)
        child.kill()
        done = _taken_in(folder, before)
        assert done or not child.lines, "an import was reported done and is gone"
        assert all(backup.sound for backup in safety.backups(folder))
        whole += done
    return (
        f"{rounds} imports of a spreadsheet killed ({_NEW_ROWS} new rows, {_CHANGED_ROWS} changed): {whole} whole and "
        f"taken back by one undo, {rounds - whole} not begun, none half"
    )


_NEW_ROWS, _CHANGED_ROWS = 800, 40


def _spreadsheet(export: Path, target: Path, mark: str) -> Path:
    """A sheet as staff would make it of an export: some rows are changed, the others are of new organisations."""
    with export.open(encoding="utf-8-sig", newline="") as lines:
        head, *known = csv.reader(lines, delimiter=";")
    at = {heading: position for position, heading in enumerate(head)}
    rows = [head, *known[:_CHANGED_ROWS]]
    for row in rows[1:]:
        row[at["Omschrijving"]] = f"Torture {mark}"
    for number in range(_NEW_ROWS):
        fresh = [""] * len(head)
        for heading, text in (
            ("Naam", f"Import {mark} {number}"), ("Soort", "OCMW"), ("Postcode", "8900"), ("Plaats", "Ieper"),
            ("Telefoon", f"057 {number:06d}"), ("Werkgebied", "Ieper"),
        ):  # fmt: skip
            fresh[at[heading]] = text
        rows.append(fresh)
    if target.suffix == ".xlsx":
        return files.xlsx(target, {"Actoren": rows})
    return files.text(target, rows)


def _taken_in(folder: UserFolder, before: dict[str, r.Record]) -> bool:
    """All of the sheet is in the catalogue, and one undo took it back; False where nothing of it is. Never a part."""
    after = sound(folder)
    new = after.keys() - before.keys()
    changed = [key for key in before if plain(after[key]) != plain(before[key])]
    if not new and not changed:
        return False
    assert (len(new), len(changed)) == (_NEW_ROWS, _CHANGED_ROWS), f"{len(new)} new, {len(changed)} changed"
    with closing(Catalogue.open(folder, who="judge")) as catalogue:
        catalogue.undo(catalogue.upkeep.operations(1)[0].number)
    after = sound(folder)
    assert {key: plain(value) for key, value in after.items()} == {key: plain(value) for key, value in before.items()}
    return True


def killed_in_a_migration(folder: UserFolder, rounds: int, random_: random.Random) -> str:
    new = 0
    own = UserFolder(folder.root.parent / "migrate")
    shutil.copytree(folder.root, own.root)
    takes = Child("migrate", own, 0).takes()
    for number in range(rounds):
        own = UserFolder(folder.root.parent / f"migrate-{number}")
        shutil.copytree(folder.root, own.root)
        child = Child("migrate", own, 0)
        child.ready()
        time.sleep(random_.random() * takes)
        child.kill()
        with closing(sqlite3.connect(own.catalogue)) as raw:
            (revision,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
            columns = {row[1] for row in raw.execute("PRAGMA table_info(record)")}
            tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert ("shade" in columns, "tint" in tables) == ((revision == "0002"),) * 2
            if revision == "0002":
                assert raw.execute("SELECT count(*) FROM record WHERE shade IS NULL").fetchone() == (0,)
        copies = [backup for backup in safety.backups(own) if backup.why == "migration"]
        assert all(backup.sound for backup in copies)
        assert copies or revision != "0002"
        new += revision == "0002"
        shutil.rmtree(own.root)
    return f"{rounds} migrations killed: {new} whole, {rounds - new} not begun, a good copy before each that was done"


def killed_while_backing_up(folder: UserFolder, rounds: int, random_: random.Random) -> str:
    looked = 0
    for _round in range(rounds):
        own = UserFolder(folder.root.parent / "copies")
        shutil.copytree(folder.root, own.root)
        child = Child("copy", own, 0)
        child.ready()
        time.sleep(random_.random() * 3)
        child.kill()
        sound(own)
        found = safety.backups(own)
        assert all(backup.sound for backup in found)
        looked += len(found)
        shutil.rmtree(own.root)
    return f"{rounds} kills while backing up and going back: {looked} backups, all good, catalogue whole"


def two_at_once(folder: UserFolder, rounds: int, random_: random.Random) -> str:
    met = saved = 0
    for _round in range(rounds):
        with closing(Catalogue.open(folder, who="judge")) as catalogue:
            for number in range(1, 4):
                shared = children.actor(random_, f"Torture samen {number}")
                key = str(children.uuid.UUID(int=number, version=4))
                now = catalogue._core.store
                with now.read() as connection:
                    old = mapping.load(connection, "actor", [key]).get(key)
                version = old.version if old is not None else 0
                catalogue.save(msgspec.structs.replace(shared, id=key, version=version))
            heard: list[r.Changes] = []
            catalogue.subscribe(heard.append)
            programs = [Child("meet", folder, random_.randrange(10**9)) for _ in range(2)]
            while any(program.process.poll() is None for program in programs):
                catalogue.look_around()
                time.sleep(0.05)
            for program in programs:
                complaints = program.end()
                assert program.process.returncode == 0, complaints
            catalogue.look_around()
            reports = [report for program in programs for report in program.reports()]
            told = {changes.operation for changes in heard}
            assert {report.operation for report in reports} <= told, "a third program was not told of everything"
            assert len(told) == len(heard), "something was told twice"
            held = everything(catalogue)
            lines = [x for program in programs for x in program.lines]
            notes = [msgspec.json.decode(x)["note"] for x in lines if x.startswith('{"note"')]
            shared_keys = [str(children.uuid.UUID(int=number, version=4)) for number in (1, 2, 3)]
            kept = {note for key in shared_keys for note in (getattr(held[key], "note", "") or "").split("|")}
            missing = set(notes) - kept
            assert not missing, f"edits lost: {missing}"
            met += sum(msgspec.json.decode(x)["met"] for x in lines if x.startswith('{"met"'))
            saved += len(reports) + len(notes)
        nothing_lost(sorted(reports, key=lambda report: report.last), sound(folder), folder)
    return f"2 programs at once, {rounds} times: {saved} writes, none lost, {met} edits met and were told"


def index_spoilt(folder: UserFolder, _rounds: int, random_: random.Random) -> str:
    def deleted() -> None:
        shutil.rmtree(folder.index)

    def truncated() -> None:
        for file in folder.index.rglob("*"):
            if file.is_file():
                os.truncate(file, file.stat().st_size // 2)

    def garbage() -> None:
        for file in folder.index.rglob("*"):
            if file.is_file():
                file.write_bytes(random_.randbytes(2000))

    def one_byte() -> None:
        files = [file for file in folder.index.rglob("*") if file.is_file() and file.stat().st_size > 100]
        content = bytearray(files[0].read_bytes())
        content[len(content) // 2] ^= 0xFF
        files[0].write_bytes(content)

    def replaced_by_a_file() -> None:
        shutil.rmtree(folder.index)
        folder.index.write_bytes(b"no folder")

    with closing(Catalogue.open(folder)) as catalogue:
        wanted = catalogue.search("ocmw ieper").total
    ordeals = (deleted, truncated, garbage, replaced_by_a_file)
    for ordeal in ordeals:
        ordeal()
        with closing(Catalogue.open(folder)) as catalogue:
            assert catalogue.search("ocmw ieper").total == wanted, ordeal.__name__
        if folder.index.is_file():
            folder.index.unlink()
        sound(folder)
    return f"index {', '.join(ordeal.__name__.replace('_', ' ') for ordeal in ordeals)}: same answers after the start"


def page_overwritten(folder: UserFolder, rounds: int, random_: random.Random) -> str:
    before = sound(folder)
    with closing(Catalogue.open(folder)) as catalogue:
        catalogue.safety.backup()
    found = harmless = rescued = 0
    for number in range(rounds):
        own = UserFolder(folder.root.parent / f"page-{number}")
        shutil.copytree(folder.root, own.root)
        pages = own.catalogue.stat().st_size // 4096
        with own.catalogue.open("rb+") as file:
            file.seek(4096 * random_.randrange(0 if number == 0 else 1, pages if number else 1))
            file.write(random_.randbytes(4096))
        try:
            held = sound(own)
        except CatalogueError as error:
            good = safety.last_good(own)
            if error.reason != "damaged" or good is None or str(good.number) not in error.advice:
                raise AssertionError("no good backup is named") from error
            found += 1
            try:
                safety.rescue(own)
                rescued += 1
            except CatalogueError:
                safety.put_back(own, good)
            held = sound(own)
            assert held.keys() == before.keys()
            same = sum(plain(held[key]) == plain(before[key]) for key in held)
            assert same >= len(before) - 5, f"{len(before) - same} records differ"
        else:
            assert {key: plain(value) for key, value in held.items()} == {k: plain(v) for k, v in before.items()}
            harmless += 1
        shutil.rmtree(own.root)
    return (
        f"{rounds} pages overwritten: {found} found at the start with a good backup named, {rescued} of these saved "
        f"without it; {harmless} held nothing"
    )


def bytes_changed(folder: UserFolder, rounds: int, random_: random.Random) -> str:
    before = sound(folder)
    with closing(Catalogue.open(folder)) as catalogue:
        catalogue.safety.backup()
    found = hopeless = harmless = 0
    for number in range(rounds):
        own = UserFolder(folder.root.parent / f"bytes-{number}")
        shutil.copytree(folder.root, own.root)
        with own.catalogue.open("rb+") as file:
            file.seek(random_.randrange(4096, own.catalogue.stat().st_size - 50))
            file.write(random_.randbytes(40))
        try:
            held = sound(own)
        except (AssertionError, CatalogueError):
            found += 1
            damage: CatalogueError | None = None
            try:
                with closing(Catalogue.open(own)) as catalogue:
                    done = catalogue.safety.repair()
                    assert done.kept
            except CatalogueError as error:
                damage = error
            if damage is not None:
                try:
                    safety.rescue(own)
                except CatalogueError as error:  # what says where the tables lie was hit
                    good = safety.last_good(own)
                    if good is None or f" {good.number}" not in f"{error.text} {error.advice}":
                        raise AssertionError("no good backup is named") from error
                    safety.put_back(own, good)
                    hopeless += 1
            held = sound(own)
            assert held.keys() == before.keys(), held.keys() ^ before.keys()
            differ = [key for key in held if plain(held[key]) != plain(before[key])]
            assert len(differ) <= 2, differ
        else:
            assert {key: plain(value) for key, value in held.items()} == {k: plain(v) for k, v in before.items()}
            harmless += 1
        shutil.rmtree(own.root)
    return (
        f"40 bytes changed, {rounds} times: {found} found and put right, of these {hopeless} with a backup only; "
        f"{harmless} changed no record"
    )


def disk_full(folder: UserFolder, _rounds: int, random_: random.Random) -> str:
    small = folder.root.parent / "small"
    small.mkdir()
    size = sum(file.stat().st_size for file in folder.root.rglob("*") if file.is_file()) + 3_000_000
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(small)], capture_output=True)
    if mounted.returncode:
        return "disk full: NOT TRIED, no right to make a small disk"
    try:
        own = UserFolder(small / "own")
        shutil.copytree(folder.root, own.root, ignore=shutil.ignore_patterns("backups"))
        filler = small / "filler"
        saved: dict[str, str] = {}
        with closing(Catalogue.open(own)) as catalogue:
            catalogue.exchange.export(folder.root.parent / "all.csv")
            sheet = _spreadsheet(folder.root.parent / "all.csv", folder.root.parent / "rows.csv", "vol")
            filler.write_bytes(b"\0" * max(0, shutil.disk_usage(small).free - 400_000))
            reason = ""
            for number in range(2000):
                new = children.actor(random_, f"Vol {number}")
                try:
                    catalogue.save(new)
                except CatalogueError as error:
                    reason = error.reason
                    break
                saved[new.id] = new.name
            assert reason == "no_space", f"{reason} after {len(saved)}"
            held = everything(catalogue)
            assert all(held[key].name == name for key, name in saved.items())
            assert new.id not in held
            try:
                catalogue.exchange.apply(catalogue.exchange.plan(sheet))
            except KnownError as error:
                reason = error.text
            assert everything(catalogue) == held, "an import on a full disk wrote a part"
            assert reason != "no_space", "an import on a full disk was not refused"
            filler.unlink()
            catalogue.save(new)
        assert sound(own).keys() >= saved.keys() | {new.id}
    finally:
        gc.collect()  # Whoosh leaves a file open that it could not write
        subprocess.run(["umount", str(small)], check=True)
    return f"disk full after {len(saved)} writes and in an import: said so, nothing half, goes on when there is room"


# Root without what makes it root on files: it may do with the files of others what anybody may, and still reads the
# program itself, which may lie in a folder that is root's alone.
_WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
_ANOTHER = 65534


def _as_nobody(folder: UserFolder) -> list[str]:
    """What the program says to a user without rights on the folder."""
    command = [*_WITHOUT_RIGHTS, sys.executable, "-m", "tests.safety.children", "look", str(folder.root), "0"]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True).stdout.split()


def _of_another(path: Path) -> None:
    os.chown(path, _ANOTHER, _ANOTHER)
    path.chmod(0o755 if path.is_dir() else 0o644)


def no_rights(folder: UserFolder, _rounds: int, _random: random.Random) -> str:
    if os.geteuid() != 0 or shutil.which(_WITHOUT_RIGHTS[0]) is None:
        return "no rights: NOT TRIED, only root can give up rights, with setpriv"
    top = Path(tempfile.mkdtemp(prefix="torture-"))
    try:
        own = UserFolder(top / "own")
        shutil.copytree(folder.root, own.root)
        for path in (top, *top.rglob("*")):
            _of_another(path)
        with closing(Catalogue.open(own, who="owner")) as catalogue:  # while another, who may, has it open and writes
            catalogue.save(children.actor(random.Random(7), "Torture eigenaar"))
            for path in own.root.rglob("*"):
                _of_another(path)
            beside = _as_nobody(own)
        alone = _as_nobody(own)
        assert beside == alone, (beside, alone)
        assert beside[1] == "read_only"
        assert int(beside[0]) > 0
        sound(own)
    finally:
        shutil.rmtree(top)
    return "a user without rights: can ask, also while another writes; is told that nothing can be saved"


def clock_set_back(folder: UserFolder, _rounds: int, random_: random.Random) -> str:
    from datetime import datetime, timedelta
    from unittest import mock

    class Past(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - timedelta(days=400)  # type: ignore[arg-type]

    with closing(Catalogue.open(folder, who="clock")) as catalogue:
        new = children.actor(random_, "Klok voor")
        first = catalogue.save(new)
        now = catalogue.safety.backup()
        with (
            mock.patch("vademecum.store.operation.datetime", Past),
            mock.patch("vademecum.store.backup.datetime", Past),
        ):
            loaded = catalogue.load("actor", new.id)
            assert isinstance(loaded, r.Actor)
            later = catalogue.save(msgspec.structs.replace(loaded, note="later"))
            made = catalogue.safety.backup()
            assert made.made < now.made
            assert catalogue.safety.backups()[0] == made
            assert later.first > first.last
            assert catalogue.history("actor", new.id)[0].operation == later.operation
            catalogue.undo(later.operation)
            catalogue.undo(first.operation)
            assert new.id not in everything(catalogue)
    sound(folder)
    return "clock set back 400 days: order of history, undo and backups as before"


ORDEALS: tuple[tuple[Callable[[UserFolder, int, random.Random], str], int], ...] = (
    (killed_while_writing, 50),
    (killed_at_a_first_start, 15),
    (killed_in_a_large_operation, 15),
    (killed_in_an_import, 15),
    (killed_in_a_migration, 15),
    (killed_while_backing_up, 10),
    (two_at_once, 3),
    (index_spoilt, 1),
    (page_overwritten, 40),
    (bytes_changed, 40),
    (disk_full, 1),
    (no_rights, 1),
    (clock_set_back, 1),
)


def main() -> int:
    """All ordeals; 1 when one failed."""
    times = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    print(f"seed {seed}")
    texts.set_language("nl")  # the headings of spreadsheets are Dutch
    failed = 0
    only = sys.argv[3:]
    for ordeal, rounds in ORDEALS:
        if only and ordeal.__name__ not in only:
            continue
        with tempfile.TemporaryDirectory(prefix="torture-") as top:
            folder = UserFolder(Path(top) / "catalogue")
            Catalogue.open(folder, who="torture").close()
            started = time.monotonic()
            try:
                said = "ok      " + ordeal(folder, max(1, round(rounds * times)), random.Random(seed))
            except Exception as error:  # noqa: BLE001 - told, and the other ordeals go on
                traceback.print_exc()
                said = f"FAILED  {ordeal.__name__}: {type(error).__name__}: {error}"
                failed += 1
            print(f"{said}  ({time.monotonic() - started:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
