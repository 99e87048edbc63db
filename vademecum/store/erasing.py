"""The erasure of a person: the only thing that alters the history.

Contacts of the person go; where another text names the person, the name makes place for a mark. What is erased is
noted nowhere, only that something was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from vademecum import records as r
from vademecum.store import mapping
from vademecum.store import tables as t
from vademecum.store.images import decode, encode
from vademecum.store.operation import Operation

_BLOCK = 500


@dataclass(frozen=True)
class Person:
    """Whom to erase: a name as it is written in records, and contacts by id."""

    name: str = ""
    contacts: frozenset[str] = field(default_factory=frozenset)

    def owns(self, contact: r.Contact) -> bool:
        """True for a contact of this person."""
        return contact.id in self.contacts or bool(self.name and contact.person and self._is(contact.person))

    def _is(self, text: str) -> bool:
        return " ".join(text.casefold().split()) == " ".join(self.name.casefold().split())

    def names(self, text: str) -> bool:
        """True where a text names the person."""
        return bool(self.name) and self._pattern.search(text) is not None

    def without(self, text: str) -> str:
        """The text without the name."""
        return self._pattern.sub(r.ERASED, text) if self.name else text

    @property
    def _pattern(self) -> re.Pattern[str]:
        words = r"\s+".join(re.escape(word) for word in self.name.split())
        return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def erased(value: Any, person: Person) -> Any:
    """A record or part without the person; the very same where the person is not in it."""
    changes: dict[str, Any] = {}
    gone = {contact.id for contact in getattr(value, "contacts", ()) if person.owns(contact)}
    gone |= {contact.id for offer in getattr(value, "offers", ()) for contact in offer.contacts if person.owns(contact)}
    for key in value.__struct_fields__:
        old = getattr(value, key)
        new = old
        if key in ("id", "version"):
            continue
        if isinstance(old, str) and person.names(old):
            new = person.without(old)
        elif isinstance(old, tuple) and old and isinstance(old[0], str):
            new = tuple(person.without(text) for text in old)
        elif isinstance(old, tuple):
            new = tuple(
                erased(part, person)
                for part in old
                if not (isinstance(part, r.Contact) and person.owns(part)) and getattr(part, "fact", "") not in gone
            )
        if new != old:
            changes[key] = new
    return msgspec.structs.replace(value, **changes) if changes else value


def held(connection: sa.Connection, person: Person) -> Iterator[r.Record]:
    """The records in which the person is."""
    for kind in r.RECORD_CLASSES:
        for record in mapping.load(connection, kind).values():
            if erased(record, person) is not record:
                yield record


def lines(connection: sa.Connection, person: Person) -> int:
    """The number of lines of history in which the person is."""
    return sum(1 for _number, changes in _redacted(connection, person) if changes)


def erase(op: Operation, person: Person) -> None:
    """Take the person out of the records, the history and what the last edition shipped."""
    connection = op.connection
    for record in list(held(connection, person)):
        op.put(erased(record, person))
    for number, changes in list(_redacted(connection, person)):
        connection.execute(sa.update(t.change).where(t.change.c.number == number).values(**changes))
    for row in connection.execute(sa.select(t.shipped)).all():
        record = decode(row.record_type, row.content)
        clean = erased(record, person)
        if clean is not record:
            content = encode(clean)
            connection.execute(
                sa.update(t.shipped).where(t.shipped.c.record_id == row.record_id).values(content=content)
            )


def _redacted(connection: sa.Connection, person: Person) -> Iterator[tuple[int, dict[str, bytes]]]:
    """(number of change, new contents) for each line in which the person is."""
    last = 0
    while True:
        query = sa.select(t.change).where(t.change.c.number > last).order_by(t.change.c.number).limit(_BLOCK)
        rows = connection.execute(query).all()
        if not rows:
            return
        for row in rows:
            changes = {}
            for side in ("before", "after"):
                content = getattr(row, side)
                if content is None:
                    continue
                record = decode(row.record_type, content)
                clean = erased(record, person)
                if clean is not record:
                    changes[side] = encode(clean)
            if changes:
                yield row.number, changes
        last = rows[-1].number
