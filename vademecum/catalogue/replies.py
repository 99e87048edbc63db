"""The round trip with an actor: a form goes out by mail, the reply comes back, what differs is accepted or refused."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from vademecum import records as r
from vademecum.catalogue.core import Core
from vademecum.catalogue.knowing import known as facts_known
from vademecum.catalogue.knowing import sound
from vademecum.catalogue.outlook import Outlook
from vademecum.errors import KnownError
from vademecum.exchange import forms
from vademecum.exchange.known import CellError
from vademecum.proving import still_proven
from vademecum.store.operation import Operation
from vademecum.texts import _, date_words


def write_forms(core: Core, path: Path, ids: Sequence[str]) -> None:
    """Write the forms of some actors in one .xlsx file, a sheet each. Raises KnownError."""
    with core.now() as (connection, snapshot):
        outlook = Outlook(core, connection, snapshot)
        found = outlook.load("actor", ids)
        actors = [found[key] for key in ids if key in found]
        if not actors:
            raise KnownError(_("There is nothing to make a form of."))
        forms.write(path, [actor for actor in actors if isinstance(actor, r.Actor)], outlook.known)


def read_replies(core: Core, path: Path) -> tuple[r.Reply, ...]:
    """What the forms in a file answer, against what is known now; nothing is written. Raises KnownError."""
    filled = forms.read(path)
    if not filled:
        raise KnownError(_("%(file)s is no form of Vademecum.") % {"file": path.name})
    day = date.fromtimestamp(path.stat().st_mtime).isoformat()
    with core.now() as (connection, snapshot):
        outlook = Outlook(core, connection, snapshot)
        return tuple(_reply(outlook, path, one, day) for one in filled)


def _reply(outlook: Outlook, path: Path, filled: forms.Filled, day: str) -> r.Reply:
    about = {"key": f"{path}#{filled.sheet}", "file": str(path), "sheet": filled.sheet, "date": day,
             "actor_id": filled.actor_id, "confirmed": filled.confirmed}  # fmt: skip
    now = outlook.load("actor", [filled.actor_id]).get(filled.actor_id)
    if not isinstance(now, r.Actor):
        gone = r.Problem(level="error", text=_("This actor is no longer in the catalogue."))
        return r.Reply(name=filled.sheet, problems=(gone,), **about)  # type: ignore[arg-type]
    base: Any = now
    if 0 < filled.version < now.version:
        base = outlook.at("actor", now.id, filled.version) or now
    found = [
        line
        for key, text in filled.answers.items()
        if (line := _line(outlook, now, base, key, text, filled.version)) is not None
    ]
    return r.Reply(name=now.name, lines=tuple(found), **about)  # type: ignore[arg-type]


def _line(outlook: Outlook, now: r.Actor, base: r.Actor, key: str, text: str, version: int) -> r.ReplyLine | None:
    """One answer; None where it says what is known already."""
    label, before = key, ""
    after = "" if text in forms.NOTHING else text
    try:
        label, before = forms.shown(now, key, outlook.known)
        _label, then = forms.shown(base, key, outlook.known)
        changed = forms.answered(now, key, text, outlook.known, version)
        if changed == now:
            return None
        adds = forms.adds(key)
        if not adds:
            after = forms.shown(changed, key, outlook.known)[1]
        problems = {(one.field, one.text) for one in outlook.judge(now)}
        new = [one for one in outlook.judge(outlook.tidy(changed)) if (one.field, one.text) not in problems]
        problem = next((one for one in new if one.level == "error"), new[0] if new else None)
        if adds and problem is not None and problem.level == "error":
            problem = None  # a new offer is judged with all its lines together
    except CellError as error:
        return r.ReplyLine(
            key=key, label=label, before=before, after=text, problem=r.Problem(level="error", text=error.text)
        )
    meanwhile = before if before != then else None
    return r.ReplyLine(key=key, label=label, before=before, after=after, meanwhile=meanwhile, problem=problem)


def accept(core: Core, reply: r.Reply, keys: Collection[str], *, checked: bool = True) -> r.Changes:
    """Take over some lines of a reply, with the form as their source, in one operation. Raises KnownError.

    ``checked``: where the actor says that the rest is right, the record counts as checked by mail on that day.
    """
    filled = next((one for one in forms.read(Path(reply.file)) if one.sheet == reply.sheet), None)
    if filled is None:
        raise KnownError(_("%(file)s is no form of Vademecum.") % {"file": Path(reply.file).name})

    def work(op: Operation) -> None:
        snapshot = core.current(op.connection)
        outlook, facts = Outlook(core, op.connection, snapshot), facts_known(op.connection, snapshot, core.gazetteer)
        now = outlook.load("actor", [reply.actor_id]).get(reply.actor_id)
        if not isinstance(now, r.Actor):
            raise KnownError(_("This actor is no longer in the catalogue."))
        changed = now
        for key, text in filled.answers.items():
            if key not in keys:
                continue
            try:
                changed = forms.answered(changed, key, text, outlook.known, filled.version)
            except CellError as error:
                raise KnownError(error.text) from error
        title = _("Form of %(name)s, %(date)s") % {"name": now.name, "date": date_words(reply.date)}
        source = r.Source(id=str(uuid.uuid4()), title=title, note=Path(reply.file).name)
        changed = outlook.tidy(changed)  # type: ignore[assignment]
        proven = with_evidence(now, changed, source.id, reply.date)
        if proven != now:
            op.put(source)
        if checked and reply.confirmed:
            check = r.Check(id=str(uuid.uuid4()), date=reply.date, way="mail", by=core.who)
            proven = msgspec.structs.replace(proven, checks=(*proven.checks, check))
        op.put(sound(proven, facts))

    return core.write("form", work)


def with_evidence(
    before: r.Actor, after: r.Actor, source_id: str, day: str | None, confidence: r.Confidence = "high"
) -> r.Actor:
    """The record with the source noted at each fact that is new or different, in the place of what was said of it."""
    facts: list[str] = []
    for name in after.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if name in ("id", "version", "evidence", "checks") or old == new:
            continue
        if isinstance(new, tuple) and all(hasattr(part, "id") for part in (*old, *new)):
            facts.extend(part.id for part in new if part not in old)
        else:
            facts.append(name)
    evidence = tuple(
        r.Evidence(id=str(uuid.uuid4()), source_id=source_id, fact=fact, date=day, confidence=confidence)
        for fact in facts
    )
    after = still_proven(before, after)
    return msgspec.structs.replace(after, evidence=(*after.evidence, *evidence))
