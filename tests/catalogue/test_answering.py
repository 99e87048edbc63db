"""Words, fields and synonyms on the shipped catalogue."""

from __future__ import annotations

import uuid

import pytest

from vademecum.catalogue import Catalogue
from vademecum.records import Actor, Contact, Name, Row, SearchResult, Site, Synonym


def rows(catalogue: Catalogue, result: SearchResult, limit: int = 200) -> list[Row]:
    hits = [hit for group in result.groups for hit in group.hits] + list(result.unknown_area)
    return list(catalogue.rows(hits[:limit], result))


def kinds(catalogue: Catalogue, text: str) -> set[str]:
    return {row.kind for row in rows(catalogue, catalogue.search(text))}


def test_fields_leave_what_they_say(asked: Catalogue) -> None:
    assert kinds(asked, "soort:vakbond") == {"vakbond"}
    assert kinds(asked, "kind:vakbond kortrijk") == {"vakbond"}
    assert "vakbond" not in kinds(asked, "kortrijk -soort:vakbond")


def test_a_field_alone_lists_all_that_it_leaves(asked: Catalogue) -> None:
    result = asked.search("soort:ocmw")
    assert result.total == 62
    assert result.problems == ()


def test_members_of_a_network_and_carriers_of_a_measure(asked: Catalogue) -> None:
    names = {row.name for row in rows(asked, asked.search('netwerk:"PLAN Light"'))}
    assert "RESOC Noord-West-Vlaanderen" in names
    assert asked.search('maatregel:"artikel 60"').total >= 62


def test_what_is_missing_and_what_was_never_checked(asked: Catalogue) -> None:
    counts = asked.info().counts
    assert asked.search("zonder:email").total == counts["actor"] - counts["with_mail"]
    assert asked.search("zonder:controle").total == counts["actor"]
    assert asked.search("gecontroleerd:<2025").total == 0


def test_place_as_a_field(asked: Catalogue) -> None:
    assert asked.search("plaats:ieper").total == asked.search("ieper").total
    [problem] = asked.search("plaats:xyzzy").problems
    assert "xyzzy" in problem.text
    text = "plaats:ieper plaats:veurne"
    result = asked.search(text)
    [problem] = result.problems
    assert "veurne" in problem.text
    assert problem.span is not None
    assert text[problem.span.start : problem.span.end] == "plaats:veurne"
    assert result.place == asked.resolve("ieper").place


def test_a_value_that_nothing_bears_is_a_problem_not_an_empty_list(asked: Catalogue) -> None:
    result = asked.search("vakbond soort:ocwm")
    [problem] = result.problems
    assert problem.span is not None
    assert result.total > 0


def test_minus_phrase_and_or(asked: Catalogue) -> None:
    everything = {row.id for row in rows(asked, asked.search("kringwinkel"), 1000)}
    without = {row.id for row in rows(asked, asked.search("kringwinkel -kust"), 1000)}
    assert without < everything
    one, other, either = (
        {row.id for row in rows(asked, asked.search(text))} for text in ("poets", "strijk", "poets OR strijk")
    )
    assert one | other == either
    assert asked.search('"noord west vlaanderen resoc"').total == 0
    assert asked.search('"resoc noord-west-vlaanderen"').total >= 1


def test_a_new_synonym_takes_effect_at_once(catalogue: Catalogue) -> None:
    assert catalogue.search("plooiatelier").total == 0
    catalogue.save(Synonym(id=str(uuid.uuid4()), text="plooiatelier", means=("strijkdienst",)))
    result = catalogue.search("plooiatelier")
    assert result.total == catalogue.search("strijkdienst").total > 0
    hit = result.groups[0].hits[0]
    assert hit.through == "strijkdienst"
    assert "strijkdienst" in result.through
    assert "strijkdienst" in catalogue.rows([hit], result)[0].found.casefold()


