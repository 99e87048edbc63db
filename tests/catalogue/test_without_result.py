"""Words of which somebody could make a synonym, because nothing holds them."""

from __future__ import annotations

from vademecum.catalogue import Catalogue


def test_only_words_that_mean_something_and_that_nothing_holds(catalogue: Catalogue) -> None:
    words = ("plooiatelier", "strijkdienst", "strijkdeinst", "torhout", "beveren", "pwa", "mij", "een", "plooiatelier")
    assert catalogue.without_result(words) == ("plooiatelier",)


def test_no_words_ask_nothing(catalogue: Catalogue) -> None:
    assert catalogue.without_result(()) == ()
