"""What was being typed, kept in the user's folder so that a crash loses nothing. No Qt; may wait for the disk."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from vademecum.errors import UNREADABLE, KnownError
from vademecum.records import RECORD_CLASSES, Record, RecordType, record_type
from vademecum.texts import _

_SAFE = re.compile(r"[^\w.-]")


class _Stored(msgspec.Struct):
    type: RecordType
    at: str
    record: msgspec.Raw
    base: msgspec.Raw


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """``base``: the record as it was when the edit began, None for a new one. ``at``: local time, ISO 8601."""

    at: str
    record: Record
    base: Record | None = None


def name_of(record: Record) -> str:
    """The name of a record; empty for one that has none yet."""
    return record.name if getattr(record, "names", True) else ""


def _path(folder: Path, kind: RecordType, record_id: str) -> Path:
    return folder / f"{kind}-{_SAFE.sub('_', record_id)}.json"


def keep(folder: Path, record: Record, base: Record | None) -> None:
    """Write a draft in one piece. Raises KnownError where the folder can't be written."""
    path = _path(folder, record_type(record), record.id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(path, Draft(at=datetime.now().isoformat(timespec="seconds"), record=record, base=base))
    except OSError as error:
        raise KnownError(
            _("What you type can't be kept for a crash: %(reason)s.") % {"reason": error.strerror or str(error)},
            _("Save soon."),
        ) from error


def find(folder: Path, kind: RecordType, record_id: str) -> Draft | None:
    """The draft of a record."""
    return _read(_path(folder, kind, record_id))


def find_new(folder: Path, kind: RecordType) -> Draft | None:
    """The newest draft of a record that was never saved."""
    found = [draft for path in folder.glob(f"{kind}-*.json") if (draft := _read(path)) and draft.base is None]
    return max(found, key=lambda draft: draft.at, default=None)


def newest(folder: Path) -> Draft | None:
    """The last one that was left."""
    found = [draft for path in folder.glob("*-*.json") if (draft := _read(path))]
    return max(found, key=lambda draft: draft.at, default=None)


def forget(folder: Path, kind: RecordType, record_id: str) -> None:
    """It was saved, or is not wanted any more."""
    _path(folder, kind, record_id).unlink(missing_ok=True)


def rewrite(folder: Path, change: Callable[[Record], Record]) -> None:
    """Change what every draft holds. Raises OSError where one can't be written."""
    for path in folder.glob("*-*.json"):
        draft = _read(path)
        if draft is None:
            continue
        record, base = change(draft.record), change(draft.base) if draft.base is not None else None
        if (record, base) != (draft.record, draft.base):
            _write(path, Draft(at=draft.at, record=record, base=base))


def _write(path: Path, draft: Draft) -> None:
    stored = _Stored(
        type=record_type(draft.record),
        at=draft.at,
        record=msgspec.Raw(msgspec.json.encode(draft.record)),
        base=msgspec.Raw(msgspec.json.encode(draft.base)),
    )
    beside = path.with_suffix(".new")
    beside.write_bytes(msgspec.json.encode(stored))
    os.replace(beside, path)


def _read(path: Path) -> Draft | None:
    """A draft; None where there is none, or where it is of no use any more (an older program, half a file)."""
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=_Stored)
        cls: type[Any] = RECORD_CLASSES[stored.type]
        base = msgspec.json.decode(stored.base, type=cls | None)
        return Draft(at=stored.at, record=msgspec.json.decode(stored.record, type=cls), base=base)
    except (OSError, *UNREADABLE):
        return None