def test_a_synonym_never_outranks_the_word_itself(catalogue: Catalogue) -> None:
    before = [hit.id for hit in catalogue.search("vdab").groups[0].hits][:3]
    catalogue.save(Synonym(id=str(uuid.uuid4()), text="vdab", means=("wijk-werken",), weight=0.9))
    assert [hit.id for hit in catalogue.search("vdab").groups[0].hits][:3] == before


@pytest.mark.parametrize("text", ["vdab ieper", "VDAB Ieper", "provincie west-vlaanderen"])
def test_whom_the_whole_text_names_goes_first_though_others_are_nearer(asked: Catalogue, text: str) -> None:
    result = asked.search(text)
    assert rows(asked, result)[0].name.casefold() == text.casefold()
    found = [hit.id for group in result.groups for hit in group.hits]
    assert len(found) == len(set(found))


def test_who_hardly_fits_is_no_answer_where_others_do(asked: Catalogue) -> None:
    """Near goes before far, so a town that sits in a network with VDAB would stand above VDAB itself."""
    hits = [hit for group in asked.search("vdab ieper").groups for hit in group.hits]
    assert min(hit.score for hit in hits) > max(hit.score for hit in hits) / 3
    assert "Stad Ieper" not in {row.name for row in rows(asked, asked.search("vdab ieper"))}


@pytest.mark.parametrize(
    ("text", "village", "words"),
    [
        ("tuinman marke", "Marke", "tuinman"),
        ("kringwinkel lauwe", "Lauwe", "kringwinkel"),
        ("marke werkervaring", "Marke", "werkervaring"),
        ("lauwe kringwinkel", "Lauwe", "kringwinkel"),
        ("proven vdab", "Proven", "vdab"),
        ("handzame vdab", "Handzame", "vdab"),
        ("werkervaring marke kortrijk", "Marke", "werkervaring"),
        ("leren en werken", None, None),
        ("werken tuinman", None, None),
        ("werken nederlands leren", None, None),
    ],
)
def test_a_first_or_last_word_that_nobody_holds_and_that_is_a_village_is_the_village(
    asked: Catalogue, text: str, village: str | None, words: str | None
) -> None:
    result = asked.search(text)
    assert (result.place and result.place.name) == village
    assert words is None or result.words.strip() == words
    assert village is None or (result.total > 0 and result.corrected is None and result.left_out == ())


def test_who_has_a_desk_in_a_village_does_not_make_a_word_of_it(catalogue: Catalogue) -> None:
    before = catalogue.search("werkervaring marke").total
    name, site = Name(id=str(uuid.uuid4()), text="Werkervaring Leie"), Site(id=str(uuid.uuid4()), town="Marke")
    catalogue.save(Actor(id=str(uuid.uuid4()), kind="vdab", names=(name,), sites=(site,)))
    for text in ("werkervaring marke", "marke werkervaring"):
        result = catalogue.search(text)
        assert result.place is not None
        assert result.place.name == "Marke"
        assert result.total >= before


@pytest.mark.parametrize(
    ("text", "places", "words"),
    [
        ("ieper, poperinge", ["Ieper", "Poperinge"], ""),
        ("brugge of oostende vdab", ["Brugge", "Oostende"], "vdab"),
        ("marke vdab brugge", ["Brugge", "Marke"], "vdab"),
        ("marke iper", ["Ieper", "Marke"], ""),
    ],
)
def test_of_several_places_one_is_chosen(asked: Catalogue, text: str, places: list[str], words: str) -> None:
    result = asked.search(text)
    assert [place.name for place in result.choices] == places
    assert result.words == words
    assert result.total == (asked.search(words).total if words else 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CVO Avelgem-Harelbeke", "CVO Avelgem-Harelbeke"),
        ("Ligo Brugge-Oostende-Westhoek", "Ligo Brugge-Oostende-Westhoek"),
        ("Midwest 2020", "RESOC Midden-West-Vlaanderen"),
        ("avelgem harelbeke", "CVO Avelgem-Harelbeke"),
        ("harelbeke avelgem cvo", "CVO Avelgem-Harelbeke"),
        ("Syntra West Ieper", "Syntra West Ieper"),
        ("ocmw oostkamp", "OCMW Oostkamp"),
    ],
)
def test_who_is_called_after_places_goes_first(asked: Catalogue, text: str, name: str) -> None:
    assert rows(asked, asked.search(text))[0].name == name


