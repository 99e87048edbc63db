"""Random sequences of saving, merging, deleting, undoing, importing, backing up, going back: all can be undone."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.exchange import files
from tests.safety.killing import everything, plain
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.paths import UserFolder

KEYS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(4)]
ACTORS = [f"00000000-0000-4000-9000-00000000000{number}" for number in range(3)]
WORDS = st.sampled_from(["Aa", "Bee", "Cé"])


class Sequences(RuleBasedStateMachine):
    """The catalogue beside a plain dictionary that does the same."""

    made: Path

    def __init__(self) -> None:
        super().__init__()
        self._exits = ExitStack()

    @initialize()
    def begin(self) -> None:
        """A catalogue of its own, fresh."""
        self.top = Path(self._exits.enter_context(tempfile.TemporaryDirectory(prefix="sequences-")))
        self.catalogue = self._exits.enter_context(closing(_small(UserFolder(self.top), self.made)))
        self.start = self.held()
        self.model: dict[str, r.Record] = {}
        self.done: list[tuple[int, dict[str, r.Record]]] = []
        self.copies: list[tuple[r.Backup, dict[str, r.Record]]] = []

    def held(self) -> dict[str, r.Record]:
        return {key: plain(value) for key, value in everything(self.catalogue).items()}

    def note(self, changes: r.Changes, before: dict[str, r.Record]) -> None:
        if changes.records:
            self.done.append((changes.operation, before))

    @rule(key=st.sampled_from(KEYS), title=WORDS)
    def save(self, key: str, title: str) -> None:
        before = dict(self.model)
        now = self.model.get(key)
        version = self.catalogue.load("source", key).version if now is not None else 0
        self.note(self.catalogue.save(r.Source(id=key, title=title, version=version)), before)
        self.model[key] = r.Source(id=key, title=title)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        before = dict(self.model)
        key = data.draw(st.sampled_from(sorted(self.model)))
        self.note(self.catalogue.delete(r.record_type(self.model[key]), key), before)
        del self.model[key]

    @rule(key=st.sampled_from(ACTORS), name=WORDS)
    def save_an_actor(self, key: str, name: str) -> None:
        before = dict(self.model)
        actor = r.Actor(id=key, kind="ocmw", names=(r.Name(id=key, text=f"{name} {key}"),))
        version = self.catalogue.load("actor", key).version if key in self.model else 0
        self.note(self.catalogue.save(msgspec.structs.replace(actor, version=version)), before)
        self.model[key] = actor

    @precondition(lambda self: len(self.model.keys() & set(ACTORS)) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        before = dict(self.model)
        keep, drop = data.draw(st.permutations(sorted(self.model.keys() & set(ACTORS))))[:2]
        wanted = self.catalogue.upkeep.plan_merge(keep, drop).result
        self.note(self.catalogue.upkeep.merge(keep, drop), before)
        del self.model[drop]
        self.model[keep] = plain(wanted)

    @rule(titles=st.dictionaries(st.sampled_from(KEYS), WORDS), names=st.dictionaries(st.sampled_from(ACTORS), WORDS))
    def bring_in(self, titles: dict[str, str], names: dict[str, str]) -> None:
        """A workbook with a sheet of sources and one of actors, some of which are there."""
        before, held = dict(self.model), self.held()
        sources = [["id", "Titel"], *([key, title] for key, title in titles.items())]
        actors = [["id", "Naam", "Soort"], *([key, f"{name} {key}", "OCMW"] for key, name in names.items())]
        path = files.xlsx(self.top / "rows.xlsx", {"Bronnen": sources, "Actoren": actors})
        exchange = self.catalogue.exchange
        result = exchange.apply(exchange.plan(path))
        self.note(result.changes, before)
        self.model |= {key: r.Source(id=key, title=title) for key, title in titles.items()}
        now = self.held()
        self.model |= {key: now[key] for key in names}  # its parts have got ids of their own
        assert {key: now[key].name for key in names} == {key: f"{name} {key}" for key, name in names.items()}
        assert {key for _kind, key in result.changes.records} == {key for key in now if now[key] != held.get(key)}

    @precondition(lambda self: self.done)
    @rule()
    def undo_the_last(self) -> None:
        number, before = self.done.pop()
        self.catalogue.undo(number)
        self.model = before

    @precondition(lambda self: len(self.copies) < 3)
    @rule()
    def back_up(self) -> None:
        self.copies.append((self.catalogue.safety.backup(), dict(self.model)))

    @precondition(lambda self: self.copies)
    @rule(data=st.data())
    def go_back(self, data: st.DataObject) -> None:
        copy, then = data.draw(st.sampled_from(self.copies))
        before = dict(self.model)
        self.note(self.catalogue.safety.restore(copy), before)
        self.model = dict(then)

    @rule()
    def start_again(self) -> None:
        self.catalogue.close()
        self.catalogue = self._exits.enter_context(closing(Catalogue.open(UserFolder(self.top), who="test")))

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        if hasattr(self, "model"):
            assert self.held() == self.start | self.model

    def teardown(self) -> None:
        """At the end all is taken back, last first: the start is there again."""
        try:
            while getattr(self, "done", []):
                self.undo_the_last()
            if hasattr(self, "model"):
                assert self.held() == self.start
                assert self.catalogue.check() == ()
        finally:
            self._exits.close()


def _small(folder: UserFolder, made: Path) -> Catalogue:
    shutil.copytree(made, folder.root, dirs_exist_ok=True)
    return Catalogue.open(folder, who="test")


def test_whatever_is_done_can_be_taken_back(made: Path) -> None:
    Sequences.made = made
    run_state_machine_as_test(
        Sequences,
        settings=settings(
            max_examples=3, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
