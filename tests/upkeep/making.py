"""Records to try things on."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

import msgspec

from vademecum import records as r
from vademecum.catalogue import Catalogue

T = TypeVar("T", bound=r.Frozen)


def new() -> str:
    return str(uuid.uuid4())


def actor(name: str = "Proefloket Mesen", **values: Any) -> r.Actor:
    fields: dict[str, Any] = {"id": new(), "kind": "ocmw", "names": (r.Name(id=new(), text=name),)} | values
    return r.Actor(**fields)


def phone(value: str, **values: Any) -> r.Contact:
    return r.Contact(id=new(), kind="phone", value=value, **values)


def area(area_id: str, **values: Any) -> r.ServiceArea:
    return r.ServiceArea(id=new(), area_id=area_id, **values)


def site(municipality: str = "nis:33016", **values: Any) -> r.Site:
    return r.Site(id=new(), municipality=municipality, **values)


def changed(record: T, **values: Any) -> T:
    return msgspec.structs.replace(record, **values)


def saved(catalogue: Catalogue, record: T) -> T:
    """The record as it is after saving."""
    catalogue.save(record)  # type: ignore[arg-type]
    return now(catalogue, record)


def now(catalogue: Catalogue, record: T) -> T:
    found = catalogue.load(r.record_type(record), record.id)  # type: ignore[arg-type, attr-defined]
    assert type(found) is type(record)
    return found  # type: ignore[return-value]


def bare(record: T) -> T:
    return changed(record, version=0)
