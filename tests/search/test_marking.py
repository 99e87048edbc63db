"""What is highlighted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vademecum.search.marking import excerpt, marks


def marked(text: str, words: str) -> list[str]:
    return [text[span.start : span.end] for span in marks(text, words)]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("VDAB Ieper", "vdab", ["VDAB"]),
        ("VDAB Ieper", "ieper vdab", ["VDAB", "Ieper"]),
        ("Kringwinkel West", "kring", ["Kring"]),
        ("Sociale diensten", "sociaal dienst", ["Sociale", "diensten"]),
        ("Arbeidsmarktbeleid en overleg", "arbeidsmarkt beleid", ["Arbeidsmarktbeleid"]),
        ("strijk dienst", "strijkdienst", ["strijk", "dienst"]),
        ("Strijkdienst", "strijk dienst ", ["Strijkdienst"]),
        ("De Lovie in de streek", "de lovie", ["De", "Lovie"]),
        ("Fietscafé en coördinatie", "coordinatie", ["coördinatie"]),
        ("Tewerkstelling via art. 60 § 7", "artikel 60", ["art. 60 § 7"]),
        ("Sint-Jan", "st. jan", ["Sint", "Jan"]),
        ("Niets hiervan", "vdab", []),
        ("", "vdab", []),
        ("VDAB", "", []),
    ],
)
def test_marks(text: str, words: str, expected: list[str]) -> None:
    assert marked(text, words) == expected


@given(st.text(), st.text())
def test_marks_lie_in_order_within_the_text(text: str, words: str) -> None:
    end = 0
    for span in marks(text, words):
        assert end <= span.start < span.end <= len(text)
        end = span.end


def test_the_excerpt_is_the_text_with_most_of_the_words() -> None:
    assert excerpt(("Opleiding", "Opleiding strijken", "Strijken"), "strijken opleiding") == "Opleiding strijken"


def test_a_long_text_is_cut_around_the_words() -> None:
    text = "Een lange uitleg over van alles. " * 10 + "Hier staat strijkdienst in. " + "En nog veel meer. " * 10
    cut = excerpt((text,), "strijkdienst")
    assert "strijkdienst" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) < 130
