"""Lists of the records that have no page of their own (terms and sources), to choose one to edit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QLineEdit, QListView, QWidget

from vademecum.gui import theme
from vademecum.gui.edit.surroundings import term_label
from vademecum.gui.edit.values import StillCombo
from vademecum.gui.jobs import Jobs
from vademecum.gui.pages.parts import button, column
from vademecum.records import Ref, Taxonomy
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue

_REF = Qt.ItemDataRole.UserRole
Listed = Taxonomy | None  # None: the sources


class ListsDialog(QDialog):
    """``chosen``: a record to edit; ``new``: its type and the values that a new one begins with."""

    chosen = Signal(Ref)
    new = Signal(str, dict)

    def __init__(self, catalogue: Catalogue, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        look = theme.theme()
        self.setWindowTitle(_("Terms and sources"))
        self.resize(look.window(520, 560))
        self.which = StillCombo()
        self.which.setAccessibleName(_("List"))
        for listed, words in (
            ("kind", _("Kinds of actors")),
            ("audience", _("For whom")),
            ("theme", _("Themes")),
            (None, _("Sources")),
        ):
            self.which.addItem(words, listed)
        self.which.currentIndexChanged.connect(self._load)
        self.box = QLineEdit()
        self.box.setPlaceholderText(_("Search in the list"))
        self.box.setAccessibleName(self.box.placeholderText())
        self._model = QStandardItemModel(self)
        self.filter = QSortFilterProxyModel(self)
        self.filter.setSourceModel(self._model)
        self.filter.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.box.textChanged.connect(self.filter.setFilterFixedString)
        self.list = QListView()
        self.list.setModel(self.filter)
        self.list.setAccessibleName(_("List"))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        self.list.activated.connect(lambda _index: self.choose())
        self.edit = button(_("Edit"), "pencil", self.choose, role="primary")
        line = QHBoxLayout()
        line.addWidget(self.edit)
        line.addWidget(button(_("New"), "plus", self.begin, role=""))
        line.addStretch(1)
        line.addWidget(button(_("Close"), "x", self.reject, role=""))
        layout = column(self.which, self.box, self.list, line, gap=8)
        layout.setContentsMargins(12, 12, 12, 12)
        self.setLayout(layout)
        jobs.changed.connect(self._load)
        self._load()

    @property
    def listed(self) -> Listed:
        """The taxonomy that is listed; None for the sources."""
        listed: Listed = self.which.currentData()
        return listed

    def choose(self) -> None:
        """Edit the chosen record."""
        index = self.list.currentIndex()
        if index.isValid():
            self.chosen.emit(index.data(_REF))

    def begin(self) -> None:
        """A new record for this list."""
        listed = self.listed
        if listed is None:
            self.new.emit("source", {})
        else:
            self.new.emit("term", {"taxonomy": listed})

    def _load(self, _anything: object = None) -> None:
        self._jobs.read(partial(_refs, self._catalogue, self.listed), self._show, newest="lists")

    def _show(self, refs: tuple[Ref, ...]) -> None:
        now = self.list.currentIndex().data(_REF)
        self._model.clear()
        for ref in refs:
            item = QStandardItem(ref.text)
            item.setData(ref, _REF)
            self._model.appendRow(item)
        for row in range(self.filter.rowCount()):
            index = self.filter.index(row, 0)
            if (now is None and not row) or (now is not None and index.data(_REF).id == now.id):
                self.list.setCurrentIndex(index)
                break


def _refs(catalogue: Catalogue, listed: Listed) -> tuple[Ref, ...]:
    """In another thread."""
    if listed is None:
        return tuple(Ref(type="source", id=x.id, text=x.name) for x in catalogue.choosing.listed("source"))
    return tuple(Ref(type="term", id=term.id, text=term_label(term)) for term in catalogue.terms(listed))
