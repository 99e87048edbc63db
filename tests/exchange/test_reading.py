"""Ugly files: headings anywhere, any encoding and delimiter, and files that are not what they seem."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange import files
from vademecum.errors import KnownError
from vademecum.exchange import cells, guessing
from vademecum.exchange.columns import table
from vademecum.exchange.reading import File

ROWS = [
    ["Organisatie", "Postcode", "Gemeente/plaats", "Tel.", "E-mail"],
    ["Proefdienst Één", "8900", "Ieper", "057 12 34 56", "een@example.org"],
    ["", "", "", "", ""],
    ["Café “’t Hoekje” – €", "8610", "Kortemark", "051/12.34.57", "twee@example.org"],
]


def keys(path: Path) -> dict[str, str | None]:
    """Heading -> field of the first sheet."""
    file = File(path)
    match = guessing.sheet(file.sheets[0], {}, alone=len(file.sheets) == 1)
    return {column.header: column.key for column in match.columns}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_files_of_any_make(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = files.text(tmp_path / "a.csv", ROWS, delimiter=delimiter, encoding=encoding)
    read = list(File(path).sheets[0].rows())
    assert [row for _number, row in read] == ROWS
    assert [number for number, _row in read] == [1, 2, 3, 4]


def test_a_first_line_that_tells_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=|\r\nNaam|Postcode\r\nProef; en meer|8900\r\n", encoding="cp1252")
    rows = dict(File(path).sheets[0].rows())
    assert rows[3] == ["Proef; en meer", "8900"]
    assert not any(rows[1])


def test_numbers_that_became_numbers_keep_their_look(tmp_path: Path) -> None:
    path = files.xlsx(tmp_path / "a.xlsx", {"Blad1": [["Naam", "Postcode", "KBO-nummer"], ["Proef", 8900, 407079207]]})
    assert dict(File(path).sheets[0].rows())[2] == ["Proef", "8900", "407079207"]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_headings_below_a_title_and_empty_lines(tmp_path: Path, kind: str) -> None:
    rows = [
        ["Lijst van de dienst"],
        [],
        [None, "Organisatie", "Straat", "Postcode", "Tel"],
        [None, "P", "K 1", 8900, "1"],
    ]
    make = files.xlsx if kind == "xlsx" else files.ods
    path = make(tmp_path / f"a.{kind}", {"Blad1": rows})
    match = guessing.sheet(File(path).sheets[0], {})
    assert match.header == (3,)
    assert [column.key for column in match.columns] == [
        None, "names.official", "sites.street", "sites.postcode", "contacts.phone",
    ]  # fmt: skip


def test_merged_headings_over_two_rows(tmp_path: Path) -> None:
    rows = [
        ["Organisatie", "Adres", "", "", "Contact", "", "Opmerking"],
        ["", "Straat", "Postcode", "Plaats", "Telefoon", "E-mail", ""],
        ["Proef", "Kerkstraat 1", "8900", "Ieper", "057 12 34 56", "a@example.org", ""],
    ]
    path = files.xlsx(tmp_path / "a.xlsx", {"Blad1": rows}, merged=("B1:D1", "E1:F1"))
    match = guessing.sheet(File(path).sheets[0], {})
    assert match.header == (1, 2)
    assert [column.key for column in match.columns] == [
        "names.official", "sites.street", "sites.postcode", "sites.town", "contacts.phone", "contacts.email", "note",
    ]  # fmt: skip


def test_misspelt_and_missing_headings(tmp_path: Path) -> None:
    rows = [
        ["Organisatei", "Telefoonummer", "", "", "Iets anders"],
        ["Een", "057 12 34 56", "8900", "https://een.example.org", "x"],
        ["Twee", "057 12 34 57", "8610", "www.twee.example.org", "y"],
        ["Drie", "057 12 34 58", "8500", "https://drie.example.org", "z"],
    ]
    match = guessing.sheet(File(files.text(tmp_path / "a.csv", rows)).sheets[0], {})
    assert [column.key for column in match.columns] == [
        "names.official", "contacts.phone", "sites.postcode", "contacts.web", None,
    ]  # fmt: skip
    assert match.columns[0].sure < 100
    assert match.columns[1].examples[0] == "057 12 34 56"


def test_a_field_of_one_value_is_taken_once_and_numbers_may_stand_in_several_columns(tmp_path: Path) -> None:
    rows = [
        ["Naam", "Organisatie", "Tel", "GSM", "E-mail", "E-mail 2", "Straat", "Nr", "Ondernemingsnummer", "BTW-nummer"],
        ["Een", "Twee", "057 12 34 56", "0470 12 34 57", "a@example.org", "b@example.org", "Markt", "1", "", ""],
    ]
    assert list(keys(files.text(tmp_path / "a.csv", rows)).values()) == [
        "names.official", None, "contacts.phone", "contacts.phone", "contacts.email", "contacts.email",
        "sites.street", "sites.street", "identifiers.KBO", "identifiers.KBO",
    ]  # fmt: skip


def test_headings_as_staff_write_them(tmp_path: Path) -> None:
    heads = {
        "Naam organisatie": "names.official", "Tel.": "contacts.phone", "GSM": "contacts.phone",
        "E-mailadres": "contacts.email", "Gemeente": "sites.town", "Postcode": "sites.postcode",
        "Straat + nr": "sites.street", "Werkgebied": "areas", "Doelgroep": "audiences", "Website": "contacts.web",
        "Ondernemingsnummer": "identifiers.KBO", "BTW-nummer": "identifiers.KBO", "Opmerkingen": "note", "Kleur": None,
    }  # fmt: skip
    assert keys(files.text(tmp_path / "a.csv", [list(heads), ["x"] * len(heads)])) == heads


@pytest.mark.parametrize(
    ("heads", "name"),
    [
        (["Naam", "Voornaam", "Organisatie", "E-mail"], "Organisatie"),
        (["Organisatie", "Naam", "Functie", "Telefoon"], "Organisatie"),
        (["Naam", "Contactpersoon", "Functie", "Telefoon"], "Naam"),
        (["Naam", "Functie", "Straat", "Postcode", "Plaats"], "Naam"),
        (["Naam", "Functie", "Telefoon", "E-mail"], None),
        (["Voornaam", "Familienaam", "Telefoon", "E-mail"], None),
    ],
)
def test_names_of_persons_are_no_names_of_organisations(tmp_path: Path, heads: list[str], name: str | None) -> None:
    match = guessing.sheet(File(files.text(tmp_path / "a.csv", [heads, ["x"] * len(heads)])).sheets[0], {})
    assert [column.header for column in match.columns if column.key == "names.official"] == [name][: name is not None]
    assert match.persons == (name is None)


def test_headings_of_hsds(tmp_path: Path) -> None:
    heads = {
        "name": "names.official", "alternate_name": "names.alias", "description": "description",
        "email": "contacts.email", "url": "contacts.web", "address_1": "sites.street", "city": "sites.town",
        "postal_code": "sites.postcode", "phone": "contacts.phone",
    }  # fmt: skip
    assert keys(files.text(tmp_path / "a.csv", [list(heads), ["x"] * len(heads)])) == heads


def test_of_several_sheets_each_is_what_it_is(tmp_path: Path) -> None:
    path = files.xlsx(
        tmp_path / "a.xlsx",
        {
            "Uitleg": [["Dit blad legt uit"], ["Naam", "Telefoon", "E-mail"]],
            "Organisaties": [["Naam", "Postcode"], ["Een", 8900]],
            "Diensten": [["Organisatie", "Aanbod", "Doelgroep"], ["Een", "Groenonderhoud", "Werkgevers"]],
            "Notities": [["zomaar wat tekst"], ["nog meer"]],
        },
    )
    assert [guessing.sheet(sheet, {}, alone=False).table for sheet in File(path).sheets] == [
        "", "actor", "actor.offers", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"this is no workbook"),
        ("a.ods", b"PK\x03\x04 nor is this"),
        ("a.pdf", b"%PDF-1.4"),
        ("a.csv", b'Naam;Plaats\r\n"niet gesloten;Ieper\r\nNog een;Brugge\r\n'),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)) * 8),
        ("a.xls", b"<html><table><tr><td>Naam</td></tr></table></html>"),
        ("a.xlsx", b""),
        ("a.csv", b'Naam;Plaats\r\n"niet gesloten;Ieper\r\n' + b"x;y\r\n" * 300_000),
    ],
)
def test_files_that_can_t_be_read_say_so_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(KnownError) as raised:
        list(File(path).sheets[0].rows())
    assert name in raised.value.text
    assert raised.value.advice


@pytest.mark.parametrize("ending", ["csv", "xls", "ods"])
def test_a_workbook_under_another_ending_is_read(tmp_path: Path, ending: str) -> None:
    made = files.xlsx(tmp_path / "a.xlsx", {"Blad1": ROWS})
    assert next(File(made.rename(tmp_path / f"b.{ending}")).sheets[0].rows()) == (1, ROWS[0])


WRITTEN = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r\t\";,|'"), max_size=8)


@settings(deadline=None)
@given(st.lists(st.lists(WRITTEN, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(";,\t|"))
def test_whatever_is_quoted_well_is_read_as_it_was(rows: list[list[str]], delimiter: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            file.write(f"sep={delimiter}\r\n")
            csv.writer(file, delimiter=delimiter).writerows(rows)
        read = [row for _number, row in File(path).sheets[0].rows()][1:]
    assert read == [[cells.clean(cells.meant(cell.strip(" "))) for cell in row] for row in rows]


@given(
    st.lists(st.lists(st.sampled_from(["051 20 10 10", "a | b", "a;b", "", "x"]), min_size=1, max_size=4), max_size=4)
)
def test_cells_of_several_columns_hold_what_each_of_them_held(columns: list[list[str]]) -> None:
    phone = table("actor").column("contacts.phone")
    texts = ["; ".join(one) for one in columns]
    assert set(cells.several(phone.together(texts))) == {part for text in texts for part in cells.several(text)}


def test_signs_that_nobody_sees_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Naam;Plaats\rNul\0 vzw\u00a0;\u200bIeper \r\0\0\0\r".encode())
    assert [row for _number, row in File(path).sheets[0].rows()] == [["Naam", "Plaats"], ["Nul vzw", "Ieper"], [""]]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KnownError):
        File(tmp_path / "nergens.xlsx")


def test_an_empty_file_holds_no_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    assert guessing.sheet(File(tmp_path / "a.csv").sheets[0], {}).table == ""
    path = files.xlsx(tmp_path / "a.xlsx", {"Blad1": []})
    assert guessing.sheet(File(path).sheets[0], {}).table == ""
