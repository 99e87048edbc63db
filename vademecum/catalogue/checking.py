"""Is the catalogue sound? The file, the foreign keys, the places that records point at, the index."""

from __future__ import annotations

import sqlalchemy as sa

from vademecum import records as r
from vademecum.catalogue.documents import INDEXED
from vademecum.catalogue.snapshot import Snapshot
from vademecum.places.gazetteer import Gazetteer
from vademecum.search.index import Index
from vademecum.store import reading, reference, soundness
from vademecum.texts import _


def check(connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer, index: Index) -> tuple[r.Problem, ...]:
    """Everything found wrong, with what to do; empty when all is well."""
    problems = [r.Problem(level="error", text=text) for text in soundness.findings(connection)]
    if places_differ(connection, gazetteer):
        problems.append(
            r.Problem(level="error", text=_("The places in the catalogue are not those of the place data."))
        )
    known = {place.id for place in gazetteer.areas()}
    for area_id, record_id, name in soundness.areas_used(connection):
        if area_id not in known:
            text = _("“%(name)s” points at an unknown place: %(area)s.") % {"name": name, "area": area_id}
            problems.append(r.Problem(level="error", text=text, record_id=record_id))
    strange = {
        key: codes.kind
        for key, codes in zip(snapshot.ids, snapshot.codes, strict=True)
        if codes.kind not in snapshot.terms["kind"]
    }
    for actor_id, (_type, name) in reading.names(connection, strange).items():
        text = _("“%(name)s” has an unknown kind: %(kind)s.") % {"name": name, "kind": strange[actor_id]}
        problems.append(r.Problem(level="warning", text=text, record_id=actor_id))
    counts = reading.counts(connection)
    expected = sum(counts.get(kind, 0) for kind in INDEXED)
    if index.change != snapshot.change or index.count != expected:
        text = _("The search index holds %(have)d of %(want)d records; `vademecum index rebuild` makes it anew.")
        problems.append(r.Problem(level="warning", text=text % {"have": index.count, "want": expected}))
    return tuple(problems)


def places_differ(connection: sa.Connection, gazetteer: Gazetteer) -> bool:
    """Whether the areas, or what lies in what, are not as the place data have them."""
    held = reference.areas(connection)
    if any(held.get(place.id) != (place.kind, place.name) for place in gazetteer.areas()):
        return True
    return not set(gazetteer.closure()) <= reference.closure(connection)
