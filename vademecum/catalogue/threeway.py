"""Two edits of one record brought together, field by field and part by part. Pure; knows no store.

Where only one of the two changed a value, that one counts; of lists of codes what either added or took away. Where both
changed a value, mine stays and the clash is told; a part that one deleted and the other changed stays until settled.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

import msgspec

from vademecum import records as r

_F = TypeVar("_F", bound=r.Frozen)


def merge(base: r.Record | None, mine: r.Record, theirs: r.Record) -> r.Merge:
    """Mine and theirs, which both began as ``base`` (None: unknown); the version is theirs, ready to be saved."""
    clashes: list[r.Clash] = []
    merged = _merge_struct(base, mine, theirs, "", clashes)
    return r.Merge(merged=msgspec.structs.replace(merged, version=theirs.version), clashes=tuple(clashes))


def settle(merge: r.Merge, theirs: Collection[str]) -> r.Record:
    """The merged record with their value for the clashes of these paths, and mine for the others."""
    record: Any = merge.merged
    gone: list[tuple[str, ...]] = []
    for clash in merge.clashes:
        chosen = clash.theirs if clash.path in theirs else clash.mine
        if chosen is None and clash.path.endswith("]"):
            gone.append(_steps(clash.path))
        else:
            record = _with(record, _steps(clash.path), chosen)
    for steps in reversed(gone):  # from the last to the first: the numbers of the others still hold
        record = _without(record, steps)
    return record  # type: ignore[no-any-return]


def _merge_struct(base: Any, mine: _F, theirs: _F, path: str, clashes: list[r.Clash]) -> _F:
    changes: dict[str, Any] = {}
    for field in mine.__struct_fields__:
        if field in ("id", "version"):
            continue
        own, other = getattr(mine, field), getattr(theirs, field)
        nothing: Any = () if isinstance(own, tuple) else None
        before = getattr(base, field) if base is not None else nothing
        place = f"{path}.{field}" if path else field
        if other in (own, before):
            value = own
        elif own == before:
            value = other
        elif _are_parts(own) and _are_parts(other):
            value = _merge_parts(before, own, other, place, clashes)
        elif isinstance(own, tuple):
            value = _merge_codes(before, own, other)
        else:
            clashes.append(r.Clash(path=place, base=before, mine=own, theirs=other))
            value = own
        changes[field] = value
    return msgspec.structs.replace(mine, **changes)


def _are_parts(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(part, r.Frozen) and hasattr(part, "id") for part in value)


def _merge_codes(base: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Mine, without what they took away and with what they added."""
    kept = tuple(code for code in mine if code in theirs or code not in base)
    return kept + tuple(code for code in theirs if code not in base and code not in mine)


def _merge_parts(
    base: tuple[Any, ...], mine: tuple[Any, ...], theirs: tuple[Any, ...], path: str, clashes: list[r.Clash]
) -> tuple[Any, ...]:
    """The parts of mine in my order, then what they added. A part that one deleted and the other changed, stays."""
    before, other = {part.id: part for part in base}, {part.id: part for part in theirs}
    own = {part.id for part in mine}
    result: list[Any] = []
    for part in mine:
        place = f"{path}[{len(result)}]"
        was = before.get(part.id)
        if part.id in other:
            result.append(_merge_struct(was, part, other[part.id], place, clashes))
        elif was is None:
            result.append(part)
        elif part != was:
            clashes.append(r.Clash(path=place, base=was, mine=part, theirs=None))
            result.append(part)
    for part in theirs:
        if part.id in own:
            continue
        was = before.get(part.id)
        if was is None:
            result.append(part)
        elif part != was:
            clashes.append(r.Clash(path=f"{path}[{len(result)}]", base=was, mine=None, theirs=part))
            result.append(part)
    return tuple(result)


def _steps(path: str) -> tuple[str, ...]:
    """The steps of a path: ``offers[2].name`` has ("offers", "2", "name")."""
    return tuple(path.replace("[", ".").replace("]", "").split("."))


def _with(value: Any, steps: tuple[str, ...], new: Any) -> Any:
    if not steps:
        return new
    if isinstance(value, tuple):
        number = int(steps[0])
        return (*value[:number], _with(value[number], steps[1:], new), *value[number + 1 :])
    return msgspec.structs.replace(value, **{steps[0]: _with(getattr(value, steps[0]), steps[1:], new)})


def _without(value: Any, steps: tuple[str, ...]) -> Any:
    if isinstance(value, tuple):
        number = int(steps[0])
        if len(steps) == 1:
            return (*value[:number], *value[number + 1 :])
        return (*value[:number], _without(value[number], steps[1:]), *value[number + 1 :])
    return msgspec.structs.replace(value, **{steps[0]: _without(getattr(value, steps[0]), steps[1:])})
