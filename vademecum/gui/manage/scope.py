"""Which organisations something is done with: the selection, the list or the page of the main window, or all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtWidgets import QComboBox, QWidget

from vademecum.gui.manage.page import choice_box, whole
from vademecum.texts import _

SELECTION = "selection"


class Scope(msgspec.Struct, frozen=True):
    """Some organisations; ``ids`` None: the whole catalogue."""

    key: str
    label: str
    ids: tuple[str, ...] | None

    @property
    def words(self) -> str:
        """The label with the number of them."""
        return self.label if self.ids is None else f"{self.label} ({whole(len(self.ids))})"


Scopes = Callable[[], Sequence[Scope]]


class ScopeBox:
    """A box to choose a scope from; read it again at each look, for the list may have changed."""

    def __init__(self, parent: QWidget, *, everything: bool) -> None:
        self.box: QComboBox = choice_box(_("Which organisations"), parent)
        self._everything = everything
        self._scopes: list[Scope] = []

    def show(self, scopes: Sequence[Scope]) -> None:
        """Offer these, without those that hold nobody; what was chosen stays so."""
        chosen = self.box.currentData()
        self._scopes = [scope for scope in scopes if scope.ids]
        if self._everything:
            self._scopes.append(Scope("all", _("The whole catalogue"), None))
        self.box.clear()
        for scope in self._scopes:
            self.box.addItem(scope.words, scope.key)
        self.choose(chosen)

    def choose(self, key: str | None) -> None:
        """Choose the scope of this key; the first where it isn't there."""
        self.box.setCurrentIndex(max(0, self.box.findData(key)))

    @property
    def scope(self) -> Scope | None:
        """What is chosen; None where there is nothing to choose."""
        at = self.box.currentIndex()
        return self._scopes[at] if 0 <= at < len(self._scopes) else None
