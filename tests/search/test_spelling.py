"""Words one letter away: the same as comparing with all of them finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from vademecum.search.spelling import Spelling
from vademecum.search.stemming import stem

WORDS = st.text("abc", min_size=1, max_size=7)


@given(known=st.lists(WORDS, max_size=30, unique=True), word=st.text("abc", min_size=3, max_size=7))
def test_as_comparing_with_all_would_find(known: list[str], word: str) -> None:
    assert set(Spelling(known).near(word)) == {other for other in known if OSA.distance(word, other) <= 1}


def test_every_kind_of_slip_is_one_letter_away() -> None:
    word = "arbeidszorg"
    slips = {word[:at] + word[at + 1 :] for at in range(len(word))}
    slips |= {word[:at] + "q" + word[at:] for at in range(len(word) + 1)}
    slips |= {word[:at] + "q" + word[at + 1 :] for at in range(len(word))}
    slips |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    spelling = Spelling([word, "arbeid", "zorg"])
    assert {slip for slip in slips if spelling.near(slip) != [word]} == set()


def test_stems_lead_to_their_words() -> None:
    spelling = Spelling(["bedrijven", "bedrijf", "begeleiding"])
    assert set(spelling.near_stem(stem("bedreif"))) == set()
    assert set(spelling.near_stem(stem("bedrijwen"))) == {(word, stem(word)) for word in ("bedrijven", "bedrijf")}
