"""The round trip: a form goes out, a reply comes back, and only what is accepted changes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.exchange import files
from vademecum.catalogue import Catalogue
from vademecum.errors import KnownError
from vademecum.records import Actor, Name, Reply


def actor(catalogue: Catalogue, name: str) -> Actor:
    found = catalogue.load("actor", catalogue.find(name)[0].id)
    assert isinstance(found, Actor)
    return found


def answered(catalogue: Catalogue, tmp_path: Path, name: str, answers: dict[str, str]) -> Reply:
    catalogue.exchange.write_forms(tmp_path / "formulier.xlsx", [actor(catalogue, name).id])
    back = files.filled(tmp_path / "formulier.xlsx", tmp_path / "antwoord.xlsx", answers)
    assert catalogue.exchange.kind_of(back) == "form"
    return catalogue.exchange.read_replies(back)[0]


def test_a_form_holds_what_is_public_and_nothing_else(catalogue: Catalogue, tmp_path: Path) -> None:
    known = actor(catalogue, "Mariasteen")
    catalogue.save(msgspec.structs.replace(known, note="niet voor buiten"))
    catalogue.exchange.write_forms(tmp_path / "a.xlsx", [known.id])
    shown = repr(files.as_read(tmp_path / "a.xlsx"))
    assert "info@mariasteen.be" in shown
    assert "niet voor buiten" not in shown


def test_a_form_that_comes_back_empty_says_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    assert answered(catalogue, tmp_path, "Mariasteen", {}).lines == ()


def test_only_what_is_accepted_changes_and_its_source_is_noted(catalogue: Catalogue, tmp_path: Path) -> None:
    before = actor(catalogue, "Mariasteen")
    offer = before.offers[0]
    reply = answered(
        catalogue, tmp_path, "Mariasteen",
        {
            "contacts.phone": "051 23 09 11",
            "description": "Andere tekst.",
            "contacts.web": "-",
            f"offer:{offer.id}:name": "Ander aanbod",
            "offer+1:name": "Fietsherstelling",
            "offer+1:description": "Voor iedereen.",
            "confirmed": "ja",
        },
    )  # fmt: skip
    assert reply.confirmed
    assert {line.key: (line.before, line.after) for line in reply.lines} == {
        "contacts.phone": ("", "051 23 09 11"),
        "description": (before.description, "Andere tekst."),
        "contacts.web": ("https://mariasteen.be", ""),
        f"offer:{offer.id}:name": (offer.name, "Ander aanbod"),
        "offer+1:name": ("", "Fietsherstelling"),
        "offer+1:description": ("", "Voor iedereen."),
    }
    assert not [line for line in reply.lines if line.problem is not None]
    changes = catalogue.exchange.accept_reply(
        reply, ["contacts.phone", f"offer:{offer.id}:name", "offer+1:name", "offer+1:description"]
    )
    after = actor(catalogue, "Mariasteen")
    assert after.description == before.description
    assert [one.value for one in after.contacts if one.kind == "web"] == ["https://mariasteen.be"]
    phone = next(one for one in after.contacts if one.kind == "phone")
    assert phone.value == "+3251230911"
    assert [one.name for one in after.offers] == [
        "Ander aanbod",
        *(one.name for one in before.offers[1:]),
        "Fietsherstelling",
    ]
    new = [one for one in after.evidence if one not in before.evidence]
    assert {one.fact for one in new} == {phone.id, offer.id, after.offers[-1].id}
    source = catalogue.load("source", new[0].source_id)
    assert source.name.startswith("Formulier van Mariasteen")
    assert [one.way for one in after.checks if one not in before.checks] == ["mail"]
    catalogue.undo(changes.operation)
    assert actor(catalogue, "Mariasteen").contacts == before.contacts


def test_codes_are_struck_and_added(catalogue: Catalogue, tmp_path: Path) -> None:
    before = actor(catalogue, "Mariasteen")
    theme = next(term for term in catalogue.terms("theme") if term.code not in before.themes)
    reply = answered(
        catalogue, tmp_path, "Mariasteen", {f"themes:{before.themes[0]}": "nee", "themes+1": theme.label_nl}
    )  # fmt: skip
    catalogue.exchange.accept_reply(reply, [line.key for line in reply.lines])
    assert set(actor(catalogue, "Mariasteen").themes) == {*before.themes[1:], theme.code}


def test_an_answer_that_can_t_be_gets_a_problem(catalogue: Catalogue, tmp_path: Path) -> None:
    reply = answered(catalogue, tmp_path, "Mariasteen", {"contacts.phone": "bel mij", "kind": "iets anders"})
    assert {line.key for line in reply.lines if line.problem is not None} == {"contacts.phone", "kind"}
    with pytest.raises(KnownError):
        catalogue.exchange.accept_reply(reply, ["contacts.phone"])


def test_a_reply_says_what_changed_meanwhile(catalogue: Catalogue, tmp_path: Path) -> None:
    known = actor(catalogue, "Mariasteen")
    catalogue.exchange.write_forms(tmp_path / "a.xlsx", [known.id])
    catalogue.save(msgspec.structs.replace(known, description="Van een collega."))
    back = files.filled(tmp_path / "a.xlsx", tmp_path / "b.xlsx", {"description": "Van de actor."})
    line = catalogue.exchange.read_replies(back)[0].lines[0]
    assert (line.before, line.after, line.meanwhile) == ("Van een collega.", "Van de actor.", "Van een collega.")


def test_forms_of_a_selection_come_back_as_ods(catalogue: Catalogue, tmp_path: Path) -> None:
    ids = [actor(catalogue, name).id for name in ("Mariasteen", "ABVV Blankenberge")]
    catalogue.exchange.write_forms(tmp_path / "a.xlsx", ids)
    back = files.ods(tmp_path / "b.ods", files.as_read(tmp_path / "a.xlsx"))
    assert [reply.actor_id for reply in catalogue.exchange.read_replies(back)] == ids


def test_a_reply_of_an_actor_that_is_gone(catalogue: Catalogue, tmp_path: Path) -> None:
    made = Actor(
        id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0001",
        kind="ocmw",
        names=(Name(id="7b0c6d0e-6f3a-4a36-9d0e-0d7f5a1c0002", text="Proefdienst"),),
    )
    catalogue.save(made)
    catalogue.exchange.write_forms(tmp_path / "a.xlsx", [made.id])
    catalogue.delete("actor", made.id)
    reply = catalogue.exchange.read_replies(tmp_path / "a.xlsx")[0]
    assert reply.problems
    assert reply.lines == ()


def test_another_spreadsheet_is_no_form(catalogue: Catalogue, tmp_path: Path) -> None:
    path = files.text(tmp_path / "a.csv", [["Naam"], ["Een"]])
    assert catalogue.exchange.kind_of(path) == "table"
    with pytest.raises(KnownError):
        catalogue.exchange.read_replies(path)


def test_a_reply_as_people_write_it(catalogue: Catalogue, tmp_path: Path) -> None:
    before = actor(catalogue, "Mariasteen")
    gone, doubted = before.audiences[0], before.audiences[1]
    reply = answered(
        catalogue, tmp_path, "Mariasteen",
        {
            "names.official": "ok",
            "description": "Klopt.",
            "contacts.phone": "51230911 of 051/23.09.12",
            "sites.street": "Koolskampstraat 26, 8830 Gits",
            f"audiences:{gone}": "-",
            f"audiences:{doubted}": "deels",
            "audiences+1": "Jongeren, Scholen",
        },
    )  # fmt: skip
    told = {line.key: line for line in reply.lines}
    assert "names.official" not in told
    assert "description" not in told
    assert told["contacts.phone"].after == "051 23 09 11 | 051 23 09 12"
    assert told[f"audiences:{doubted}"].problem is not None
    assert told[f"audiences:{gone}"].problem is None
    good = [key for key, line in told.items() if line.problem is None]
    catalogue.exchange.accept_reply(reply, good)
    after = actor(catalogue, "Mariasteen")
    assert gone not in after.audiences
    assert doubted in after.audiences
    assert {"jongeren", "scholen"} <= set(after.audiences)
    assert (after.sites[0].street, after.sites[0].town) == ("Koolskampstraat 26", "Gits")


def test_a_reply_that_is_read_twice_adds_nothing_the_second_time(catalogue: Catalogue, tmp_path: Path) -> None:
    said = {"offer+1:name": "Fietsherstelling", "note": "Bel ons eens.", "themes+1": "Maatwerk"}
    reply = answered(catalogue, tmp_path, "Mariasteen", said)
    catalogue.exchange.accept_reply(reply, [line.key for line in reply.lines])
    again = catalogue.exchange.read_replies(Path(reply.file))[0]
    assert again.lines == ()
