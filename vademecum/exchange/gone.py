"""What was removed since a file went out: a file of our own brings nothing back by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from vademecum import records as r
from vademecum.texts import _

_F = TypeVar("_F", bound=r.Frozen)


def removed() -> r.Problem:
    """Said of a row about what is gone."""
    return r.Problem(level="warning", text=_("Removed meanwhile: left out."))


def erased(label: str, field: str | None = None) -> r.Problem:
    """Said of a field in which the file may name a person who was erased."""
    text = _("A person was erased here since this file was made: “%(text)s” is not taken from it.")
    return r.Problem(level="warning", text=text % {"text": label}, field=field)


def may_name(key: str, shown: str) -> bool:
    """Whether a cell may name a person who was erased. ``key``: of its column; ``shown``: as it went out, redacted."""
    return key.startswith("contacts") or r.ERASED in shown


def without_erased(mine: r.Record, then: r.Record) -> r.Record:
    """What a file says, without what can be of a person who was erased from the record as it went out (``then``)."""
    return _without(mine, then, {*_contacts(mine)} - {*_contacts(then)})


def _contacts(record: r.Record) -> Iterator[str]:
    for holder in (record, *getattr(record, "offers", ())):
        yield from (contact.id for contact in getattr(holder, "contacts", ()))


def _without(mine: _F, then: _F, gone: set[str]) -> _F:
    changes: dict[str, Any] = {}
    for key in mine.__struct_fields__:
        own, was = getattr(mine, key), getattr(then, key)
        if isinstance(own, tuple) and own and isinstance(own[0], r.Frozen):
            before = {part.id: part for part in was}
            changes[key] = tuple(
                _without(part, before[part.id], gone) if part.id in before else part
                for part in own
                if part.id not in gone and getattr(part, "fact", "") not in gone
            )
        elif own != was and r.ERASED in (was if isinstance(was, str) else " ".join(was) if was else ""):
            changes[key] = was
    return msgspec.structs.replace(mine, **changes)
