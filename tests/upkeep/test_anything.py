"""Whatever is done in whatever order: taking everything back gives the start, and the index agrees all along."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.exchange import files
from tests.upkeep.making import actor, area, changed, new, phone, site
from vademecum import records as r
from vademecum.catalogue import Catalogue, opening, starter
from vademecum.catalogue.core import Core
from vademecum.errors import KnownError
from vademecum.paths import UserFolder, data_folder
from vademecum.places.gazetteer import Gazetteer
from vademecum.store import engine, mapping, reference
from vademecum.store.operation import Operation

NAMES = ("Proefloket", "Testloket Ieper", "De Proef vzw", "Werkwinkel")
AREAS = ("nis:33011", "nis:33016", "region:streek/westhoek")
TEXTS = ("Een.", "Twee.")
THEMES = ("groen", "fiets", "jongeren")


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.load(data_folder() / "places")


@cache
def start() -> Path:
    """A folder with a catalogue that holds the terms, and nobody yet."""
    root = Path(tempfile.mkdtemp(prefix="vademecum-anything-"))
    folder = UserFolder(root)
    engine.create(folder.catalogue)
    store = engine.Engine(folder.catalogue)
    terms = [x for x in starter.shipped_records(data_folder() / "catalogue").values() if isinstance(x, r.Term)]
    with store.write() as connection:
        reference.set_meta(connection, "catalogue_id", new())
        opening.put_places(connection, gazetteer())
        Operation(connection, "starter", "test").put_new(terms)
    store.close()
    return root


def opened(root: Path) -> Catalogue:
    folder = UserFolder(root)
    core = Core(folder, engine.Engine(folder.catalogue), gazetteer(), "test")
    core.catch_up(lambda _part: None)
    return Catalogue(core)


choice = st.integers(0, 1000)


class Anything(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="vademecum-anything-"))
        shutil.copytree(start(), self.root, dirs_exist_ok=True)
        self.catalogue = opened(self.root)
        self.upkeep = self.catalogue.upkeep
        self.before = self.held()

    def held(self) -> dict[str, r.Record]:
        """All records, without their versions."""
        found: dict[str, r.Record] = {}
        with self.catalogue._core.store.read() as connection:
            for kind in r.RECORD_CLASSES:
                found.update(mapping.load(connection, kind))
        return {key: changed(record, version=0) for key, record in found.items()}

    def pick(self, number: int, kind: type[r.Record] = r.Actor) -> r.Record | None:
        ids = sorted(key for key, record in self.held().items() if type(record) is kind)
        if not ids:
            return None
        name: r.RecordType = next(key for key, cls in r.RECORD_CLASSES.items() if cls is kind)
        return self.catalogue.load(name, ids[number % len(ids)])

    @initialize(names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=3))
    def begin(self, names: list[str]) -> None:
        for name in names:
            self.add(name, AREAS[0], "057222333")

    @rule(name=st.sampled_from(NAMES), where=st.sampled_from(AREAS), number=st.sampled_from(["057222333", "057111222"]))
    def add(self, name: str, where: str, number: str) -> None:
        offer = r.Offer(id=new(), name="Strijken", areas=(area(where),), contacts=(phone(number),))
        self.catalogue.save(
            actor(name, sites=(site("nis:33011"),), areas=(area(where),), contacts=(phone(number),), offers=(offer,))
        )

    @rule(which=choice, text=st.sampled_from(TEXTS), ended=st.booleans())
    def edit(self, which: int, text: str, ended: bool) -> None:
        record = self.pick(which)
        if record is not None:
            self.catalogue.save(changed(record, description=text, status="ended" if ended else "active"))

    @rule(which=choice, other=choice, kind=st.sampled_from(["partner", "successor", "part_of"]))
    def relate(self, which: int, other: int, kind: r.RelationType) -> None:
        one, two = self.pick(which), self.pick(other)
        if isinstance(one, r.Actor) and two is not None and one.id != two.id:
            relation = r.Relation(id=new(), type=kind, actor_id=two.id)
            self.catalogue.save(changed(one, relations=(*one.relations, relation)))

    @rule(which=choice, other=choice)
    def gather(self, which: int, other: int) -> None:
        members = tuple(
            r.Member(id=new(), actor_id=record.id) for n in (which, other) if (record := self.pick(n)) is not None
        )
        self.catalogue.save(r.Network(id=new(), names=(r.Name(id=new(), text="Proefnetwerk"),), members=members))

    @rule(which=choice)
    def delete(self, which: int) -> None:
        record = self.pick(which)
        if record is not None:
            with suppress(KnownError):  # somebody points at it
                self.catalogue.delete("actor", record.id)

    @rule(which=choice)
    def delete_network(self, which: int) -> None:
        record = self.pick(which, r.Network)
        if record is not None:
            self.catalogue.delete("network", record.id)

    @rule(which=choice, other=choice)
    def merge(self, which: int, other: int) -> None:
        one, two = self.pick(which), self.pick(other)
        if one is not None and two is not None and one.id != two.id:
            plan = self.upkeep.plan_merge(one.id, two.id)
            if not plan.problems:
                self.upkeep.merge(one.id, two.id)
                assert changed(self.catalogue.load("actor", one.id), version=0) == changed(plan.result, version=0)

    @rule(which=choice, other=choice)
    def tell_apart(self, which: int, other: int) -> None:
        one, two = self.pick(which), self.pick(other)
        if one is not None and two is not None and one.id != two.id:
            self.upkeep.different(one.id, two.id)

    @rule(theme=st.sampled_from(THEMES), action=st.sampled_from(["add", "remove", "set"]))
    def change_all(self, theme: str, action: r.EditAction) -> None:
        ids = [key for key, record in self.held().items() if isinstance(record, r.Actor)]
        edits = [r.Edit(field="themes", action=action, values=(theme,))]
        plan = self.upkeep.plan_edit(ids, edits)
        assert {key for _kind, key in self.upkeep.edit(ids, edits).records} == {line.ref.id for line in plan.changed}

    @rule(names=st.lists(st.sampled_from(NAMES), max_size=3, unique=True), which=choice, text=st.sampled_from(TEXTS))
    def bring_in(self, names: list[str], which: int, text: str) -> None:
        """A spreadsheet with organisations, and with what somebody changed of one that is there."""
        rows = [["id", "Naam", "Soort", "Plaats", "Postcode", "Telefoon", "Omschrijving", "Werkgebied"]]
        rows += [["", name, "OCMW", "Ieper", "8900", "057 33 44 55", text, "Ieper"] for name in names]
        record = self.pick(which)
        if record is not None:
            rows.append([record.id, record.name, "", "", "", "057 44 55 66", text, ""])
        before = self.held()
        exchange = self.catalogue.exchange
        plan = exchange.plan(files.text(self.root / "rows.csv", rows))
        wanted = {row.id for action in ("new", "changed") for row in exchange.rows(plan, action=action)}
        result = exchange.apply(plan)
        after = self.held()
        assert result.left_out == ()
        assert {key for _kind, key in result.changes.records} == wanted
        assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == wanted

    @rule(which=choice, outcome=st.sampled_from(["right", "no_answer", "stopped"]))
    def call(self, which: int, outcome: r.Outcome) -> None:
        record = self.pick(which)
        if record is not None:
            self.upkeep.outcome(record.id, outcome)

    @rule(which=choice)
    def take_from_the_bin(self, which: int) -> None:
        lying = self.upkeep.bin()
        if lying:
            with suppress(KnownError):  # it was merged, or points at what is gone
                self.upkeep.take_back(lying[which % len(lying)].ref.id)

    @rule(which=choice, line=choice)
    def restore(self, which: int, line: int) -> None:
        record = self.pick(which)
        if record is not None:
            lines = [x for x in self.upkeep.history("actor", record.id) if x.restorable]
            with suppress(KnownError):  # it points at what is gone
                self.upkeep.restore_version("actor", record.id, lines[line % len(lines)].number)

    @rule()
    def undo(self) -> None:
        line = self.upkeep.next_undo()
        if line is not None:
            assert line.undoable, line
            self.upkeep.undo(line.number)

    @rule()
    def redo(self) -> None:
        line = self.upkeep.next_redo()
        if line is not None:
            assert line.undoable, line
            state = self.held()
            change = self.upkeep.undo(line.number)
            self.upkeep.undo(change.operation)
            assert self.held() == state

    @rule(which=choice)
    def undo_something_older(self, which: int) -> None:
        lines = self.upkeep.operations(10)
        line = lines[which % len(lines)]
        newest = {self.upkeep.history(x.ref.type, x.ref.id)[0].operation for x in self.upkeep.operation(line.number)}
        if line.undoable and newest == {line.number}:
            with suppress(KnownError):  # others point at what would go
                self.upkeep.undo(line.number)

    @invariant()
    def the_index_agrees(self) -> None:
        index = self.catalogue._core.index
        wanted = sum(not isinstance(record, r.Term) for record in self.held().values())
        assert (index.change, index.count) == (self.catalogue.info().change, wanted)

    def teardown(self) -> None:
        try:
            while (line := self.upkeep.next_undo()) is not None:
                assert line.undoable, line
                self.upkeep.undo(line.number)
            assert self.held() == self.before
            assert self.catalogue.check() == ()
        finally:
            self.catalogue.close()
            shutil.rmtree(self.root)


TestAnything = Anything.TestCase
TestAnything.settings = settings(
    max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
