"""Things to look at: areas on merged municipalities, ends gone by, dead links, unknown postcodes, what is missing.

A finding proposes what can be proposed without guessing. An area on a municipality that was merged away is never
widened by itself: today's municipality of the same name may be larger.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from vademecum import fields
from vademecum import records as r
from vademecum.catalogue import judging
from vademecum.catalogue.snapshot import LIVE
from vademecum.catalogue.telling import Telling
from vademecum.places.gazetteer import Gazetteer
from vademecum.texts import _
from vademecum.validate import past_end

ORDER: tuple[r.FindingKind, ...] = (
    "former_area", "former_municipality", "past_end", "dead_link", "unknown_postcode", "no_successor", "no_area",
    "no_date",
)  # fmt: skip


def kind_label(kind: r.FindingKind) -> str:
    """What sort of finding it is."""
    return {
        "former_area": _("Area on a merged municipality"),
        "former_municipality": _("Address in a merged municipality"),
        "past_end": _("Active, but past its end"),
        "dead_link": _("Link to who has ended"),
        "unknown_postcode": _("Unknown postcode"),
        "no_successor": _("Ended, without a successor"),
        "no_area": _("Service area not known"),
        "no_date": _("Sources without a date"),
    }[kind]


@dataclass(frozen=True)
class Review:
    """Looks through all records."""

    actors: dict[str, r.Actor]
    others: dict[str, r.Record]
    gazetteer: Gazetteer
    telling: Telling

    def findings(self) -> tuple[r.Finding, ...]:
        """All findings, by kind and by name."""
        found: list[r.Finding] = []
        for record in (*self.actors.values(), *self.others.values()):
            found.extend(self._areas(record))
            found.extend(self._links(record))
            found.extend(self._dates(record))
            found.extend(self._end(record))
            if isinstance(record, r.Actor):
                found.extend(self._sites(record))
                found.extend(self._actor(record))
        return tuple(sorted(found, key=lambda item: (ORDER.index(item.kind), item.ref.text, item.field)))

    def accept(self, wanted: dict[str, r.Ref], fits: Callable[[r.Record], bool]) -> tuple[r.Record, ...]:
        """The records after the wanted findings (by key) with one proposal; what was done goes out of ``wanted``.

        A record with several findings is looked at again after each. ``fits``: whether a record can be saved so.
        """
        changed: dict[str, r.Record] = {}
        refused: set[str] = set()
        while True:
            now: dict[str, r.Finding] = {}
            for finding in self.findings():
                if finding.key in wanted and finding.key not in refused and len(finding.proposals) == 1:
                    # The last of its parts first: the places of those before it stay as they are.
                    now[finding.ref.id] = max(now.get(finding.ref.id, finding), finding, key=_where)
            if not now:
                return tuple(changed.values())
            for key, finding in now.items():
                record = finding.proposals[0].record
                if not fits(record):
                    refused.add(finding.key)
                    continue
                changed[key] = record
                if isinstance(record, r.Actor):
                    self.actors[key] = record
                else:
                    self.others[key] = record
                del wanted[finding.key]

    def _finding(
        self, kind: r.FindingKind, record: r.Record, text: str, field: str, proposals: Iterable[r.Proposal] = ()
    ) -> r.Finding:
        return r.Finding(
            kind=kind,
            kind_label=kind_label(kind),
            ref=r.ref(r.record_type(record), record),
            text=text,
            field=field,
            proposals=tuple(proposals),
        )

    # areas --------------------------------------------------------------------------------------------------------

    def _areas(self, record: r.Record) -> Iterator[r.Finding]:
        for path, owner, _field, value in fields.walk(record):
            if not isinstance(owner, r.ServiceArea) or not path.endswith("area_id") or owner.valid_to is not None:
                continue
            place = self._place(value)
            if place is None or place.kind != "former":
                continue
            today = self.telling.place(place.municipality or place.id)
            parts = " + ".join(self.telling.place(f"pc:{code}") for code in place.postcodes)
            proposals = []
            if place.postcodes:
                text = _("Serve what it was: %(parts)s") % {"parts": parts}
                pieces = [f"pc:{code}" for code in place.postcodes]
                proposals.append(r.Proposal(text=text, record=_served_instead(record, owner.id, pieces)))
            if place.municipality:
                text = _("Serve all of today's %(municipality)s") % {"municipality": today}
                proposals.append(r.Proposal(text=text, record=_served_instead(record, owner.id, [place.municipality])))
            yield self._finding("former_area", record, self.gazetteer.merger(place), path, proposals)

    def _sites(self, actor: r.Actor) -> Iterator[r.Finding]:
        for position, site in enumerate(actor.sites):
            place = self._place(site.municipality) if site.municipality else None
            if place is not None and place.kind == "former" and place.municipality:
                # The desk stands where it stood: there is nothing to guess here.
                new = _with_part(actor, "sites", site.id, municipality=place.municipality)
                text = _("The address lies in %(municipality)s now") % {
                    "municipality": self.telling.place(place.municipality)
                }
                proposal = r.Proposal(text=text, record=new)
                path = f"sites[{position}].municipality"
                yield self._finding("former_municipality", actor, self.gazetteer.merger(place), path, [proposal])
            if site.postcode and self._place(f"pc:{site.postcode}") is None:
                text = _("Postcode %(postcode)s is not known.") % {"postcode": site.postcode}
                yield self._finding("unknown_postcode", actor, text, f"sites[{position}].postcode")

    def _place(self, area_id: str) -> r.Place | None:
        try:
            return self.gazetteer.get(area_id)
        except KeyError:
            return None

    # links --------------------------------------------------------------------------------------------------------

    def _links(self, record: r.Record) -> Iterator[r.Finding]:
        if getattr(record, "status", "active") not in LIVE or isinstance(record, r.Practice):
            return  # a good practice of the past was done by whoever was there then
        for field in fields.of(type(record)):
            if field.part is None or "actor_id" not in field.part.__struct_fields__:
                continue
            for position, part in enumerate(getattr(record, field.key)):
                ended = self.actors.get(part.actor_id or "")
                over = getattr(part, "valid_to", None) is not None or getattr(part, "done", False)
                if ended is None or ended.status != "ended" or over or getattr(part, "type", "") == "successor":
                    continue
                text = _("%(what)s points at “%(name)s”, which has ended.") % {"what": field.label, "name": ended.name}
                yield self._finding(
                    "dead_link", record, text, f"{field.key}[{position}].actor_id",
                    self._ways_out(record, field.key, part, ended),
                )  # fmt: skip

    def _ways_out(self, record: r.Record, key: str, part: Any, ended: r.Actor) -> Iterator[r.Proposal]:
        successor = self._successor(ended)
        if successor is not None and successor.id != record.id:
            yield r.Proposal(
                text=_("Put “%(name)s” in its place") % {"name": successor.name},
                record=_with_part(record, key, part.id, actor_id=successor.id),
            )
        if ended.valid_to is not None and hasattr(part, "valid_to"):
            yield r.Proposal(
                text=_("Let it end together with “%(name)s”") % {"name": ended.name},
                record=_with_part(record, key, part.id, valid_to=ended.valid_to),
            )

    def _successor(self, actor: r.Actor) -> r.Actor | None:
        """Who came after, and after that one, as far as that is one actor each time that has not ended itself."""
        seen = {actor.id}
        while actor.status == "ended":
            after = [relation.actor_id for relation in actor.relations if relation.type == "successor"]
            if len(after) != 1 or after[0] in seen or after[0] not in self.actors:
                return None
            seen.add(after[0])
            actor = self.actors[after[0]]
        return actor

    def _actor(self, actor: r.Actor) -> Iterator[r.Finding]:
        if actor.status == "ended" and not any(relation.type == "successor" for relation in actor.relations):
            yield self._finding("no_successor", actor, _("Who does this now? Or is there nobody?"), "relations")
        if actor.status in LIVE and not judging.served(actor):
            yield self._finding("no_area", actor, _("Where does it work?"), "areas")

    def _end(self, record: r.Record) -> Iterator[r.Finding]:
        if past_end(record, date.today().isoformat()):
            proposal = r.Proposal(text=_("It has ended"), record=msgspec.structs.replace(record, status="ended"))
            text = _("It is active, and its end lies in the past.")
            yield self._finding("past_end", record, text, "valid_to", [proposal])

    def _dates(self, record: r.Record) -> Iterator[r.Finding]:
        evidence = getattr(record, "evidence", ())
        if evidence and not any(item.date for item in evidence) and not getattr(record, "checks", ()):
            yield self._finding("no_date", record, _("None of its sources says of when it is."), "evidence")


def _where(finding: r.Finding) -> tuple[tuple[str, int], ...]:
    return tuple((key, position or 0) for key, position in fields.steps(finding.field))


def _served_instead(record: r.Record, part_id: str, areas: Iterable[str]) -> r.Record:
    """The record with these areas in the place of one, of the actor or of an offer."""

    def replaced(parts: tuple[r.ServiceArea, ...]) -> tuple[r.ServiceArea, ...]:
        result: list[r.ServiceArea] = []
        for part in parts:
            if part.id != part_id:
                result.append(part)
                continue
            there = {other.area_id for other in parts if other.id != part_id and other.excluded == part.excluded}
            wanted = [area_id for area_id in areas if area_id not in there]
            ids = [part_id, *(str(uuid.uuid4()) for _more in wanted[1:])]
            result.extend(
                msgspec.structs.replace(part, id=new, area_id=area_id)
                for new, area_id in zip(ids, wanted, strict=False)
            )
        return tuple(result)

    changes: dict[str, Any] = {"areas": replaced(getattr(record, "areas", ()))}
    if isinstance(record, r.Actor):
        changes["offers"] = tuple(
            msgspec.structs.replace(offer, areas=replaced(offer.areas)) for offer in record.offers
        )
    return msgspec.structs.replace(record, **changes)


def _with_part(record: r.Record, key: str, part_id: str, **changes: Any) -> r.Record:
    parts = tuple(
        msgspec.structs.replace(part, **changes) if part.id == part_id else part for part in getattr(record, key)
    )
    return msgspec.structs.replace(record, **{key: parts})
