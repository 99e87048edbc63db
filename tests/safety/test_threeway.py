"""Two edits of one record meet."""

from __future__ import annotations

import uuid

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.catalogue.threeway import merge, settle
from vademecum.errors import ConflictError


def key(number: int) -> str:
    return str(uuid.UUID(int=number, version=4))


words = st.sampled_from(["a", "b", "c"])
contacts = st.lists(
    st.builds(r.Contact, id=st.integers(1, 4).map(key), kind=st.just("web"), value=words, role=st.none() | words),
    max_size=4,
    unique_by=lambda contact: contact.id,
).map(tuple)
actors = st.builds(
    r.Actor,
    id=st.just(key(9)),
    kind=words,
    names=st.just((r.Name(id=key(8), text="X"),)),
    description=st.none() | words,
    themes=st.lists(words, unique=True, max_size=3).map(tuple),
    contacts=contacts,
    version=st.integers(1, 5),
)


def plain(actor: r.Record) -> r.Record:
    return msgspec.structs.replace(actor, version=0)


@given(actors, actors)
def test_where_only_one_changed_that_one_counts(base: r.Actor, changed: r.Actor) -> None:
    for merged in (merge(base, changed, base), merge(base, base, changed)):
        assert merged.clashes == ()
        found = merged.merged
        assert isinstance(found, r.Actor)
        assert plain(msgspec.structs.replace(found, contacts=())) == plain(
            msgspec.structs.replace(changed, contacts=())
        )
        assert set(found.contacts) == set(changed.contacts)


@given(actors, actors, actors)
def test_each_clash_is_settled_as_chosen(base: r.Actor, mine: r.Actor, theirs: r.Actor) -> None:
    found = merge(base, mine, theirs)
    assert settle(found, [clash.path for clash in found.clashes]).version == theirs.version
    for side, paths in ((mine, []), (theirs, [clash.path for clash in found.clashes])):
        settled = settle(found, paths)
        assert isinstance(settled, r.Actor)
        for clash in found.clashes:
            value = clash.mine if side is mine else clash.theirs
            if "." not in clash.path and "[" not in clash.path:
                assert getattr(settled, clash.path) == value
            elif clash.path.endswith("]"):
                part = clash.mine or clash.theirs
                assert isinstance(part, r.Contact)
                assert (part.id in {contact.id for contact in settled.contacts}) == (value is not None)


def test_parts_of_parts_meet_too() -> None:
    offer = r.Offer(id=key(1), name="Poetsen", contacts=(r.Contact(id=key(2), kind="phone", value="1"),))
    base = r.Actor(id=key(9), kind="ocmw", names=(), offers=(offer,))

    def with_offer(**changes: object) -> r.Actor:
        return msgspec.structs.replace(base, offers=(msgspec.structs.replace(offer, **changes),))

    mine = with_offer(name="Strijken", contacts=(msgspec.structs.replace(offer.contacts[0], value="2"),))
    theirs = with_offer(cost="gratis", contacts=(msgspec.structs.replace(offer.contacts[0], value="3"),))
    found = merge(base, mine, theirs)
    assert [clash.path for clash in found.clashes] == ["offers[0].contacts[0].value"]
    settled = settle(found, ["offers[0].contacts[0].value"])
    assert isinstance(settled, r.Actor)
    (only,) = settled.offers
    assert (only.name, only.cost, only.contacts[0].value) == ("Strijken", "gratis", "3")


def test_a_conflict_carries_both_and_the_merged_is_saved(catalogue: Catalogue) -> None:
    source = r.Source(id=key(1), title="Begin")
    catalogue.save(source)
    base = catalogue.load("source", source.id)
    assert isinstance(base, r.Source)
    catalogue.save(msgspec.structs.replace(base, title="Van hen", url="https://voorbeeld.be"))
    with pytest.raises(ConflictError) as caught:
        catalogue.save(msgspec.structs.replace(base, title="Van mij", note="Notitie"))
    error = caught.value
    assert error.mine is not None
    assert error.theirs is not None
    found = catalogue.safety.merge(base, error.mine, error.theirs)
    assert [clash.path for clash in found.clashes] == ["title"]
    catalogue.save(catalogue.safety.settle(found, ["title"]))
    saved = catalogue.load("source", source.id)
    assert isinstance(saved, r.Source)
    assert (saved.title, saved.url, saved.note) == ("Van hen", "https://voorbeeld.be", "Notitie")
