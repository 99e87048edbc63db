"""The window of maintaining: a list of pages at the left, the chosen one at the right, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from vademecum.gui import icons, theme
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.backups import BackupsPage
from vademecum.gui.manage.bin import BinPage
from vademecum.gui.manage.bulk import BulkPage
from vademecum.gui.manage.duplicates import DuplicatesPage
from vademecum.gui.manage.erase import ErasePage
from vademecum.gui.manage.exporting import ExportPage
from vademecum.gui.manage.history import HistoryPage
from vademecum.gui.manage.importing import ImportPage
from vademecum.gui.manage.kbo import KboPage
from vademecum.gui.manage.page import ManagePage
from vademecum.gui.manage.replies import RepliesPage
from vademecum.gui.manage.review import ReviewPage
from vademecum.gui.manage.scope import Scopes
from vademecum.gui.manage.worklist import WorklistPage
from vademecum.records import Ref
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue


@dataclass(frozen=True)
class Entry:
    """A page in the list: key, icon, label, and what makes it."""

    key: str
    icon: str
    label: str
    make: Callable[..., ManagePage]


def entries() -> tuple[Entry, ...]:
    """All pages, in their order."""
    return (
        Entry("worklist", "phone", _("This week"), WorklistPage),
        Entry("review", "circle-alert", _("Review"), ReviewPage),
        Entry("duplicates", "users", _("Duplicates"), DuplicatesPage),
        Entry("bulk", "layers", _("Change many"), BulkPage),
        Entry("import", "plus", _("Import of a file"), ImportPage),
        Entry("replies", "mail", _("Forms"), RepliesPage),
        Entry("export", "external-link", _("Export to a file"), ExportPage),
        Entry("kbo", "landmark", _("KBO"), KboPage),
        Entry("history", "history", _("History"), HistoryPage),
        Entry("bin", "trash-2", _("Bin"), BinPage),
        Entry("backups", "lock", _("Backups"), BackupsPage),
        Entry("erase", "user", _("Erase a person"), ErasePage),
    )


class ManageWindow(QWidget):
    """``open_record``: Ref to show in the main window; ``edit_record``: Ref to edit there.

    ``erased``: name of a person. ``scopes`` answers which organisations the main window shows now.
    """

    open_record = Signal(object)
    edit_record = Signal(object)
    erased = Signal(str)

    def __init__(
        self,
        catalogue: Catalogue,
        jobs: Jobs,
        *,
        scopes: Scopes = tuple,
        read_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._scopes = scopes
        self._catalogue = catalogue
        self._jobs = jobs
        self._read_only = read_only
        self._pages: dict[str, ManagePage] = {}
        look = theme.theme()
        self.setWindowTitle(_("Maintain"))
        self.setObjectName("manage")
        self.setMinimumSize(480, 360)
        self.resize(look.window(1180, 720))
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Parts of maintaining"))
        self.list.setIconSize(QSize(look.px(18), look.px(18)))
        self.list.setFixedWidth(look.px(190))
        self.list.setUniformItemSizes(True)
        theme.set_role(self.list, "side")
        self._entries = entries()
        for entry in self._entries:
            item = QListWidgetItem(icons.icon(entry.icon, "quiet"), entry.label, self.list)
            item.setSizeHint(QSize(0, look.px(36)))
        self._stack = QStackedWidget(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.list)
        layout.addLayout(side)
        layout.addWidget(self._stack, 1)
        self.list.currentRowChanged.connect(self._go)
        theme.theme().changed.connect(self._dress)
        for keys, action in (("Ctrl+Z", self._undo), ("Ctrl+W", self.close), ("Escape", self.close)):
            QShortcut(QKeySequence(keys), self).activated.connect(action)
        for at, entry in enumerate(self._entries[:9]):
            QShortcut(QKeySequence(f"Alt+{at + 1}"), self).activated.connect(partial(self.show_page, entry.key))

    def page(self, key: str) -> ManagePage:
        """A page, made at its first use."""
        if key not in self._pages:
            entry = next(entry for entry in self._entries if entry.key == key)
            made = entry.make(self._catalogue, self._jobs, read_only=self._read_only, parent=self)
            made.open_record.connect(self.open_record)
            made.edit_record.connect(self.edit_record)
            made.show_history.connect(self.show_history)
            if isinstance(made, ImportPage):
                made.other_file.connect(self._other_file)
            if isinstance(made, ErasePage):
                made.erased.connect(self.erased)
            self._pages[key] = made
            self._stack.addWidget(made)
        return self._pages[key]

    def show_page(self, key: str) -> ManagePage:
        """Bring a page into view."""
        self.list.setCurrentRow([entry.key for entry in self._entries].index(key))
        return self.page(key)

    def show_history(self, ref: Ref) -> None:
        """The history of one record."""
        page = self.page("history")
        assert isinstance(page, HistoryPage)
        page.show_record(ref)
        self.show_page("history")

    def form_left(self, ref: Ref, *, changed: bool) -> None:
        """The form of a record was closed in the main window."""
        page = self._pages.get("worklist")
        if isinstance(page, WorklistPage):
            page.form_left(ref, changed=changed)

    def open_file(self, path: Path) -> None:
        """Look at a file that was dropped or chosen."""
        page = self.show_page("import")
        assert isinstance(page, ImportPage)
        page.open_file(path)

    def _other_file(self, kind: str, path: Path) -> None:
        """A form or the KBO was dropped on the page of imports."""
        page = self.show_page("kbo" if kind == "kbo" else "replies")
        if isinstance(page, KboPage | RepliesPage):
            page.open_file(path)

    def _go(self, row: int) -> None:
        page = self.page(self._entries[row].key)
        self._stack.setCurrentWidget(page)
        self._look_again()
        page.enter()

    def _look_again(self) -> None:
        """The list and the selection of the main window may be others since the last look."""
        page = self._stack.currentWidget()
        if isinstance(page, BulkPage | ExportPage):
            page.show_scopes(list(self._scopes()))

    def show_selection(self, what: str, refs: tuple[Ref, ...]) -> None:
        """Offer the selection: to change together ("bulk"), "export", "forms" to mail, or to merge ("duplicates")."""
        page = self.show_page("export" if what == "forms" else what)
        self._look_again()
        if isinstance(page, DuplicatesPage):
            first, second = refs
            page.propose(first, second)
        if isinstance(page, BulkPage | ExportPage):
            page.take_selection(what)

    def showEvent(self, event: QShowEvent) -> None:
        """Look what is new."""
        super().showEvent(event)
        if self.list.currentRow() >= 0:
            self._go(self.list.currentRow())

    def changeEvent(self, event: QEvent) -> None:
        """Back from the main window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._look_again()

    def _undo(self) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, ManagePage):
            page.undo_last()

    def _dress(self) -> None:
        """All pages anew, in the colours and sizes in use."""
        look = theme.theme()
        self.list.setFixedWidth(look.px(190))
        self.list.setIconSize(QSize(look.px(18), look.px(18)))
        for at, entry in enumerate(self._entries):
            self.list.item(at).setIcon(icons.icon(entry.icon, "quiet"))
            self.list.item(at).setSizeHint(QSize(0, look.px(36)))
        for page in self._pages.values():
            page.leave()
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        if self.list.currentRow() >= 0:
            self._go(self.list.currentRow())