@pytest.mark.parametrize("text", ["CVO Avelgem-Harelbeke", "Midwest 2020", "Grenslandscholen Menen en Wervik"])
def test_of_places_in_a_whole_name_none_is_asked(asked: Catalogue, text: str) -> None:
    result = asked.search(text)
    assert result.choices == ()
    assert result.words == text


def test_a_piece_of_a_municipality_that_nobody_knows_is_said(asked: Catalogue) -> None:
    for text, words in (("oostende-mariakerke", "oostende"), ("vdab oostende-mariakerke", "vdab oostende")):
        result = asked.search(text)
        assert result.place == asked.resolve("oostende").place
        assert "mariakerke" in (result.explanation or "")
        assert result.total == asked.search(words).total > 0
    assert asked.search("brugge-centrum").words == "centrum"
    assert asked.search("sint-jan-ter-biezen").place is None


@pytest.mark.parametrize(
    ("text", "place"),
    [("vdab torhou", "Torhout"), ("vdab blankenberg", "Blankenberge"), ("blankenberg vdab", "Blankenberge"),
     ("vdab harelbeek", "Harelbeke"), ("vdab warege", "Waregem")],
)  # fmt: skip
def test_a_name_without_its_last_letter_or_with_two_swapped_is_a_place(asked: Catalogue, text: str, place: str) -> None:
    result = asked.search(text)
    assert result.place is not None
    assert (result.place.name, result.words, result.left_out) == (place, "vdab", ())


@pytest.mark.parametrize(("text", "place"), [("iper", "Ieper"), ("tilt", "Tielt"), ("vdab iper", "Ieper")])
def test_a_short_place_with_a_typing_error(asked: Catalogue, text: str, place: str) -> None:
    result = asked.search(text)
    assert result.place is not None
    assert result.place.name == place
    assert result.explanation
    assert result.total > 0


@pytest.mark.parametrize("text", ["werk", "tolk", "taal", "poets", "meen", "vdab mening", "taal vdab", "iep"])
def test_a_short_word_is_no_place(asked: Catalogue, text: str) -> None:
    result = asked.search(text)
    assert result.place is None
    assert result.choices == ()


@pytest.mark.parametrize(("text", "words"), [("8999", "8999"), ("vdab 8999", "vdab"), ("8999 ieper", "")])
def test_what_is_no_postcode_is_said(asked: Catalogue, text: str, words: str) -> None:
    result = asked.search(text)
    [problem] = result.problems
    assert problem.text == "8999 is geen postcode."
    assert problem.span is not None
    assert text[problem.span.start : problem.span.end] == "8999"
    assert result.words == words
    assert asked.search("jaarverslag 1996").problems == ()
    assert asked.search("ieper 1996").problems == asked.search("8900").problems == ()


def test_words_that_stand_together_elsewhere_alone_mean_less_in_the_place(asked: Catalogue) -> None:
    """Somebody far away holds all the words; who serves the place is asked with fewer."""
    assert asked.search("18-jarige zonder diploma").total > 0
    result = asked.search("18-jarige zonder diploma menen")
    assert "Leerwinkel West-Vlaanderen" in {row.name for row in rows(asked, result)}


def test_a_letter_box_is_no_bus(asked: Catalogue) -> None:
    names = {row.name for row in rows(asked, asked.search("bus"))}
    assert "Sociaal Fonds autobus- en autocardiensten" in names
    assert "VDAB" not in names  # Koning Albert II-laan 15 bus 514


