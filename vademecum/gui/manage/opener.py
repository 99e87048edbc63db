"""Brings the window of maintaining into view for the main window; what it needs is loaded at its first use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from vademecum.gui.basket import Basket
from vademecum.gui.jobs import Jobs
from vademecum.gui.manage.scope import Scope
from vademecum.records import Ref, SearchResult
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue
    from vademecum.gui.manage.window import ManageWindow


class ManageOpener(QObject):
    """``open_record`` and ``edit_record``: Ref to go to in the main window."""

    open_record = Signal(object)
    edit_record = Signal(object)

    def __init__(self, catalogue: Catalogue, jobs: Jobs, basket: Basket, *, read_only: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self._basket = basket
        self._read_only = read_only
        self._result: SearchResult | None = None
        self._page: Ref | None = None
        self._window: ManageWindow | None = None
        parent.setAcceptDrops(not read_only)
        parent.installEventFilter(self)

    def look_at(self, result: SearchResult | None, page: object) -> None:
        """What the main window shows now."""
        self._result = result
        self._page = page if isinstance(page, Ref) else None

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
        if page or self._window.list.currentRow() < 0:
            self._window.show_page(page or "worklist")
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        return self._window

    def open_history(self) -> None:
        """The history of the open record, or of all."""
        window = self.open("history")
        if self._page is not None and self._page.type != "place":
            window.show_history(self._page)

    def forget(self) -> None:
        """The language is another: make the window anew at its next use."""
        if self._window is not None:
            self._window.deleteLater()
            self._window = None

    def scopes(self) -> Sequence[Scope]:
        """What the main window shows, to do something with all of it."""
        found: list[str] = []
        if self._result is not None:
            found = [hit.id for group in self._result.groups for hit in group.hits]
            found += [hit.id for hit in self._result.unknown_area]
        page = (self._page.id,) if self._page is not None and self._page.type == "actor" else ()
        return (
            Scope(_("What is in the list now"), tuple(dict.fromkeys(found))),
            Scope(_("Put aside to compare"), self._basket.ids),
            Scope(_("The open page"), page),
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
