"""What people type, and which place it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vademecum.places.gazetteer import Gazetteer
from vademecum.places.resolve import find_in, resolve, suggest
from vademecum.records import PlaceMatch

PLACES = {
    # postcodes
    "8900": "pc:8900",
    "8980": "nis:33037",
    "8610": "nis:32011",
    "8400": "nis:35013",
    "8755": "pc:8755",
    "8900 Ieper": "nis:33011",
    "8902 Ieper": "pc:8902",
    "8610 werken": "part:8610/werken",
    "1050 Elsene": "nis:21009",
    "2018": "pc:2018",
    # codes
    "33011": "nis:33011",
    "37012": "nis:37021",
    "37018": "nis:37021",
    "37015": "nis:37022",
    "37007": "nis:37022",
    # names
    "ieper": "nis:33011",
    "passendale": "part:8980/passendale",
    "sint jan": "part:8900/sint-jan",
    "St.-Kruis": "part:8310/sint-kruis",
    "st kruis": "part:8310/sint-kruis",
    "langemark": "part:8920/langemark",
    "de panne": "nis:38008",
    "knokke heist": "nis:31043",
    "knokkeheist": "nis:31043",
    "lo reninge": "nis:32030",
    "lo": "part:8647/lo",
    "mesen": "nis:33016",
    "ruiselede": "part:8755/ruiselede",
    "meulebeke": "part:8760/meulebeke",
    "tielt": "nis:37022",
    "werken": "part:8610/werken",
    "Beveren (Roeselare)": "part:8800/beveren",
    "beveren waregem": "part:8791/beveren",
    "beveren alveringem": "part:8691/beveren-aan-de-ijzer",
    "beveren-leie": "part:8791/beveren",
    "Passendale, Zonnebeke": "part:8980/passendale",
    "sint-pieters-kapelle": "part:8433/sint-pieters-kapelle",
    "marke kortrijk": "part:8510/marke",
    "Werken (Kortemark)": "part:8610/werken",
    "B-8900 Ieper": "nis:33011",
    "slijep": "part:8433/slijpe",
    "ieper-sint-jan": "part:8900/sint-jan",
    "7781 houthem": "part:7781/houthem",
    "houthem veurne": "part:8630/houtem",
    # French, German and old
    "Passchendaele": "part:8980/passendale",
    "Coxyde": "nis:38014",
    "Iseghem": "nis:36008",
    "Waereghem": "nis:34040",
    "Wytschaete": "part:8953/wijtschate",
    "Dickebusch": "part:8900/dikkebus",
    "Rousselaere": "nis:36015",
    "Thourout": "nis:31033",
    "Neuve-Eglise": "part:8950/nieuwkerke",
    "Bruges": "nis:31005",
    "courtrai": "nis:34022",
    "Ypres": "nis:33011",
    "furnes": "nis:38025",
    "roulers": "nis:36015",
    "menin": "nis:34027",
    "ostende": "nis:35013",
    "dixmude": "nis:32003",
    "MESSINES": "nis:33016",
    "la panne": "nis:38008",
    "nieuport": "nis:38016",
    "espierres-helchin": "nis:34043",
    "poperinghe": "nis:33021",
    "kortryk": "nis:34022",
    # typing errors
    "roeslare": "nis:36015",
    "zonnebeek": "nis:33037",
    "dikmuide": "nis:32003",
    "iper": "nis:33011",
    "iepr": "nis:33011",
    "yprs": "nis:33011",
    "tilt": "nis:37022",
    "mnen": "nis:34027",
    "de pane": "nis:38008",
    "oost nieuwkerke": "part:8840/oostnieuwkerke",
    # regions
    "westhoek": "region:streek/westhoek",
    "regio westhoek": "region:streek/westhoek",
    "de westhoek": "region:streek/westhoek",
    "elz westhoek": "region:eerstelijnszone/westhoek",
    "eerstelijnszone westhoek": "region:eerstelijnszone/westhoek",
    "referentieregio westhoek": "region:referentieregio/westhoek",
    "midwest": "region:streek/midwest",
    "midden-west-vlaanderen": "region:streek/midwest",
    "brugge-oostende": "region:streek/noord-west-vlaanderen",
    "kust": "region:kust/kust",
    "de kust": "region:kust/kust",
    "oostkust": "region:kust/oostkust",
    "regio brugge": "region:referentieregio/regio-brugge",
    "regio menen": "region:eerstelijnszone/regio-menen",
    "regio ieper": "nis:33000",
    "arr. ieper": "nis:33000",
    "arrondissement kortrijk": "nis:34000",
    "arr oostende": "nis:35000",
    "oostende": "nis:35013",
    "west-vlaanderen": "nis:30000",
    "provincie": "nis:30000",
    "provincie west-vlaanderen": "nis:30000",
    "provincie antwerpen": "nis:10000",
    "vlaanderen": "nis:02000",
    "belgie": "nis:01000",
    # elsewhere
    "antwerpen": "nis:11002",
    "luik": "nis:62063",
    "brussel": "nis:21004",
    "heist-op-den-berg": "nis:12014",
    "laken": "part:1020/laeken",
}
CHOICES = {
    "beveren": ["Alveringem", "Roeselare", "Waregem"],
    "ramskapelle": ["Knokke-Heist", "Nieuwpoort"],
    "zandvoorde": ["Oostende", "Zonnebeke"],
    "sint-joris": ["Beernem", "Nieuwpoort"],
    "oostkerke": ["Damme", "Diksmuide"],
    "houthem": ["Veurne", "Komen-Waasten"],
}
SEVERAL = {
    "ieper, poperinge": (["Ieper", "Poperinge"], ""),
    "ieper en veurne": (["Ieper", "Veurne"], ""),
    "ieper of poperinge": (["Ieper", "Poperinge"], ""),
    "ieper, poperinge en veurne": (["Ieper", "Poperinge", "Veurne"], ""),
    "oostkamp zedelgem": (["Oostkamp", "Zedelgem"], ""),
    "kortrijk-kuurne": (["Kortrijk", "Kuurne"], ""),
    "gent of brugge": (["Gent", "Brugge"], ""),
    "marke of kuurne": (["Marke", "Kuurne"], ""),
    "8900 en 8970": (["8900", "8970"], ""),
    "brugge of oostende vdab": (["Brugge", "Oostende"], "vdab"),
    "vdab ieper poperinge": (["Ieper", "Poperinge"], "vdab"),
    "ieper vdab poperinge": (["Ieper", "Poperinge"], "vdab"),
    "werk in ieper of poperinge": (["Ieper", "Poperinge"], "werk"),
    "cvo avelgem-harelbeke": (["Avelgem", "Harelbeke"], "cvo"),
}
NO_PLACES = [
    "", "   ", "...", "-", "leren en werken", "montage", "werk", "markt", "mensen", "loket", "bruggen", "kleren",
    "proeven", "messen slijpen", "werk en zorg", "maatwerkbedrijf", "12345678", "0000", "99999", "vdab", "bouw",
    "steden", "w13", "lekke band", "messen", "sint-jan-ter-biezen", "dame", "meen", "teelt", "ieder", "tolk", "taal",
    "poets", "8999", "of", "en of",
]  # fmt: skip
QUERIES = {
    "werkervaring ieper": ("nis:33011", "werkervaring"),
    "strijkdienst torhout": ("nis:31033", "strijkdienst"),
    "werken 8610": ("part:8610/werken", ""),
    "8900 montage": ("pc:8900", "montage"),
    "montage 8980": ("nis:33037", "montage"),
    "leren en werken": (None, "leren en werken"),
    "leren en werken kortrijk": ("nis:34022", "leren en werken"),
    "te ziek om te werken": (None, "te ziek om te werken"),
    "leren en werken in werken": ("part:8610/werken", "leren en werken"),
    "werk en zorg": (None, "werk en zorg"),
    "leren en werken 8610": ("nis:32011", "leren en werken"),
    "wijk-werken 8610": ("nis:32011", "wijk-werken"),
    "8610 wijk-werken": ("nis:32011", "wijk-werken"),
    "8610 werken strijk": ("part:8610/werken", "strijk"),
    "handzame machines": (None, "handzame machines"),
    "verpakking 8510 marke": ("part:8510/marke", "verpakking"),
    "poetshulp te Lo": ("part:8647/lo", "poetshulp"),
    "werkplek in Brugge": ("nis:31005", "werkplek"),
    "ocmw sint-kruis brugge": ("part:8310/sint-kruis", "ocmw"),
    "az sint jan brugge": ("nis:31005", "az sint jan"),
    "ocmw damme": ("nis:31006", "ocmw"),
    "ocmw beveren roeselare": ("part:8800/beveren", "ocmw"),
    "werkervaring de panne": ("nis:38008", "werkervaring"),
    "knokke heist fietsen": ("nis:31043", "fietsen"),
    "groenonderhoud regio westhoek": ("region:streek/westhoek", "groenonderhoud"),
    "vdab arr. veurne": ("nis:38000", "vdab"),
    "kringloop kust": ("region:kust/kust", "kringloop"),
    "jaarverslag 2018": (None, "jaarverslag 2018"),
    "boom snoeien menen": ("nis:34027", "boom snoeien"),
    "gesprek voeren": (None, "gesprek voeren"),
    "leefloon Gent": ("nis:44021", "leefloon"),
    "strijk, Ieper": ("nis:33011", "strijk"),
    "kringwinkel (ieper)": ("nis:33011", "kringwinkel"),
    "thema:werken ieper": ("nis:33011", "thema:werken"),
    '"sint jan" brugge': ("nis:31005", '"sint jan"'),
    "kringloop -ieper": (None, "kringloop -ieper"),
    "werk roeslare": ("nis:36015", "werk"),
    "kringwinkel B-8900": ("pc:8900", "kringwinkel"),
    "knoke heist": ("nis:31043", ""),
    "vdab iper": ("nis:33011", "vdab"),
    "iper vdab": ("nis:33011", "vdab"),
    "ieper vdab ieper": ("nis:33011", "vdab"),
    "gent brugge": ("nis:31005", "gent"),
    "syntra ieper in poperinge": ("nis:33021", "syntra ieper"),
    "az sint-jan, brugge": ("nis:31005", "az sint-jan"),
    "oostende-mariakerke": ("nis:35013", "mariakerke"),
    "vdab oostende-mariakerke": ("nis:35013", "vdab mariakerke"),
    "brugge-centrum": ("nis:31005", "centrum"),
    "vdab-ieper": ("nis:33011", "vdab"),
    "ocmw brugge-sint-kruis": ("part:8310/sint-kruis", "ocmw"),
    "sint-jan-ter-biezen": (None, "sint-jan-ter-biezen"),
    "ocmw sint-jan-ter-biezen": (None, "ocmw sint-jan-ter-biezen"),
    "centraal-west-vlaanderen": (None, "centraal-west-vlaanderen"),
    "dossier 12-8900": (None, "dossier 12-8900"),
}


def meaning(match: PlaceMatch) -> str | None:
    return match.place.id if match.place else None


@pytest.mark.parametrize("text", PLACES)
def test_text_is_this_place(gazetteer: Gazetteer, text: str) -> None:
    match = resolve(gazetteer, text)
    assert meaning(match) == PLACES[text]
    assert match.choices == ()
    assert match.text == text


@pytest.mark.parametrize("text", CHOICES)
def test_homonyms_are_asked(gazetteer: Gazetteer, text: str) -> None:
    match = resolve(gazetteer, text)
    assert match.place is None
    assert [place.municipality_name for place in match.choices] == CHOICES[text]


@pytest.mark.parametrize("text", NO_PLACES)
def test_text_is_no_place(gazetteer: Gazetteer, text: str) -> None:
    match = resolve(gazetteer, text)
    assert match.place is None
    assert match.choices == ()


@pytest.mark.parametrize("text", QUERIES)
def test_place_among_words(gazetteer: Gazetteer, text: str) -> None:
    match, words = find_in(gazetteer, text)
    assert (meaning(match), words) == QUERIES[text]


def test_homonym_among_words_is_asked(gazetteer: Gazetteer) -> None:
    match, words = find_in(gazetteer, "ocmw beveren")
    assert len(match.choices) == 3
    assert words == "ocmw"


@pytest.mark.parametrize("text", SEVERAL)
def test_several_places_are_asked(gazetteer: Gazetteer, text: str) -> None:
    match, words = find_in(gazetteer, text)
    assert match.place is None
    assert ([place.name for place in match.choices], words) == SEVERAL[text]


def test_postcode_and_name_that_do_not_fit_are_asked(gazetteer: Gazetteer) -> None:
    match = resolve(gazetteer, "8000 kortrijk")
    assert [place.id for place in match.choices] == ["pc:8000", "nis:34022"]


def test_typing_errors_are_told_apart(gazetteer: Gazetteer) -> None:
    match = resolve(gazetteer, "roeslare")
    assert not match.exact
    assert match.explanation is not None
    assert "Roeselare" in match.explanation
    assert resolve(gazetteer, "roeselare").exact


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("ruiselede", "Ruiselede has been part of Wingene since 1 January 2025."),
        ("37012", "Ruiselede has been part of Wingene since 1 January 2025."),
        ("37018", "Since 1 January 2025 Wingene is larger than before: it holds Ruiselede and Wingene."),
        ("ypres", "Ypres is the French name of Ieper."),
        ("ieper", None),
        ("passendale", None),
    ],
)
def test_explanation(gazetteer: Gazetteer, text: str, explanation: str | None) -> None:
    assert resolve(gazetteer, text).explanation == explanation


def test_every_name_in_the_province_finds_its_place(gazetteer: Gazetteer) -> None:
    for place in gazetteer.areas():
        if place.kind in ("part", "municipality", "region") and (place.municipality or place.id).startswith("nis:3"):
            match = resolve(gazetteer, place.name)
            found = [match.place] if match.place else list(match.choices)
            own_town = gazetteer.get(place.municipality) if place.municipality else place
            assert place in found or (own_town in found and own_town.name == place.name), place.id
            assert match.exact


def test_every_postcode_is_a_place(gazetteer: Gazetteer) -> None:
    for place in gazetteer.areas():
        if place.kind == "postcode":
            assert resolve(gazetteer, place.name).place is not None


def test_places_come_before_villages_and_west_flanders_before_the_rest(gazetteer: Gazetteer) -> None:
    assert [place.name for place in suggest(gazetteer, "roes", 3)][:2] == ["Roeselare", "Roesbrugge-Haringe"]
    found = suggest(gazetteer, "br", 20)
    assert [place.name for place in found[:2]] == ["Bredene", "Brugge"]
    assert suggest(gazetteer, "yp", 5)[0].name == "Ieper"
    assert suggest(gazetteer, "de p", 5)[0].name == "De Panne"


def test_suggestions_for_a_postcode(gazetteer: Gazetteer) -> None:
    assert [place.name for place in suggest(gazetteer, "890", 4)] == ["8900", "8902", "8904", "8906"]
    assert [place.name for place in suggest(gazetteer, "8902", 9)] == [
        "8902",
        "Ieper",
        "Hollebeke",
        "Voormezele",
        "Zillebeke",
    ]
    assert suggest(gazetteer, "8980", 1)[0].name == "Zonnebeke"


def test_suggestions_name_a_place_once_and_keep_to_the_limit(gazetteer: Gazetteer) -> None:
    found = suggest(gazetteer, "sint", 50)
    assert len(found) == len({place.id for place in found}) == 50
    assert [place.kind for place in suggest(gazetteer, "ieper", 9)].count("part") == 0
    assert suggest(gazetteer, "", 5) == ()
    assert suggest(gazetteer, "ie", 0) == ()


def test_work_is_no_working_area(gazetteer: Gazetteer) -> None:
    assert [place.name for place in suggest(gazetteer, "werk", 9)] == ["Werken"]
    assert "Werkgebied Leiedal" in [place.name for place in suggest(gazetteer, "werkgebied lei", 9)]
    assert "Werkgebied Leiedal" in [place.name for place in suggest(gazetteer, "leied", 9)]


typed = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            ["in", "te", "en", "of", "ieper-", "-brugge", "sint-jan-ter-biezen", "iper", "houthem",
             "werken", "8610", "8900", "ieper", "beveren", "regio", "arr.", "kust", "de", "panne", "sint",
             "jan", "(", ")", '"', "-", ":", ",", "2018", "37012", "brugge", "lo", "st.", "roeslare", "provincie"]
        ),
        max_size=7,
    ).map(" ".join),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(typed)
def test_anything_can_be_typed(gazetteer: Gazetteer, text: str) -> None:
    match = resolve(gazetteer, text)
    assert match.place is None or match.choices == ()
    found, words = find_in(gazetteer, text)
    assert found.place is None or found.choices == ()
    assert len(words) <= len(text)
    assert " -" in f" {text}" or " -" not in f" {words}"
    if not found.place and not found.choices:
        assert words == " ".join(text.split())
    assert len(suggest(gazetteer, text, 5)) <= 5


@settings(deadline=None)
@given(st.data())
def test_case_accents_and_hyphens_do_not_matter(gazetteer: Gazetteer, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([p for p in gazetteer.areas() if p.kind in ("part", "municipality", "region")]))
    plain = "".join(char for char in unicodedata.normalize("NFKD", place.name) if not unicodedata.combining(char))
    changed = data.draw(
        st.sampled_from(
            [place.name.upper(), place.name.lower(), plain, place.name.replace("-", " "), f"  {place.name} "]
        )
    )
    expected, found = resolve(gazetteer, place.name), resolve(gazetteer, changed)
    assert (found.place, found.choices) == (expected.place, expected.choices)
