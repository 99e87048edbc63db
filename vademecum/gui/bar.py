"""The line at the top of the window: back and forward, the search box, and what opens the rest."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from vademecum.gui import icons, theme
from vademecum.gui.panes import FOLD_FILTERS_BELOW
from vademecum.gui.parts import tool_button
from vademecum.gui.search_box import SearchBox
from vademecum.records import Filters
from vademecum.texts import _


class TopBar(QFrame):
    """Its buttons do nothing by themselves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "bar")
        look = theme.theme()
        self.back = tool_button("arrow-left", _("Back"), _("Back (Alt+Left)"), self)
        self.forward = tool_button("arrow-right", _("Forward"), _("Forward (Alt+Right)"), self)
        self.box = SearchBox(parent)
        self.fold = QPushButton(icons.icon("funnel"), f" {_('Filters')}", self)
        self.fold.setIconSize(QSize(look.px(18), look.px(18)))
        self.fold.setCheckable(True)
        self.manage = tool_button("layers", _("Maintain"), _("Maintain (Ctrl+B)"), self)
        self.manage.setText(f" {_('Maintain')}")
        self.menu = tool_button("menu", _("Menu"), parent=self)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(8)
        line.addWidget(self.back)
        line.addWidget(self.forward)
        line.addWidget(self.box, 1)
        line.addWidget(self.fold)
        line.addWidget(self.manage)
        line.addWidget(self.menu)

    def count_filters(self, filters: Filters) -> None:
        """The folded filters say how many there are."""
        count = len(filters.kinds) + len(filters.audiences) + len(filters.themes) + len(filters.reaches)
        text = _("Filters (%(count)d)") % {"count": count} if count else _("Filters")
        self.fold.setText(f" {text}")
        self.fold.setAccessibleName(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room the button says what it is for."""
        super().resizeEvent(event)
        styles = Qt.ToolButtonStyle
        wide = self.width() >= theme.theme().px(FOLD_FILTERS_BELOW)
        self.manage.setToolButtonStyle(styles.ToolButtonTextBesideIcon if wide else styles.ToolButtonIconOnly)
