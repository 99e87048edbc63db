"""The KBO as second opinion: what its open data and we say differently. Nothing is taken over by itself."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from vademecum import records as r
from vademecum import validate
from vademecum.catalogue.core import Core
from vademecum.catalogue.knowing import known as facts_known
from vademecum.catalogue.knowing import sound
from vademecum.catalogue.outlook import Outlook
from vademecum.catalogue.replies import with_evidence
from vademecum.errors import KnownError
from vademecum.exchange import kbo, values
from vademecum.exchange.columns import located
from vademecum.exchange.known import fold
from vademecum.store.operation import Operation
from vademecum.texts import _

TITLE = "KBO Open Data (FOD Economie)"
NORMAL = "000"

# Legal forms as they stand in names, and the words of the KBO's own labels that mean the same.
_FORMS: dict[str, tuple[str, ...]] = {
    "vzw": ("vzw", "vereniging zonder winstoogmerk"),
    "ivzw": ("ivzw", "internationale vereniging zonder winstoogmerk"),
    "nv": ("nv", "naamloze vennootschap"),
    "bv": ("bv", "bvba", "besloten vennootschap"),
    "bvba": ("bv", "bvba", "besloten vennootschap"),
    "cv": ("cv", "cvba", "cooperatieve vennootschap"),
    "cvba": ("cv", "cvba", "cooperatieve vennootschap"),
    "cvso": ("cv", "cooperatieve vennootschap"),
    "stichting": ("stichting",),
}
_FORM_WORD = re.compile(r"\b(" + "|".join(sorted(_FORMS, key=len, reverse=True)) + r")\b")
_STREET_WORDS = (("straat", "str"), ("steenweg", "stwg"), ("laan", "ln"), ("plein", "pl"))


def compare(core: Core, path: Path, progress: Callable[[str, float], None] | None = None) -> r.KboReport:
    """Hold our records against the monthly file, for our own numbers only. Raises KnownError."""
    report = progress or (lambda _text, _part: None)
    with core.now() as (connection, snapshot):
        outlook = Outlook(core, connection, snapshot)
        numbers = outlook.numbers
        extract = kbo.read(path, numbers, lambda part: report(_("Reading the KBO"), part))
        findings: list[r.KboFinding] = []
        bearers = sorted({key for keys in numbers.values() for key in keys})
        for actor in outlook.load("actor", bearers).values():
            if isinstance(actor, r.Actor):
                findings.extend(_differences(actor, extract, numbers))
    order = ("stopped", "renamed", "moved", "differs")
    findings.sort(key=lambda one: (order.index(one.kind), fold(one.name)))
    return r.KboReport(
        key=uuid.uuid4().hex,
        file=str(path),
        snapshot=extract.snapshot,
        asked=len(numbers),
        found=len(extract.entities),
        rows=extract.rows,
        findings=tuple(findings),
    )


def _differences(actor: r.Actor, extract: kbo.Extract, bearers: Mapping[str, Sequence[str]]) -> Iterator[r.KboFinding]:
    for identifier in actor.identifiers:
        number = kbo.bare(identifier.value)
        entity = extract.entities.get(number)

        def finding(
            kind: r.KboKind, field: r.KboField, ours: str, theirs: str, *, acceptable: bool = True, number: str = number
        ) -> r.KboFinding:
            return r.KboFinding(
                key=f"{actor.id}/{number}/{field}", kind=kind, field=field, actor_id=actor.id, name=actor.name,
                number=number, ours=ours, theirs=theirs, acceptable=acceptable,
            )  # fmt: skip

        if entity is None:
            if actor.status != "ended":
                yield finding("stopped", "status", _("active"), _("not in the KBO any more"))
            continue
        if actor.status == "ended":
            yield finding("differs", "status", _("ended"), _("active in the KBO"), acceptable=False)
        if (entity.situation or NORMAL).lstrip("0"):
            words = extract.situations.get(entity.situation or "", entity.situation or "")
            yield finding("differs", "status", _("active"), words, acceptable=False)
        if len(bearers[identifier.value]) > 1:  # desks of one enterprise: name and seat are not theirs
            continue
        ours = {_bare_name(name.text) for name in actor.names}
        if entity.names and not ours & {_bare_name(name) for name in entity.names}:
            yield finding("renamed", "name", _ours(actor, "name"), entity.names[0])
        yield from _form(actor, entity, extract, finding)
        if entity.street and not any(_same_address(site, entity) for site in actor.sites):
            known_seat = any(site.street for site in actor.sites)
            yield finding("moved" if known_seat else "differs", "seat", _ours(actor, "seat"), _address(entity))
        theirs: tuple[tuple[r.ContactKind, tuple[str, ...]], ...] = (
            ("phone", entity.phones), ("email", entity.mails), ("web", entity.sites),
        )  # fmt: skip
        for kind, found in theirs:
            known = {_bare_contact(kind, one.value) for one in _contacts(actor) if one.kind == kind}
            new = [value for value in found if _bare_contact(kind, value) not in known]
            if new and len(new) == len(found):
                value = values.contact_value(kind, new[0])
                right = validate.is_contact(kind, value)
                yield finding("differs", kind, _ours(actor, kind), values.contact_text(kind, value), acceptable=right)


def _form(
    actor: r.Actor, entity: kbo.Entity, extract: kbo.Extract, finding: Callable[..., r.KboFinding]
) -> Iterator[r.KboFinding]:
    """The legal form, where our name holds one that isn't that of the KBO."""
    label = extract.legal_forms.get(entity.legal_form or "", "")
    ours = next((match[1] for name in actor.names if (match := _FORM_WORD.search(fold(name.text)))), None)
    if label and ours is not None and not any(word in fold(label) for word in _FORMS[ours]):
        yield finding("differs", "legal_form", ours, label, acceptable=False)


