"""The one description of the fields: nothing is left out, nothing is named twice."""

from __future__ import annotations

import typing

import msgspec
import pytest

from vademecum import fields, texts
from vademecum import records as r

OWNERS: list[type[r.Frozen]] = [*r.RECORD_CLASSES.values()]
for _owner in OWNERS:
    OWNERS += [f.part for f in fields.of(_owner) if f.part is not None and f.part not in OWNERS]


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_every_field_is_described_once(owner: type[r.Frozen]) -> None:
    keys = [field.key for field in fields.of(owner)]
    assert sorted(keys) == sorted(set(owner.__struct_fields__) - {"id", "version"})


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_choices_are_those_that_the_record_allows(owner: type[r.Frozen]) -> None:
    hints = typing.get_type_hints(owner)
    for field in fields.of(owner):
        allowed = typing.get_args(hints[field.key]) if typing.get_origin(hints[field.key]) is typing.Literal else ()
        if field.kind == "choice":
            assert {c.value for c in field.choices} == set(allowed)
        else:
            assert not allowed


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_what_has_no_default_is_required(owner: type[r.Frozen]) -> None:
    for info in msgspec.structs.fields(owner):
        if info.required and info.name not in ("id", "kind", "type", "taxonomy"):
            assert fields.field(owner, info.name).required


@pytest.mark.parametrize("language", ["nl", "en"])
def test_spreadsheet_names_are_clear_within_one_sheet(language: str) -> None:
    texts.set_language(language)
    for owner in OWNERS:
        headers = [field.header for field in fields.of(owner)]
        assert len(set(headers)) == len(headers)


def test_a_path_is_told_in_words() -> None:
    texts.set_language("nl")
    assert fields.path_label(r.Actor, "offers[1].areas[0].area_id") == "Aanbod 2: Werkgebied 1: Gebied"
