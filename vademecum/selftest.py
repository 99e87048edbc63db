"""``vademecum self-test``: does the program, as it is installed here, do its work? Meant for a newly built one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.paths import UserFolder


def run(say: Callable[[str], None]) -> int:
    """Try everything in a temporary folder; 0 when all is well, 2 at the first thing that isn't."""
    with tempfile.TemporaryDirectory(prefix="vademecum-self-test-") as scratch:
        folder = UserFolder(Path(scratch))
        steps: tuple[tuple[str, Callable[[UserFolder], bool]], ...] = (
            ("catalogue is made from the shipped data", _makes),
            ("places: 8980 is Zonnebeke, with actors that serve it", _serves),
            ("search: strijkdienst is found", _searches),
            ("a change is saved, found, and taken back", _changes),
            ("the catalogue is sound", _sound),
            ("the window opens and answers", _window),
        )
        for name, step in steps:
            good = step(folder)
            say(f"{'ok' if good else 'FAILED'}  {name}")
            if not good:
                return 2
    return 0


def _makes(folder: UserFolder) -> bool:
    with closing(Catalogue.open(folder)) as catalogue:
        return catalogue.info().counts["actor"] > 0


def _serves(folder: UserFolder) -> bool:
    with closing(Catalogue.open(folder)) as catalogue:
        result = catalogue.search("8980")
        return result.place is not None and result.place.municipality_name in ("Zonnebeke", None) and result.total > 0


def _searches(folder: UserFolder) -> bool:
    with closing(Catalogue.open(folder)) as catalogue:
        return catalogue.search("strijkdienst").total > 0


def _changes(folder: UserFolder) -> bool:
    with closing(Catalogue.open(folder)) as catalogue:
        first = catalogue.search("ocmw ieper").groups[0].hits[0].id
        actor = catalogue.load("actor", first)
        if not isinstance(actor, r.Actor):
            return False
        name = r.Name(id="00000000-0000-4000-8000-000000000001", text="Zelftestnaam", type="alias")
        changes = catalogue.save(msgspec.structs.replace(actor, names=(*actor.names, name)))
        found = catalogue.search("zelftestnaam").total == 1
        catalogue.undo(changes.operation)
        return found and catalogue.search("zelftestnaam").total == 0


def _sound(folder: UserFolder) -> bool:
    with closing(Catalogue.open(folder)) as catalogue:
        return not catalogue.check()


def _window(folder: UserFolder) -> bool:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from vademecum.gui.app import try_out

    return try_out(folder, "8980")
