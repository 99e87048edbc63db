"""Words out of texts: folding, abbreviations, stems and compounds."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vademecum.search.language import fold, is_filler, name_key, part_stems, query_of, split, without_around, words_of
from vademecum.search.stemming import masculines, stem


def texts(text: str) -> list[str]:
    return [word.text for word in words_of(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("De Lovie vzw", ["de", "lovie", "vzw"]),
        ("'t Veer", ["t", "veer"]),
        ("St.-Jan, Sint-Jan en st jan", ["sint", "jan", "sint", "jan", "en", "sint", "jan"]),
        ("O.C.M.W. Brugge", ["ocmw", "brugge"]),
        ("Coördinatie CAFÉ Œuvre", ["coordinatie", "cafe", "oeuvre"]),
        ("info@lovie.be", ["info", "lovie", "be"]),
        ("steun, stad", ["steun", "stad"]),
        ("st", ["st"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert texts(text) == words


@pytest.mark.parametrize(
    "text", ["art. 60", "Art 60", "art60", "artikel 60", "artikel 60 § 7", "60 § 7", "art. 60, §7"]
)
def test_article_60_is_one_word(text: str) -> None:
    assert texts(text) == ["art60"]


def test_article_60_and_61_are_two() -> None:
    text = "tewerkstelling art. 60/61"
    words = words_of(text)
    assert [(word.text, text[word.start : word.end]) for word in words[1:]] == [("art60", "art. 60"), ("art61", "61")]


@pytest.mark.parametrize(
    "text", ["056 24 16 16", "056/24.16.16", "+32 56 24 16 16", "+3256241616", "+32 (0)56 24 16 16"]
)
def test_a_phone_number_is_one_word_however_it_is_written(text: str) -> None:
    assert texts(text) == ["3256241616"]


def test_postcodes_and_years_are_no_phone_numbers() -> None:
    assert texts("8900 Ieper 2017") == ["8900", "ieper", "2017"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_know_their_place_in_the_text(form: str) -> None:
    text = unicodedata.normalize(form, "één café, coördinatie")  # type: ignore[arg-type]
    assert [unicodedata.normalize("NFC", text[w.start : w.end]) for w in words_of(text)] == [
        "één",
        "café",
        "coördinatie",
    ]


@pytest.mark.parametrize(
    "family",
    [
        "bedrijf bedrijven bedrijfs",
        "huis huizen",
        "sociaal sociale",
        "dienst diensten",
        "opleiding opleidingen opleiden",
        "begeleiding begeleiden begeleidt",
        "werk werken werkt werkend",
        "werkzoekende werkzoekenden",
        "strijk strijken strijkt",
        "klus klusje klusjes klussen",
        "loopbaan loopbanen",
        "kans kansen",
        "fonds fondsen",
        "fiets fietsen",
        "poets poetsen",
        "stage stages",
        "idee ideeen",
        "overheid overheden",
        "kind kinderen",
        "duaal duale",
        "maatwerkbedrijf maatwerkbedrijven",
        "solliciteren sollicitatie sollicitaties",
        "integreren integratie",
        "aanwerven aanwervingen aanwerft",
        "schrijven schrijft",
        "winkel winkeltje winkels",
        "economie ekonomie",
        "activering aktivering activeren",
        "syndicaat syndikaat",
        "wijkwerken wykwerken",
        "aartrijke aertrycke",
        "gistel ghistel",
        "tielt thielt",
        "vlaamse vlaamsche vlaams",
        "loopbaanadvies loopbaanadviezen",
    ],
)
def test_forms_of_a_word_share_a_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("markt", "marke"),
        ("kans", "kan"),
        ("plaats", "plaat"),
        ("mens", "men"),
        ("punt", "pun"),
        ("kring", "kr"),
        ("relatie", "reler"),
    ],
)
def test_other_words_keep_their_own_stem(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("arbeidsmarktbeleid", ("arbeid", "markt", "beleid")),
        ("strijkdienst", ("strijk", "dienst")),
        ("werkplekleren", ("werk", "plek", "leren")),
        ("maatwerkbedrijven", ("maatwerk", "bedrijven")),
        ("kinderopvang", ("kind", "opvang")),
        ("voedselploegen", ("voedsel", "ploegen")),
        ("werkloosheidsuitkering", ("werkloosheid", "uitkering")),
        ("dakisolatie", ("dak", "isolatie")),
        ("netwerk", ()),
        ("maatwerk", ()),
        ("tuinbouw", ()),  # no building
        ("landbouw", ()),
        ("tuinbouwschool", ("tuinbouw", "school")),
        ("kortrijk", ()),
        ("roeselare", ()),
        ("oostende", ()),
        ("westhoek", ()),
    ],
)
def test_compounds(word: str, parts: tuple[str, ...]) -> None:
    assert split(word) == parts


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("notarisklerk", ("notaris", "klerk")),
        ("apothekersassistent", ("apotheker", "assistent")),
        ("kaboutermedewerker", ()),  # nobody knows the first part
        ("notarisvogel", ()),  # the list doesn't hold the second one
    ],
)
def test_a_compound_of_a_known_word_and_a_part_of_the_list(word: str, parts: tuple[str, ...]) -> None:
    assert split(word, {"notaris", "apotheker"}.__contains__) == parts


@pytest.mark.parametrize(
    ("feminine", "masculine"),
    [
        ("poetsster", "poetser"),
        ("kapster", "kapper"),
        ("verkoopster", "verkoper"),
        ("schrijfster", "schrijver"),
        ("opvoedster", "opvoeder"),
        ("lerares", "leraar"),
        ("apothekeres", "apotheker"),
        ("boerin", "boer"),
        ("coiffeuse", "coiffeur"),
        ("animatrice", "animateur"),
    ],
)
def test_feminines_and_their_masculines(feminine: str, masculine: str) -> None:
    assert masculine in masculines(feminine)


@pytest.mark.parametrize("word", ["werk", "ster", "venster", "magazijn", "opleiding"])
def test_other_words_have_no_masculine(word: str) -> None:
    assert not any(other == word for other in masculines(word))


def test_neighbouring_parts_are_found_together() -> None:
    assert {stem("arbeidsmarkt"), stem("beleid")} <= part_stems("arbeidsmarktbeleid")


def test_stop_words_are_not_required_unless_alone() -> None:
    query = query_of("leren en werken")
    assert query.required == ("leren", "werken")
    assert query.optional == ("en",)
    assert query_of("de").required == ("de",)


def test_fillers_in_all_their_forms_and_no_word_that_tells_offers_apart() -> None:
    assert all(is_filler(word) for word in ("hulp", "helpen", "zoek", "zoekt", "oude", "iemand", "gezocht"))
    assert not any(is_filler(word) for word in ("werk", "opleiding", "huis", "begeleiding", "advies"))


@pytest.mark.parametrize(
    ("beside_a_place", "left"),
    [
        ("omgeving", ""),
        ("in de buurt van", ""),
        ("en omstreken", ""),
        ("groot", ""),
        ("rond", ""),
        ("tuinman in de buurt van", "tuinman"),
        ("in de buurt van kringwinkel", "kringwinkel"),
        ("café rond de omgeving van bakker", "café bakker"),
        ("buurtwerk", "buurtwerk"),
        ("groot magazijn", "groot magazijn"),
        ("in", "in"),
        ("", ""),
    ],
)
def test_what_lies_around_a_place_is_not_looked_for(beside_a_place: str, left: str) -> None:
    assert without_around(beside_a_place) == left


def test_small_numbers_are_fillers_postcodes_are_not() -> None:
    assert is_filler("55")
    assert not is_filler("8900")


def test_the_last_word_may_be_unfinished_until_a_space_follows() -> None:
    assert query_of("vdab iep").typing
    assert not query_of("vdab ieper ").typing


def test_names_are_compared_without_articles_and_legal_forms() -> None:
    assert name_key("De Lovie vzw") == name_key("lovie")
    assert name_key("Wijk-werken") == name_key("wijkwerken")
    assert name_key("De") == "de"


@given(st.text())
def test_any_text_gives_words_within_its_bounds(text: str) -> None:
    for word in words_of(text, every=True):
        assert 0 <= word.start < word.end <= len(text)
        assert word.text == fold(word.text)
    query_of(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_any_word_has_a_stem_and_its_parts_lie_in_it(word: str) -> None:
    assert stem(word)
    assert all(part in word for part in split(word))
    part_stems(word)