def test_words_that_were_given_up_are_said_and_the_others_marked(asked: Catalogue) -> None:
    result = asked.search("iemand zonder diploma")
    assert result.left_out == ("iemand",)
    assert result.total > 0
    assert result.words.strip() == "zonder diploma"
    with_place = asked.search("vroegere pwa oostende")
    assert with_place.place is not None
    assert with_place.left_out == ("vroegere",)


def test_measures_are_found_by_synonyms_too(asked: Catalogue) -> None:
    assert "Wijk-werken" in [ref.text for ref in asked.search("pwa").records]


@pytest.mark.parametrize(
    "text",
    ["onderwaterlassen voor eekhoorns", "hulp gezocht iemand", "opleiding tot astronaut", "mijn rijbewijs verloren"],
)
def test_what_nobody_has_finds_nothing(asked: Catalogue, text: str) -> None:
    result = asked.search(text)
    assert result.total == 0
    assert result.left_out == ()


def test_a_complete_record_goes_before_a_bare_one_that_fits_as_well(catalogue: Catalogue) -> None:
    bare = Actor(id=str(uuid.uuid4()), kind="vdab", names=(Name(id=str(uuid.uuid4()), text="Aap zoekwoord"),))
    contact = Contact(id=str(uuid.uuid4()), kind="phone", value="+3250123456")
    full = Actor(
        id=str(uuid.uuid4()),
        kind="vdab",
        names=(Name(id=str(uuid.uuid4()), text="Bok zoekwoord"),),
        contacts=(contact,),
        description="Doet iets.",
    )
    catalogue.save(bare)
    catalogue.save(full)
    assert [row.id for row in rows(catalogue, catalogue.search("zoekwoord"))] == [full.id, bare.id]


def test_one_letter_is_forgiven_only_where_nothing_is_found(asked: Catalogue) -> None:
    result = asked.search("strijkdinst")
    assert result.corrected == "strijkdienst"
    assert result.total > 0
    literal = asked.search("strijkdinst", literal=True)
    assert literal.total == 0
    assert literal.suggestion == "strijkdienst"
    assert asked.search("strijkdienst").corrected is None


def test_a_word_with_a_meaning_is_no_misspelt_place(asked: Catalogue) -> None:
    result = asked.search("kapster")  # one letter from Kaster
    assert result.place is None
    assert "kappersbedrijf" in {hit.through for group in result.groups for hit in group.hits}


@pytest.mark.parametrize("text", ["bergen vdab", "waasten"])
def test_the_name_of_a_place_is_no_slip_for_another_word(asked: Catalogue, text: str) -> None:
    assert asked.search(text).corrected is None
    assert asked.search(text, literal=True).suggestion is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("omgeving brugge", "Brugge"),
        ("in de buurt van torhout", "Torhout"),
        ("buurt van torhout", "Torhout"),
        ("rond torhout", "Torhout"),
        ("groot-ieper", "Ieper"),
    ],
)
def test_a_place_and_what_lies_around_it_is_the_place(asked: Catalogue, text: str, place: str) -> None:
    result = asked.search(text)
    assert result.place is not None
    assert (result.place.name, result.words) == (place, "")
    assert result.total == asked.serves(result.place.id).total


def test_words_beside_what_lies_around_a_place_are_looked_for(asked: Catalogue) -> None:
    found = rows(asked, asked.search("kinderopvang in de buurt van brugge"))
    assert found == rows(asked, asked.search("kinderopvang brugge"))


