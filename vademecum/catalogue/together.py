"""The same change in many records: worked out first, done in one operation, taken back in one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from vademecum import fields
from vademecum import records as r
from vademecum.catalogue.telling import Telling
from vademecum.errors import KnownError
from vademecum.proving import still_proven
from vademecum.texts import _
from vademecum.validate import Known, errors, normalise, validate

_LISTS = ("codes", "words")
_SINGLE = ("text", "long", "choice", "code", "date", "flag", "web", "record", "whole")


def can_edit(field: fields.Field) -> bool:
    """True for the fields that can be changed in many records at once."""
    return not field.own and (field.kind in (*_LISTS, *_SINGLE) or field.part is r.ServiceArea)


def edited(record: r.Record, edits: Sequence[r.Edit]) -> r.Record:
    """The record with all edits. Raises KnownError for an edit that records of this type can't have."""
    before = record
    for edit in edits:
        try:
            field = fields.field(type(record), edit.field)
        except KeyError:
            text = _("“%(name)s” has no field “%(field)s”.")
            raise KnownError(text % {"name": record.name, "field": edit.field}) from None
        if not can_edit(field):
            raise KnownError(_("“%(field)s” can't be changed in many records at once.") % {"field": field.label})
        value = _value(record, field, edit)
        record = msgspec.structs.replace(record, **{edit.field: value})
    return still_proven(before, normalise(record))


def _value(record: r.Record, field: fields.Field, edit: r.Edit) -> Any:
    old = getattr(record, field.key)
    if field.part is r.ServiceArea:
        return _areas(old, edit)
    if field.kind in _LISTS:
        if edit.action == "set":
            return edit.values
        if edit.action == "add":
            return tuple(dict.fromkeys((*old, *edit.values)))
        return tuple(value for value in old if value not in edit.values)
    if len(edit.values) > 1 or edit.action == "add":
        raise KnownError(_("“%(field)s” holds one value.") % {"field": field.label})
    return _single(record, field, edit, old)


def _single(record: r.Record, field: fields.Field, edit: r.Edit, old: Any) -> Any:
    default = next(info.default for info in msgspec.structs.fields(type(record)) if info.name == field.key)
    empty = None if default is None else ""
    if edit.action == "remove":
        return empty if not edit.values or str(old) == edit.values[0] else old
    if not edit.values:
        return empty
    if field.kind == "flag":
        return edit.values[0] == "true"
    if field.kind == "whole":
        if not edit.values[0].isdecimal():
            raise KnownError(_("“%(field)s” is a whole number.") % {"field": field.label})
        return int(edit.values[0])
    return edit.values[0]


def _areas(old: tuple[r.ServiceArea, ...], edit: r.Edit) -> tuple[r.ServiceArea, ...]:
    alike = [area for area in old if area.excluded == edit.excluded]
    there = {area.area_id for area in alike if area.valid_to is None}
    fresh = tuple(
        r.ServiceArea(id=str(uuid.uuid4()), area_id=area_id, excluded=edit.excluded)
        for area_id in edit.values
        if area_id not in there
    )
    if edit.action == "add":
        return (*old, *fresh)
    if edit.action == "remove":
        return tuple(area for area in old if area.excluded != edit.excluded or area.area_id not in edit.values)
    return (*(area for area in old if area.excluded != edit.excluded or area.area_id in edit.values), *fresh)


def plan(
    records: Sequence[r.Record], edits: Sequence[r.Edit], known: Known, telling: Telling, change: int
) -> r.BulkPlan:
    """What the edits would do to each record."""
    changed: list[r.BulkLine] = []
    refused: list[r.BulkLine] = []
    same: list[r.Ref] = []
    for record in records:
        ref = r.ref(r.record_type(record), record)
        new = edited(record, edits)
        if new == normalise(record):
            same.append(ref)
            continue
        wrong = errors(validate(new, known))
        line = r.BulkLine(ref=ref, differences=telling.differences(record, new), problems=wrong)
        (refused if wrong else changed).append(line)
    return r.BulkPlan(changed=tuple(changed), same=tuple(same), refused=tuple(refused), change=change)
