"""The suggestions under the search box: places first, then actors, then words."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from vademecum import turns
from vademecum.gui import icons, theme
from vademecum.gui.letters import Letters
from vademecum.gui.pictures import Pictures
from vademecum.records import Suggestion
from vademecum.texts import _

Index = QModelIndex | QPersistentModelIndex

_ICONS = {
    "place": "map-pin",
    "actor": "building-2",
    "network": "network",
    "measure": "scroll-text",
    "field": "tag",
    "word": "search",
}
_ROLE = Qt.ItemDataRole.UserRole
_PICTURES = 16  # lines: two lists of suggestions


class SuggestionDelegate(QStyledItemDelegate):
    """An icon for what it is, the text, and its detail at the right."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        look = theme.theme()
        self._tokens = look.tokens
        self._letters = Letters(look.font())
        self._pictures = Pictures(_PICTURES, look.tokens.color("card"))
        self._icon = look.px(16)
        self.height = max(look.px(theme.HIT_TARGET), self._letters.height + 10)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's signature
        """A target that can be hit."""
        return QSize(0, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One suggestion."""
        suggestion: Suggestion = index.data(_ROLE)
        box: QRect = option.rect
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            self._paint_marked(painter, box, option.state, suggestion)
        else:  # the list behind is painted several times for each key, and this with it
            picture = self._pictures.known(painter, box.size(), suggestion)
            if picture is None:
                picture = self._pictures.make(painter, box.size(), suggestion, partial(self._paint, suggestion))
            painter.drawPixmap(box.topLeft(), picture)
        painter.restore()

    def _paint_marked(self, painter: QPainter, box: QRect, state: QStyle.StateFlag, suggestion: Suggestion) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._tokens.color("selected"))
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), self._tokens.color("accent"))
        else:
            painter.fillRect(box, self._tokens.color("hover"))
        self._paint(suggestion, painter, box)

    def _paint(self, suggestion: Suggestion, painter: QPainter, box: QRect) -> None:
        left = box.left() + 12
        icons.icon(_ICONS[suggestion.type], "quiet").paint(
            painter, left, box.top() + (box.height() - self._icon) // 2, self._icon, self._icon
        )
        line = QRect(left + self._icon + 10, box.top(), box.right() - left - self._icon - 22, box.height())
        letters = self._letters
        room = max(line.width() - letters.width(suggestion.text) - 16, line.width() // 3)
        detail = letters.fitted(suggestion.detail, room)
        painter.setPen(self._tokens.color("quiet"))
        letters.draw(painter, line, detail, right=True)
        painter.setPen(self._tokens.color("text"))
        letters.draw(painter, line, letters.fitted(suggestion.text, line.width() - letters.width(detail) - 16))


class _Lines(QListWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        """The answer to the next key is being looked for meanwhile."""
        with turns.window:
            super().paintEvent(event)


class SuggestionPopup(QFrame):
    """Lies over the window; the focus stays in the box, which hands on the arrow keys. ``chosen``: a Suggestion."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        theme.set_role(self, "popup")
        self._list = _Lines(self)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName(_("Suggestions"))
        self._delegate = SuggestionDelegate(self._list)
        self._list.setItemDelegate(self._delegate)
        self._list.itemClicked.connect(lambda item: self.chosen.emit(item.data(_ROLE)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 4, 1, 4)
        layout.addWidget(self._list)
        self.hide()

    @property
    def current(self) -> Suggestion | None:
        """The suggestion that the arrow keys have reached."""
        item = self._list.currentItem()
        return item.data(_ROLE) if item is not None and self.isVisible() else None

    def show_under(self, widget: QWidget, suggestions: tuple[Suggestion, ...]) -> None:
        """Show these under a widget; nothing where there are none."""
        self._list.clear()
        for suggestion in suggestions:
            item = QListWidgetItem(suggestion.text, self._list)
            item.setData(_ROLE, suggestion)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{suggestion.text}, {suggestion.detail}")
        self._list.setCurrentRow(-1)
        if not suggestions:
            self.hide()
            return
        parent = self._over
        corner = widget.mapTo(parent, QPoint(0, widget.height() + 2))
        height = min(self._delegate.height * len(suggestions) + 12, parent.height() - corner.y() - 8)
        self.setGeometry(QRect(corner, QSize(min(widget.width(), theme.theme().px(560)), height)))
        self.raise_()
        self.show()

    def step(self, step: int) -> bool:
        """Go a suggestion down (1) or up (-1); False where there is none there any more."""
        row = self._list.currentRow() + step
        if row >= self._list.count() or row < -1:
            return False
        self._list.setCurrentRow(row)
        return True


def without_tail(text: str, suggestion: str) -> str:
    """The words before those that the suggestion completes: ``werkervaring iep`` + Ieper -> ``werkervaring``."""
    words = text.split()
    target = suggestion.casefold().replace("-", " ")
    for start in range(len(words)):
        if target.startswith(" ".join(words[start:]).casefold().replace("-", " ")):
            return " ".join(words[:start])
    return " ".join(words[:-1])