def test_horticulture_builds_nothing(asked: Catalogue) -> None:
    found = [row.name for row in rows(asked, asked.search("bouw opleiding oostende"))]
    assert "Petrus & Paulus campus west" in found
    assert "Zeevissersfonds" not in found
    assert "Waarborg- en Sociaal Fonds voor het tuinbouwbedrijf" not in found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("kinderbegeleider", {"Poerderie", "Lokale diensteneconomie OCMW Brugge", "Wijk-werken Westhoek", "Icoba"}),
        ("opleidingscheques", {"Huis van het Leren West-Vlaanderen", "Leerwinkel West-Vlaanderen", "VDAB"}),
        ("educatief verlof", {"Huis van het Leren West-Vlaanderen", "Leerwinkel West-Vlaanderen", "VDAB"}),
        ("outplacement", {"VDAB"}),
        ("doelgroepvermindering", {"VDAB", "Departement Werk en Sociale Economie"}),
        ("subsidie aanwerving", {"VDAB", "Departement Werk en Sociale Economie"}),
    ],
)
def test_who_comes_first_for_words_of_the_field(asked: Catalogue, text: str, first: set[str]) -> None:
    found = [row.name for row in rows(asked, asked.search(text))]
    assert set(found[: len(first)]) == first


@pytest.mark.parametrize(
    ("text", "not_among_the_first"),
    [
        ("outplacement", {"sectorfonds"}),
        ("vlaams opleidingsverlof", {"sectorfonds"}),
        ("doelgroepvermindering", {"integratie"}),
        ("ouderen aan het werk", {"sectorfonds", "cvo"}),
        ("poetsen aan huis", {"sectorfonds"}),
    ],
)
def test_who_is_no_answer_to_words_of_the_field(asked: Catalogue, text: str, not_among_the_first: set[str]) -> None:
    first = rows(asked, asked.search(text))[:5]
    assert first
    assert not_among_the_first.isdisjoint(row.kind for row in first)


def test_who_cleans_or_organises_it_goes_before_who_trains_for_it(asked: Catalogue) -> None:
    found = [row.kind for row in rows(asked, asked.search("poetsen aan huis"))]
    assert found[0] == "wijk-werken"
    assert max(map(found.index, ("wijk-werken", "maatwerkbedrijf"))) < found.index("sectorfonds")


def test_every_status_is_counted(asked: Catalogue) -> None:
    counts = asked.info().counts
    assert counts["unknown"] > 0
    assert sum(counts[status] for status in ("active", "planned", "ended", "unknown")) == counts["actor"]


@pytest.mark.parametrize("text", ["soort:", '"', "-", "OR", "a:b:c", "zonder:<x", "((", "plaats:"])
def test_odd_questions_get_an_answer(asked: Catalogue, text: str) -> None:
    asked.search(text)


def test_the_whole_list_is_in_order_however_it_is_looked_at(asked: Catalogue) -> None:
    """The first hits are put in order by themselves, the others when they are looked at."""
    [group] = asked.search("werk").groups
    hits = list(group.hits)
    assert len(hits) > 150
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for again in (asked.search("werk").groups[0].hits, asked.search("werk").groups[0].hits[:]):
        assert [again[at].id for at in range(len(hits))] == [hit.id for hit in hits]
    assert asked.search("werk").groups[0].hits[100:110].ids == tuple(hit.id for hit in hits[100:110])
    assert all(group.hits.has(hit.id) for hit in hits)
    fewer = asked.search("strijk").groups[0].hits
    others = {hit.id for hit in hits} - {hit.id for hit in fewer}
    assert others
    assert not any(fewer.has(key) for key in (*others, "nobody"))


def test_a_long_list_without_words_is_whole_however_it_is_looked_at(asked: Catalogue) -> None:
    hits = max((group.hits for group in asked.serves("nis:33011").groups), key=len)
    ids = [hit.id for hit in hits]
    assert len(ids) == len(hits) > 70  # the first 64 are made by themselves
    again = max((group.hits for group in asked.serves("nis:33011").groups), key=len)
    assert [again[at].id for at in reversed(range(len(ids)))] == ids[::-1]
    assert list(again.ids[60:70]) == ids[60:70]
    assert all(again.has(key) for key in ids)
    assert not again.has("nobody")
