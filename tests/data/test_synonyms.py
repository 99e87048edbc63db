"""The words of the field: each entry leads from what people type to words that the catalogue itself uses."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from vademecum.records import Actor, Agreement, Measure, Network, Practice, Synonym, Term

FOLDER = Path(__file__).resolve().parents[2] / "data" / "catalogue"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://vademecum.west4work.be/")
WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")


def records(cls: type[Any], name: str) -> list[Any]:
    return list(msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=list[cls], strict=True))  # type: ignore[valid-type]


@cache
def synonyms() -> tuple[Synonym, ...]:
    return tuple(records(Synonym, "synonyms"))


def fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def texts() -> Iterator[str | None]:
    for actor in records(Actor, "actors"):
        yield from (name.text for name in actor.names)
        yield actor.description
        for offer in actor.offers:
            yield from (offer.name, offer.description, offer.conditions, *offer.works)
    for term in records(Term, "terms"):
        yield from (term.label_nl, *term.synonyms)
    for measure in records(Measure, "measures"):
        yield from (*(name.text for name in measure.names), measure.summary)
    for network in records(Network, "networks"):
        yield from (*(name.text for name in network.names), network.description)
    for agreement in records(Agreement, "agreements"):
        yield from (agreement.title, agreement.description)
    for practice in records(Practice, "practices"):
        yield from (practice.title, practice.summary)


@cache
def vocabulary() -> frozenset[str]:
    """The words of the catalogue, compounds with a hyphen also as their parts."""
    words = {word for text in texts() if text for word in WORD.findall(fold(text))}
    return frozenset(words | {part for word in words for part in re.split("[-']", word)})


def test_file_is_in_its_one_written_form() -> None:
    written = msgspec.json.format(msgspec.json.encode(synonyms()), indent=1) + b"\n"
    assert (FOLDER / "synonyms.json").read_bytes() == written


def test_ids_come_from_the_text_and_no_text_occurs_twice() -> None:
    assert [s.text for s in synonyms() if s.id != str(uuid.uuid5(NAMESPACE, f"synonym:{slug(s.text)}"))] == []
    assert [text for text, n in Counter(slug(s.text) for s in synonyms()).items() if n > 1] == []
    assert [slug(s.text) for s in synonyms()] == sorted(slug(s.text) for s in synonyms())


def test_every_kind_of_entry_is_there() -> None:
    assert len(synonyms()) >= 150
    assert set(Counter(s.kind for s in synonyms())) == {"abbreviation", "former", "plain", "french", "spelling"}


def test_each_entry_leads_somewhere_else_and_counts_less_than_the_word_itself() -> None:
    for synonym in synonyms():
        assert synonym.means, synonym.text
        assert len(set(synonym.means)) == len(synonym.means), synonym.text
        assert fold(synonym.text) not in {fold(means) for means in synonym.means}, synonym.text
        assert 0 < synonym.weight < 1, synonym.text


def test_every_word_that_an_entry_leads_to_occurs_in_the_catalogue() -> None:
    unknown = [(s.text, w) for s in synonyms() for m in s.means for w in WORD.findall(fold(m)) if w not in vocabulary()]
    assert unknown == []


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("PWA", "wijk-werken"),
        ("LDE", "aanvullende dienstverlening"),
        ("sociale werkplaats", "maatwerkbedrijf"),
        ("beschutte werkplaats", "maatwerkbedrijf"),
        ("sociaal huis", "OCMW"),
        ("TWE", "tijdelijke werkervaring"),
        ("art. 60", "artikel 60"),
        ("CPAS", "OCMW"),
        ("strijkhulp", "strijkdienst"),
        ("fiets laten maken", "fietsherstelling"),
    ],
)
def test_what_people_type_leads_to_the_sector_s_word(typed: str, means: str) -> None:
    assert means in {m for s in synonyms() if fold(s.text) == fold(typed) for m in s.means}
