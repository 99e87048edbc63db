"""Values, differences and operations in words, in the user's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from vademecum import fields, naming, validate
from vademecum import records as r
from vademecum.catalogue import wording
from vademecum.catalogue.snapshot import Snapshot
from vademecum.places.gazetteer import Gazetteer
from vademecum.store import reading
from vademecum.texts import _, date_words, number

_LONG = 300  # letters of a value in a title or a line


class Telling:
    """Tells of one state of the catalogue. Names are looked up once."""

    def __init__(self, connection: sa.Connection, snapshot: Snapshot, gazetteer: Gazetteer) -> None:
        """Nothing is read before it is asked."""
        self._connection = connection
        self._snapshot = snapshot
        self._gazetteer = gazetteer
        self._names: dict[str, str] = {}

    # differences --------------------------------------------------------------------------------------------------

    def differences(self, before: r.Record | None, after: r.Record | None) -> tuple[r.FieldChange, ...]:
        """Field by field; parts are followed by their id. Empty where nothing but the version differs."""
        root = after or before
        if root is None:
            return ()
        return tuple(self._between(type(root), before, after, "", "", root))

    def _between(
        self, owner: type[r.Frozen], before: Any, after: Any, path: str, label: str, root: r.Record
    ) -> Iterator[r.FieldChange]:
        for field in fields.of(owner):
            was = getattr(before, field.key) if before is not None else None
            now = getattr(after, field.key) if after is not None else None
            if was == now or (not (was or now) and was in (None, (), "") and now in (None, (), "")):
                continue
            here = f"{path}.{field.key}" if path else field.key
            name = f"{label}: {field.label}" if label else field.label
            if field.kind == "parts" and field.part is not None:
                yield from self._parts(field.part, was or (), now or (), here, name, root)
            else:
                yield r.FieldChange(
                    path=here,
                    label=name,
                    before=self.value(field, was, before, root),
                    after=self.value(field, now, after, root),
                )

    def _parts(
        self, part: type[r.Frozen], was: Sequence[Any], now: Sequence[Any], path: str, label: str, root: r.Record
    ) -> Iterator[r.FieldChange]:
        old = {item.id: (position, item) for position, item in enumerate(was)}
        new = {item.id for item in now}
        for position, item in enumerate(now):
            here, name = f"{path}[{position}]", f"{label} {position + 1}"
            if item.id not in old:
                yield r.FieldChange(path=here, label=name, before="", after=self.part(item, root))
            elif item != old[item.id][1]:
                yield from self._between(part, old[item.id][1], item, here, name, root)
        for position, item in old.values():
            if item.id not in new:
                yield r.FieldChange(
                    path=f"{path}[{position}]", label=f"{label} {position + 1}", before=self.part(item, root), after=""
                )
        kept = [item.id for item in was if item.id in new]
        if kept != [item.id for item in now if item.id in old]:
            order = _("Order of %(field)s") % {"field": label}
            yield r.FieldChange(
                path=path,
                label=order,
                before=_clipped("; ".join(self.part(item, root) for item in was)),
                after=_clipped("; ".join(self.part(item, root) for item in now)),
            )

    # values -------------------------------------------------------------------------------------------------------

    def part(self, part: Any, root: r.Record | None = None) -> str:
        """A part in one line: what lists show of it first, then the rest."""
        described = sorted(fields.of(type(part)), key=lambda field: not field.column)
        texts = []
        for field in described:
            value = getattr(part, field.key)
            if field.own or value in (None, (), "", False):
                continue
            text = self.value(field, value, part, root)
            texts.append(field.label if value is True else text)
        return _clipped(" · ".join(dict.fromkeys(text for text in texts if text)))

    def field(self, record: r.Record, key: str) -> str:
        """A field of a record in words; several parts one on each line."""
        field = fields.field(type(record), key)
        value = getattr(record, key)
        if field.kind == "parts":
            return "\n".join(self.part(part, record) for part in value)
        return self.value(field, value, record, record)

    def value(self, field: fields.Field, value: Any, owner: Any = None, root: r.Record | None = None) -> str:
        """One value in words; ``owner``: the record or part that has it, ``root``: the record."""
        if value is None or value == () or value == "":
            return ""
        match field.kind:
            case "choice":
                return field.choice_label(value)
            case "date":
                return date_words(value) if validate.is_date(value) else str(value)
            case "flag":
                return _("yes") if value else _("no")
            case "code":
                return self._term(field.taxonomy or getattr(owner, "taxonomy", "kind"), value)
            case "codes":
                return ", ".join(self._term(field.taxonomy or "theme", code) for code in value)
            case "area":
                return self.place(value)
            case "record":
                return self.name(value)
            case "words" if field.target is not None:
                return ", ".join(self.name(key) for key in value)
            case "words":
                return ", ".join(value)
            case "site":
                sites = getattr(root, "sites", ())
                return next((self.part(site, root) for site in sites if site.id == value), _("a site that is gone"))
            case "fact":
                return self._fact(value, root)
            case "contact" if getattr(owner, "kind", "") == "phone":
                return validate.phone_shown(value)
            case "identifier":
                return validate.kbo_shown(value)
            case "parts":
                return "; ".join(self.part(part, root) for part in value)
            case _:
                return str(value)

    def _term(self, taxonomy: Any, code: str) -> str:
        term = self._snapshot.terms[taxonomy].get(code)
        return wording.label(term) if term is not None else code

    def _fact(self, fact: str, root: r.Record | None) -> str:
        if root is None or not fact:
            return _("the whole record")
        for field in fields.of(type(root)):
            if field.key == fact:
                return field.label
            for part in getattr(root, field.key) if field.kind == "parts" else ():
                if part.id == fact:
                    return f"{field.label}: {self.part(part, root)}"
        return _("something that is gone")

    def place(self, area_id: str) -> str:
        """A place in words; its id where it is unknown."""
        try:
            return naming.area_name(self._gazetteer.get(area_id))
        except KeyError:
            return area_id

    def name(self, record_id: str) -> str:
        """The name of a record, also of one that is gone."""
        if record_id not in self._names:
            found = reading.names(self._connection, [record_id]).get(record_id)
            self._names[record_id] = found[1] if found is not None else self._former_name(record_id)
        return self._names[record_id]

    def _former_name(self, record_id: str) -> str:
        name = reading.last_name(self._connection, record_id)
        return _("%(name)s (deleted)") % {"name": name} if name else _("a record that is gone")

    # operations ---------------------------------------------------------------------------------------------------

    def title(self, name: str, names: Sequence[str], count: int, of: str = "") -> str:
        """What an operation did, in words. ``names``: of its first records; ``of``: the title of what it took back."""
        what = {
            "save": _("Saved"),
            "delete": _("Deleted"),
            "merge": _("Merged"),
            "bulk": _("Changed together"),
            "check": _("Checked"),
            "no_answer": _("No answer"),
            "stopped": _("Stopped"),
            "different": _("Are different"),
            "restore": _("Earlier version put back"),
            "return": _("Back from the bin"),
            "rewind": _("Back to a backup"),
            "review": _("Proposal accepted"),
            "import": _("Imported"),
            "form": _("Reply to a form taken in"),
            "kbo": _("Taken over from the KBO"),
            "starter": _("Catalogue made"),
            "edition": _("New edition taken in"),
            "repair": _("Repaired"),
            "erase": _("Person erased"),
            "undo": _("Undone"),
            "redo": _("Done again"),
        }.get(name, name)
        if of:
            return _("%(what)s: %(which)s") % {"what": what, "which": of}
        if name in ("starter", "edition", "erase") or not names:
            return what
        listed = ", ".join(names)
        if count > len(names):
            listed = _("%(names)s and %(n)s more") % {"names": listed, "n": number(count - len(names))}
        return _("%(what)s: %(which)s") % {"what": what, "which": listed}


def _clipped(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1].rstrip() + "…"
