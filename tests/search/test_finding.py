"""What is found, in what order, and why."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.search.samples import DOCUMENTS, actor, ids
from vademecum.paths import data_folder
from vademecum.records import Actor, Document
from vademecum.search.index import Index


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("vdab", "vdab"),
        ("VDAB ieper", "vdab-ieper"),
        ("ieper vdab", "vdab-ieper"),
        ("lovie", "lovie"),
        ("de lovie", "lovie"),
        ("De Panne", "panne"),
        ("sowepo", "forena"),
        ("pwa westhoek", "wijkwerken"),
        ("wijkwerken", "wijkwerken"),
        ("sociaal huis oostende", "sociaal-huis"),
        ("cafe", "cafe"),
        ("fietscafe", "cafe"),
        ("COORDINATIE", "cafe"),
        ("ocmw torhout", "ocmw"),
        ("leren en werken", "clw"),
        ("st jan", "sint"),
        ("st.-jan", "sint"),
        ("arbeidsmarkt beleid", "overleg"),
        ("strijkdiensten", "mariasteen"),
        ("050 22 15 81", "ocmw"),
        ("streekforum", "overleg"),
        ("particulier", "klus"),
    ],
)
def test_the_first_is_the_one_meant(index: Index, words: str, first: str) -> None:
    assert ids(index, words)[0] == first


@pytest.mark.parametrize("words", ["art. 60", "art60", "artikel 60", "60 § 7", "tewerkstelling art 60"])
def test_article_60_in_all_its_forms(index: Index, words: str) -> None:
    assert set(ids(index, words)) == {"ocmw", "sociaal-huis"}


def test_all_words_are_needed(index: Index) -> None:
    assert ids(index, "vdab strijkdienst") == []
    assert ids(index, "strijkdienst verpakking") == ["mariasteen"]


def test_a_compound_is_found_by_its_parts_and_the_other_way_round(index: Index) -> None:
    assert set(ids(index, "strijkdienst")) == {"mariasteen", "klus"}
    assert set(ids(index, "strijk dienst")) == {"mariasteen", "klus"}


def test_the_order_of_fields(index: Index) -> None:
    documents = [
        actor("text", "A", text=("zoekwoord",)),
        actor("place", "B", places=("zoekwoord",)),
        actor("network", "C", networks=("zoekwoord",)),
        actor("measure", "D", measures=("zoekwoord",)),
        actor("theme", "E", themes=("zoekwoord",)),
        actor("offer", "F", offers=("zoekwoord",)),
        actor("former", "G", former=("Oud zoekwoord",)),
        actor("word", "Het Nieuwe Zoekwoord"),
        actor("begins", "Zoekwoord Hulp"),
        actor("alias", "H", aliases=("Zoekwoord",)),
        actor("ended", "Zoekwoord", status="ended"),
        actor("whole", "Zoekwoord vzw"),
    ]
    index.rebuild(documents, 1)
    found = ids(index, "zoekwoord")
    expected = ["whole", "alias", "ended", "begins", "word", "former", "offer", "theme", "measure", "network", "place"]
    assert found == [*expected, "text"]


def test_a_former_name_finds_todays_actor_before_the_ended_one(index: Index) -> None:
    assert ids(index, "'t veer") == ["forena", "veer"]


def test_equal_scores_are_in_order_of_name(index: Index) -> None:
    index.rebuild([actor(str(number), f"Huis {letter}x") for number, letter in enumerate("cab")], 1)
    assert ids(index, "huis") == ["1", "2", "0"]


def test_stop_words_make_a_difference_in_names(index: Index) -> None:
    index.rebuild([actor("without", "Lovie"), actor("with", "De Lovie")], 1)
    assert ids(index, "de lovie")[0] == "with"


def test_only_the_types_asked_for(index: Index) -> None:
    assert ids(index, "streekforum", types=("network",)) == ["forum"]
    assert set(ids(index, "streekforum westhoek", types=("actor", "network"))) == {"forum", "overleg"}
    assert ids(index, "twe", types=("measure",)) == ["twe"]
    assert len(ids(index, "vdab", limit=1)) == 1


@pytest.mark.parametrize(
    ("words", "id_", "field", "snippet"),
    [
        ("vdab", "vdab-ieper", "names", "VDAB Ieper"),
        ("strijkdienst", "mariasteen", "offers", "Strijkdienst"),
        ("mariasteen strijkdienst", "mariasteen", "offers", "Strijkdienst"),
        ("sowepo", "forena", "former", "Sowepo"),
        ("sociaal huis", "sociaal-huis", "aliases", "Sociaal Huis Oostende"),
        ("poperinge maatwerk", "forena", "text", "Maatwerk in Menen en Poperinge."),
        ("streekforum", "overleg", "networks", "Streekforum Westhoek"),
    ],
)
def test_the_reason(index: Index, words: str, id_: str, field: str, snippet: str) -> None:
    found = next(hit for hit in index.now().snippets(words, index.now().search(words)) if hit.id == id_)
    assert (found.field, found.snippet) == (field, snippet)


def test_two_letters_look_in_names_only(index: Index) -> None:
    assert "mariasteen" in ids(index, "ma")
    assert "forena" not in ids(index, "ma")  # has "Maatwerk" in its text


def test_one_letter_wrong_is_offered_only_where_nothing_is_found(index: Index) -> None:
    assert ids(index, "strijkdinst") == []
    assert index.now().similar("strijkdinst") == "strijkdienst"
    assert index.now().similar("strijkdeinst") == "strijkdienst"
    assert index.now().similar("mariasten strijkdienst") == "mariasteen strijkdienst"
    assert index.now().similar("strijkdienst") is None
    assert index.now().similar("vdab strijkdienst") is None  # both words are known
    assert index.now().similar("strkdnst") is None
    assert index.now().similar("coordinati") is None  # still being typed
    assert index.now().similar("coordinatei") == "coördinatie"
    assert index.now().similar("8901") is None
    assert index.now().similar("") is None


def test_completion_gives_written_words(index: Index) -> None:
    assert index.now().complete("coord") == ("coördinatie",)
    assert index.now().complete("vdab be")[0] == "bemiddeling"
    assert "wijkwerken" not in index.now().complete("wijk")
    assert index.now().complete("x") == ()


@given(st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_can_be_asked(index: Index, text: str) -> None:
    index.now().snippets(text, index.now().search(text))
    index.now().similar(text)
    index.now().complete(text)


@given(
    st.lists(
        st.sampled_from(["de", "lovie", "vdab", "art.", "60", "§", "'t", "-", "Veer", "ï", "st.", "0"]), max_size=6
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_order_of_words_finds_the_same(index: Index, words: list[str]) -> None:
    asked = [word for word in words if word.isalpha() and word != "st."]
    there, back = " ".join(asked) + " ", " ".join(reversed(asked)) + " "
    assert set(ids(index, there)) == set(ids(index, back))


def _never_lost(index: Index, documents: list[Document]) -> list[str]:
    lost = []
    for document in documents:
        for name in document.names:
            start = next((i for i in range(len(name)) if sum(c.isalnum() for c in name[:i]) == 3), len(name))
            lost += [name[:end] for end in range(start, len(name) + 1) if document.id not in ids(index, name[:end])]
    return lost


def test_typing_on_never_loses_a_name(index: Index) -> None:
    assert _never_lost(index, [document for document in DOCUMENTS if document.type == "actor"]) == []


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Index, list[Document]]:
    file = data_folder() / "catalogue" / "actors.json"
    if not file.exists():
        pytest.skip("no catalogue in this checkout")
    documents = [_document(record) for record in msgspec.json.decode(file.read_bytes(), type=list[Actor])]
    index = Index(tmp_path_factory.mktemp("real"))
    index.rebuild(documents, 1)
    return index, documents


def _document(record: Actor) -> Document:
    def named(*types: str) -> tuple[str, ...]:
        return tuple(name.text for name in record.names if name.type in types)

    fields: dict[str, Any] = {"former": named("former"), "aliases": named("alias"), "status": record.status}
    offers = tuple(text for offer in record.offers for text in (offer.name, *offer.works))
    return Document(id=record.id, type="actor", names=named("official", "short"), offers=offers, **fields)


def test_typing_on_never_loses_a_real_name(real: tuple[Index, list[Document]]) -> None:
    index, documents = real
    assert _never_lost(index, documents[::15]) == []


def test_real_names_find_their_actor_among_the_first(real: tuple[Index, list[Document]]) -> None:
    index, documents = real
    late = [
        (name, position)
        for document in documents
        if document.status != "ended"
        for name in document.names
        if (position := ids(index, name).index(document.id)) > 2
    ]
    assert late == []


@pytest.mark.logs_warnings
def test_an_index_in_a_folder_that_cannot_be_written_lives_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    index = Index(blocked)
    index.rebuild(DOCUMENTS, 3)
    assert ids(index, "lovie") == ["lovie"]
    assert "can't be kept" in caplog.text
