"""Records with their links resolved, as pages and rows to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from vademecum import naming
from vademecum import records as r
from vademecum.catalogue import wording
from vademecum.catalogue.snapshot import Snapshot
from vademecum.places.gazetteer import Gazetteer
from vademecum.store import mapping, reading
from vademecum.texts import _, period
from vademecum.turns import give_way

Marks = Callable[[str, str], tuple[r.Span, ...]]
_ROW_PARTS = ("names", "sites", "areas", "offers", "relations", "evidence", "checks")
_ROLE_ORDER = ("chair", "vice_chair", "secretary", "lead", "promoter", "member", "partner", "guest")


class Pages:
    """Makes rows and pages for one state of the catalogue."""

    def __init__(self, connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer, marks: Marks) -> None:
        """``marks`` finds the characters of a text that match the words asked."""
        self._connection = connection
        self._snapshot = snapshot
        self._gazetteer = gazetteer
        self._marks = marks
        self._today = date.today()

    # rows ---------------------------------------------------------------------------------------------------------

    def rows(
        self, hits: Sequence[r.Hit], place: r.Place | None, words: str, snippets: Mapping[str, str]
    ) -> tuple[r.Row, ...]:
        """The lines of these hits, in their order; actors deleted meanwhile are left out.

        ``snippets``: per actor the words that were found in it.
        """
        actors = self._snapshot.actors([hit.id for hit in hits], self._load)
        result = []
        for hit in hits:
            give_way()
            actor = actors.get(hit.id)
            if isinstance(actor, r.Actor):
                result.append(self._row(actor, hit, place, words, snippets.get(hit.id, "")))
        return tuple(result)

    def _load(self, ids: Sequence[str]) -> Mapping[str, r.Record]:
        return mapping.load(self._connection, "actor", ids, _ROW_PARTS)

    def _row(self, actor: r.Actor, hit: r.Hit, place: r.Place | None, words: str, snippet: str) -> r.Row:
        found = wording.in_short(actor)
        if hit.field and hit.field != "names" and snippet:
            where = wording.field_label(hit.field, snippet)
            found = _("found in %(field)s: %(text)s") % {"field": where, "text": snippet}
        searched = f"{words} {hit.through or ''}".strip()
        found_marks = self._marks(found, searched) if searched else ()
        if hit.through and hit.through.casefold() not in found.casefold():
            found = _("%(found)s (through “%(words)s”)") % {"found": found, "words": hit.through}
        return r.Row(
            id=actor.id,
            name=actor.name,
            kind=actor.kind,
            kind_label=self._label("kind", actor.kind),
            town=wording.town(actor),
            reach=hit.reach,
            reason=self._reason(actor, hit, place),
            found=found,
            freshness=self._freshness(actor),
            marks=self._marks(actor.name, searched) if searched else (),
            found_marks=found_marks,
            status=actor.status,
        )

    def _freshness(self, actor: r.Actor) -> r.Freshness:
        return wording.freshness(actor.checks, actor.evidence, self._today, self._every(actor))

    def _every(self, actor: r.Actor) -> int:
        return wording.check_every(self._snapshot.terms["kind"], actor.kind)

    def _reason(self, actor: r.Actor, hit: r.Hit, place: r.Place | None) -> str:
        if actor.status == "ended":
            until = period(None, actor.valid_to)
            said = _("Ended (%(period)s)") % {"period": until} if until else _("Ended")
            after = self._successors(actor)
            return _("%(ended)s; now: %(names)s") % {"ended": said, "names": after} if after else said
        if actor.status == "planned":
            return _("Planned, not open yet")
        return wording.reason(actor, hit, place, self._gazetteer)

    def _successors(self, actor: r.Actor) -> str:
        ids = [relation.actor_id for relation in actor.relations if relation.type == "successor"]
        names = reading.names(self._connection, ids) if ids else {}
        return ", ".join(names[key][1] for key in ids if key in names)

    def _label(self, taxonomy: r.Taxonomy, code: str) -> str:
        term = self._snapshot.terms[taxonomy].get(code)
        return wording.label(term) if term is not None else code

    def _labels(self, taxonomy: r.Taxonomy, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._label(taxonomy, code) for code in codes)

    # actors -------------------------------------------------------------------------------------------------------

    def actor(self, actor: r.Actor, hit: r.Hit, place: r.Place | None, words: str) -> r.ActorPage:
        """The page of one actor; ``hit`` says why it is here."""
        pointing = reading.pointing_at(self._connection, actor.id)
        by_type: dict[r.RecordType, list[str]] = {}
        for kind, key in pointing:
            by_type.setdefault(kind, []).append(key)
        records = {kind: mapping.load(self._connection, kind, keys) for kind, keys in by_type.items()}

        def named(kind: r.RecordType) -> list[r.Record]:
            return [records[kind][key] for key in dict.fromkeys(by_type.get(kind, ())) if key in records[kind]]

        return r.ActorPage(
            actor=actor,
            kind_label=self._label("kind", actor.kind),
            row=self._row(actor, hit, place, words, ""),
            audience_labels=self._labels("audience", actor.audiences),
            theme_labels=self._labels("theme", actor.themes),
            area_lines=self._area_lines(actor.areas),
            offer_areas={offer.id: self._area_lines(offer.areas) for offer in actor.offers if offer.areas},
            networks=tuple(self._membership(x, actor.id) for x in named("network") if isinstance(x, r.Network)),
            relations=self._relations(actor, [x for x in named("actor") if isinstance(x, r.Actor)]),
            measures=tuple(self._carried(x, actor.id) for x in named("measure") if isinstance(x, r.Measure)),
            agreements=tuple(self._party_of(x, actor.id) for x in named("agreement") if isinstance(x, r.Agreement)),
            practices=tuple(self._carried(x, actor.id) for x in named("practice") if isinstance(x, r.Practice)),
            sources=self._sources(actor.evidence),
            freshness=self._freshness(actor),
            checked=wording.checked(actor.checks, self._today, self._every(actor)),
            site_places={
                site.id: self._place_ref(site.municipality) for site in actor.sites if site.municipality is not None
            },
        )

    def _relations(self, actor: r.Actor, others: Sequence[r.Actor]) -> tuple[r.LinkLine, ...]:
        names = reading.names(self._connection, [relation.actor_id for relation in actor.relations])
        lines = [
            self._relation(relation, r.Ref(type="actor", id=relation.actor_id, text=names[relation.actor_id][1]), True)
            for relation in actor.relations
        ]
        lines.extend(
            self._relation(relation, r.Ref(type="actor", id=other.id, text=other.name), False)
            for other in others
            for relation in other.relations
            if relation.actor_id == actor.id
        )
        return tuple(lines)

    def _relation(self, relation: r.Relation, ref: r.Ref, outgoing: bool) -> r.LinkLine:
        return r.LinkLine(
            ref=ref,
            text=wording.relation_label(relation.type, outgoing=outgoing),
            detail=_joined(period(relation.valid_from, relation.valid_to), relation.note),
            ended=self._over(relation.valid_to),
        )

    def _membership(self, network: r.Network, actor_id: str) -> r.LinkLine:
        own = [member for member in network.members if member.actor_id == actor_id]
        member = min(own, key=lambda item: _ROLE_ORDER.index(item.role))
        return r.LinkLine(
            ref=r.Ref(type="network", id=network.id, text=network.name),
            text=wording.role_label(member.role),
            detail=_joined(period(member.valid_from, member.valid_to), member.label),
            ended=network.status == "ended" or self._over(member.valid_to),
        )

    def _carried(self, record: r.Measure | r.Practice, actor_id: str) -> r.LinkLine:
        carrier = next(carrier for carrier in record.carriers if carrier.actor_id == actor_id)
        measure = isinstance(record, r.Measure)
        return r.LinkLine(
            ref=r.Ref(type="measure" if measure else "practice", id=record.id, text=record.name),
            text=carrier.role or "",
            ended=isinstance(record, r.Measure) and record.status == "ended",
        )

    def _party_of(self, agreement: r.Agreement, actor_id: str) -> r.LinkLine:
        party = next((party for party in agreement.parties if party.actor_id == actor_id), None)
        return r.LinkLine(
            ref=r.Ref(type="agreement", id=agreement.id, text=agreement.title),
            text=(party.role if party is not None else None) or "",
            detail=period(agreement.valid_from, agreement.valid_to),
            ended=agreement.status == "ended",
        )

    # other records ------------------------------------------------------------------------------------------------

    def record(self, record: r.Network | r.Measure | r.Agreement | r.Practice) -> r.RecordPage:
        """The page of a network, measure, agreement or good practice."""
        return r.RecordPage(
            record=record,
            area_lines=() if isinstance(record, r.Measure) else self._area_lines(record.areas),
            links=self._links(record),
            theme_labels=self._labels("theme", getattr(record, "themes", ())),
            audience_labels=self._labels("audience", getattr(record, "audiences", ())),
            sources=self._sources(record.evidence),
            freshness=wording.freshness(record.checks, record.evidence, self._today),
            checked=wording.checked(record.checks, self._today),
        )

    def _links(self, record: r.Network | r.Measure | r.Agreement | r.Practice) -> tuple[r.LinkLine, ...]:
        if isinstance(record, r.Network):
            names = reading.names(self._connection, [m.actor_id for m in record.members if m.actor_id])
            ordered = sorted(record.members, key=lambda member: _ROLE_ORDER.index(member.role))
            return tuple(
                r.LinkLine(
                    ref=_actor_ref(member.actor_id, names),
                    text=wording.role_label(member.role),
                    detail=_joined(member.label, period(member.valid_from, member.valid_to)),
                    ended=self._over(member.valid_to),
                )
                for member in ordered
            )
        if isinstance(record, r.Agreement):
            names = reading.names(self._connection, [p.actor_id for p in record.parties if p.actor_id])
            return tuple(
                r.LinkLine(ref=_actor_ref(party.actor_id, names), text=party.role or "", detail=party.label or "")
                for party in record.parties
            )
        names = reading.names(self._connection, [carrier.actor_id for carrier in record.carriers])
        lines = [
            r.LinkLine(ref=_actor_ref(carrier.actor_id, names), text=carrier.role or "") for carrier in record.carriers
        ]
        lines.sort(key=lambda line: mapping.sort_name(line.ref.text if line.ref is not None else ""))
        if isinstance(record, r.Measure) and record.replaced_by:
            newer = reading.names(self._connection, [record.replaced_by])
            ref = r.Ref(type="measure", id=record.replaced_by, text=newer[record.replaced_by][1])
            lines.insert(0, r.LinkLine(ref=ref, text=_("replaced by")))
        return tuple(lines)

    # shared -------------------------------------------------------------------------------------------------------

    def _area_lines(self, areas: Sequence[r.ServiceArea]) -> tuple[r.AreaLine, ...]:
        return tuple(
            r.AreaLine(
                text=_joined(
                    naming.area_name(self._gazetteer.get(area.area_id)),
                    period(area.valid_from, area.valid_to),
                ),
                place=self._place_ref(area.area_id),
                excluded=area.excluded,
            )
            for area in areas
        )

    def _place_ref(self, area_id: str) -> r.Ref:
        return r.Ref(type="place", id=area_id, text=naming.area_name(self._gazetteer.get(area_id)))

    def _sources(self, evidence: Iterable[r.Evidence]) -> dict[str, r.Source]:
        wanted = sorted({item.source_id for item in evidence})
        found = mapping.load(self._connection, "source", wanted)
        return {key: source for key, source in found.items() if isinstance(source, r.Source)}

    def _over(self, valid_to: str | None) -> bool:
        return valid_to is not None and valid_to < self._today.isoformat()[: len(valid_to)]


def _actor_ref(actor_id: str | None, names: Mapping[str, tuple[r.RecordType, str]]) -> r.Ref | None:
    return r.Ref(type="actor", id=actor_id, text=names[actor_id][1]) if actor_id is not None else None


def _joined(*texts: str | None) -> str:
    return " · ".join(text for text in texts if text)
