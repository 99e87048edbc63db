"""What spreadsheets do to values, undone."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vademecum.exchange import cells


@given(st.text())
def test_what_is_made_harmless_is_read_as_it_was(value: str) -> None:
    assert cells.meant(cells.harmless(value)) == value


@pytest.mark.parametrize("value", ["=1+1", "+32 57 21 00 00", "-5", "@SUM(A1)", "\t=1", " =1", "'=1", "\r\n=1", "＝1"])
def test_no_cell_begins_as_a_formula(value: str) -> None:
    assert cells.harmless(value).startswith("'")


@pytest.mark.parametrize("value", ["'k Zien van tel!", "'t Veld", "8900", "De Lork", ""])
def test_other_cells_stay_as_they_are(value: str) -> None:
    assert cells.harmless(value) == value
    assert cells.meant(value) == value


@given(st.lists(st.text(alphabet="ab |;\n", min_size=1).map(cells.clean).filter(bool), unique=True, min_size=2))
def test_several_values_in_a_cell_come_back(values: list[str]) -> None:
    plain = [value for value in values if "|" not in value]
    if len(plain) > 1:
        assert cells.several(cells.joined(plain)) == plain


def test_people_also_use_lines_or_semicolons() -> None:
    assert cells.several("Ieper; Poperinge;; Ieper ") == ["Ieper", "Poperinge"]
    assert cells.several("Ieper\nPoperinge") == ["Ieper", "Poperinge"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2017", "2017"), ("2017-10", "2017-10"), ("2017-10-31", "2017-10-31"), ("31/10/2017", "2017-10-31"),
        ("31-10-17", "2017-10-31"), ("31.10.2017", "2017-10-31"), ("okt/17", "2017-10"), ("okt-17", "2017-10"),
        ("10/2017", "2017-10"), ("1 maart 2019", "2019-03-01"), ("mrt/19", "2019-03"),
        ("2017-10-31 00:00", "2017-10-31"), ("22 november 2026", "2026-11-22"), ("46348", "2026-11-22"),
        ("20261122", "2026-11-22"), ("31/12/98", "1998-12-31"), ("22/11/2026", "2026-11-22"),
    ],
)  # fmt: skip
def test_dates_as_excel_leaves_them(written: str, meant: str) -> None:
    assert cells.date(written) == meant


@pytest.mark.parametrize("written", ["31/2/2017", "morgen", "13/2017", "0017", "", "2017-13"])
def test_what_is_no_date(written: str) -> None:
    assert cells.date(written) is None


def test_zeros_that_a_spreadsheet_took_away_come_back() -> None:
    assert cells.phone("57210000") == "057210000"
    assert cells.phone("478123456") == "0478123456"
    assert cells.phone("3257210000") == "+3257210000"
    assert cells.digits("475123456", 10) == "0475123456"


def test_cells_as_people_see_them() -> None:
    assert cells.text(8900.0) == "8900"
    assert cells.text(True) == "ja"
    assert cells.text(datetime.datetime(2017, 10, 31)) == "2017-10-31"
    assert cells.text("  Sociaal\xa0Huis \u200b Ieper ") == "Sociaal Huis Ieper"
    assert cells.text(None) == ""
