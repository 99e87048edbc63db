"""An export read again changes nothing; what is internal stays inside; nothing in it runs."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest

from tests.exchange import files
from vademecum import texts
from vademecum.catalogue import Catalogue
from vademecum.errors import KnownError
from vademecum.records import Actor, Contact, Name, Offer, RowChoice, RowCounts, ServiceArea, Site

TRICKY = Actor(
    id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0001",
    kind="ocmw",
    names=(
        Name(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0002", text="=SOM(A1) | “proef”; met alles"),
        Name(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0003", text="-5", type="alias"),
        Name(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0004", text="'=ook dit", type="alias", valid_to="2017-10"),
        Name(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0005", text="1/2", type="former", valid_from="2017"),
    ),
    valid_from="2017-10",
    description="+ eerste lijn\n\n@ tweede; lijn \"tussen\" aanhalingstekens",
    sites=(
        Site(
            id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0006", street="Kerkstraat 1", postcode="8957", municipality="nis:33016",
        ),
        Site(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0007", town="Ieper", municipality="nis:33011", label="loket 2"),
    ),
    contacts=(
        Contact(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0008", kind="phone", value="+3257210000"),
        Contact(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0009", kind="phone", value="1700"),
        Contact(
            id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0010", kind="phone", value="+32478000001", visibility="internal",
            role="geheim",
        ),
    ),
    areas=(
        ServiceArea(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0011", area_id="region:streek/westhoek"),
        ServiceArea(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0012", area_id="nis:38014", excluded=True),
        ServiceArea(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0013", area_id="nis:37018", valid_to="2024"),
    ),
    offers=(
        Offer(
            id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0014",
            name="Groen | onderhoud",
            works=("snoeien", "maaien; rooien"),
            contacts=(
                Contact(
                    id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0015", kind="email", value="geheim@example.org",
                    visibility="internal",
                ),
            ),
        ),
    ),
    note="niet voor buiten",
)  # fmt: skip


@pytest.fixture
def tricky(catalogue: Catalogue) -> Catalogue:
    catalogue.save(TRICKY)
    return catalogue


@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_an_untouched_export_changes_nothing(
    tricky: Catalogue, tmp_path: Path, ending: str, language: str, internal: bool
) -> None:
    texts.set_language(language)
    target = tmp_path / f"alles.{ending}"
    written = tricky.exchange.export(target, internal=internal)
    assert written.counts["actor"] == tricky.info().counts["actor"]
    before = tricky.info().change
    plan = tricky.exchange.plan(target, empty_clears=True)
    assert plan.counts == RowCounts(same=plan.counts.same)
    assert plan.counts.same >= written.counts["actor"]
    assert tricky.exchange.apply(plan).changes.records == ()
    assert tricky.info().change == before


def test_an_export_saved_again_by_another_program_changes_nothing(tricky: Catalogue, tmp_path: Path) -> None:
    tricky.exchange.export(tmp_path / "a.xlsx")
    for path in (files.xlsx(tmp_path / "b.xlsx", files.as_read(tmp_path / "a.xlsx")),
                 files.ods(tmp_path / "c.ods", files.as_read(tmp_path / "a.xlsx"))):  # fmt: skip
        plan = tricky.exchange.plan(path, empty_clears=True)
        assert plan.counts == RowCounts(same=plan.counts.same)
        assert {match.table for match in plan.sheets} >= {"actor", "actor.offers", "network.members", "term"}


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_what_is_internal_stays_inside_unless_chosen(tricky: Catalogue, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"

    def content() -> str:
        return repr(files.as_read(path)) if ending == "xlsx" else path.read_text("utf-8")

    tricky.exchange.export(path, [TRICKY.id])
    assert TRICKY.names[0].text[:4] in content()
    for secret in ("0478 00 00 01", "+32478000001", "geheim", "niet voor buiten"):
        assert secret not in content()
    tricky.exchange.export(path, [TRICKY.id], internal=True)
    assert "niet voor buiten" in content()
    assert "0478 00 00 01" in content() or "+32478000001" in content()


def test_a_json_export_brings_a_deleted_record_back_whole_when_asked(tricky: Catalogue, tmp_path: Path) -> None:
    tricky.exchange.export(tmp_path / "a.json", [TRICKY.id], internal=True)
    saved = tricky.load("actor", TRICKY.id)
    tricky.delete("actor", TRICKY.id)
    plan = tricky.exchange.plan(tmp_path / "a.json")
    (row,) = tricky.exchange.rows(plan, action="skipped")
    choice = RowChoice(sheet=row.sheet, row=row.row, action="new")
    tricky.exchange.apply(tricky.exchange.plan(tmp_path / "a.json", choices=[choice]))
    back = tricky.load("actor", TRICKY.id)
    assert msgspec.structs.replace(back, version=0) == msgspec.structs.replace(saved, version=0)
    assert back.version > saved.version


def test_nothing_in_a_csv_file_is_a_formula(tricky: Catalogue, tmp_path: Path) -> None:
    tricky.exchange.export(tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0][0] == "Naam"
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+-@\t")]


def test_a_choice_of_actors_in_their_order(asked: Catalogue, tmp_path: Path) -> None:
    ids = [hit.id for group in asked.search("strijkdienst").groups for hit in group.hits]
    result = asked.exchange.export(tmp_path / "a.csv", ids)
    assert result.counts == {"actor": len(ids)}
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file, delimiter=";")] == ids


def test_a_strange_ending_is_refused(asked: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="pdf"):
        asked.exchange.export(tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_can_t_be_written_leaves_nothing(asked: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "vol").write_text("a file, no folder")
    with pytest.raises(KnownError):
        asked.exchange.export(tmp_path / "vol" / "a.xlsx")
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(KnownError):
        asked.exchange.export(tmp_path / "a.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "vol"]
