"""Brings the window of maintaining into view for the main window; what it needs is loaded at its first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.scope import SELECTION, Scope
from vademecum.gui.selection import Selection
from vademecum.records import Ref
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue
    from vademecum.gui.manage.window import ManageWindow


class LookedAt(msgspec.Struct, frozen=True):
    """What the main window shows: the actors in its list, and the open page."""

    listed: tuple[str, ...] = ()
    page: Ref | None = None


class ManageOpener(QObject):
    """``open_record`` and ``edit_record``: Ref to go to in the main window; ``erased``: name of a person."""

    open_record = Signal(object)
    edit_record = Signal(object)
    erased = Signal(str)

    def __init__(
        self,
        catalogue: Catalogue,
        jobs: Jobs,
        selection: Selection,
        looked_at: Callable[[], LookedAt],
        *,
        read_only: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._selection = selection
        self._looked_at = looked_at
        self._read_only = read_only
        self._window: ManageWindow | None = None
        parent.setAcceptDrops(not read_only)
        parent.installEventFilter(self)

    def open(self, page: str = "") -> ManageWindow:
        """Show the window, on a page of it or where it was."""
        from vademecum.gui.manage.window import ManageWindow

        if self._window is None:
            parent = self.parent()
            assert isinstance(parent, QWidget)
            self._window = ManageWindow(
                self._catalogue, self._jobs, scopes=self.scopes, read_only=self._read_only, parent=parent
            )
            self._window.open_record.connect(self.open_record)
            self._window.edit_record.connect(self.edit_record)
            self._window.erased.connect(self.erased)
        if page or self._window.list.currentRow() < 0:
            self._window.show_page(page or "worklist")
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        return self._window

    def open_history(self) -> None:
        """The history of the open record, or of all."""
        window = self.open("history")
        page = self._looked_at().page
        if page is not None and page.type != "place":
            window.show_history(page)

    def open_selection(self, page: str) -> None:
        """Do something with the selection: change together ("bulk"), "export", "forms" to mail, or "duplicates"."""
        self.open("export" if page == "forms" else page).show_selection(page, self._selection.refs)

    def form_left(self, ref: Ref, changed: bool) -> None:
        """The form of a record was closed in the main window."""
        if self._window is not None:
            self._window.form_left(ref, changed=changed)

    def forget(self) -> None:
        """The language is another: make the window anew at its next use."""
        if self._window is not None:
            self._window.deleteLater()
            self._window = None

    def scopes(self) -> Sequence[Scope]:
        """What there is to do something with in the main window."""
        looked_at = self._looked_at()
        page = (looked_at.page.id,) if looked_at.page is not None and looked_at.page.type == "actor" else ()
        return (
            Scope(SELECTION, _("The selection"), self._selection.ids),
            Scope("list", _("What is in the list now"), looked_at.listed),
            Scope("page", _("The open page"), page),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A file that is dropped on the main window is looked at."""
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter and _file(event) is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            path = _file(event)
            if path is not None:
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                self.open("import").open_file(path)
                return True
        return super().eventFilter(watched, event)


def _file(event: QDropEvent) -> Path | None:
    """The first file that is being dropped."""
    return next((Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()), None)
