"""Makes catalogues of any number of actors that resemble the real one, to see how the program grows.

Every synthetic actor has the shape of a real one drawn at random (kind, status, number and reach of its areas, numbers
of names, sites, contacts, relations and sources) and the offers and texts of another of its kind. Its town, and the
areas that are its town, become another town in which a real actor has a desk. Words that only one real actor bears are
now and then replaced by invented ones, so that the vocabulary grows with the catalogue as the real one does: from 300
to 600 actors it grows as the 0.55th power of their number.

Networks, agreements and good practices grow in number with the actors; measures, terms and synonyms stay, measures get
more carriers. Nothing in these catalogues is a fact.
"""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from vademecum import records as r
from vademecum.catalogue import Catalogue, starter
from vademecum.paths import UserFolder, data_folder
from vademecum.places.gazetteer import Gazetteer
from vademecum.store import engine, reference, tables
from vademecum.store.operation import Operation

SEED = 8900
_NEW_WORDS = 0.35  # how fast invented words become rarer in larger catalogues; gives the growth of the real vocabulary
_WORD = re.compile(r"[^\W\d_]{4,}")

Part = TypeVar("Part", bound=r.Frozen)


def cached(folder: Path, size: int, seed: int = SEED) -> UserFolder:
    """The user folder of a catalogue with ``size`` actors and its index, made where ``folder`` has none yet."""
    gazetteer = Gazetteer.load(data_folder() / "places")
    key = hashlib.blake2b(digest_size=6)
    for text in (Path(__file__), Path(tables.__file__)):
        key.update(text.read_bytes())
    for digest in (starter.digest(data_folder() / "catalogue"), gazetteer.digest):
        key.update(digest.encode())
    made = UserFolder(folder / f"{size}-{seed}-{key.hexdigest()}")
    if not made.root.exists():
        fresh = UserFolder(made.root.with_name(made.root.name + ".new"))
        shutil.rmtree(fresh.root, ignore_errors=True)
        _write(fresh, size, seed, gazetteer)
        Catalogue.open(fresh, who="benchmark").close()
        fresh.root.rename(made.root)
    return made


def _write(folder: UserFolder, size: int, seed: int, gazetteer: Gazetteer) -> None:
    engine.create(folder.catalogue)
    store = engine.Engine(folder.catalogue)
    with store.write() as connection:
        reference.set_meta(connection, "catalogue_id", f"{size}-{seed}")
        reference.put_areas(connection, gazetteer.areas(), gazetteer.closure())
        # As if the shipped files were taken in: opening adds nothing.
        reference.set_meta(connection, "places_digest", gazetteer.digest)
        reference.set_meta(connection, "edition_digest", starter.digest(data_folder() / "catalogue"))
        reference.set_meta(connection, "name", "Synthetic")
        reference.set_meta(connection, "edition", str(size))
        Operation(connection, "starter", "benchmark").put_new(records(size, seed, gazetteer))
    store.close()


def records(size: int, seed: int, gazetteer: Gazetteer) -> Iterator[r.Record]:
    """All records of a catalogue with ``size`` actors; the same for the same seed and the same real catalogue."""
    return _Maker(size, seed, gazetteer).records()


