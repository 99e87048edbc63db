"""The column at the left: the filters, and below them the saved searches, always in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vademecum.gui import theme
from vademecum.gui.filters import FilterPanel
from vademecum.gui.jobs import Jobs
from vademecum.gui.remembering import Remembering
from vademecum.gui.saved import SavedPanel

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


class SidePanel(QWidget):
    """Filters take the room, saved searches what they need."""

    def __init__(self, catalogue: Catalogue, jobs: Jobs, remembering: Remembering, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_role(self, "plain")
        self.filters = FilterPanel(self)
        self.saved = SavedPanel(catalogue, jobs, remembering, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filters, 1)
        layout.addWidget(self.saved)
        layout.addStretch(0)
        self.setMinimumWidth(self.filters.minimumWidth())

    @property
    def useful(self) -> bool:
        """True where one of the two has something to offer."""
        return self.filters.useful or self.saved.useful
