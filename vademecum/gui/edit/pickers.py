"""Choosing one record or one place by typing a part of its name."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QListView, QWidget

from vademecum import fields
from vademecum.gui import theme
from vademecum.gui.edit.surroundings import Surroundings
from vademecum.gui.edit.values import Value
from vademecum.gui.pages.parts import button, column
from vademecum.records import RecordChoice, Source
from vademecum.texts import _
from vademecum.validate import normalise

_PAUSE = 120  # milliseconds without a key
_ID = Qt.ItemDataRole.UserRole
_STILL_THERE = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
_NAME = Qt.ItemDataRole.UserRole + 1


class PickerValue(Value):
    """A line in which one types, and a list below it to choose from. Text that was not chosen is no value."""

    def __init__(self, field: fields.Field, around: Surroundings) -> None:
        super().__init__(field, around)
        self._id: str | None = None
        self._own: str | None = None  # the record itself: it can't point there
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(_("Type a part of the name"))
        self._take(self.edit)
        self._found = QStandardItemModel(self)
        self._completer = QCompleter(self._found, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(12)
        self._completer.setWidget(self.edit)
        self._list = QListView()
        theme.set_role(self._list, "popup")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setSpacing(2)
        self._list.setAccessibleName(_("Found"))
        self._completer.setPopup(self._list)
        self._completer.activated[QModelIndex].connect(self._chosen)  # type: ignore[index]
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE)
        self._later.timeout.connect(self.search)
        self.edit.textEdited.connect(self._typed)
        self.edit.installEventFilter(self)

    def show_value(self, owner: Any, value: Any) -> None:  # noqa: ARG002 - the same for all kinds
        """Show the name of what is chosen."""
        self._id = value or None
        self._say()

    def value(self) -> str | None:
        """The id of what is chosen."""
        return self._id

    def choose(self, key: str, name: str) -> None:
        """Take this one, by hand."""
        self.around.names[key] = name
        self._id = key
        self._say()
        self.edited.emit()

    def search(self) -> None:
        """Look for what stands there."""
        raise NotImplementedError

    def offer(self, found: Sequence[RecordChoice]) -> None:
        """Show what was found below the line, as long as one is typing in it."""
        self._found.clear()
        for choice in found:
            item = QStandardItem(f"{choice.name}  –  {choice.detail}" if choice.detail else choice.name)
            item.setData(choice.id, _ID)
            item.setData(choice.name, _NAME)
            self._found.appendRow(item)
        if not found:
            item = QStandardItem(_("Nothing found"))
            item.setEnabled(False)
            self._found.appendRow(item)
        if self.edit.hasFocus() and self.edit.text().strip():
            self._completer.complete()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What was typed but not chosen goes when the line is left; Down opens the list."""
        out = watched is self.edit and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut
        if out and event.reason() not in _STILL_THERE:  # type: ignore[attr-defined]
            self._leave()
        return super().eventFilter(watched, event)

    def _words(self, key: str) -> str:
        return self.around.names.get(key, _("(no longer there)"))

    def _say(self) -> None:
        self.edit.setText(self._words(self._id) if self._id else "")
        self.edit.setCursorPosition(0)

    def _typed(self, text: str) -> None:
        if text.strip():
            self._later.start()
        else:
            self._later.stop()
            self._list.hide()
            if self._id is not None:
                self._id = None
                self.edited.emit()

    def _leave(self) -> None:
        self._later.stop()
        self._say()

    def _chosen(self, index: QModelIndex) -> None:
        key = index.data(_ID)
        if key:
            self.choose(key, index.data(_NAME))
        else:
            self._say()


class RecordValue(PickerValue):
    """A record of one type, looked up in the catalogue; a new source can be written down on the spot."""

    def __init__(self, field: fields.Field, around: Surroundings) -> None:
        super().__init__(field, around)
        if field.target == "source":
            self._new = button(_("New source"), "plus", self._begin_source, role="link")
            self.lines.addWidget(self._new, 0, Qt.AlignmentFlag.AlignLeft)
            self._source: NewSource | None = None

    def search(self) -> None:
        """Ask the catalogue."""
        assert self.field.target is not None
        self.around.look_up(self.field.target, self.edit.text(), self._answered)

    def _answered(self, found: tuple[RecordChoice, ...]) -> None:
        record = self.around.record()
        own = record.id if record is not None else None
        self.offer([choice for choice in found if choice.id != own])

    def _begin_source(self) -> None:
        if self._source is None:
            self._source = NewSource(self)
            self.lines.addWidget(self._source)
        self._source.begin(self.edit.text() if self._id is None else "")


class NewSource(QWidget):
    """Title and address of a source that the catalogue doesn't have yet."""

    def __init__(self, picker: RecordValue) -> None:
        super().__init__(picker)
        theme.set_role(self, "plain")
        self._picker = picker
        self.title = QLineEdit()
        self.title.setAccessibleName(_("Title of the source"))
        self.title.setPlaceholderText(_("Title of the source"))
        self.url = QLineEdit()
        self.url.setAccessibleName(_("Web address"))
        self.url.setPlaceholderText(_("Web address"))
        self.keep = button(_("Save the source"), "check", self.save, role="")
        cancel = button(_("Cancel"), "x", self.hide, role="")
        line = QHBoxLayout()
        line.addWidget(self.keep)
        line.addWidget(cancel)
        line.addStretch(1)
        words = QLabel(_("New source"))
        theme.set_role(words, "strong")
        self.setLayout(column(words, self.title, self.url, line))

    def begin(self, title: str) -> None:
        """Empty fields."""
        self.title.setText(title)
        self.url.clear()
        self.show()
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Keep it and choose it."""
        title = " ".join(self.title.text().split())
        if not title:
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        source = normalise(Source(id=str(uuid.uuid4()), title=title, url=self.url.text().strip() or None))
        self.hide()
        self._picker.around.save_source(source, lambda _done: None)
        self._picker.choose(source.id, source.title)


class AreaValue(PickerValue):
    """A place; of a site, a municipality."""

    def search(self) -> None:
        """Places whose name has what was typed; those that begin with it first."""
        text = self.edit.text().strip().casefold()
        wanted = ("municipality",) if self.field.key == "municipality" else None
        found = [
            choice
            for choice in self.around.areas
            if text in choice.words.casefold() and (wanted is None or choice.place.kind in wanted)
        ]
        found.sort(key=lambda choice: (not choice.place.name.casefold().startswith(text), choice.words.casefold()))
        self.offer([RecordChoice(id=c.place.id, name=c.words, detail=c.layer) for c in found[:40]])

    def owner_changed(self, owner: Any) -> None:
        """A postcode of one municipality says which one it is, where none was chosen."""
        if self.field.key == "municipality" and self._id is None and getattr(owner, "postcode", None):
            municipality = self.around.municipality_of(owner.postcode)
            if municipality is not None:
                self.choose(municipality, self.around.area_words(municipality))

    def _words(self, key: str) -> str:
        return self.around.area_words(key)
