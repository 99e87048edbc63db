"""The selection: actors picked in the list or on a page, to compare, change, export or mail a form to.

It stays while the window goes from question to question, and is shown in a strip below the results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from vademecum.gui import icons, theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.pages.flow import Flow
from vademecum.gui.pages.parts import button
from vademecum.records import Changes, Ref
from vademecum.texts import _, ngettext, number

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue
    from vademecum.gui.selection_list import SelectionList

_PAIR = 2  # actors that can be merged
LEAST, MOST = 2, 3  # columns that can be read beside each other


class Selection(QObject):
    """Any number of actors, in the order of picking; who is deleted or renamed is so here too."""

    changed = Signal()

    def __init__(self, catalogue: Catalogue, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._refs: dict[str, Ref] = {}
        self._before: dict[str, Ref] = {}  # what was there before a range was stretched
        jobs.changed.connect(self._look_again)

    @property
    def refs(self) -> tuple[Ref, ...]:
        """The actors."""
        return tuple(self._refs.values())

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(self._refs)

    @property
    def comparable(self) -> bool:
        """They can be shown side by side."""
        return LEAST <= len(self._refs) <= MOST

    @property
    def words(self) -> str:
        """How many there are."""
        count = len(self._refs)
        return ngettext("%(count)s selected", "%(count)s selected", count) % {"count": number(count)}

    def toggle(self, ref: Ref) -> None:
        """Put an actor in, or take it out."""
        if ref.id in self._refs:
            self._take({key: kept for key, kept in self._refs.items() if key != ref.id})
        else:
            self._take(self._refs | {ref.id: ref})

    def stretch(self, refs: Iterable[Ref], *, fresh: bool) -> None:
        """Put a range in, in the place of the range before it; ``fresh``: another range begins."""
        if fresh:
            self._before = self._refs
        self._take(self._before | {ref.id: ref for ref in refs})

    def add(self, actor_ids: tuple[str, ...]) -> None:
        """Put all of these in; their names are asked."""
        self._jobs.read(partial(self._catalogue.refs, actor_ids), self._add, newest="selection/add")

    def clear(self) -> None:
        """Take all out."""
        self._take({})

    def _add(self, refs: tuple[Ref, ...]) -> None:
        self._take(self._refs | {ref.id: ref for ref in refs})

    def _take(self, refs: dict[str, Ref]) -> None:
        if refs != self._refs:
            self._refs = refs
            self.changed.emit()

    def _look_again(self, changes: Changes) -> None:
        if self._refs and (not changes.records or any(key in self._refs for _type, key in changes.records)):
            asked = self.ids
            look = partial(self._catalogue.refs, asked)
            self._jobs.read(look, partial(self._still_there, asked), newest="selection/look")

    def _still_there(self, asked: tuple[str, ...], refs: tuple[Ref, ...]) -> None:
        there = {ref.id: ref for ref in refs}
        kept = {key: there.get(key, ref) for key, ref in self._refs.items() if key in there or key not in asked}
        self._take(kept)


class SelectionStrip(QFrame):
    """Takes no room while nothing is selected.

    ``compare``: show them side by side; ``closed``: back to the list; ``all_wanted``: select all that are found;
    ``wanted``: do something with them, on that page of maintaining; ``opened``: Ref of one to show; ``left``: the
    keyboard was here when the last one went.
    """

    compare = Signal()
    closed = Signal()
    all_wanted = Signal()
    wanted = Signal(str)
    left = Signal()
    opened = Signal(object)

    def __init__(
        self,
        selection: Selection,
        found: Callable[[], tuple[str, ...]],
        *,
        read_only: bool,
        parent: QWidget | None = None,
    ) -> None:
        """``found``: the ids of all that is in the list."""
        super().__init__(parent)
        self._selection = selection
        self._found = found
        self._comparing = False
        self._list: SelectionList | None = None
        theme.set_role(self, "foot")
        self.setAccessibleName(_("Selection"))
        self._count = QLabel()
        theme.set_role(self._count, "strong")
        self._chips = QWidget()
        theme.set_role(self._chips, "plain")
        self._chips.setLayout(Flow(gap=8))
        self._names = button(_("Names …"), "list", self._show_names, role="link")
        self._why_not = QLabel()
        theme.set_role(self._why_not, "quiet")
        self._back = button(_("Back to the list"), "arrow-left", self.closed.emit, role="")
        self._back.setToolTip(_("Back to the list (Escape)"))
        self._compare = button(_("Compare side by side"), "columns-2", self.compare.emit, role="primary")
        self._compare.setToolTip(_("Compare side by side (Ctrl+Enter)"))
        self._bulk = button(_("Change together …"), "layers", partial(self.wanted.emit, "bulk"), role="")
        self._merge = button(_("Merge …"), "users", partial(self.wanted.emit, "duplicates"), role="")
        self._export = button(_("Export …"), "external-link", partial(self.wanted.emit, "export"), role="")
        self._forms = button(_("Form …"), "mail", partial(self.wanted.emit, "forms"), role="")
        self._all = button("", "check", self.all_wanted.emit, role="link")
        self._clear = button(_("Clear"), "x", selection.clear, role="link")
        self._clear.setToolTip(_("Clear the selection (Ctrl+Shift+A)"))
        self._read_only = read_only
        body = QWidget()
        theme.set_role(body, "plain")
        body.setLayout(
            Flow(
                [
                    self._count,
                    self._chips,
                    self._names,
                    self._back,
                    self._compare,
                    self._why_not,
                    self._bulk,
                    self._merge,
                    self._export,
                    self._forms,
                    self._all,
                    self._clear,
                ],
                gap=8,
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(body)
        selection.changed.connect(self._changed)
        self._show()

    def show_comparing(self, comparing: bool) -> None:
        """The actors stand side by side now, or no longer."""
        if comparing != self._comparing:
            self._comparing = comparing
            self._show()

    def look_again(self) -> None:
        """The list is another one: all of it can be selected."""
        if self._selection.ids:
            self._show()

    def _changed(self) -> None:
        self._show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window(), self._selection.words))

    def _show(self) -> None:
        refs = self._selection.refs
        focused = self._has_focus()
        few, comparing = len(refs) <= MOST, self._comparing
        self._count.setText(f"{self._selection.words}:" if few else self._selection.words)
        self._show_chips(refs if few else ())
        self._names.setVisible(not few)
        self._back.setVisible(comparing)
        self._compare.setVisible(self._selection.comparable and not comparing)
        self._why_not.setVisible(not self._selection.comparable)
        self._why_not.setText(
            _("to compare: one or two more") if len(refs) < LEAST else _("two or three can be compared")
        )
        self._bulk.setVisible(not self._read_only and not comparing)
        self._merge.setVisible(len(refs) == _PAIR and not self._read_only)
        self._export.setVisible(not comparing)
        self._forms.setVisible(not comparing)
        found = self._found() if refs else ()
        self._all.setVisible(not comparing and not set(found) <= set(self._selection.ids))
        self._all.setText(_("Select all (%(count)s)") % {"count": number(len(found))})
        self._all.setToolTip(_("Select all that are found (Ctrl+A in the list)"))
        self.setVisible(bool(refs))
        if focused and not refs:
            self.left.emit()
        elif focused and not self._has_focus():
            self._clear.setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _show_names(self) -> None:
        if self._list is None:
            from vademecum.gui.selection_list import SelectionList  # a start needs none

            self._list = SelectionList(self._selection, self)
            self._list.opened.connect(self.opened)
        self._list.show()
        self._list.activateWindow()

    def _show_chips(self, refs: tuple[Ref, ...]) -> None:
        flow = self._chips.layout()
        assert flow is not None
        while (item := flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for ref in refs:
            chip = self._chip(ref)
            flow.addWidget(chip)
            chip.show()  # now, not with the next layout: the keyboard may want to go there
        self._chips.setVisible(bool(refs))

    def _chip(self, ref: Ref) -> QPushButton:
        look = theme.theme()
        chip = QPushButton(icons.icon("x", "accent"), "", self._chips)
        theme.set_role(chip, "chip")
        chip.setIconSize(QSize(look.px(14), look.px(14)))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the name
        shown = chip.fontMetrics().elidedText(ref.text, Qt.TextElideMode.ElideRight, look.px(180))
        chip.setText(shown.replace("&", "&&"))
        chip.setToolTip(_("Take “%(name)s” out of the selection") % {"name": ref.text})
        chip.setAccessibleName(chip.toolTip())
        chip.clicked.connect(partial(self._selection.toggle, ref))
        return chip
