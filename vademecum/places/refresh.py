"""Fetches newer place names and points from GeoNames with pgeocode, into the user's folder.

pgeocode brings pandas, which takes half a second to import: that happens only inside these functions. They take seconds
and need a network, so they run in a job. Load the gazetteer again afterwards, with the folder as ``overrides``.
"""

from __future__ import annotations

import math
import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vademecum.errors import KnownError
from vademecum.paths import data_folder
from vademecum.places import overlay
from vademecum.places.gazetteer import Gazetteer
from vademecum.records import Frozen
from vademecum.texts import _

# Rows that any complete list for Belgium has, and how many there are at least (2,781 in 2024).
_KNOWN_POSTCODES = ("8000", "8500", "8800", "8900", "8957", "8980")
_FEWEST_ROWS = 2500
_SECONDS = 30


class GeoName(Frozen, frozen=True, kw_only=True):
    """One row of GeoNames: a place name with its postcode and point."""

    postcode: str
    name: str
    latitude: float
    longitude: float


class RefreshReport(Frozen, frozen=True, kw_only=True):
    """What a refresh brought: the number of rows, place names that were not known, and places whose point moved."""

    rows: int
    added: tuple[str, ...]
    moved: int


def refresh(folder: Path, shipped: Path | None = None) -> RefreshReport:
    """Fetch the Belgian rows into the folder and say what is new. Raises KnownError without network or a complete list.

    Names that GeoNames no longer has are kept. The file that was there stays until the new one has been checked.
    """
    shipped = shipped or data_folder() / "places"
    try:
        return _refresh(folder, shipped)
    except OSError as error:
        raise KnownError(
            _("The place names could not be saved in %(path)s.") % {"path": folder},
            _("Check that you may write in this folder and that the disk is not full."),
        ) from error


def lookup(folder: Path, postcodes: Iterable[str]) -> tuple[GeoName, ...]:
    """The rows that pgeocode finds for these postcodes in the BE.txt of the folder; unknown postcodes give none."""
    with _pgeocode(folder) as pgeocode:
        if not (folder / overlay.FILE).is_file():
            raise FileNotFoundError(folder / overlay.FILE)  # pgeocode would fetch it
        found = pgeocode.Nominatim("be", unique=False).query_postal_code(list(postcodes))
    return tuple(
        GeoName(
            postcode=str(row["postal_code"]),
            name=str(row["place_name"]),
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in found.to_dict("records")
        if not math.isnan(row["latitude"])
    )


def _refresh(folder: Path, shipped: Path) -> RefreshReport:
    folder.mkdir(parents=True, exist_ok=True)
    before = Gazetteer.load(shipped)
    fetched = Path(tempfile.mkdtemp(prefix="refresh-", dir=folder))
    try:
        rows = _download(fetched)
        _check(fetched, rows)
        after = Gazetteer.load(shipped, fetched)
        os.replace(fetched / overlay.FILE, folder / overlay.FILE)
    finally:
        shutil.rmtree(fetched)
    known = {place.id: place for place in before.areas()}
    return RefreshReport(
        rows=rows,
        added=tuple(place.name for place in after.areas() if place.id not in known),
        moved=sum(place.id in known and place != known[place.id] for place in after.areas()),
    )


def _download(folder: Path) -> int:
    try:
        with _pgeocode(folder) as pgeocode:
            return len(pgeocode.Nominatim("be", unique=False)._data)
    except (OSError, ValueError, KeyError) as error:
        raise KnownError(
            _("The place names could not be fetched from GeoNames."),
            _("Check the internet connection and try again. The names that came with the program keep working."),
        ) from error


def _check(folder: Path, rows: int) -> None:
    """Raises KnownError unless the fetched file is a whole list of Belgium."""
    found = {
        row.postcode for row in lookup(folder, _KNOWN_POSTCODES) if 49 < row.latitude < 52 and 2 < row.longitude < 7
    }
    if rows < _FEWEST_ROWS or found != set(_KNOWN_POSTCODES):
        raise KnownError(
            _("The list of places that was fetched is not complete."),
            _("Try again later. The names that came with the program keep working."),
        )


@contextmanager
def _pgeocode(folder: Path) -> Iterator[Any]:
    """pgeocode, reading from and writing to this folder, giving up after a while.

    Its folder is a module variable that it fills from PGEOCODE_DATA_DIR when first imported; it has no time-out.
    """
    import pgeocode

    before, seconds = pgeocode.STORAGE_DIR, socket.getdefaulttimeout()
    pgeocode.STORAGE_DIR = str(folder)
    socket.setdefaulttimeout(_SECONDS)
    try:
        yield pgeocode
    finally:
        pgeocode.STORAGE_DIR = before
        socket.setdefaulttimeout(seconds)
