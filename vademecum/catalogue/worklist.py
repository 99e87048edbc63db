"""Checking: what "checked" writes, who is to be called next, and what comes of a call.

Saved is not checked: only what is written here says that somebody looked whether a record is still right.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import log2
from pathlib import Path

import msgspec

from vademecum import records as r
from vademecum.catalogue import judging, wording
from vademecum.catalogue.snapshot import LIVE
from vademecum.catalogue.telling import Telling
from vademecum.errors import UNREADABLE, KnownError
from vademecum.texts import _

WAYS = ("phone", "mail", "site", "kbo", "visit", "document")
_AGAIN_AFTER = (3, 7, 14, 30, 60)  # days until the next try, by the number of tries
_OLDEST = 5.0  # times its period; what is older is simply old
_LEAST_GAP = 0.15  # a whole record grows old as well

Checked = r.Actor | r.Network | r.Agreement | r.Measure | r.Practice


def checked(record: r.Record, way: str, facts: Sequence[str], by: str, day: str) -> Checked:
    """The record with a check of these facts ("" for all of it); an older check of the same makes place.

    A check of the whole record takes it off the worklist for a while. Raises KnownError for what can't be checked.
    """
    if not isinstance(record, Checked):
        raise KnownError(_("A record of this type is not checked."))
    new = [
        msgspec.convert({"id": str(uuid.uuid4()), "date": day, "way": way, "by": by, "fact": fact}, r.Check)
        for fact in facts
    ]
    covered = {*facts}
    kept = [check for check in record.checks if check.date > day or not covered & {check.fact, ""}]
    changed = msgspec.structs.replace(record, checks=(*kept, *new))
    if isinstance(changed, r.Actor) and "" in covered:
        return msgspec.structs.replace(changed, tries=0, next_try=None)
    return changed


def no_answer(actor: r.Actor, today: date) -> r.Actor:
    """The actor after one more try in vain, to be tried again later and later."""
    days = _AGAIN_AFTER[min(actor.tries, len(_AGAIN_AFTER) - 1)]
    again = (today + timedelta(days=days)).isoformat()
    return msgspec.structs.replace(actor, tries=actor.tries + 1, next_try=again)


def stopped(actor: r.Actor, ended: str | None) -> r.Actor:
    """The actor that has ended; since when is only written where somebody said so."""
    return msgspec.structs.replace(actor, status="ended", valid_to=ended or actor.valid_to)


def worklist(
    actors: Iterable[r.Actor], telling: Telling, terms: Mapping[str, r.Term], opened: r.Opened, today: date, n: int
) -> tuple[r.WorkItem, ...]:
    """The actors to call, by use x age x gaps; left out are who was checked in time and who is to be tried later."""
    ranked: list[tuple[float, r.Actor]] = []
    for actor in actors:
        every = wording.check_every(terms, actor.kind)
        old = min(judging.age(actor, today) / every, _OLDEST)
        waits = actor.next_try is not None and actor.next_try > today.isoformat()
        if actor.status not in LIVE or waits or old < 1:
            continue
        use = 1 + log2(1 + opened.opened.get(actor.id, 0))
        gaps = max(_LEAST_GAP, 1 - judging.completeness(actor).share)
        ranked.append((use * old * gaps, actor))
    ranked.sort(key=lambda item: (-item[0], item[1].name))
    return tuple(_item(actor, score, telling, terms, opened, today) for score, actor in ranked[:n])


def _item(
    actor: r.Actor, score: float, telling: Telling, terms: Mapping[str, r.Term], opened: r.Opened, today: date
) -> r.WorkItem:
    every = wording.check_every(terms, actor.kind)
    return r.WorkItem(
        ref=r.ref("actor", actor),
        kind_label=wording.label(terms[actor.kind]) if actor.kind in terms else actor.kind,
        town=wording.town(actor),
        phone=next((contact.value for contact in actor.contacts if contact.kind == "phone"), ""),
        freshness=wording.freshness(actor.checks, actor.evidence, today, every),
        completeness=judging.completeness(actor),
        score=round(score, 3),
        opened=opened.opened.get(actor.id, 0),
        tries=actor.tries,
        script=judging.script(actor, telling),
    )


# --- how often pages are opened here: numbers only, no persons, no searches -------------------------------------------


def load_opened(path: Path) -> r.Opened:
    """The counts; none where there are none or the file can't be read: they are worth no more than an order."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=r.Opened)
    except (FileNotFoundError, *UNREADABLE):
        return r.Opened()


def count_opened(path: Path, actor_id: str) -> None:
    """Count one opened page. Raises OSError where the file can't be written."""
    counts = dict(load_opened(path).opened)
    counts[actor_id] = counts.get(actor_id, 0) + 1
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_bytes(msgspec.json.encode(r.Opened(opened=counts)))
    os.replace(beside, path)
