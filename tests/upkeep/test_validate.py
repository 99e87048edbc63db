"""What blocks a save, what only warns, and the one way in which values are written."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import msgspec
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vademecum import records as r
from vademecum import texts
from vademecum.catalogue import starter
from vademecum.paths import data_folder
from vademecum.validate import Known, errors, is_date, is_kbo, kbo_digits, normalise, phone_e164, sentence, validate

_set = msgspec.structs.replace


def new() -> str:
    return str(uuid.uuid4())


def actor(**fields: Any) -> r.Actor:
    values: dict[str, Any] = {"id": new(), "kind": "ocmw", "names": (r.Name(id=new(), text="Proefloket"),)} | fields
    return r.Actor(**values)


def found(record: r.Record, known: Known | None = None) -> list[tuple[str, str | None]]:
    return [(problem.level, problem.field) for problem in validate(record, known)]


def contact(kind: r.ContactKind, value: str) -> r.Actor:
    return actor(
        contacts=(
            r.Contact(id=new(), kind="web", value="https://ieper.be"),
            r.Contact(id=new(), kind=kind, value=value),
        )
    )


def test_a_sound_record_has_no_problems() -> None:
    assert validate(actor()) == ()


@pytest.mark.parametrize(
    ("kind", "value", "level"),
    [
        ("phone", "+3257222333", None),
        ("phone", "1700", None),
        ("phone", "+33320123456", None),
        ("phone", "+32123", "error"),
        ("phone", "bel ons", "error"),
        ("phone", "+3299999999", "warning"),
        ("email", "info@ieper.be", None),
        ("email", "info@ieper", "error"),
        ("email", "info ieper.be", "error"),
        ("web", "http://ieper.be/a?b=c", None),
        ("web", "ieper.be", "error"),
        ("web", "https://ieper", "error"),
        ("web", "https://[", "error"),
        ("web", "mailto:info@ieper.be", "error"),
    ],
)
def test_contacts(kind: r.ContactKind, value: str, level: str | None) -> None:
    assert found(contact(kind, value)) == ([(level, "contacts[1].value")] if level else [])


@pytest.mark.parametrize(
    ("value", "good"),
    [("0207537636", True), ("1010784540", True), ("0207537614", False), ("207537614", False), ("2010784540", False)],
)
def test_kbo_numbers_may_begin_with_one(value: str, good: bool) -> None:
    assert is_kbo(value) == good
    expected = [] if good else [("error", "identifiers[0].value")]
    assert found(actor(identifiers=(r.Identifier(id=new(), value=value),))) == expected


def test_a_number_that_another_bears_warns_and_names_it() -> None:
    record = actor(identifiers=(r.Identifier(id=new(), value="0207537636"),))
    (problem,) = validate(record, Known(bearers=lambda _number, _record: ("OCMW Ieper",)))
    assert problem.level == "warning"
    assert "OCMW Ieper" in problem.text


@pytest.mark.parametrize(
    ("postcode", "municipality", "level"),
    [("8900", "nis:33011", None), ("8900", "nis:31005", "error"), ("8999", None, "warning"), ("890", None, "error")],
)
def test_a_postcode_exists_and_fits(postcode: str, municipality: str | None, level: str | None) -> None:
    known = Known(municipalities=lambda code: {"8900": ("nis:33011",)}.get(code, ()))
    record = actor(sites=(r.Site(id=new(), postcode=postcode, municipality=municipality),))
    assert found(record, known) == ([(level, "sites[0].postcode")] if level else [])


@pytest.mark.parametrize(
    ("begin", "end", "field"),
    [
        ("2017", "2017", None),
        ("2017-05", "2017", None),
        ("2018", "2017", "valid_to"),
        ("2017-10-31", "2017-10-30", "valid_to"),
        ("2017-02-30", None, "valid_from"),
        ("31/10/2017", None, "valid_from"),
    ],
)
def test_periods(begin: str, end: str | None, field: str | None) -> None:
    assert found(actor(status="ended", valid_from=begin, valid_to=end)) == ([("error", field)] if field else [])


@pytest.mark.parametrize(
    ("status", "end", "warned"),
    [
        ("active", "2026-10-31", True),
        ("active", "2025", True),
        ("active", "2026-11-27", False),
        ("active", "2026-11", False),
        ("active", "2026", False),
        ("ended", "2026-10-31", False),
        ("active", None, False),
        ("active", "31/10/2026", False),
    ],
)
def test_who_is_active_has_no_end_that_is_past(status: r.Status, end: str | None, warned: bool) -> None:
    known = Known(today="2026-11-27")
    assert (("warning", "valid_to") in found(actor(status=status, valid_to=end), known)) is warned


def test_the_same_area_twice_warns_only_where_the_periods_meet() -> None:
    def areas(*periods: tuple[str | None, str | None], excluded: bool = False) -> r.Actor:
        return actor(
            areas=tuple(
                r.ServiceArea(id=new(), area_id="nis:33011", valid_from=a, valid_to=b, excluded=excluded and i > 0)
                for i, (a, b) in enumerate(periods)
            )
        )

    assert found(areas(("2010", "2015"), ("2016", None))) == []
    assert found(areas(("2010", "2015"), ("2015", None))) == []
    assert found(areas(("2010", "2015"), ("2013", None))) == [("warning", "areas[1]")]
    assert found(areas((None, None), (None, None), excluded=True)) == [("error", "areas[1]")]


def test_what_must_be_filled_in_and_what_is_unknown() -> None:
    record = actor(kind="", names=(), themes=("groen", "paars"), areas=(r.ServiceArea(id=new(), area_id="nis:99999"),))
    known = Known(codes={"kind": ["ocmw"], "theme": ["groen"], "audience": []}, area=lambda _id: False)
    assert found(record, known) == [
        ("error", "names"), ("error", "kind"), ("error", "areas[0].area_id"), ("error", "themes"),
    ]  # fmt: skip
    texts.set_language("nl")
    assert sentence(record, validate(record, known)[-1]) == "Thema's: Niet in de lijst: paars."


def test_relations_lead_elsewhere() -> None:
    record = actor()
    looped = _set(record, relations=(r.Relation(id=new(), type="part_of", actor_id=record.id),))
    assert found(looped) == [("error", "relations[0].actor_id")]
    dead = _set(record, relations=(r.Relation(id=new(), type="part_of", actor_id=new()),))
    assert found(dead, Known(record=lambda _kind, _id: False)) == [("error", "relations[0].actor_id")]


def test_a_member_is_an_actor_or_is_named() -> None:
    network = r.Network(id=new(), names=(r.Name(id=new(), text="Streekforum"),), members=(r.Member(id=new()),))
    assert found(network) == [("error", "members[0].actor_id")]


def test_a_check_lies_in_the_past() -> None:
    check = r.Check(id=new(), date="2026-11-23", way="phone", by="an")
    assert found(actor(checks=(check,)), Known(today="2026-11-22")) == [("error", "checks[0].date")]
    assert found(actor(checks=(check,)), Known(today="2026-11-23")) == []


def test_values_are_written_in_one_way() -> None:
    site = r.Site(id=new(), street="  Grote  Markt 34 ", town="", opening_hours=" ma \r\n di ")
    record = normalise(
        actor(
            names=(r.Name(id=new(), text=" Proef\u00a0loket "),),
            note="",
            themes=("groen", "groen", " "),
            sites=(site,),
            identifiers=(r.Identifier(id=new(), value="BE 0207.537.636"),),
            contacts=(
                r.Contact(id=new(), kind="phone", value="051/26 30 30"),
                r.Contact(id=new(), kind="web", value="www.ieper.be"),
                r.Contact(id=new(), kind="email", value="mailto:info@ieper.be"),
            ),
        )
    )
    assert (record.name, record.note, record.themes) == ("Proef loket", None, ("groen",))
    assert (record.sites[0].street, record.sites[0].town) == ("Grote Markt 34", None)
    assert record.sites[0].opening_hours == "ma\n di"
    assert record.identifiers[0].value == "0207537636"
    assert [c.value for c in record.contacts] == ["+3251263030", "https://www.ieper.be", "info@ieper.be"]


def test_evidence_of_a_part_that_is_gone_goes_with_it() -> None:
    own = r.Contact(id="c1", kind="phone", value="+3251263030")
    facts = ("", "contacts", "c1", "c2")
    record = actor(contacts=(own,), evidence=tuple(r.Evidence(id=new(), source_id="s", fact=fact) for fact in facts))
    assert [item.fact for item in normalise(record).evidence] == ["", "contacts", "c1"]


@given(st.text(max_size=20))
def test_writing_twice_is_writing_once(text: str) -> None:
    kinds: tuple[r.ContactKind, ...] = ("phone", "email", "web")
    record = actor(
        names=(r.Name(id="n", text=text),),
        description=text,
        contacts=tuple(r.Contact(id=kind, kind=kind, value=text) for kind in kinds),
        identifiers=(r.Identifier(id="i", value=text),),
        valid_from=text,
    )
    once = normalise(record)
    assert normalise(once) == once
    validate(record)


@given(st.integers(0, 99_999_999))
def test_a_number_with_its_check_digits_is_read_in_any_writing(start: int) -> None:
    body = f"{start:08d}"
    number = f"{body}{97 - start % 97:02d}"
    dotted = f"BE {number[:4]}.{number[4:7]}.{number[7:]}"
    assert kbo_digits(dotted) == number
    assert is_kbo(number, establishment=body[0] in "2345678") == (body[0] != "9")


@given(st.sampled_from(["051", "057", "02", "0478"]), st.integers(100_000, 999_999))
def test_a_phone_number_is_kept_in_one_form(zone: str, rest: int) -> None:
    kept = phone_e164(f"{zone}/{rest}")
    assert kept == phone_e164(phonenumbers.format_number(phonenumbers.parse(kept, "BE"), 2))


@given(st.dates())
def test_every_day_is_a_date(day: Any) -> None:
    assert is_date(day.isoformat()) == (day.year >= 1000)


def test_the_shipped_records_can_be_saved() -> None:
    records = starter.shipped_records(Path(data_folder() / "catalogue"))
    for record in records.values():
        assert errors(validate(record)) == ()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2019-02-30", "bestaat niet"),
        ("30/02/2019", "bestaat niet"),
        ("ooit", "geen datum"),
        ("2019-2-3", "geen datum"),
    ],
)
def test_a_day_that_is_not_on_the_calendar_is_called_that(written: str, said: str) -> None:
    (problem,) = validate(actor(valid_from=written))
    assert said in problem.text
