"""A small catalogue with the methods of the front door, whose answers can be held back."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from vademecum import records as r
from vademecum.errors import KnownError

IEPER = r.Place(id="nis:33011", kind="municipality", name="Ieper", postcodes=("8900", "8902"))
TORHOUT = r.Place(id="nis:31033", kind="municipality", name="Torhout", postcodes=("8820",))
BEVEREN = tuple(
    r.Place(id=f"part:{code}/beveren", kind="part", name="Beveren", municipality_name=town, postcodes=(code,))
    for code, town in (("8800", "Roeselare"), ("8791", "Waregem"), ("8691", "Alveringem"))
)
PLACES = {place.id: place for place in (IEPER, TORHOUT, *BEVEREN)}
TYPED = {"ieper": IEPER, "8900": IEPER, "torhout": TORHOUT}


def actor(number: int) -> r.Actor:
    """Every third is a kringwinkel, every fifth a school."""
    kind = "kringwinkel" if number % 3 == 0 else "school" if number % 5 == 0 else "ocmw"
    return r.Actor(
        id=f"actor-{number}",
        kind=kind,
        names=(r.Name(id=f"n{number}", text=f"{kind.capitalize()} nummer {number}"),),
        contacts=(
            r.Contact(id=f"c{number}", kind="email", value=f"info{number}@example.org"),
            r.Contact(id=f"t{number}", kind="phone", value="+3257000000"),
        ),
    )


ACTORS = {made.id: made for made in map(actor, range(1, 161))}
KINDS = {"kringwinkel": "Kringwinkel", "school": "School", "ocmw": "OCMW"}
NETWORK = r.Network(id="net-1", names=(r.Name(id="nn", text="Netwerk Westhoek"),))


class FakeCatalogue:
    """Remembers in which threads it was called; ``hold[text]`` keeps the answer to that text back until it is set."""

    def __init__(self) -> None:
        self.threads: set[int] = set()
        self.who = "test"
        self.asked: list[str] = []
        self.hold: dict[str, threading.Event] = {}
        self.fail: dict[str, KnownError] = {}
        self.table: dict[str, r.Synonym] = {
            made.id: made
            for made in (
                r.Synonym(id="s1", text="PWA", means=("wijk-werken",), kind="former", weight=0.9),
                r.Synonym(id="s2", text="poets", means=("huishoudhulp", "dienstencheques")),
            )
        }
        self._before: list[dict[str, r.Synonym]] = []
        self._listeners: list[Callable[[r.Changes], None]] = []

    def sign(self, who: str) -> None:
        self.who = who

    def _called(self) -> None:
        self.threads.add(threading.get_ident())

    def info(self) -> r.Info:
        self._called()
        return r.Info(name="Proefcatalogus", edition="2026-11", counts={"actor": len(ACTORS)}, folder="-", change=1)

    def subscribe(self, listener: Callable[[r.Changes], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def synonyms(self) -> tuple[r.Synonym, ...]:
        self._called()
        return tuple(sorted(self.table.values(), key=lambda synonym: synonym.text.casefold()))

    def save(self, record: r.Synonym) -> r.Changes:
        self._called()
        if record.id in self.table and record.version != self.table[record.id].version:
            raise KnownError("Intussen gewijzigd.")
        kept = msgspec.structs.replace(record, version=record.version + 1)
        return self._write(self.table | {record.id: kept}, record.id)

    def delete(self, record_type: r.RecordType, record_id: str) -> r.Changes:
        self._called()
        return self._write({key: kept for key, kept in self.table.items() if key != record_id}, record_id)

    def undo(self, number: int) -> r.Changes:
        self._called()
        return self._write(self._before[number - 1], "s1")

    def _write(self, table: dict[str, r.Synonym], key: str) -> r.Changes:
        self._before.append(self.table)
        self.table = table
        number = len(self._before)
        changes = r.Changes(operation=number, name="-", first=number, last=number, records=(("synonym", key),))
        for listener in self._listeners:
            listener(changes)
        return changes

    def search(
        self, text: str, *, place_id: str | None = None, filters: r.Filters | None = None, literal: bool = False
    ) -> r.SearchResult:
        self._called()
        self.asked.append(text)
        if text in self.hold:
            self.hold[text].wait(5)
        if text in self.fail:
            raise self.fail[text]
        filters = filters or r.Filters()
        place = PLACES[place_id] if place_id else None
        problems = tuple(
            r.Problem(
                level="warning", text=f"Het veld “{word}” bestaat niet.", span=r.Span(start=at, end=at + len(word))
            )
            for word in text.split()
            if ":" in word
            for at in (text.index(word),)
        )
        words = [word for word in text.split() if ":" not in word]
        typo = "kringwinkl" in words
        if typo and not literal:
            words[words.index("kringwinkl")] = "kringwinkel"
        left_out = tuple(word for word in words if word == "geheel")
        words = [word for word in words if word not in left_out]
        choices: tuple[r.Place, ...] = ()
        if place is None:
            for word in words:
                place = TYPED.get(word.lower(), place)
                choices = BEVEREN if word.lower() == "beveren" else choices
            words = [word for word in words if word.lower() not in TYPED and word.lower() != "beveren"]
        found = [item for item in ACTORS.values() if all(word.lower() in item.name.lower() for word in words)]
        if (not words and place is None and filters.empty) or place in BEVEREN:
            found = []
        counts = Counter(item.kind for item in found)
        kept = [item for item in found if not filters.kinds or item.kind in filters.kinds]
        groups: tuple[r.Group, ...] = ()
        unknown: tuple[r.Hit, ...] = ()
        nearest: tuple[r.Hit, ...] = ()
        if kept and place is None:
            groups = (r.Group(reach=None, hits=r.Hits.of([r.Hit(id=item.id) for item in kept])),)
        elif kept:
            desk, region, far = kept[:5], kept[5:-2], kept[-2:]
            groups = tuple(
                r.Group(reach=reach, hits=r.Hits.of([r.Hit(id=item.id, reach=reach) for item in some]))
                for reach, some in ((r.Reach.DESK, desk), (r.Reach.REGION, region))
                if some
            )
            unknown = tuple(r.Hit(id=item.id, reach=r.Reach.UNKNOWN) for item in far)
        elif place is not None:
            nearest = (r.Hit(id="actor-1", distance_km=12.0),)
        return r.SearchResult(
            text=text,
            place=place,
            choices=choices if place is None else (),
            words=" ".join(words),
            filters=filters,
            groups=groups,
            unknown_area=r.Hits.of(unknown),
            nearest=r.Hits.of(nearest),
            records=(r.Ref(type="network", id="net-1", text="Netwerk Westhoek"),) if "nummer" in words else (),
            facets=r.Facets(kinds=dict(counts)),
            unfiltered=len(found),
            suggestion="kringwinkel" if words == ["kringwinkl"] else None,
            corrected="kringwinkel" if typo and not literal else None,
            left_out=left_out,
            problems=problems,
        )

    def without_result(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(word for word in words if word in ("plooiatelier", "geheel"))

    def refs(self, actor_ids: Sequence[str]) -> tuple[r.Ref, ...]:
        self._called()
        return tuple(r.Ref(type="actor", id=key, text=ACTORS[key].name) for key in actor_ids if key in ACTORS)

    def rows(self, hits: Sequence[r.Hit], result: r.SearchResult) -> tuple[r.Row, ...]:
        self._called()
        return tuple(self._row(ACTORS[hit.id], hit.reach) for hit in hits)

    def _row(self, made: r.Actor, reach: r.Reach | None) -> r.Row:
        return r.Row(
            id=made.id,
            name=made.name,
            kind=made.kind,
            kind_label=KINDS[made.kind],
            town="Ieper",
            reach=reach,
            reason="bedient de regio Westhoek" if reach else "",
            found="gevonden in aanbod: strijkdienst",
            freshness=r.Freshness(level="attention", text="nog niet gecontroleerd"),
            marks=(r.Span(start=0, end=4),),
            found_marks=(r.Span(start=20, end=26),),
        )

    def suggest(self, text: str, limit: int = 8) -> tuple[r.Suggestion, ...]:
        self._called()
        last = text.lower().split()[-1]
        places = [
            r.Suggestion(type="place", text=place.name, detail="", id=place.id)
            for place in (IEPER, TORHOUT)
            if place.name.lower().startswith(last)
        ]
        actors = [
            r.Suggestion(type="actor", text=item.name, detail=item.kind, id=item.id)
            for item in ACTORS.values()
            if item.name.lower().startswith(text.lower())
        ]
        return tuple((places + actors)[:limit])

    def place_page(self, area_id: str) -> r.PlacePage:
        self._called()
        return r.PlacePage(place=PLACES[area_id])

    def actor_page(self, actor_id: str, place_id: str | None = None, words: str = "") -> r.ActorPage:
        self._called()
        made = ACTORS[actor_id]
        return r.ActorPage(actor=made, kind_label=KINDS[made.kind], row=self._row(made, r.Reach.REGION))

    def record_page(self, record_type: r.RecordType, record_id: str) -> r.RecordPage:
        self._called()
        link = r.LinkLine(ref=r.Ref(type="actor", id="actor-7", text=ACTORS["actor-7"].name), text="lid")
        return r.RecordPage(record=NETWORK, links=(link,))

    def terms(self, taxonomy: r.Taxonomy) -> tuple[r.Term, ...]:
        self._called()
        if taxonomy != "kind":
            return ()
        return tuple(
            r.Term(id=code, taxonomy="kind", code=code, label_nl=label, label_en=f"{label} (en)")
            for code, label in KINDS.items()
        )
