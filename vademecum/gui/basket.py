"""The actors that are to be compared: chosen in the list or on a page, shown in a strip under the results."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from vademecum.gui import icons, theme
from vademecum.gui.pages.flow import Flow
from vademecum.records import Ref
from vademecum.texts import _

MOST = 3  # columns that can be read beside each other
LEAST = 2


class Basket(QObject):
    """Keeps its content while the window goes from question to question. ``refused``: why one more can't be added."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._refs: tuple[Ref, ...] = ()

    @property
    def refs(self) -> tuple[Ref, ...]:
        """The actors, in the order of choosing."""
        return self._refs

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(ref.id for ref in self._refs)

    def toggle(self, ref: Ref) -> None:
        """Put an actor in, or take it out."""
        if ref.id in self.ids:
            self._refs = tuple(other for other in self._refs if other.id != ref.id)
        elif len(self._refs) == MOST:
            self.refused.emit(_("At most three can be compared: take one away first"))
            return
        else:
            self._refs = (*self._refs, ref)
        self.changed.emit()

    def clear(self) -> None:
        """Take all out."""
        self._refs = ()
        self.changed.emit()


class BasketStrip(QFrame):
    """Takes no room while nothing is chosen. ``compare``: show them side by side; ``closed``: back to the list."""

    compare = Signal()
    closed = Signal()

    def __init__(self, basket: Basket, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._basket = basket
        self._body: QWidget | None = None
        self._comparing = False
        theme.set_role(self, "basket")
        self.setAccessibleName(_("To compare"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 12, 8)
        basket.changed.connect(self._refresh)
        self._refresh()

    def show_comparing(self, comparing: bool) -> None:
        """The actors stand side by side now, or no longer."""
        if comparing != self._comparing:
            self._comparing = comparing
            self._refresh()

    def _refresh(self) -> None:
        if self._body is not None:
            had_focus = self._body.isAncestorOf(self.focusWidget() or self)
            self._body.hide()
            self._body.deleteLater()
        else:
            had_focus = False
        refs = self._basket.refs
        self._body = QWidget(self)
        theme.set_role(self._body, "plain")
        flow = Flow(gap=8)
        self._body.setLayout(flow)
        label = QLabel(_("To compare:"), self._body)
        theme.set_role(label, "strong")
        flow.addWidget(label)
        for ref in refs:
            flow.addWidget(self._chip(ref, self._body))
        if self._comparing:
            close = QPushButton(_("Back to the list"), self._body)
            close.setToolTip(_("Back to the list (Escape)"))
            close.clicked.connect(self.closed)
            flow.addWidget(close)
        elif len(refs) < LEAST:
            more = QLabel(_("choose one or two more (Space or Ctrl and click)"), self._body)
            theme.set_role(more, "quiet")
            flow.addWidget(more)
        else:
            show = QPushButton(_("Compare side by side"), self._body)
            theme.set_role(show, "primary")
            show.setToolTip(_("Compare side by side (Ctrl+Enter)"))
            show.clicked.connect(self.compare)
            flow.addWidget(show)
        clear = QPushButton(_("Clear the choice"), self._body)
        theme.set_role(clear, "link")
        clear.clicked.connect(self._basket.clear)
        flow.addWidget(clear)
        self._layout.addWidget(self._body)
        self.setVisible(bool(refs))
        if had_focus and refs:
            clear.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chip(self, ref: Ref, parent: QWidget) -> QPushButton:
        look = theme.theme()
        chip = QPushButton(icons.icon("x", "accent"), "", parent)
        theme.set_role(chip, "chip")
        chip.setIconSize(QSize(look.px(14), look.px(14)))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the name
        shown = chip.fontMetrics().elidedText(ref.text, Qt.TextElideMode.ElideRight, look.px(220))
        chip.setText(shown.replace("&", "&&"))
        chip.setToolTip(_("Do not compare %(name)s") % {"name": ref.text})
        chip.setAccessibleName(chip.toolTip())
        chip.clicked.connect(partial(self._basket.toggle, ref))
        return chip
