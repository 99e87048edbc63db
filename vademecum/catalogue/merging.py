"""Two actors become one: field by field, with all that points at the one that goes.

Where nothing is chosen, single values are those of the actor that stays, or of the other where it has none (the days
that it exists go with the status, where the two differ in that); of what may be many, both are kept, the same fact
once. The name of the one that goes becomes another name (a former one, where it had ended). Evidence and checks of a
fact that both had go to the fact that stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from vademecum import fields
from vademecum import records as r
from vademecum.catalogue.past import with_new_ids
from vademecum.catalogue.telling import Telling
from vademecum.errors import KnownError
from vademecum.store import mapping, reading
from vademecum.store.operation import Operation
from vademecum.texts import _
from vademecum.validate import normalise, same_fact

_ALWAYS_BOTH = ("evidence", "checks")
_NOT_SHOWN = ("different_from", "tries", "next_try", *_ALWAYS_BOTH)
_MANY = ("parts", "codes", "words")
_WITH_STATUS = ("valid_from", "valid_to")  # days say when it was what its status says

Choices = Mapping[str, r.FieldChoice]


def merged(keep: r.Actor, drop: r.Actor, choices: Choices) -> r.Actor:
    """The actor that results. Raises KnownError for a choice that can't be."""
    if keep.id == drop.id:
        raise KnownError(_("An actor can't be merged with itself."))
    changed: dict[str, Any] = {}
    same: dict[str, str] = {}  # part of the one that goes -> the same part of the one that stays
    for field in fields.of(r.Actor):
        choice = _choice(field, keep, drop, choices)
        mine, theirs = getattr(keep, field.key), getattr(drop, field.key)
        if field.key == "names":
            changed["names"] = _names(keep, drop, choice, same)
        elif choice == "keep":
            changed[field.key] = mine
        elif choice == "drop":
            changed[field.key] = theirs
        elif field.kind == "parts":
            changed[field.key] = _union(mine, theirs, same)
        elif field.kind in _MANY:
            changed[field.key] = tuple(dict.fromkeys((*mine, *theirs)))
        else:
            changed[field.key] = "\n\n".join(dict.fromkeys(text for text in (mine, theirs) if text))
    changed["relations"] = tuple(x for x in changed["relations"] if x.actor_id not in (keep.id, drop.id))
    changed["different_from"] = tuple(key for key in changed["different_from"] if key not in (keep.id, drop.id))
    result: r.Actor = with_new_ids(msgspec.structs.replace(keep, **changed), same)
    return normalise(result)


def _choice(field: fields.Field, keep: r.Actor, drop: r.Actor, choices: Choices) -> r.FieldChoice:
    allowed = _choices(field)
    chosen = choices.get(field.key)
    if chosen is None and field.key in _WITH_STATUS and keep.status != drop.status:
        chosen = choices.get("status", "keep")
    if chosen is not None:
        if chosen not in allowed:
            raise KnownError(_("“%(field)s” can't keep both.") % {"field": field.label})
        return chosen
    if "both" in allowed and (field.kind in _MANY or field.key in ("note", *_ALWAYS_BOTH)):
        return "both"
    return "drop" if not getattr(keep, field.key) and getattr(drop, field.key) else "keep"


def _choices(field: fields.Field) -> tuple[r.FieldChoice, ...]:
    return ("keep", "drop", "both") if field.kind in (*_MANY, "long") else ("keep", "drop")


def _names(keep: r.Actor, drop: r.Actor, choice: r.FieldChoice, same: dict[str, str]) -> tuple[r.Name, ...]:
    """The names of both. "keep" and "drop" say whose official name it bears; the other is not lost."""
    stays, goes = (drop, keep) if choice == "drop" else (keep, drop)
    later: r.NameType = "former" if drop.status == "ended" and goes is drop else "alias"
    others = tuple(
        msgspec.structs.replace(name, type=later) if name.type == "official" and name.valid_to is None else name
        for name in goes.names
    )
    known = {name.text.casefold(): name.id for name in stays.names}
    kept = []
    for name in others:
        if name.text.casefold() in known:
            same[name.id] = known[name.text.casefold()]
        else:
            known[name.text.casefold()] = name.id
            kept.append(name)
    return (*stays.names, *kept)


def _union(mine: tuple[Any, ...], theirs: tuple[Any, ...], same: dict[str, str]) -> tuple[Any, ...]:
    """The parts of both; where two say the same and don't contradict each other, one that holds what either knows."""
    result = list(mine)
    for part in theirs:
        fact = _fact(part)
        for position, own in enumerate(result[: len(mine)]):
            joined = _joined(own, part) if fact is not None and _fact(own) == fact else None
            if joined is not None:
                result[position] = joined
                same[part.id] = own.id
                break
        else:
            result.append(part)
    return tuple(result)


