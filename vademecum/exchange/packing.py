"""Our own JSON: records whole, one a line, so that nothing is lost on the way out and back.

``{"vademecum": 1, "name": ..., "edition": ..., "internal": false, "records": {"actor": [...], ...}}``; a record
stands as in ``data/catalogue``: empty fields are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from vademecum import records as r
from vademecum.errors import UNREADABLE, KnownError
from vademecum.exchange.writing import replaced
from vademecum.texts import _

VERSION = 1
# What is pointed at goes first.
ORDER: tuple[r.RecordType, ...] = (
    "source", "term", "synonym", "actor", "network", "measure", "agreement", "practice",
)  # fmt: skip


class Package(r.Frozen, frozen=True, kw_only=True):
    """A file of our own."""

    vademecum: Annotated[int, msgspec.Meta(ge=1)]
    name: str = ""
    edition: str = ""
    internal: bool = False
    records: dict[r.RecordType, tuple[msgspec.Raw, ...]] = msgspec.field(default_factory=dict)


def write(
    path: Path, name: str, edition: str, many: Mapping[r.RecordType, Iterable[r.Record]], *, internal: bool
) -> dict[r.RecordType, int]:
    """Write records, one a line; gives the number of each type."""
    counts: dict[r.RecordType, int] = {}
    head = msgspec.json.encode({"vademecum": VERSION, "name": name, "edition": edition, "internal": internal})
    with replaced(path) as target, target.open("wb") as file:
        file.write(head[:-1] + b',"records":{')
        for position, kind in enumerate(kind for kind in ORDER if kind in many):
            file.write((b"," if position else b"") + b'\n"' + kind.encode() + b'":[')
            count = 0
            for record in many[kind]:
                file.write((b",\n" if count else b"\n") + msgspec.json.encode(record))
                count += 1
            counts[kind] = count
            file.write(b"\n]")
        file.write(b"\n}}\n")
    return counts


def read(path: Path) -> tuple[Package, list[r.Record]]:
    """The records of a file, in an order in which what is pointed at goes first. Raises KnownError."""
    try:
        package = msgspec.json.decode(path.read_bytes(), type=Package)
        if package.vademecum > VERSION:
            raise KnownError(
                _("%(file)s was made by a newer version of Vademecum.") % {"file": path.name},
                _("Install the newest version of the program to open it."),
            )
        return package, [
            msgspec.json.decode(raw, type=r.RECORD_CLASSES[kind])
            for kind in ORDER
            for raw in package.records.get(kind, ())
        ]
    except UNREADABLE as error:
        raise KnownError(_("%(file)s is no export of Vademecum.") % {"file": path.name}, str(error)) from error
    except OSError as error:
        raise KnownError(_("%(file)s can't be read.") % {"file": path}) from error
