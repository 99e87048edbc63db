"""The pane at the right: the page that is read, and over it the editor; below them what was just done, to be undone.

The page goes on beneath an editor that is open: when the user opens another one, the editor asks first.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from vademecum import drafts
from vademecum.drafts import Draft
from vademecum.errors import KnownError
from vademecum.fields import type_label
from vademecum.gui.edit.strips import Offer, Strip
from vademecum.gui.jobs import Jobs
from vademecum.gui.pages.detail import DetailPane
from vademecum.records import Changes, OperationLine, RecordType, Ref, record_type
from vademecum.texts import _

if TYPE_CHECKING:
    from vademecum.catalogue import Catalogue
    from vademecum.gui.edit.editor import Editing, Editor

_WITH_PAGE = ("actor", "network", "measure", "agreement", "practice")
_OF_RECORD = (Qt.Key.Key_E, Qt.Key.Key_K)  # on Linux a line takes them: to its end, and delete up to there
DONE_SHOWN = 12_000  # milliseconds


def new_texts() -> tuple[tuple[RecordType, str], ...]:
    """What can be added, for menus."""
    return (
        ("actor", _("Actor")),
        ("network", _("Network")),
        ("agreement", _("Agreement")),
        ("measure", _("Measure")),
        ("practice", _("Good practice")),
        ("source", _("Source")),
    )


class EditingColumn(QWidget):
    """``arranged``: the editor came or went. ``settled``: what was edited, and whether it was deleted.

    ``left``: the record whose form was closed, and whether it was changed. ``message`` is for the status line.
    """

    arranged = Signal()
    settled = Signal(Ref, bool)
    left = Signal(Ref, bool)
    message = Signal(str)

    def __init__(
        self, catalogue: Catalogue, jobs: Jobs, detail: DetailPane, *, read_only: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._jobs = jobs
        self.read_only = read_only
        self.detail = detail
        self._editor: Editor | None = None
        self.done = Strip(self, wide=True)  # has its place in the window, below all panes
        self._hush = QTimer(self)
        self._hush.setSingleShot(True)
        self._hush.setInterval(DONE_SHOWN)
        self._hush.timeout.connect(self.done.clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._stack = QStackedLayout()
        layout.addLayout(self._stack, 1)  # first: a stack shows its widgets, and without a parent these are windows
        self._stack.addWidget(detail)
        detail.edit.connect(self.edit)
        detail.check.connect(self.check)

    @property
    def editor(self) -> Editor:
        """Made when it is asked for: a start needs none, and what it imports takes time."""
        if self._editor is None:
            from vademecum.gui.edit.editor import Editor

            editor = self._editor = Editor(self._catalogue, self._jobs, self)
            editor.link_activated.connect(partial(self._settle, False))
            editor.opened.connect(self._opened)
            editor.closed.connect(self._closed)
            editor.saved.connect(self._saved)
            editor.deleted.connect(self._deleted)
            editor.left.connect(self.left)
            self._stack.addWidget(editor)
        return self._editor

    @property
    def tab_parts(self) -> tuple[QWidget, ...]:
        """The parts that Tab goes through one after the other."""
        return (*(self.editor.tab_parts if self.is_editing else (self.detail,)), self.done)

    @property
    def dirty(self) -> bool:
        """Something was changed that is not saved."""
        return self._editor is not None and self._editor.dirty

    @property
    def is_editing(self) -> bool:
        """The editor is over the page."""
        return self._stack.currentWidget() is not self.detail

    def edit(self, ref: Ref) -> None:
        """Edit a record, after what is being edited now."""
        if self.read_only:
            self.message.emit(_("This catalogue can only be read."))
        elif ref.type != "place":
            self.editor.leave(partial(self.editor.edit, ref.type, ref.id))

    def new(self, kind: RecordType, **preset: Any) -> None:
        """Write down a new record, after what is being edited now."""
        if not self.read_only:
            self.editor.leave(partial(self.editor.new, kind, **preset))

    def look_for_drafts(self, folder: Path) -> None:
        """After a crash: offer what was being typed."""
        if not self.read_only:
            self._jobs.read(partial(drafts.newest, folder), self._offer_draft)

    def _offer_draft(self, draft: Draft | None) -> None:
        if draft is None or self.is_editing:
            return
        name = drafts.name_of(draft.record) or type_label(record_type(draft.record))
        self.done.say(
            _("You were working on “%(name)s”; it isn't saved.") % {"name": name},
            [(_("Go on"), "pencil", partial(self._take_up, draft)), (_("Later"), "clock", self.done.clear)],
        )

    def _take_up(self, draft: Draft) -> None:
        self.editor.leave(partial(self.editor.take_up, draft))

    def page_wanted(self, record_id: str) -> None:
        """The user opened a page: make room for it, or ask; not for the page of the record that is edited."""
        if not self.is_editing:
            return
        ref = self.editor.ref
        if self.editor.is_open and (ref is None or ref.id != record_id):
            self.editor.leave(self._nothing)

    def editing(self) -> Editing | None:
        """What is being edited, to go on with in another window."""
        return self._editor.editing() if self._editor is not None else None

    def go_on(self, editing: Editing) -> None:
        """Go on with an edit from another window."""
        self.editor.go_on(editing)

    def check(self, ref: Ref) -> None:
        """Note that somebody checked a record: that is not saving."""
        if self.read_only:
            self.message.emit(_("This catalogue can only be read."))
        elif ref.type != "place":
            from vademecum.gui.edit.checking import CheckDialog  # a start needs none

            dialog = CheckDialog(self._catalogue, self._jobs, ref.type, ref.id, self)
            dialog.written.connect(self._checked)

    def _checked(self, ref: Ref, changes: Changes) -> None:
        words = _("“%(name)s” is checked.") % {"name": ref.text}
        self._say(words, self._undo_offer(changes))

    def _settle(self, gone: bool, ref: Ref) -> None:
        self.settled.emit(ref, gone)

    # Undo -----------------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back what was done last."""
        self._step(back=True)

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._step(back=False)

    def _step(self, *, back: bool) -> None:
        if self.read_only:
            return
        if self.is_editing:
            self.message.emit(_("Save or close the form first."))
            return
        self._jobs.write(partial(self._take_back, back), partial(self._taken, back))

    def _take_back(self, back: bool) -> OperationLine | None:
        """In another thread: the operation that took back or did again."""
        upkeep = self._catalogue.upkeep
        line = upkeep.next_undo() if back else upkeep.next_redo()
        if line is None:
            return None
        if not line.undoable:
            raise KnownError(_("“%(what)s” can't be taken back.") % {"what": line.title}, line.why_not)
        done = upkeep.undo(line.number)
        return upkeep.operations(1, before=done.operation + 1)[0]

    def _taken(self, back: bool, line: OperationLine | None) -> None:
        if line is None:
            self.message.emit(_("There is nothing to undo.") if back else _("There is nothing to redo."))
        elif back:
            self._say(line.title, (_("Redo"), "history", self.redo))
        else:
            self._say(line.title, (_("Undo"), "undo-2", self.undo))

    def _say(self, text: str, *offers: Offer) -> None:
        self.done.say(text, offers)
        self._hush.start()

    def _undo_offer(self, changes: Changes) -> Offer:
        return (_("Undo"), "undo-2", partial(self._undo_this, changes.operation))

    def _undo_this(self, number: int) -> None:
        self.done.clear()
        self._jobs.write(partial(self._catalogue.undo, number), self._undone)

    def _undone(self, _changes: Changes) -> None:
        self.message.emit(_("Undone."))

    # The editor -----------------------------------------------------------------------------------------------------

    def _opened(self) -> None:
        self._stack.setCurrentWidget(self.editor)
        self.done.clear()
        self.arranged.emit()
        if self.editor.offer.isHidden():
            self.editor.enter()

    def _closed(self, ref: Ref | None) -> None:
        self._stack.setCurrentWidget(self.detail)
        self.arranged.emit()
        if ref is not None and ref.type in _WITH_PAGE:
            self.settled.emit(ref, False)

    def _saved(self, ref: Ref, changes: Changes) -> None:
        if changes.records:
            words = _("“%(name)s” is saved.") % {"name": ref.text}
            check = (_("Note a check …"), "badge-check", partial(self.check, ref))
            self._say(words, self._undo_offer(changes), *([check] if ref.type in _WITH_PAGE else []))

    def _deleted(self, ref: Ref, changes: Changes) -> None:
        self.settled.emit(ref, True)
        words = _("“%(name)s” is in the bin.") % {"name": ref.text}
        self._say(words, self._undo_offer(changes))

    def _nothing(self) -> None:
        """The page beneath is what was wanted."""


class KeysThrough(QObject):
    """Lets keys of the window pass a line of text: those for the open record, and Ctrl+Z with nothing to undo in it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the keys to the window."""
        if (
            isinstance(watched, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
        ):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not watched.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not watched.isRedoAvailable()
            record = event.key() in _OF_RECORD and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if undo or redo or record:
                event.ignore()
                return True
        return False