def _contacts(actor: r.Actor) -> Iterator[r.Contact]:
    yield from actor.contacts
    for offer in actor.offers:
        yield from offer.contacts


def _bare_contact(kind: r.ContactKind, value: str) -> str:
    if kind == "web":
        return re.sub(r"^https?://(www\.)?", "", value.casefold()).rstrip("/")
    return values.contact_value(kind, value).casefold()


def _bare_name(name: str) -> str:
    return " ".join(_FORM_WORD.sub(" ", fold(name)).split())


def _bare_street(street: str) -> str:
    text = fold(re.sub(r"\b(bus|box|boite)\b.*", "", street, flags=re.IGNORECASE))
    for word, short in _STREET_WORDS:
        text = re.sub(rf"{word}\b", short, text)
    return text.replace(" ", "")


def _same_address(site: r.Site, entity: kbo.Entity) -> bool:
    street = _bare_street(f"{entity.street or ''} {entity.house or ''}")
    return bool(site.street) and _bare_street(site.street or "") == street and site.postcode == entity.postcode


def _address(entity: kbo.Entity) -> str:
    box = f" bus {entity.box}" if entity.box else ""
    street = " ".join(filter(None, (entity.street, entity.house))) + box
    return ", ".join(filter(None, (street, f"{entity.postcode or ''} {entity.town or ''}".strip())))


def _ours(actor: r.Actor, field: r.KboField) -> str:
    """What we say ourselves, as it is shown beside what the KBO says; internal contacts are nobody's to see."""
    if field == "name":
        return actor.name
    if field == "seat":
        site = actor.sites[0] if actor.sites else r.Site(id="")
        return ", ".join(filter(None, (site.street, f"{site.postcode or ''} {site.town or ''}".strip())))
    if field == "status":
        return _("ended") if actor.status == "ended" else _("active")
    shown = (one for one in actor.contacts if one.kind == field and one.visibility == "public")
    return ", ".join(values.contact_text(one.kind, one.value) for one in shown)


def accept(core: Core, report: r.KboReport, keys: Collection[str]) -> r.Changes:
    """Take over what the KBO says on some findings, with the KBO as source, in one operation. Raises KnownError.

    A name that changes stays as a former name. Where a record has no longer the number, nothing is done to it; where it
    says something else by now, all is refused: that was not what was agreed to.
    """
    chosen = [finding for finding in report.findings if finding.key in keys and finding.acceptable]

    def work(op: Operation) -> None:
        snapshot = core.current(op.connection)
        outlook, facts = Outlook(core, op.connection, snapshot), facts_known(op.connection, snapshot, core.gazetteer)
        source = _source(op, outlook)
        for actor_id in dict.fromkeys(finding.actor_id for finding in chosen):
            now = outlook.load("actor", [actor_id]).get(actor_id)
            if not isinstance(now, r.Actor):
                raise KnownError(_("This actor is no longer in the catalogue."))
            changed = now
            for finding in chosen:
                if finding.actor_id == actor_id and _ours(now, finding.field) != finding.ours:
                    raise KnownError(
                        _("“%(name)s” was changed since it was compared with the KBO.") % {"name": now.name},
                        _("Nothing was taken over. Compare again and choose anew."),
                    )
                if finding.actor_id == actor_id and any(one.value == finding.number for one in now.identifiers):
                    changed = _taken_over(changed, finding, outlook)
            proven = with_evidence(now, changed, source, report.snapshot)
            op.put(sound(proven, facts))

    return core.write("kbo", work)


def _source(op: Operation, outlook: Outlook) -> str:
    """The id of the source that is the KBO, made where it isn't there yet."""
    known = next((key for key in outlook.ids("source") if outlook.known.record_text("source", key) == TITLE), None)
    if known is not None:
        return known
    source = r.Source(id=str(uuid.uuid4()), title=TITLE)
    op.put(source)
    return source.id


def _taken_over(actor: r.Actor, finding: r.KboFinding, outlook: Outlook) -> r.Actor:
    replace = msgspec.structs.replace
    if finding.field == "status":
        return replace(actor, status="ended")
    if finding.field == "name":
        former = r.Name(id=str(uuid.uuid4()), text=actor.name, type="former")
        shown = next(name for name in actor.names if name.text == actor.name)
        names = tuple(replace(name, text=finding.theirs) if name is shown else name for name in actor.names)
        return replace(actor, names=(*names, former))
    if finding.field == "seat":
        street, _comma, rest = finding.theirs.rpartition(", ")
        postcode, _space, town = rest.partition(" ")
        before = actor.sites[0] if actor.sites else None
        site = before or r.Site(id=str(uuid.uuid4()))
        moved = replace(site, street=street, postcode=postcode or None, town=town or None)
        return replace(actor, sites=(located(moved, before, outlook.known), *actor.sites[1:]))
    if finding.field in ("phone", "email", "web"):
        value = values.contact_value(finding.field, finding.theirs)
        contact = r.Contact(id=str(uuid.uuid4()), kind=finding.field, value=value)
        return replace(actor, contacts=(*actor.contacts, contact))
    return actor