class _Maker:
    def __init__(self, size: int, seed: int, gazetteer: Gazetteer) -> None:
        self._random = random.Random(seed)
        self._gazetteer = gazetteer
        self._real = list(starter.shipped_records(data_folder() / "catalogue").values())
        actors = [record for record in self._real if isinstance(record, r.Actor)]
        self._actors = actors
        self._of_kind: dict[str, list[r.Actor]] = {}
        for actor in actors:
            self._of_kind.setdefault(actor.kind, []).append(actor)
        self._homes = [home for actor in actors if (home := self._home(actor)) is not None]
        self._ids = [self._id() for _number in range(size)]
        self._growth = size / len(actors)
        counts = Counter(word for actor in actors for word in set(_WORD.findall(_texts(actor))))
        self._rare = sorted(word for word, count in counts.items() if count == 1)
        self._is_rare = frozenset(self._rare)
        self._invent = min(1.0, self._growth**-_NEW_WORDS)
        self._used: set[str] = set()

    def records(self) -> Iterator[r.Record]:
        yield from (record for record in self._real if isinstance(record, r.Source | r.Term | r.Synonym))
        yield from map(self._actor, self._ids)
        for real in self._real:
            if isinstance(real, r.Measure):
                wanted = max(1, round(len(real.carriers) * self._growth)) if real.carriers else 0
                carriers = tuple(
                    r.Carrier(id=self._id(), actor_id=key, role=self._random.choice(real.carriers).role)
                    for key in self._some_actors(wanted)
                )
                yield replace(real, carriers=carriers, evidence=self._evidence(real.evidence))
        for cls in (r.Network, r.Agreement, r.Practice):
            models = [record for record in self._real if isinstance(record, cls)]
            for _number in range(max(1, round(len(models) * self._growth))):
                yield self._other(self._random.choice(models))

    # actors -------------------------------------------------------------------------------------------------------

    def _actor(self, key: str) -> r.Actor:
        model = self._random.choice(self._actors)
        second = self._random.choice(self._of_kind[model.kind])
        town = self._random.choice(self._homes)
        change = self._changer(self._home(model), town)
        change_second = self._changer(self._home(second), town)
        sites = {site.id: self._site(site, town) for site in model.sites}
        return replace(
            model,
            id=key,
            names=self._names(model, town, change),
            description=_changed(second.description, change_second),
            identifiers=tuple(self._fresh(x, value=self._kbo()) for x in model.identifiers),
            sites=tuple(sites.values()),
            contacts=tuple(
                self._fresh(
                    contact,
                    value=self._contact(contact.kind),
                    site_id=sites[contact.site_id].id if contact.site_id is not None else None,
                )
                for contact in model.contacts
            ),
            areas=self._areas(model.areas, self._home(model), town),
            offers=tuple(
                self._fresh(
                    offer,
                    description=_changed(offer.description, change_second),
                    areas=self._areas(offer.areas, self._home(second), town),
                    contacts=(),
                )
                for offer in second.offers
            ),
            audiences=second.audiences,
            themes=second.themes,
            different_from=(),
            relations=tuple(
                self._fresh(relation, actor_id=other)
                for relation, other in zip(model.relations, self._some_actors(len(model.relations)), strict=False)
                if other != key
            ),
            evidence=self._evidence(model.evidence),
        )

    def _home(self, actor: r.Actor) -> r.Place | None:
        """The municipality of the first desk."""
        key = next((site.municipality for site in actor.sites if site.municipality), None)
        return self._gazetteer.get(key) if key is not None else None

    def _names(self, model: r.Actor, town: r.Place, change: Callable[[str], str]) -> tuple[r.Name, ...]:
        names = [self._fresh(name, text=change(name.text)) for name in model.names]
        if names[0].text in self._used:
            village = self._random.choice(self._gazetteer.page(town.id).parts or (town,))
            names[0] = replace(names[0], text=f"{names[0].text} {village.name}")
        self._used.add(names[0].text)
        return tuple(names)

    def _areas(self, areas: Iterable[r.ServiceArea], home: r.Place | None, town: r.Place) -> tuple[r.ServiceArea, ...]:
        """Regions stay what they are; the home town becomes the new one, other municipalities some other."""
        moved: dict[str, r.ServiceArea] = {}
        for area in areas:
            key = area.area_id
            if home is not None and key == home.id:
                key = town.id
            elif self._gazetteer.get(key).kind == "municipality":
                key = self._random.choice(self._homes).id
            moved.setdefault(key, self._fresh(area, area_id=key))
        return tuple(moved.values())

    def _site(self, site: r.Site, town: r.Place) -> r.Site:
        if site.municipality is None:
            return self._fresh(site)
        return self._fresh(
            site,
            town=town.name if site.town else None,
            postcode=town.postcodes[0] if site.postcode else None,
            municipality=town.id,
            latitude=town.latitude,
            longitude=town.longitude,
        )

    # the rest -----------------------------------------------------------------------------------------------------

    def _other(self, model: r.Network | r.Agreement | r.Practice) -> r.Record:
        evidence = self._evidence(model.evidence)
        change = self._changer(None, self._random.choice(self._homes))
        areas = tuple(self._fresh(area) for area in model.areas)
        if isinstance(model, r.Network):
            return replace(
                model,
                id=self._id(),
                names=tuple(self._fresh(name, text=change(name.text)) for name in model.names),
                areas=areas,
                contacts=tuple(self._fresh(x, value=self._contact(x.kind)) for x in model.contacts),
                members=self._pointing(model.members),
                evidence=evidence,
            )
        if isinstance(model, r.Agreement):
            return replace(
                model,
                id=self._id(),
                title=change(model.title),
                areas=areas,
                parties=self._pointing(model.parties),
                actions=self._pointing(model.actions),
                follow_ups=tuple(map(self._fresh, model.follow_ups)),
                evidence=evidence,
            )
        return replace(
            model,
            id=self._id(),
            title=change(model.title),
            areas=areas,
            carriers=self._pointing(model.carriers),
            evidence=evidence,
        )

    def _pointing(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The same parts, pointing at actors of this catalogue where they pointed at one."""
        return tuple(
            self._fresh(part, actor_id=self._random.choice(self._ids) if part.actor_id is not None else None)  # type: ignore[attr-defined]
            for part in parts
        )

    def _evidence(self, evidence: Iterable[r.Evidence]) -> tuple[r.Evidence, ...]:
        return tuple(self._fresh(item, fact="") for item in evidence)

    def _some_actors(self, count: int) -> list[str]:
        return self._random.sample(self._ids, min(count, len(self._ids)))

    def _fresh(self, part: Part, **changes: object) -> Part:
        return replace(part, id=self._id(), **changes)

    def _id(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def _digits(self, count: int) -> str:
        return "".join(self._random.choices("0123456789", k=count))

    def _kbo(self) -> str:
        """A number with the right check digits, as saving asks for: 97 less the first eight modulo 97."""
        first = f"0{self._digits(7)}"
        return f"{first}{97 - int(first) % 97:02}"

    def _contact(self, kind: r.ContactKind) -> str:
        if kind == "phone":
            return "+3250" + self._digits(6)
        address = f"{self._random.choice(self._rare).lower()}{self._digits(3)}.example"
        return f"info@{address}" if kind == "email" else f"https://www.{address}/"

    # words --------------------------------------------------------------------------------------------------------

    def _changer(self, home: r.Place | None, town: r.Place) -> Callable[[str], str]:
        """Moves a text to another town and replaces some of its rare words, each the same way throughout."""
        invented: dict[str, str] = {}

        def word(match: re.Match[str]) -> str:
            old = match.group()
            if old in self._is_rare and old not in invented:
                invented[old] = self._invented(old) if self._random.random() < self._invent else old
            return invented.get(old, old)

        def change(text: str) -> str:
            moved = text.replace(home.name, town.name) if home is not None else text
            return _WORD.sub(word, moved)

        return change

    def _invented(self, word: str) -> str:
        """The head of one word with the tail of another: letters stand where they stand in real words."""
        tail = self._random.choice(self._rare).lower()
        return word[: max(2, len(word) // 2)] + tail[len(tail) // 2 :]


def _texts(actor: r.Actor) -> str:
    names = [name.text for name in actor.names]
    return " ".join([*names, actor.description or "", *(offer.description or "" for offer in actor.offers)])


def _changed(text: str | None, change: Callable[[str], str]) -> str | None:
    return change(text) if text is not None else None
