"""Random sequences of saving, deleting, undoing, backing up and going back: nothing is lost, all can be undone."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

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

from tests.safety.torture import everything, plain
from vademecum import records as r
from vademecum.catalogue import Catalogue
from vademecum.paths import UserFolder

KEYS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(4)]
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
        self.note(self.catalogue.delete("source", key), before)
        del self.model[key]

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
