"""What the editor works out without a window: sources of a change, days, coverage in words."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from vademecum import texts
from vademecum.catalogue import Catalogue
from vademecum.gui.edit.areas import coverage
from vademecum.gui.edit.proof import Proof, with_proof
from vademecum.gui.edit.surroundings import Surroundings
from vademecum.gui.edit.values import iso_day
from vademecum.paths import UserFolder
from vademecum.proving import changed_facts
from vademecum.records import Actor, AreaChoice, Contact, Evidence, Name, Offer, ServiceArea

pytestmark = pytest.mark.gui

BASE = Actor(
    id="a",
    kind="ocmw",
    names=(Name(id="n", text="OCMW Proef"),),
    contacts=(Contact(id="c", kind="phone", value="+3257220440"),),
    offers=(Offer(id="o", name="Hulp", areas=(ServiceArea(id="oa", area_id="nis:33011"),)),),
    evidence=(
        Evidence(id="e1", source_id="old", fact=""),
        Evidence(id="e2", source_id="old", fact="c"),
    ),
)


def changed(**values: object) -> Actor:
    return msgspec.structs.replace(BASE, **values)


class TestProof:
    def test_facts_are_told_by_part_and_by_field(self) -> None:
        contact = msgspec.structs.replace(BASE.contacts[0], value="+3257220441")
        assert changed_facts(BASE, changed(contacts=(contact,), description="Nieuw")) == ("description", "c")
        assert changed_facts(None, BASE) == ("",)
        assert changed_facts(BASE, changed(note="voor ons")) == ()

    def test_an_area_of_an_offer_is_a_fact_of_its_own(self) -> None:
        area = ServiceArea(id="oa", area_id="nis:33021")
        offer = msgspec.structs.replace(BASE.offers[0], areas=(area,))
        assert changed_facts(BASE, changed(offers=(offer,))) == ("oa",)

    def test_a_new_source_takes_the_place_of_the_old_one_at_what_was_changed_only(self) -> None:
        contact = msgspec.structs.replace(BASE.contacts[0], value="+3257220441")
        record = with_proof(BASE, changed(contacts=(contact,)), Proof("new", "2026-11-22", "high"))
        assert isinstance(record, Actor)
        said = {item.fact: (item.source_id, item.date, item.confidence) for item in record.evidence}
        assert said == {"": ("old", None, "medium"), "c": ("new", "2026-11-22", "high")}

    def test_without_a_source_nothing_is_said(self) -> None:
        record = changed(description="Nieuw")
        assert with_proof(BASE, record, Proof(None, "2026-11-22")) is record


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("31/10/2017", "2017-10-31"),
        ("1.2.2020", "2020-02-01"),
        ("10/2017", "2017-10"),
        ("01-02-2024", "2024-02-01"),
        ("1.2.19", "2019-02-01"),
        ("1 mei 2018", "2018-05-01"),
        ("05/2020", "2020-05"),
        ("46348", "46348"),
        ("30/02/2019", "30/02/2019"),
        ("2017", "2017"),
        ("ooit", "ooit"),
    ],
)
def test_days_may_be_written_as_people_do(typed: str, kept: str) -> None:
    assert iso_day(typed) == kept


@pytest.fixture(scope="module")
def areas(made: Path) -> tuple[AreaChoice, ...]:
    texts.set_language("nl")
    catalogue = Catalogue.open(UserFolder(made), who="test")
    try:
        return catalogue.choosing.areas()
    finally:
        catalogue.close()


class TestCoverage:
    def words(self, areas: tuple[AreaChoice, ...], *served: tuple[str, bool]) -> str:
        texts.set_language("nl")
        around = Surroundings(catalogue=None, jobs=None, terms={}, areas=areas)  # type: ignore[arg-type]
        return coverage(
            [ServiceArea(id=str(n), area_id=area, excluded=out) for n, (area, out) in enumerate(served)], around
        )

    def test_a_region_less_a_municipality(self, areas) -> None:
        words = self.words(areas, ("region:streek/westhoek", False), ("nis:38014", True))
        assert words.startswith("17 gemeenten: Alveringem, ")
        assert "Koksijde" not in words

    def test_a_part_is_no_municipality(self, areas) -> None:
        part = next(choice for choice in areas if choice.place.name == "Passendale")
        words = self.words(areas, ("nis:33011", False), (part.place.id, False))
        assert words == "1 gemeente: Ieper; en voor een deel: Passendale (Zonnebeke)"

    def test_many_are_counted(self, areas) -> None:
        assert self.words(areas, ("nis:02000", False)) == "285 gemeenten"

    def test_nothing_says_nothing(self, areas) -> None:
        assert self.words(areas) == ""