def _joined(mine: Any, theirs: Any) -> Any | None:
    """Mine with what only the other knows; None where they contradict each other."""
    changed: dict[str, Any] = {}
    for key in mine.__struct_fields__:
        own, other = getattr(mine, key), getattr(theirs, key)
        if key == "derived":
            changed[key] = (*own, *(field for field in other if field not in own and not getattr(mine, field)))
        elif key == "id" or not other or _bare(own) == _bare(other):
            continue
        elif own:
            return None
        else:
            changed[key] = other
    return msgspec.structs.replace(mine, **changed)


def _bare(value: Any) -> Any:
    """A value without the ids of its parts, and whatever the case of its letters."""
    if isinstance(value, tuple):
        return tuple(_bare(item) for item in value)
    if isinstance(value, r.Frozen):
        return msgspec.structs.replace(value, id="")
    return value.casefold() if isinstance(value, str) else value


def _fact(part: Any) -> tuple[object, ...] | None:
    """What two actors may both say: besides the same facts within a record, the same desk, offer, source and check."""
    match part:
        case r.Site():
            street = (part.street or "").casefold()
            return ("site", street, part.postcode) if street else ("site", "", part.municipality, part.label)
        case r.Offer():
            return "offer", part.name.casefold()
        case r.ServiceArea():
            return part.area_id, part.excluded, part.valid_from, part.valid_to
        case r.Contact():
            return part.kind, part.value.casefold(), part.role, part.person
        case r.Relation():
            return part.type, part.actor_id, part.valid_from, part.valid_to
        case r.Evidence():
            return part.source_id, part.fact, part.date, part.note
        case _:
            return same_fact(part)


# --- what points at the one that goes ---------------------------------------------------------------------------------


def pointing(connection: sa.Connection, keep: str, drop: str) -> tuple[r.Record, ...]:
    """The other records that name the actor that goes, or remember that it is another."""
    wanted: dict[r.RecordType, list[str]] = {}
    for kind, key in dict.fromkeys((*reading.pointing_at(connection, drop), *reading.told_apart(connection, drop))):
        if key not in (keep, drop):
            wanted.setdefault(kind, []).append(key)
    return tuple(record for kind, keys in wanted.items() for record in mapping.load(connection, kind, keys).values())


def moved(record: r.Record, keep: str, drop: str) -> r.Record:
    """The record with the actor that stays wherever it named the one that goes, the same link once."""
    changed: dict[str, Any] = {}
    for field in fields.of(type(record)):
        value = getattr(record, field.key)
        if field.key == "different_from":
            changed[field.key] = tuple(dict.fromkeys(keep if key == drop else key for key in value))
        elif field.kind == "parts" and field.part is not None and "actor_id" in field.part.__struct_fields__:
            changed[field.key] = _links(value, keep, drop)
    return normalise(msgspec.structs.replace(record, **changed))


def _links(parts: tuple[Any, ...], keep: str, drop: str) -> tuple[Any, ...]:
    """What was there stays; a link that moves is left out where it would say the same as another."""
    said = {msgspec.structs.replace(part, id="") for part in parts if part.actor_id != drop}
    result = []
    for part in parts:
        if part.actor_id == drop:
            link = msgspec.structs.replace(part, id="", actor_id=keep)
            if link in said:
                continue
            said.add(link)
            part = msgspec.structs.replace(link, id=part.id)
        result.append(part)
    return tuple(result)


# --- doing it ---------------------------------------------------------------------------------------------------------


def plan(connection: sa.Connection, telling: Telling, keep: r.Actor, drop: r.Actor, choices: Choices) -> r.MergePlan:
    """What a merge would do."""
    result = merged(keep, drop, choices)
    lines = []
    for field in fields.of(r.Actor):
        mine, theirs = telling.field(keep, field.key), telling.field(drop, field.key)
        if field.key in _NOT_SHOWN or not (mine or theirs) or (mine == theirs and field.kind != "parts"):
            continue
        lines.append(
            r.MergeLine(
                field=field.key,
                label=field.label,
                keep=mine,
                drop=theirs,
                result=telling.field(result, field.key),
                choice=_choice(field, keep, drop, choices),
                choices=_choices(field),
            )
        )
    moves = tuple(
        r.MovedLink(ref=r.ref(r.record_type(record), record), text=_named_as(telling, record, drop.id))
        for record in pointing(connection, keep.id, drop.id)
    )
    return r.MergePlan(
        keep=r.ref("actor", keep), drop=r.ref("actor", drop), result=result, lines=tuple(lines), moves=moves
    )


def _named_as(telling: Telling, record: r.Record, drop: str) -> str:
    texts = []
    for field in fields.of(type(record)):
        for part in getattr(record, field.key) if field.kind == "parts" else ():
            if getattr(part, "actor_id", None) == drop:
                texts.append(f"{field.label}: {telling.part(part, record)}")
    return "; ".join(texts)


def merge(op: Operation, keep: r.Actor, drop: r.Actor, choices: Choices) -> None:
    """Write the result and all that points at the one that goes; it goes first, so that its parts can move."""
    result = merged(keep, drop, choices)
    others = pointing(op.connection, keep.id, drop.id)
    op.remove("actor", drop.id)
    op.put(result, based_on=keep.version)
    for record in others:
        op.put(moved(record, keep.id, drop.id))
