"""Erasing a person who asks for it: who is meant, and what goes."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from vademecum import drafts, fields
from vademecum import records as r
from vademecum.catalogue.telling import Telling
from vademecum.errors import KnownError, NotFoundError
from vademecum.store import erasing, mapping
from vademecum.store.erasing import Person
from vademecum.store.operation import Operation
from vademecum.texts import _

_SHORTEST = 4  # letters: a shorter name would be found in other words


def person(connection: sa.Connection, name: str, contact_id: str | None) -> Person:
    """Whom these mean. Raises KnownError for a name too short to go by, NotFoundError for an unknown contact."""
    name = " ".join(name.split())
    contacts: frozenset[str] = frozenset()
    if contact_id is not None:
        found = next((contact for contact in _contacts(connection) if contact.id == contact_id), None)
        if found is None:
            raise NotFoundError(_("This contact no longer exists."))
        name = name or " ".join((found.person or "").split())
        contacts = frozenset((contact_id,))
    if len(name) < _SHORTEST and (name or not contacts):
        raise KnownError(_("Give the whole name of the person."))
    return Person(name=name, contacts=contacts)


def _contacts(connection: sa.Connection) -> list[r.Contact]:
    kinds: tuple[r.RecordType, ...] = ("actor", "network")
    return [value for kind in kinds for record in mapping.load(connection, kind).values() for value in _of(record)]


def _of(record: r.Record) -> list[r.Contact]:
    offers = record.offers if isinstance(record, r.Actor) else ()
    return [*getattr(record, "contacts", ()), *(contact for offer in offers for contact in offer.contacts)]


def plan(connection: sa.Connection, telling: Telling, who: Person) -> r.ErasePlan:
    """What would go."""
    contacts: list[r.MovedLink] = []
    texts: list[r.MovedLink] = []
    for record in erasing.held(connection, who):
        ref = r.ref(r.record_type(record), record)
        owned = [contact for contact in _of(record) if who.owns(contact)]
        contacts.extend(r.MovedLink(ref=ref, text=telling.part(contact, record)) for contact in owned)
        for path, owner, _field, value in fields.walk(record):
            if owner not in owned and isinstance(value, str) and who.names(value):
                texts.append(r.MovedLink(ref=ref, text=f"{fields.path_label(type(record), path)}: {value}"))
    return r.ErasePlan(contacts=tuple(contacts), texts=tuple(texts), history=erasing.lines(connection, who))


def erase(op: Operation, who: Person, unsaved: Path) -> None:
    """Do it, also in the drafts of this user, which lie in ``unsaved``.

    Raises NotFoundError where the person is nowhere, KnownError where a draft can't be written.
    """
    if not erasing.lines(op.connection, who):
        raise NotFoundError(_("Nobody of this name is in the catalogue or its history."))
    erasing.erase(op, who)
    try:
        drafts.rewrite(unsaved, lambda record: erasing.erased(record, who))
    except OSError as error:
        raise KnownError(
            _("The drafts can't be written: %(reason)s.") % {"reason": error.strerror or str(error)},
            _("Nobody was erased. Is there room, and may you write in the folder?"),
        ) from error
