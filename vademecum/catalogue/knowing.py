"""What validation must ask the catalogue, and what a save does with the answer."""

from __future__ import annotations

import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue.snapshot import Snapshot
from vademecum.errors import KnownError
from vademecum.places.gazetteer import Gazetteer
from vademecum.store import mapping, reading
from vademecum.texts import _, ngettext, number
from vademecum.validate import Known, errors, normalise, sentence, validate

_NAMED = 8


def known(connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer) -> Known:
    """What only the catalogue knows, in one state of it."""

    def is_place(area_id: str) -> bool:
        try:
            gazetteer.get(area_id)
        except KeyError:
            return False
        return True

    def municipalities(postcode: str) -> frozenset[str]:
        if not is_place(f"pc:{postcode}"):
            return frozenset()
        return frozenset(place.id for place in gazetteer.municipalities_of(f"pc:{postcode}"))

    def is_record(kind: r.RecordType, record_id: str) -> bool:
        found = reading.names(connection, [record_id]).get(record_id)
        return found is not None and found[0] == kind

    def bearers(number: str, record_id: str) -> tuple[str, ...]:
        found = set(reading.with_number(connection, number)) - {record_id}
        return tuple(sorted(name for _kind, name in reading.names(connection, found).values()))

    def holder(record: r.Record) -> str | None:
        return reading.code_taken(connection, record)

    codes = {taxonomy: frozenset(terms) for taxonomy, terms in snapshot.terms.items()}
    return Known(
        codes=codes,
        area=is_place,
        municipalities=municipalities,
        record=is_record,
        bearers=bearers,
        holder=holder,
    )


def sound(record: r.Record, facts: Known) -> r.Record:
    """The record as it is kept. Raises KnownError that names the fields where it can't be kept."""
    record = normalise(record)
    wrong = errors(validate(record, facts))
    if not wrong:
        return record
    text = ngettext(
        "“%(name)s” can't be saved: %(n)d field must be looked at.",
        "“%(name)s” can't be saved: %(n)d fields must be looked at.",
        len(wrong),
    )
    name = record.name if getattr(record, "names", True) else ""
    raise KnownError(
        text % {"name": name, "n": len(wrong)}, " ".join(sentence(record, problem) for problem in wrong[:5])
    )


def unneeded(connection: sa.Connection, kind: r.RecordType, record_id: str) -> None:
    """Raises KnownError where other records still point at this one."""
    pointing = {key for _kind, key in reading.pointing_at(connection, record_id)} - {record_id}
    if kind == "term":
        term = mapping.load(connection, kind, [record_id]).get(record_id)
        if isinstance(term, r.Term):
            pointing |= reading.bearing_code(connection, term.taxonomy, term.code)
    if not pointing:
        return
    found = sorted(reading.names(connection, pointing).values(), key=lambda item: (item[0] == "actor", item[1]))
    names = [name for _type, name in found]
    listed = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        listed = _("%(names)s and %(n)s more") % {"names": listed, "n": number(len(names) - _NAMED)}
    raise KnownError(_("This record is named in: %(names)s.") % {"names": listed}, _("Take it out there first."))


def code_stays(connection: sa.Connection, record: r.Record) -> None:
    """Raises KnownError where a term would get another code while records refer to it by the present one."""
    before = mapping.load(connection, "term", [record.id]).get(record.id) if isinstance(record, r.Term) else None
    if not isinstance(record, r.Term) or not isinstance(before, r.Term):
        return
    if (before.taxonomy, before.code) != (record.taxonomy, record.code):
        unneeded(connection, "term", record.id)
