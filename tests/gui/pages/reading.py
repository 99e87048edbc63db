"""What a person reads and can press on a page."""

import re

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QLabel, QPushButton, QTextEdit, QWidget

from vademecum.gui.pages.parts import LinkLabel


def texts(page: QWidget) -> list[str]:
    """Every text on the page, from top to bottom as it stands there."""
    page.resize(420, page.heightForWidth(420))
    page.show()
    found = []
    for widget in page.findChildren(QWidget):
        if widget.isHidden():
            continue
        at = widget.mapTo(page, QPoint())
        if isinstance(widget, QLabel):
            rich = widget.textFormat() == Qt.TextFormat.RichText
            text = QTextDocumentFragment.fromHtml(widget.text()).toPlainText() if rich else widget.text()
            found.append((at.y(), at.x(), text))
        elif isinstance(widget, QTextEdit):
            found.append((at.y(), at.x(), widget.toPlainText()))
    return [text for _y, _x, text in sorted(found) if text]


def read(page: QWidget) -> str:
    return "\n".join(texts(page))


def link(page: QWidget, words: str) -> LinkLabel:
    """The link that shows these words."""
    found = [label for label in page.findChildren(LinkLabel) if re.search(words, label.accessibleName())]
    assert found, f"no link {words!r} on:\n{read(page)}"
    return found[0]


def press(page: QWidget, name: str) -> None:
    """Press the button with this name."""
    found = [one for one in page.findChildren(QPushButton) if one.accessibleName() == name and not one.isHidden()]
    names = [one.accessibleName() for one in page.findChildren(QPushButton)]
    assert found, f"no button {name!r}, only {names}"
    found[0].click()
